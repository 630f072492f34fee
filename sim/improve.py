"""The planner's craft: ruin and recreate, the same for every organisation.

Effort is counted in rounds per visit, and neither rounds nor rules know who asks. After Schrimpf et al. (2000) and
Christiaens and Vanden Berghe (2020), kept simple: take out a visit and its neighbours, insert them again, keep what
is cheaper.
"""

from __future__ import annotations

import math

import numpy as np

from sim.insertion import insert_all, strangeness
from sim.kernel import kernel
from sim.luck import Purpose, uniform
from sim.route import leg, remove_stop, retime
from sim.tables import BoolArray, DayPlan, FloatArray, IntArray, World

PLANNER = int(Purpose.PLANNER)
RUIN = 6
"""Visits taken out in one round (second carers come on top)."""
SMALLEST_GAIN = 1e-6
APART = 0.1
"""How much a minute's difference in time counts against a minute of travel when neighbours are chosen."""


@kernel
def hardest_first(world: World, todo: IntArray) -> None:
    """Sort visits for insertion: shared ones, then high skill, then narrow windows, then long ones."""
    key = np.empty(todo.shape[0])
    for i in range(todo.shape[0]):
        line = world.lines[todo[i]]
        shared = 1e6 if line.partner >= 0 else 0.0
        key[i] = 10.0 * (line.deadline - line.early) - shared - 1e5 * line.skill - line.service
    todo[:] = todo[np.argsort(key, kind="mergesort")]


@kernel
def route_cost(world: World, plan: DayPlan, carer: int, day: int, seed: int) -> float:
    """Travel plus strangeness of one route, in the planner's minutes."""
    office = world.travel.shape[1] - 1
    mode = world.carers[carer].mode
    cost = 0.0
    place = office
    for k in range(plan.length[carer]):
        line = plan.sequence[carer, k]
        home = world.lines[line].citizen
        cost += leg(world.travel, mode, place, home) + strangeness(world, line, carer, day, seed)
        place = home
    return cost + leg(world.travel, mode, place, office)


@kernel
def pick_stop(world: World, plan: DayPlan, group: int, number: int) -> tuple[int, int]:
    """Carer and position of the visit with this number, counting through the group's routes."""
    for c in range(world.groups[group].first, world.groups[group].last):
        if number < plan.length[c]:
            return c, number
        number -= plan.length[c]
    return -1, -1


@kernel
def neighbours(world: World, plan: DayPlan, group: int, carer: int, position: int) -> IntArray:
    """The RUIN visits nearest to one visit in place and time, itself first; -1 where there are fewer."""
    best = np.full(RUIN, math.inf)
    chosen = np.full(RUIN, -1, np.int32)
    centre = plan.home[carer, position]
    moment = plan.start[carer, position]
    for c in range(world.groups[group].first, world.groups[group].last):
        for k in range(plan.length[c]):
            away = leg(world.travel, 0, centre, plan.home[c, k]) + APART * abs(plan.start[c, k] - moment)
            if c == carer and k == position:
                away = -1.0
            if away < best[RUIN - 1]:
                i = RUIN - 1
                while i > 0 and best[i - 1] > away:
                    best[i] = best[i - 1]
                    chosen[i] = chosen[i - 1]
                    i -= 1
                best[i] = away
                chosen[i] = plan.sequence[c, k]
    return chosen


@kernel
def take_out(plan: DayPlan, line: int) -> None:
    """Remove a planned visit from wherever it is."""
    c = plan.where[line]
    for k in range(plan.length[c]):
        if plan.sequence[c, k] == line:
            remove_stop(plan, c, k)
            break


@kernel
def ruin(
    world: World, plan: DayPlan, group: int, carer: int, position: int, removed: IntArray, touched: BoolArray
) -> int:
    """Take out a visit and its neighbours, each with its second carer; returns how many lines `removed` now holds."""
    n = 0
    low = world.groups[group].first
    for line in neighbours(world, plan, group, carer, position):
        if line < 0 or plan.where[line] < 0:
            continue
        partner = world.lines[line].partner
        touched[plan.where[line] - low] = True
        take_out(plan, line)
        removed[n] = line
        n += 1
        if partner >= 0 and plan.where[partner] >= 0:
            touched[plan.where[partner] - low] = True
            take_out(plan, partner)
            removed[n] = partner
            n += 1
    return n


@kernel
def copy_route(source: DayPlan, target: DayPlan, carer: int) -> None:
    """Copy one carer's route and timetable from one plan to another; `where` is left alone."""
    stops = max(source.length[carer], target.length[carer])
    target.length[carer] = source.length[carer]
    target.gap[carer] = source.gap[carer]
    target.done[carer] = source.done[carer]
    for k in range(stops):
        target.sequence[carer, k] = source.sequence[carer, k]
        target.home[carer, k] = source.home[carer, k]
        target.start[carer, k] = source.start[carer, k]
        target.leave[carer, k] = source.leave[carer, k]
        target.latest[carer, k] = source.latest[carer, k]


@kernel
def restore(best: DayPlan, plan: DayPlan, touched: BoolArray, low: int) -> None:
    """Put the touched routes back as they were."""
    for i in range(touched.shape[0]):
        if touched[i]:
            copy_route(best, plan, low + i)
            for k in range(plan.length[low + i]):
                plan.where[plan.sequence[low + i, k]] = low + i


@kernel
def improve(
    world: World, plan: DayPlan, best: DayPlan, group: int, rounds: int, first_round: int, day: int, seed: int
) -> None:
    """Ruin and recreate the routes of one group, keeping a change only when it is cheaper and leaves nobody out.

    best: scratch space for the plan so far; only touched routes are copied and costed again.
    """
    low, high = world.groups[group].first, world.groups[group].last
    visits = plan.length[low:high].sum()
    removed = np.empty(2 * RUIN, np.int32)
    cost = np.zeros(high - low)
    for c in range(low, high):
        copy_route(plan, best, c)
        cost[c - low] = route_cost(world, plan, c, day, seed)
    for r in range(rounds if visits > 0 else 0):
        number = int(uniform(seed, PLANNER, group, day, first_round + r) * visits)
        carer, position = pick_stop(world, plan, group, number)
        touched = np.zeros(high - low, np.bool_)
        n = ruin(world, plan, group, carer, position, removed, touched)
        for i in range(high - low):
            if touched[i]:
                retime(world, plan, low + i, 0.0)
        todo = removed[:n].copy()
        hardest_first(world, todo)
        left = insert_all(world, plan, todo, world.carers.shape[0], 0.0, np.empty(0, np.int32), day, seed)
        for i in range(n):
            if plan.where[removed[i]] >= 0:
                touched[plan.where[removed[i]] - low] = True
        if left > 0 or not cheaper(world, plan, touched, cost, low, day, seed):
            restore(best, plan, touched, low)
            continue
        for i in range(high - low):
            if touched[i]:
                copy_route(plan, best, low + i)
                cost[i] = route_cost(world, plan, low + i, day, seed)


@kernel
def cheaper(world: World, plan: DayPlan, touched: BoolArray, cost: FloatArray, low: int, day: int, seed: int) -> bool:
    """Whether the touched routes now cost less than before."""
    gain = 0.0
    for i in range(touched.shape[0]):
        if touched[i]:
            gain += cost[i] - route_cost(world, plan, low + i, day, seed)
    return gain > SMALLEST_GAIN
