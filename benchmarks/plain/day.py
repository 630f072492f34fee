"""The plain day behind the kernels' signatures: reads the model's tables, works in objects, writes back.

`working` times planning and driving only. Reading and writing tables is the price of standing in for the kernels and
would not arise in a model that is plain throughout, so `copying` times it apart.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from benchmarks.plain.cover import give_shift, send_home, shift_for, somebody_free, willing
from benchmarks.plain.drive import DrivenDay, MadeVisit
from benchmarks.plain.people import NO_GROUP, Carer, District, Visit
from benchmarks.plain.plan import Planner, retime
from benchmarks.stopwatch import Stopwatch
from sim.base_plan import BasePlan
from sim.clock import CYCLE_DAYS
from sim.insertion import OWN_GROUP
from sim.kinds import Engagement
from sim.luck import Purpose, uniform
from sim.tables import CARER, GROUP_VALUES, DayPlan, DayRecord, FloatArray, IntArray, Table, World

CARER_FIELDS = [name for name in CARER.names or () if name not in ("group", "presence", "sick_until")]
CITIZEN_FIELDS = ("episode", "noticed", "groups", "visits_a_week", "need", "changed_at")
LINE_FIELDS = (
    "function", "skill", "active", "days", "early", "late", "deadline", "minutes", "granted", "service",
)  # fmt: skip


class PlainDay:
    """Stands in for the kernels of planning, covering and driving a day, with their arguments and results."""

    def __init__(self, world: World) -> None:
        travel, distance = world.travel.tolist(), world.distance.tolist()
        self.district = District(travel, distance, len(world.groups), len(world.carers))
        for row, citizen in enumerate(world.lines["citizen"].tolist()):
            home = self.district.citizens[citizen]
            self.district.visits.append(Visit(row, home, NO_GROUP))
            home.visits.append(self.district.visits[row])
        self.working = Stopwatch()
        self.copying = Stopwatch()

    def repair_day(self, world: World, base: BasePlan, plan: DayPlan, day: int, extra: IntArray, seed: int) -> IntArray:
        """Today's plan. Returns the lines that fit nowhere."""
        with self.copying:
            self._read_everything(world)
            bit = day % CYCLE_DAYS
            lengths = base.length[bit].tolist()
            rows = [row[:n] for row, n in zip(base.sequence[bit].tolist(), lengths, strict=True)]
        with self.working:
            left = Planner(self.district, day, seed).repair(rows, extra.tolist())
        with self.copying:
            world.lines["deadline"] = world.lines["late"]
            write_routes(self.district.carers, plan)
            plan.where[:] = [v.carer.row if v.carer else -1 for v in self.district.visits]
        return np.array([v.row for v in left], np.int32)

    def insert_all(
        self, world: World, plan: DayPlan, todo: IntArray, staff: int, allowance: float, asked: IntArray, day: int,
        seed: int,
    ) -> int:  # fmt: skip
        """Insert visits in their order; those that fit nowhere move to the front of `todo`. Returns how many."""
        visits = [self.district.visits[i] for i in todo]
        with self.copying:
            self._read_carers(world.carers)
            copy_columns(visits, world.lines[todo], ("deadline",))
        with self.working:
            left = Planner(self.district, day, seed).insert_all(visits, staff, allowance, asked.tolist())
        with self.copying:
            write_routes({v.carer for v in visits if v.carer}, plan)
            plan.where[todo] = [v.carer.row if v.carer else -1 for v in visits]
            todo[: len(left)] = [v.row for v in left]
        return len(left)

    def insert_with_overtime(
        self, world: World, plan: DayPlan, todo: IntArray, group: int, staff: int, allowance: float, day: int, seed: int
    ) -> int:
        """As `insert_all`, in routes that may be longer by so much overtime."""
        self._retime_group(plan, group, allowance)
        left = self.insert_all(world, plan, todo, staff, allowance, OWN_GROUP, day, seed)
        self._retime_group(plan, group, 0.0)
        return left

    def call_in(
        self, world: World, plan: DayPlan, todo: IntArray, group: int, pool: tuple[int, int], staff: int,
        engagement: int, chance: float, shift: tuple[float, float], day: int, seed: int,
    ) -> int:  # fmt: skip
        """People from outside, one after the other. Returns how many lines are left."""
        left = len(todo)
        while left > 0:
            with self.working:
                c = somebody_free(world, pool, staff, engagement, chance, day, seed)
            if c is None:
                break
            world.carers["group"][c] = group
            world.carers["grade"][c] = world.lines["skill"][todo[:left]].max()
            before, left = left, self._send(world, plan, todo[:left], c, engagement, shift, staff, day, seed)
            if left == before:
                break
        return left

    def call_off_duty(
        self, world: World, plan: DayPlan, todo: IntArray, group: int, roster: tuple[FloatArray, ...], staff: int,
        chance: float, full: float, day: int, seed: int,
    ) -> int:  # fmt: skip
        """Carers of the group who are off, one after the other. Returns how many lines are left."""
        left = len(todo)
        for c in range(world.groups["first"][group], world.groups["last"][group]):
            if left == 0:
                break
            with self.working:
                shift = shift_for(world.lines["early"][todo[:left]].tolist(), full, full)
                draw = uniform(seed, int(Purpose.EXTRA_SHIFT), c, day, 0)
                comes = willing(world, roster, shift, c, draw < chance)
            if comes:
                left = self._send(world, plan, todo[:left], c, int(Engagement.EXTRA), (full, full), staff, day, seed)
        return left

    def _send(
        self, world: World, plan: DayPlan, todo: IntArray, c: int, engagement: int, shift: tuple[float, float],
        staff: int, day: int, seed: int,
    ) -> int:  # fmt: skip
        """Put somebody on duty for these lines. Returns how many are left."""
        with self.working:
            give_shift(world, c, shift_for(world.lines["early"][todo].tolist(), *shift), engagement, day)
        left = self.insert_all(world, plan, todo, staff, 0.0, OWN_GROUP, day, seed)
        with self.working:
            send_home(world, plan, c)
        return left

    def _retime_group(self, plan: DayPlan, group: int, allowance: float) -> None:
        """Work out the timetables of a group's carers again."""
        with self.working:
            at_work = [carer for carer in self.district.groups[group].carers if carer.engagement]
            for carer in at_work:
                retime(carer, allowance)
        with self.copying:
            write_routes(at_work, plan)

    def drive_day(
        self, world: World, plan: DayPlan, calls: Table, record: DayRecord, day: int, seed: int
    ) -> tuple[int, int, int]:
        """Drive the routes. Returns the numbers of visit rows, shift rows and notices written."""
        with self.copying:
            self._read_carers(world.carers)
            called = [(self.district.citizens[citizen], minute) for citizen, minute in calls.tolist()]
        with self.working:
            driven = DrivenDay(self.district, day, seed)
            driven.run(called)
        with self.copying:
            self._write_ties(world, driven.visits, day)
            at_work = self.district.at_work()
            write_visits(driven.visits, record.visits, day)
            write_shifts(at_work, record, day)
            for row, notice in enumerate(driven.notices):
                record.notices[row] = (notice.citizen.row, notice.carer.row, notice.minute)
                world.citizens["noticed"][notice.citizen.row] = 1
            for carer in at_work:
                world.carers["ends"][carer.row] = carer.ends
        return len(driven.visits), len(at_work), len(driven.notices)

    def _read_everything(self, world: World) -> None:
        district = self.district
        copy_columns(district.visits, world.lines, LINE_FIELDS)
        copy_columns(district.citizens, world.citizens, CITIZEN_FIELDS)
        copy_columns(district.groups, world.groups, GROUP_VALUES)
        self._read_carers(world.carers)
        for group, first, last in zip(district.groups, world.groups["first"], world.groups["last"], strict=True):
            group.carers = district.carers[first:last]
        for visit, group, partner in zip(
            district.visits, world.lines["group"].tolist(), world.lines["partner"].tolist(), strict=True
        ):
            visit.group = district.groups[group] if group >= 0 else NO_GROUP
            visit.partner = district.visits[partner] if partner >= 0 else None
        for citizen in district.citizens:
            citizen.bond = world.bond[citizen.row].tolist()
            citizen.known = array("f", world.known[citizen.row])
            citizen.known_day = world.known_day[citizen.row].tolist()

    def _read_carers(self, carers: Table) -> None:
        copy_columns(self.district.carers, carers, CARER_FIELDS)
        for carer, group in zip(self.district.carers, carers["group"].tolist(), strict=True):
            carer.group = self.district.groups[group] if group >= 0 else NO_GROUP

    def _write_ties(self, world: World, visits: Iterable[MadeVisit], day: int) -> None:
        for made in visits:
            if made.carer:
                citizen, carer = made.visit.citizen, made.carer.row
                world.known[citizen.row, carer] = citizen.known[carer]
                world.known_day[citizen.row, carer] = day


