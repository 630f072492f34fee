"""What whoever plans the day weighs: travel first, the citizen's own carer first, or anything between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class TravelFirst(Policy):
    """Routes are made for short journeys; who knows the citizen doesn't count."""

    name: ClassVar[str] = "travel_first"
    title: ClassVar[str] = "Travel first"
    lever: ClassVar[str] = "planning"
    touches: ClassVar[tuple[str, ...]] = ("work", "plans")
    moves: ClassVar[tuple[Change, ...]] = (
        Change("continuity_weight", "set", 0, "assumption", (), "0 to 60 minutes a visit"),
    )


@policy
@dataclass(frozen=True)
class ContinuityFirst(Policy):
    """Routes are made so that the citizen's own carer comes, whatever the journey."""

    name: ClassVar[str] = "continuity_first"
    title: ClassVar[str] = "Continuity first"
    lever: ClassVar[str] = "planning"
    touches: ClassVar[tuple[str, ...]] = ("work", "plans")
    moves: ClassVar[tuple[Change, ...]] = (
        Change("continuity_weight", "set", 60, "assumption", (), "0 to 60 minutes a visit"),
    )


@policy
@dataclass(frozen=True)
class PlanningWeight(Policy):
    """How many minutes of travel whoever plans pays for sending the citizen's own carer."""

    minutes: Annotated[float, Field(ge=0, le=60)]

    name: ClassVar[str] = "planning_weight"
    title: ClassVar[str] = "A weight between travel and continuity"
    lever: ClassVar[str] = "planning"
    touches: ClassVar[tuple[str, ...]] = ("work", "plans")

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("continuity_weight", "set", self.minutes, "assumption", (), "an option"), *self.changes)
