"""The approach to care: owns no right, changes how much is done to keep need down and to see it change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy, policy

Share = Annotated[float, Field(ge=0, le=1)]


@policy
@dataclass(frozen=True)
class CompensatingCare(Policy):
    """Help does for people what they can't do; reablement as often as is usual, no network drawn in."""

    name: ClassVar[str] = "compensating_care"
    title: ClassVar[str] = "Compensating care"
    lever: ClassVar[str] = "approach to care"


@policy
@dataclass(frozen=True)
class Reablement(Policy):
    """Reablement in this share of new courses and returns from hospital; what it does is the same whoever tries it."""

    share: Share

    name: ClassVar[str] = "reablement"
    title: ClassVar[str] = "Reablement"
    lever: ClassVar[str] = "approach to care"
    touches: ClassVar[tuple[str, ...]] = ("need", "help", "staff", "work", "plans", "ties", "desks", "people")

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("reablement_share", "set", self.share, "assumption", (), "an option, 0 to 1"), *self.changes)


@policy
@dataclass(frozen=True)
class Network(Policy):
    """Family and neighbours are drawn in for this share of new courses, in the group's time."""

    share: Share

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Informal network"
    lever: ClassVar[str] = "approach to care"
    touches: ClassVar[tuple[str, ...]] = ("need", "help", "staff", "work", "plans", "ties", "desks", "people")

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("network_share", "set", self.share, "assumption", (), "an option, 0 to 1"), *self.changes)


@policy
@dataclass(frozen=True)
class MicroAssessment(Policy):
    """A short look at each visit, or at this share of them, whether help still fits."""

    share: Share = 1.0

    name: ClassVar[str] = "daily_micro_assessment"
    title: ClassVar[str] = "Daily micro-assessment"
    lever: ClassVar[str] = "approach to care"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("micro_assessment", "set", self.share, "estimate", ("N53",), "an option"), *self.changes)
