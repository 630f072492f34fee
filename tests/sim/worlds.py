"""Tiny worlds built by hand, and slow but plain oracles for what planning kernels should do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.care_plan import EVERY_DAY
from sim.clock import ticks
from sim.kinds import Engagement, Function, Grade
from sim.luck import uniform
from sim.parameters import registry
from sim.route import retime
from sim.tables import CARER, CITIZEN, GROUP, GROUP_VALUES, LINE, LINES, DayPlan, World

START_STOP = 2.0
MINUTES_A_KM = 2.0
SEVEN, THREE, HALF_PAST_TWO = 180.0, 660.0, 630.0
TEST_LUCK = 999
"""A purpose that no draw of the product has."""


@dataclass(frozen=True)
class Visit:
    """A visit to plan: a row of a citizen's care plan."""

    citizen: int
    row: int = 0
    early: float = SEVEN
    late: float = HALF_PAST_TWO
    minutes: float = 20.0
    skill: int = Grade.UNSKILLED
    group: int = 0
    partner: int = -1
    function: int = Function.PERSONAL
    days: int = EVERY_DAY

    @property
    def line(self) -> int:
        return self.citizen * LINES + self.row


@dataclass(frozen=True)
class Person:
    """A carer on duty; list them group by group."""

    group: int = 0
    grade: int = Grade.NURSE
    begins: float = SEVEN
    ends: float = THREE
    fixed: float = 15.0
    meeting: float = 0.0
    mode: int = 0
    engagement: int = Engagement.ROSTERED


def build(
    homes: Sequence[tuple[float, float]], visits: Sequence[Visit], people: Sequence[Person], **values: float
) -> World:
    """A world with these homes (km; the office at 0, 0), visits and carers. values: of all groups, else the registry's.

    Planner's noise and the weights of continuity and waiting are 0 unless given, so that travel alone decides.
    """
    points = np.array([*homes, (0.0, 0.0)], float)
    gap = points[:, None, :] - points[None, :, :]
    km = np.hypot(gap[..., 0], gap[..., 1])
    minutes = np.stack([START_STOP + MINUTES_A_KM * km, START_STOP + 2 * MINUTES_A_KM * km])
    return World(
        _lines(len(homes), visits),
        _carers(people),
        _groups(people, visits, values),
        _citizens(points[:-1], visits),
        minutes.astype(np.float32),
        km.astype(np.float32),
        np.zeros((len(homes), len(people)), np.float32),
        np.zeros((len(homes), len(people)), np.float32),
        np.zeros((len(homes), len(people)), np.int32),
    )


