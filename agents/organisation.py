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
    Divides,
    PlansDay,
    Recruits,
    Right,
    Rosters,
    Settles,
)


@dataclass(frozen=True)
class Later:
    """What an organisation becomes, from this simulated day on."""

    day: int
    organisation: Organisation


@dataclass(frozen=True)
class Organisation:
    """Resolved decision rights and values of one arm. It has no name: no decision depends on one.

    place: named values before any policy. before: the organisation that this one replaces, where an arm says so; as far
    as fidelity falls short, its owners go on deciding. beside: the organisation of everybody else, where two are at
    work side by side; only_in: settlements that are this one's (none: the scenario's pilots), only_citizens: at most so
    many, who live closest together. since: the simulated day on which it begins. ramp: simulated days between which it
    takes the place of the one before, by degrees and whole. later: what it becomes.
    """

    owners: Mapping[Right, Any]
    values: Mapping[str, float]
    place: Mapping[str, float]
    before: Organisation | None = None
    beside: Organisation | None = None
    only_in: tuple[str, ...] = ()
    only_citizens: int | None = None
    since: int = 0
    ramp: tuple[int, int] | None = None
    later: tuple[Later, ...] = ()

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
    def divide(self) -> Divides:
        return cast(Divides, self.owners[Right.DIVIDE])

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

    @property
    def recruit(self) -> Recruits:
        return cast(Recruits, self.owners[Right.RECRUIT])

    def values_at_the_start(self) -> Mapping[str, float]:
        """Named values that have held until the first day: the old ones where a change only begins."""
        if self.before is None or self.fidelity_at_the_start() >= 1.0:
            return self.values
        old, new, share = self.before.values, self.values, self.fidelity_at_the_start()
        return {name: old[name] + share * (new[name] - old[name]) for name in new}

    def fidelity_at_the_start(self) -> float:
        """Fidelity on the first day: none where a change has yet to begin."""
        if self.ramp is not None:
            return 0.0
        return 0.0 if self.values["transition"] >= 0.5 else self.values["fidelity"]

    def autonomy(self) -> float:
        """The share of five rights that a group decides itself: assessing, adjusting, rosters, day plans, hiring."""
        own = [
            not self.assess.by_visitators(self.values).first,
            not self.adjust.by_visitators(self.values),
            self.roster.planned_by == "group",
            self.plan_day.planned_by == "group",
            self.recruit.hired_by == "group",
        ]
        return sum(own) / len(own)
