"""An organisation as agents see it: an owner for every right, and a number for every named value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from agents.rights import (
    Adjusts,
    Allocates,
    Assesses,
    Coordinates,
    Covers,
    PlansDay,
    Right,
    Rosters,
    Settles,
)


@dataclass(frozen=True)
class Organisation:
    """Resolved decision rights and values of one arm. Its name is for people; no decision depends on it."""

    owners: Mapping[Right, Any]
    values: Mapping[str, float]

    @property
    def assess(self) -> Assesses:
        return cast(Assesses, self.owners[Right.ASSESS])

    @property
    def adjust(self) -> Adjusts:
        return cast(Adjusts, self.owners[Right.ADJUST])

    @property
    def allocate(self) -> Allocates:
        return cast(Allocates, self.owners[Right.ALLOCATE])

    @property
    def roster(self) -> Rosters:
        return cast(Rosters, self.owners[Right.ROSTER])

    @property
    def plan_day(self) -> PlansDay:
        return cast(PlansDay, self.owners[Right.PLAN_DAY])

    @property
    def cover(self) -> Covers:
        return cast(Covers, self.owners[Right.COVER])

    @property
    def coordinate(self) -> Coordinates:
        return cast(Coordinates, self.owners[Right.COORDINATE])

    @property
    def settle(self) -> Settles:
        return cast(Settles, self.owners[Right.SETTLE])
