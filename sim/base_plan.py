"""Base plans, one for each day of the fortnight, and the plan of a real day made from one of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.borrow import borrow_plan, borrow_world
from sim.clock import CYCLE_DAYS
from sim.improve import hardest_first, improve
from sim.insertion import insert_all
from sim.kernel import kernel
from sim.route import remove_stop, retime
from sim.tables import STOPS, DayPlan, IntArray, World


class BasePlan(NamedTuple):
    """Who normally visits whom: `sequence[day of the fortnight, carer, k]` and `length[day, carer]`."""

    sequence: IntArray
    length: IntArray

    @classmethod
    def empty(cls, carers: int) -> BasePlan:
        return cls(np.full((CYCLE_DAYS, carers, STOPS), -1, np.int32), np.zeros((CYCLE_DAYS, carers), np.int32))


@kernel
def due_lines(world: World, day: int) -> IntArray:
    """Lines that are due on this day by the care plans."""
    out = np.empty(world.lines.shape[0], np.int32)
    n = 0
    bit = day % CYCLE_DAYS
    for i in range(world.lines.shape[0]):
        if world.lines[i].active and (world.lines[i].days >> bit) & 1:
            out[n] = i
            n += 1
    return out[:n]


@kernel
def eject_misfits(world: World, plan: DayPlan, carer: int) -> None:
    """Drop visits from a route until it is feasible: the first that would start too late, else the last."""
    while plan.length[carer] > 0 and not retime(world, plan, carer, 0.0):
        victim = plan.length[carer] - 1
        for k in range(plan.length[carer]):
            if plan.start[carer, k] > world.lines[plan.sequence[carer, k]].deadline:
                victim = k
                break
        remove_stop(plan, carer, victim)


@kernel
def load_day(world: World, base: BasePlan, plan: DayPlan, day: int, extra: IntArray) -> IntArray:
    """Start a day's plan from its base plan: routes of those at work, less what isn't due. Returns what is left.

    extra: lines that are due today though the care plan doesn't say so (moved visits, assessments).
    """
    bit = day % CYCLE_DAYS
    due = np.concatenate((due_lines(world, day), extra))
    plan.where[:] = -1
    for i in range(world.lines.shape[0]):
        world.lines[i].deadline = world.lines[i].late
    wanted = np.zeros(world.lines.shape[0], np.bool_)
    for line in due:
        wanted[line] = True
    for c in range(world.carers.shape[0]):
        plan.length[c] = 0
        if world.carers[c].engagement == 0:
            continue
        for k in range(base.length[bit, c]):
            line = base.sequence[bit, c, k]
            if wanted[line] and plan.where[line] < 0 and world.lines[line].group == world.carers[c].group:
                plan.sequence[c, plan.length[c]] = line
                plan.length[c] += 1
                plan.where[line] = c
        eject_misfits(world, plan, c)
    todo = np.empty(due.shape[0], np.int32)
    n = 0
    for line in due:
        if plan.where[line] < 0:
            todo[n] = line
            n += 1
    hardest_first(world, todo[:n])
    return todo[:n]


@kernel
def repair_day(world: World, base: BasePlan, plan: DayPlan, day: int, extra: IntArray, seed: int) -> IntArray:
    """Today's plan: the base plan of those present, the rest by cheapest insertion. Returns lines that fit nowhere."""
    lent, lent_plan = borrow_world(world), borrow_plan(plan)
    todo = load_day(lent, base, lent_plan, day, extra)
    left = insert_all(lent, lent_plan, todo, world.carers.shape[0], 0.0, np.empty(0, np.int32), day, seed)
    return todo[:left].copy()


@kernel
def revise_day(
    world: World,
    base: BasePlan,
    plan: DayPlan,
    scratch: DayPlan,
    bit: int,
    day: int,
    effort: float,
    first_round: int,
    seed: int,
) -> int:
    """Revise one day of the base plan: place what is missing, improve by `effort` rounds per visit. Returns lines left.

    bit: day of the fortnight, whose full roster the carer table must hold; day: today, for familiarity.
    """
    lent, lent_plan, lent_scratch = borrow_world(world), borrow_plan(plan), borrow_plan(scratch)
    todo = load_day(lent, base, lent_plan, bit, np.empty(0, np.int32))
    left = insert_all(lent, lent_plan, todo, world.carers.shape[0], 0.0, np.empty(0, np.int32), day, seed)
    if effort > 0.0:
        for group in range(world.groups.shape[0]):
            visits = plan.length[world.groups[group].first : world.groups[group].last].sum()
            rounds = int(effort * visits + 0.5)
            improve(lent, lent_plan, lent_scratch, group, rounds, first_round + (bit << 24), day, seed)
    base.sequence[bit] = plan.sequence
    base.length[bit] = plan.length
    return left


@kernel
def retime_group(world: World, plan: DayPlan, group: int, allowance: float) -> None:
    """Recompute the timetables of a group's carers at work, with so much overtime allowed."""
    for c in range(world.groups[group].first, world.groups[group].last):
        if world.carers[c].engagement:
            retime(world, plan, c, allowance)


@kernel
def insert_with_overtime(
    world: World, plan: DayPlan, todo: IntArray, group: int, staff: int, allowance: float, day: int, seed: int
) -> int:
    """As `insert_all`, in routes that may be longer by so much overtime; afterwards they may not grow further."""
    lent, lent_plan = borrow_world(world), borrow_plan(plan)
    retime_group(lent, lent_plan, group, allowance)
    left = insert_all(lent, lent_plan, todo, staff, allowance, np.empty(0, np.int32), day, seed)
    retime_group(lent, lent_plan, group, 0.0)
    return left
