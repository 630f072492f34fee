"""How many routes a plan needs: visits go into anonymous routes, and a new route opens when none can take one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.base_plan import due_lines
from sim.clock import CYCLE_DAYS, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, WEEK_DAYS
from sim.improve import hardest_first
from sim.insertion import insert_all, insert_one
from sim.kernel import kernel
from sim.route import retime
from sim.tables import CARER, DayPlan, Engagement, Grade, IntArray, World

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
    opened = 0
    for i in range(todo.shape[0]):
        line = todo[i]
        if insert_one(world, plan, line, world.carers.shape[0], 0.0, True, 0, 0):
            continue
        if opened == world.carers.shape[0]:
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
        if not insert_one(world, plan, line, world.carers.shape[0], 0.0, True, 0, 0):
            opened -= 1
            carer.engagement = 0
    return opened


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
        old_sequence, old_length, old_where = plan.sequence.copy(), plan.length.copy(), plan.where.copy()
        todo = plan.sequence[c, : plan.length[c]].copy()
        plan.where[todo] = -1
        plan.length[c] = 0
        world.carers[c].engagement = 0
        hardest_first(world, todo)
        if insert_all(world, plan, todo, world.carers.shape[0], 0.0, True, 0, 0) > 0:
            world.carers[c].engagement = ROSTERED
            plan.sequence[:] = old_sequence
            plan.length[:] = old_length
            plan.where[:] = old_where
            for other in range(opened):
                retime(world, plan, other, 0.0)


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
    slots = []
    own = world.lines["group"] == group
    for day in range(CYCLE_DAYS):
        due = due_lines(world, day)
        todo = due[own[due]]
        hardest_first(world, todo)
        carers = np.zeros(len(todo), CARER)
        anonymous = world._replace(carers=carers)
        plan = DayPlan.empty(len(todo), len(world.lines))
        reserved = meeting if day % WEEK_DAYS == meeting_weekday else 0.0
        opened = open_routes(anonymous, plan, todo, shift, fixed, reserved)
        close_routes(anonymous, plan, opened, short)
        worth = [c for c in range(opened) if plan.length[c] > 0 and _busy(anonymous, plan, c) >= smallest]
        slots += [_shift_of(anonymous, plan, c, day, short) for c in worth]
    return slots


def _busy(world: World, plan: DayPlan, c: int) -> float:
    """Planned minutes at doors in a route."""
    return float(world.lines["service"][plan.sequence[c, : plan.length[c]]].sum())


def _shift_of(world: World, plan: DayPlan, c: int, day: int, short: float) -> Slot:
    """A shift that begins and ends on the half hour around the route, no shorter than a short one."""
    carer = world.carers[c]
    lines = plan.sequence[c, : plan.length[c]]
    homes = world.lines["citizen"][lines]
    office = world.travel.shape[1] - 1
    out = float(world.travel[carer["mode"], office, homes[0]])
    back = float(world.travel[carer["mode"], homes[-1], office])
    begins = max(_half_hour(float(plan.start[c, 0]) - out - float(carer["fixed"]), math.floor), float(carer["begins"]))
    done = float(plan.start[c, len(lines) - 1] + world.lines["service"][lines[-1]]) + back + float(carer["meeting"])
    ends = min(max(_half_hour(done, math.ceil), begins + short), float(carer["ends"]))
    return Slot(day, min(begins, ends - short), ends, int(world.lines["skill"][lines].max()))


def _half_hour(minute: float, rounding: Callable[[float], int]) -> float:
    return HALF_HOUR * rounding(minute / HALF_HOUR)


def anonymous_world(world: World, count: int) -> World:
    """A world with `count` like groups for counting routes: nobody is designated or known, so travel alone decides."""
    groups = np.repeat(world.groups[:1], count)
    groups["continuity_weight"] = 0.0
    groups["planner_noise"] = 0.0
    return world._replace(groups=groups)