def _lines(citizens: int, visits: Sequence[Visit]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    lines = np.zeros(citizens * LINES, LINE)
    lines["citizen"] = np.repeat(np.arange(citizens), LINES)
    lines["partner"] = lines["group"] = -1
    for v in visits:
        row = lines[v.line]
        row["group"], row["function"], row["skill"], row["partner"] = v.group, v.function, v.skill, v.partner
        row["active"], row["days"] = 1, v.days
        row["early"], row["late"], row["deadline"] = v.early, v.late, v.late
        row["minutes"] = row["granted"] = row["service"] = v.minutes
    return lines


def _carers(people: Sequence[Person]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    carers = np.zeros(len(people), CARER)
    for name in ("group", "grade", "begins", "ends", "fixed", "meeting", "mode", "engagement"):
        carers[name] = [getattr(p, name) for p in people]
    carers["briefing"] = carers["fixed"]
    carers["person"] = np.arange(len(people))
    carers["illness"] = 1.0
    return carers


def _groups(
    people: Sequence[Person], visits: Sequence[Visit], values: dict[str, float]
) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    count = 1 + max([p.group for p in people] + [v.group for v in visits])
    groups = np.zeros(count, GROUP)
    plain = {"continuity_weight": 0.0, "planner_noise": 0.0, "waiting_weight": 0.0, **values}
    for name in GROUP_VALUES:
        default = registry()[name].default if name in registry() else 0.0
        groups[name] = plain.get(name, default)
    for g in range(count):
        rows = [c for c, p in enumerate(people) if p.group == g]
        groups["first"][g], groups["last"][g] = (rows[0], rows[-1] + 1) if rows else (0, 0)
    return groups


def _citizens(
    homes: np.ndarray[tuple[int, int], np.dtype[np.float64]], visits: Sequence[Visit]
) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    citizens = np.zeros(len(homes), CITIZEN)
    citizens["x"], citizens["y"] = homes[:, 0], homes[:, 1]
    citizens["served"] = 1
    citizens["personal"] = 1
    citizens["groups"] = [len({v.group for v in visits if v.citizen == i}) for i in range(len(homes))]
    citizens["visits_a_week"] = [7.0 * sum(v.citizen == i for v in visits) for i in range(len(homes))]
    citizens["need"] = citizens["grant"] = 1.0
    citizens["changed_at"] = np.inf
    return citizens


def random_world(case: int, visits: int, carers: int, spare: float = 1.0, **values: float) -> World:
    """Visits with random homes, times and lengths; `spare` stretches the windows."""

    def u(entity: int, number: int) -> float:
        return float(uniform(case, TEST_LUCK, entity, number, 0))

    homes = [(6 * u(i, 0) - 3, 6 * u(i, 1) - 3) for i in range(visits)]
    todo = []
    for i in range(visits):
        early = ticks(SEVEN + 30 + 300 * u(i, 2))
        late = ticks(min(early + spare * (20 + 100 * u(i, 3)), HALF_PAST_TWO - 60))
        todo.append(Visit(i, early=early, late=max(late, early), minutes=ticks(10 + 40 * u(i, 4))))
    return build(homes, todo, [Person()] * carers, **values)


def empty_plan(world: World) -> DayPlan:
    """No visit planned yet."""
    return DayPlan.empty(len(world.carers), len(world.lines))


def put(world: World, plan: DayPlan, carer: int, route: Sequence[int]) -> bool:
    """Give a carer this route and its timetable; whether it is feasible."""
    plan.length[carer] = len(route)
    plan.sequence[carer, : len(route)] = route
    for line in route:
        plan.where[line] = carer
    return bool(retime(world, plan, carer, 0.0))


def route_of(plan: DayPlan, carer: int) -> list[int]:
    """The lines of a carer's route, in order."""
    return [int(line) for line in plan.sequence[carer, : plan.length[carer]]]


def routes(plan: DayPlan) -> list[list[int]]:
    """All routes."""
    return [route_of(plan, c) for c in range(len(plan.length))]


def minutes_between(world: World, mode: int, origin: int, target: int) -> float:
    """Planned minutes of a journey; none at one door."""
    return 0.0 if origin == target else float(world.travel[mode, origin, target])


def places(world: World, route: Sequence[int]) -> list[int]:
    """From the office over the homes of a route and back."""
    office = world.travel.shape[1] - 1
    return [office, *(int(world.lines["citizen"][line]) for line in route), office]


def travel(world: World, carer: int, route: Sequence[int]) -> float:
    """Minutes on the road."""
    stops = places(world, route)
    mode = int(world.carers["mode"][carer])
    return sum(minutes_between(world, mode, a, b) for a, b in pairwise(stops)) if route else 0.0


def starts(world: World, carer: int, route: Sequence[int], allowance: float = 0.0) -> list[float] | None:
    """Planned starts of a route's visits when each begins as soon as it can; None when the route is not feasible."""
    row = world.carers[carer]
    mode = int(row["mode"])
    now = float(row["begins"] + row["fixed"])
    stops = places(world, route)
    out = []
    for (here, there), line in zip(pairwise(stops), route, strict=False):
        visit = world.lines[line]
        now = max(now + minutes_between(world, mode, here, there), float(visit["early"]))
        if now > visit["deadline"]:
            return None
        out.append(now)
        now += float(visit["service"])
    home = now + minutes_between(world, mode, stops[-2], stops[-1]) if route else now
    return out if home <= float(row["ends"] - row["meeting"]) + allowance else None