def copy_columns(people: Sequence[Any], table: Table, names: Iterable[str]) -> None:
    """Set attributes from a table's columns, row by row."""
    for name in names:
        for person, value in zip(people, table[name].tolist(), strict=True):
            setattr(person, name, value)


def write_routes(carers: Iterable[Carer], plan: DayPlan) -> None:
    """Write these carers' routes and timetables into a plan."""
    for carer in carers:
        n = plan.length[carer.row] = len(carer.route)
        plan.sequence[carer.row, :n] = [v.row for v in carer.route]
        plan.start[carer.row, :n] = [v.start for v in carer.route]
        plan.latest[carer.row, :n] = [v.latest for v in carer.route]


def write_visits(visits: Sequence[MadeVisit], rows: Table, day: int) -> None:
    """Journal rows of made and missed visits."""
    for row, made in zip(rows, visits, strict=False):
        visit, carer = made.visit, made.carer
        row["day"], row["line"] = day, visit.row
        row["citizen"], row["episode"] = visit.citizen.row, visit.citizen.episode
        row["carer"], row["person"], row["grade"] = (carer.row, carer.person, carer.grade) if carer else (-1, -1, 0)
        row["group"], row["function"] = visit.group.row, visit.function
        row["late_after"], row["granted"] = visit.late, visit.granted
        for name in ("status", "joined", "start", "care", "needed", "familiarity"):
            row[name] = getattr(made, name)


def write_shifts(carers: Iterable[Carer], record: DayRecord, day: int) -> None:
    """Journal rows of shifts, with their minutes by activity."""
    for i, carer in enumerate(carers):
        row = record.shifts[i]
        row["day"], row["carer"], row["group"], row["presence"] = day, carer.row, carer.group.row, 0
        for name in ("grade", "engagement", "begins", "ends"):
            row[name] = getattr(carer, name)
        row["overtime"] = max(0.0, carer.free - carer.ends)
        row["paid"] = carer.ends - carer.begins + row["overtime"]
        row["car_km"], row["bicycle_km"] = (0.0, carer.km) if carer.mode else (carer.km, 0.0)
        record.minutes[i] = carer.minutes
