"""How many leaders there are, and how large the back office is. Owns no right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class LeadershipSpan(Policy):
    """So many carers for each leader; leaders' time per carer also enters strain."""

    carers: Annotated[float, Field(ge=16, le=400)]

    name: ClassVar[str] = "leadership_span"
    title: ClassVar[str] = "Span of leaders"
    lever: ClassVar[str] = "leadership"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("leader_span", "set", self.carers, "assumption", ("S37",), "an option"), *self.changes)


@policy
@dataclass(frozen=True)
class SmallBackOffice(Policy):
    """HR, quality, IT and back office together are half a post per 100 carers, in today's proportions."""

    name: ClassVar[str] = "small_back_office"
    title: ClassVar[str] = "A small back office"
    lever: ClassVar[str] = "leadership"
    touches: ClassVar[tuple[str, ...]] = ("desks",)
    moves: ClassVar[tuple[Change, ...]] = tuple(
        Change(f"{role}_per_100_carers", "multiply", 0.5 / 3.0, "estimate", ("N03",), "0.5 of 3 posts per 100 carers")
        for role in ("hr", "quality", "it", "back_office")
    )
