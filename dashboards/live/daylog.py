"""The log of one day in one world: who was where when, read from the journal. Everything that moves on a map is in it.

Minutes are whole minutes after 04:00. Where a carer is between two visits isn't written in the journal, only how long
the way is; the log lets them leave so that they arrive when the visit begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from agents.model import HomeCare
from sim.kinds import Function, Presence, Status
from sim.ledger import rows_between
from sim.tables import Table, World

OFFICE = -1


class Stop(NamedTuple):
    """A visit on a route. way: minutes on the road before it; start, minutes: of the help; late: minutes after the
    latest start that was agreed, 0 when it counts as in time. The last stop is the way back (citizen OFFICE)."""

    citizen: int
    way: int
    start: int
    minutes: int
    late: int


class Route(NamedTuple):
    """A carer's day: row of the carer table, group, shift, stops in order of time."""

    carer: int
    group: int
    begins: int
    ends: int
    stops: tuple[Stop, ...]


class Unmade(NamedTuple):
    """A planned visit that nobody made: due at the latest then; missed (1) or cancelled (0)."""

    citizen: int
    due: int
    missed: int


@dataclass(frozen=True)
class DayLog:
    """One day in one world. queue: (minute, cases that wait for a decision); sick: carers who were to work and are ill;
    away: citizens in hospital at the end of the day; empty: homes in which nobody gets help then; moved: visits put off
    to another day."""

    day: int
    routes: tuple[Route, ...]
    unmade: tuple[Unmade, ...]
    queue: tuple[tuple[int, int], ...]
    sick: int
    away: tuple[int, ...]
    empty: tuple[int, ...]
    moved: int

    def packed(self) -> dict[str, Any]:
        """As small lists of whole numbers, for pages: `r` carer, group, begins, ends, then five numbers a stop; `u`
        three numbers an unmade visit; `q` two numbers a step of the queue."""
        return {
            "r": [[*route[:4], *(number for stop in route.stops for number in stop)] for route in self.routes],
            "u": [number for visit in self.unmade for number in visit],
            "q": [number for step in self.queue for number in step],
            "s": self.sick,
            "a": list(self.away),
            "e": list(self.empty),
            "m": self.moved,
        }

    def late_by(self, minute: float) -> int:
        """Visits that have come late until this minute."""
        return sum(stop.late > 0 for route in self.routes for stop in route.stops if stop.start <= minute)

    def unmade_by(self, minute: float) -> int:
        """Visits that nobody made and that were due until this minute."""
        return sum(visit.due <= minute for visit in self.unmade)


def day_log(model: HomeCare, day: int, queue: list[tuple[int, int]]) -> DayLog:
    """The log of a day that has been simulated. queue: of that day, from a `QueueWatch`."""
    journal, citizens = model.journal, model.world.citizens
    shifts = journal.shifts[rows_between(journal.shifts, day, day)]
    visits = journal.visits[rows_between(journal.visits, day, day)]
    planned = visits[visits["function"] <= Function.NURSING]
    left = planned[(planned["status"] == Status.MISSED) | (planned["status"] == Status.CANCELLED)]
    return DayLog(
        day - model.scenario.warm_up_days,
        tuple(_routes(model.world, shifts, visits)),
        tuple(
            Unmade(int(v["citizen"]), round(float(v["late_after"])), int(v["status"] == Status.MISSED)) for v in left
        ),
        tuple(queue),
        int((shifts["presence"] == Presence.SICK).sum()),
        tuple(np.flatnonzero(citizens["away"] > 0).tolist()),
        tuple(np.flatnonzero(citizens["served"] == 0).tolist()),
        int((planned["status"] == Status.MOVED).sum()),
    )


def _routes(world: World, shifts: Table, visits: Table) -> list[Route]:
    """Everybody who is out today, by group and post."""
    out = []
    made = visits[visits["carer"] >= 0]
    for shift in shifts[(shifts["presence"] == Presence.PRESENT) & (shifts["ends"] > shifts["begins"])]:
        mine = made[made["carer"] == shift["carer"]]
        stops = _stops(world, int(shift["carer"]), np.sort(mine, order="start", kind="stable"))
        begins, ends = round(float(shift["begins"])), round(float(shift["ends"]))
        out.append(Route(int(shift["carer"]), int(shift["group"]), begins, ends, tuple(stops)))
    return sorted(out, key=lambda route: (route.group, route.carer))


def _stops(world: World, carer: int, visits: Table) -> list[Stop]:
    """A carer's visits with the ways between them, and the way back."""
    stops = []
    ways = world.travel[int(world.carers["mode"][carer])]
    here = free = OFFICE
    for visit in visits:
        home, start = int(visit["citizen"]), round(float(visit["start"]))
        way = 0 if here == home else round(float(ways[here, home]))
        stops.append(Stop(home, way, start, round(float(visit["care"])), _minutes_late(visit)))
        here, free = home, start + stops[-1].minutes
    if stops:
        back = round(float(ways[here, OFFICE]))
        stops.append(Stop(OFFICE, back, free + back, 0, 0))
    return stops


def _minutes_late(visit: np.void) -> int:
    """Whole minutes behind what was agreed, at least one where a planned visit counts as late."""
    if visit["status"] != Status.LATE or visit["function"] > Function.NURSING:
        return 0
    return max(round(float(visit["start"] - visit["late_after"])), 1)
