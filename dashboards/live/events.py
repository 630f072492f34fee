"""What a facilitator may throw in while two organisations race: each is data of the scenario or of both arms.

So a recorded workshop is a scenario with these events, and the same seed gives the same days to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policies.arm import Arm
from sim.problems import InputError, Problem
from sim.scenario import Scenario
from sim.shocks import Incident, Shock

Kind = Literal["sick_calls", "discharges", "team", "price"]
RANGES: Mapping[str, tuple[int, int]] = {
    "sick_calls": (1, 50),
    "discharges": (1, 50),
    "team": (5, 500),
    "price": (1, 500),
}
"""Least and most of each kind's number: carers, citizens, citizens that the team serves, per cent of the price."""


class LiveEvent(BaseModel):
    """Something thrown in, the same in both worlds, from a day of the measured time on.

    sick_calls: so many carers call in sick that day; discharges: the hospital takes in so many citizens that day and
    sends all of them home the next morning; team: a team starts beside the organisation, for so many citizens who live
    close together; price: the payer pays so many per cent of what was paid until then. thrown_day, thrown_minute: what
    the clock said when somebody threw it in; it changes nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    day: Annotated[int, Field(strict=True, ge=0, le=3660)]
    number: Annotated[int, Field(strict=True)]
    thrown_day: Annotated[int | None, Field(strict=True, ge=0, le=3660)] = None
    thrown_minute: Annotated[int | None, Field(strict=True, ge=0, le=1440)] = None

    @model_validator(mode="after")
    def _within_its_range(self) -> Self:
        low, high = RANGES[self.kind]
        if not low <= self.number <= high:
            raise ValueError(f"number of {self.kind} must lie between {low} and {high}, got {self.number}")
        return self


def place_with(scenario: Scenario, events: Iterable[LiveEvent]) -> Scenario:
    """The scenario in which these events are planned."""
    shocks, incidents = [], []
    for event in events:
        if event.kind in ("sick_calls", "discharges"):
            incidents.append(Incident(kind=event.kind, day=event.day, number=event.number))
        elif event.kind == "price":
            rest = max(scenario.horizon_days - event.day, 1)
            shocks.append(Shock(kind="price", first_day=event.day, days=rest, factor=event.number / 100))
    return scenario.with_events(shocks, incidents)


def arm_with(arm: Arm, events: Iterable[LiveEvent], team: Arm, scenario: Scenario) -> Arm:
    """The arm beside which the team of these events starts. Raises InputError for a second team."""
    for event in events:
        if event.kind != "team":
            continue
        if arm.beside is not None:
            raise InputError([Problem("a team", f"{arm.title} already has another organisation beside it")])
        pilots = any(s.pilot for s in scenario.settlements)
        arm = replace(
            team,
            beside=arm,
            only_in=() if pilots else tuple(s.name for s in scenario.settlements),
            only_citizens=event.number,
            from_day=event.day,
        )
    return arm
