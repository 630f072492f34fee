"""How many routes a plan needs: visits go into anonymous routes, and a new route opens when none can take one."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.base_plan import due_lines
from sim.borrow import borrow_plan, borrow_world
from sim.clock import CYCLE_DAYS, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, WEEK_DAYS
from sim.improve import hardest_first, take_out
from sim.insertion import at_work, insert_among
from sim.kernel import kernel
from sim.kinds import Engagement, Grade
from sim.route import retime
from sim.tables import CARER, DayPlan, FloatArray, IntArray, LongArray, World

ROSTERED = int(Engagement.ROSTERED)
NURSE = int(Grade.NURSE)
HALF_HOUR = 30.0


class Slot(NamedTuple):
    """A shift that somebody has to fill: day of the fortnight, first and last minute, the highest skill its visits ask
    for, and whether it is spare: behind another, for absence."""

    day: int
    begins: float
    ends: float
    skill: int = 0
    spare: bool = False


@kernel
def shift_begins(early: float) -> float:
    """When the shift begins in which a visit with this earliest start lies."""
    if early >= NIGHT_SHIFT:
        return NIGHT_SHIFT
    return EVENING_SHIFT if early >= EVENING_SHIFT else DAY_SHIFT


@kernel
def open_routes(world: World, plan: DayPlan, todo: IntArray, shift: float, fixed: float, meeting: float) -> int:
    """Insert all lines, opening anonymous full shifts as needed; returns how many routes were opened."""
    people = world.carers.shape[0]
    routes = np.arange(people).astype(np.int32)
    opened = 0
    for i in range(todo.shape[0]):
        line = todo[i]
        if insert_among(world, plan, line, routes[:opened], people, 0.0, 0, 0):
            continue
        if opened == people:
            break
        carer = world.carers[opened]
        carer.group = world.lines[line].group
        carer.grade = NURSE
        carer.engagement = ROSTERED
        carer.begins = shift_begins(world.lines[line].early)
        carer.ends = carer.begins + shift
        carer.fixed = fixed
        carer.meeting = meeting
        opened += 1
        if not insert_among(world, plan, line, routes[opened - 1 : opened], people, 0.0, 0, 0):
            opened -= 1
            carer.engagement = 0
    return opened


@kernel
def insert_or_undo(world: World, plan: DayPlan, todo: IntArray, rows: IntArray) -> bool:
    """Insert all lines in these routes, or none: at the first that fits nowhere, those before it are taken out."""
    for i in range(todo.shape[0]):
        if insert_among(world, plan, todo[i], rows, world.carers.shape[0], 0.0, 0, 0):
            continue
        for line in todo[:i]:
            carer = plan.where[line]
            take_out(plan, line)
            retime(world, plan, carer, 0.0)
        return False
    return True


@kernel
def close_routes(world: World, plan: DayPlan, opened: int, short: float) -> None:
    """Try to empty each route with less than a short shift's work into the others, the least first."""
    busy = np.zeros(opened)
    for c in range(opened):
        for k in range(plan.length[c]):
            busy[c] += world.lines[plan.sequence[c, k]].service
    for c in np.argsort(busy, kind="mergesort"):
        if busy[c] >= short:
            break
        route = plan.sequence[c, : plan.length[c]].copy()
        todo = route.copy()
        plan.where[todo] = -1
        plan.length[c] = 0
        world.carers[c].engagement = 0
        hardest_first(world, todo)
        if not insert_or_undo(world, plan, todo, at_work(world, np.empty(0, np.int32), 0)):
            world.carers[c].engagement = ROSTERED
            plan.length[c] = route.shape[0]
            plan.where[route] = c


@kernel
def make_routes(
    world: World, plan: DayPlan, todo: IntArray, shift: float, short: float, fixed: float, meeting: float
) -> int:
    """Open the routes that these lines need and close those not worth a shift; returns how many were opened."""
    lent, lent_plan = borrow_world(world), borrow_plan(plan)
    hardest_first(lent, todo)
    opened = open_routes(lent, lent_plan, todo, shift, fixed, meeting)
    close_routes(lent, lent_plan, opened, short)
    return opened


@kernel
def shifts_of(world: World, plan: DayPlan, routes: LongArray, short: float) -> tuple[FloatArray, FloatArray, IntArray]:
    """First and last minutes and skills of shifts around these routes, on the half hour and no shorter than short."""
    begins, ends = np.empty(len(routes)), np.empty(len(routes))
    skill = np.zeros(len(routes), np.int32)
    office = world.travel.shape[1] - 1
    for i in range(len(routes)):
        c = routes[i]
        carer = world.carers[c]
        lines = plan.sequence[c, : plan.length[c]]
        out = float(world.travel[carer.mode, office, world.lines[lines[0]].citizen])
        back = float(world.travel[carer.mode, world.lines[lines[-1]].citizen, office])
        first = max(math.floor((plan.start[c, 0] - out - carer.fixed) / HALF_HOUR) * HALF_HOUR, carer.begins)
        done = plan.start[c, len(lines) - 1] + world.lines[lines[-1]].service + back + carer.meeting
        ends[i] = min(max(math.ceil(done / HALF_HOUR) * HALF_HOUR, first + short), carer.ends)
        begins[i] = min(first, ends[i] - short)
        for line in lines:
            skill[i] = max(skill[i], world.lines[line].skill)
    return begins, ends, skill


def routes_needed(
    world: World,
    group: int,
    shift: float,
    short: float,
    smallest: float,
    fixed: float,
    meeting: float,
    meeting_weekday: int,
) -> list[Slot]:
    """The shifts that one group's visits need on each day of the fortnight; shifts begin and end on the half hour.

    Routes with fewer than `smallest` minutes at doors get no shift of their own: cover finds somebody for them.
    """
    slots: list[Slot] = []
    own = only_group(world, group)
    service = own.lines["service"].copy()
    for day in range(CYCLE_DAYS):
        todo = due_lines(own, day)
        anonymous = own._replace(carers=np.zeros(len(todo), CARER))
        plan = DayPlan.empty(len(todo), len(own.lines))
        reserved = meeting if day % WEEK_DAYS == meeting_weekday else 0.0
        opened = make_routes(anonymous, plan, todo, shift, short, fixed, reserved)
        lengths = plan.length[:opened].tolist()
        worth = [c for c, n in enumerate(lengths) if n > 0 and service[plan.sequence[c, :n]].sum() >= smallest]
        columns = shifts_of(anonymous, plan, np.array(worth, np.int64), short)
        begins, ends, skills = (column.tolist() for column in columns)
        slots += [Slot(day, *row) for row in zip(begins, ends, skills, strict=True)]
    return slots


def only_group(world: World, group: int) -> World:
    """The world with the lines of one group alone, numbered anew; the two lines of a shared visit have one group."""
    rows = np.flatnonzero(world.lines["group"] == group)
    lines = world.lines[rows]
    shared = lines["partner"] >= 0
    lines["partner"][shared] = np.searchsorted(rows, lines["partner"][shared])
    return world._replace(lines=lines)


def anonymous_world(world: World, count: int) -> World:
    """A world with `count` like groups for counting routes: nobody is designated or known, so travel alone decides."""
    groups = np.repeat(world.groups[:1], count)
    groups["continuity_weight"] = 0.0
    groups["planner_noise"] = 0.0
    return world._replace(groups=groups)
