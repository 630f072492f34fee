"""Cheapest insertion: where a visit fits best in the routes of its group, weighing travel against continuity.

The cost of a place is the added travel, plus `waiting_weight` times a wait at the door, plus `continuity_weight`
minutes times how little the carer is tied to the citizen (1 minus the designated bond, or minus familiarity for the
others), plus the planner's arbitrariness.
"""

from __future__ import annotations

import math

import numpy as np

from sim.borrow import borrow_plan, borrow_world, borrowed
from sim.kernel import inlined, kernel
from sim.luck import Purpose, uniform
from sim.route import latest_end, leg, place_stop, retime
from sim.tables import STOPS, DayPlan, IntArray, World

PLANNER_NOISE = int(Purpose.PLANNER_NOISE)
OWN_GROUP = np.empty(0, np.int32)
"""Nobody but the visit's own group is asked."""
ROUNDING = 1e-6
"""Far above what sums of a day's minutes lose to rounding, far below a visit."""


@inlined
def familiarity(world: World, citizen: int, carer: int, day: int, half_life: float) -> float:
    """How well a carer knows a citizen today: halves every `half_life` days without a visit."""
    known = world.known[citizen, carer]
    if known == 0.0:
        return 0.0
    return float(known * math.exp2(-(day - world.known_day[citizen, carer]) / half_life))


@inlined
def strangeness(world: World, line: int, carer: int, day: int, seed: int) -> float:
    """What it costs, in minutes of the planner's scale, to send this carer rather than the citizen's own."""
    group = world.groups[world.lines[line].group]
    cost = 0.0
    if group.continuity_weight > 0.0:
        citizen = world.lines[line].citizen
        tie = world.bond[citizen, carer]
        if tie == 0.0:
            tie = group.familiar_tie * familiarity(world, citizen, carer, day, group.familiarity_half_life)
        cost = group.continuity_weight * (1.0 - tie)
    if group.planner_noise > 0.0:
        cost += group.planner_noise * uniform(seed, PLANNER_NOISE, line, day, carer)
    return cost


@inlined
def cheapest_stop(world: World, plan: DayPlan, line: int, carer: int, allowance: float) -> tuple[float, int]:
    """Added travel and position of the best feasible place in one route; infinite cost when there is none."""
    best = math.inf
    position = -1
    lines = world.lines
    travel = world.travel
    office = travel.shape[1] - 1
    mode = world.carers[carer].mode
    early = lines[line].early
    late = lines[line].deadline
    service = lines[line].service
    home = lines[line].citizen
    end = latest_end(world, carer, allowance)
    waiting = world.groups[lines[line].group].waiting_weight
    place = office
    now = world.carers[carer].begins + world.carers[carer].fixed
    stops = plan.length[carer]
    for k in range(stops + 1):
        if now > late:
            break
        last = k == stops
        limit = end if last else plan.latest[carer, k]
        if max(now, early) + service <= limit:
            following = office if last else plan.home[carer, k]
            onward = leg(travel, mode, home, following)
            if max(now, early) + service + onward <= limit:
                there = leg(travel, mode, place, home)
                begin = max(now + there, early)
                if begin <= late and begin + service + onward <= limit:
                    added = there + onward
                    if stops > 0:
                        added -= leg(travel, mode, place, following)
                    added += waiting * (begin - now - there)
                    if added < best:
                        best = added
                        position = k
        if not last:
            now = plan.leave[carer, k]
            place = plan.home[carer, k]
    return best, position


@inlined
def may_serve(world: World, plan: DayPlan, line: int, carer: int, allowance: float) -> bool:
    """Whether this carer works then, is qualified, has room, and isn't the visit's other carer."""
    row = world.carers[carer]
    visit = world.lines[line]
    if row.engagement == 0 or row.grade < visit.skill or plan.length[carer] >= STOPS - 1:
        return False
    end = row.ends - row.meeting + allowance
    if row.begins > visit.deadline or end < visit.early + visit.service:
        return False
    widest = max(plan.gap[carer], end - plan.done[carer]) + ROUNDING
    if plan.length[carer] > 0 and widest < visit.service:
        return False
    return bool(visit.partner < 0 or plan.where[visit.partner] != carer)


@kernel
def at_work(world: World, groups: IntArray, outsiders_from: int) -> IntArray:
    """Rows of those at work in these groups, then among all outsiders."""
    rows = np.empty(world.carers.shape[0], np.int32)
    n = 0
    for g in groups:
        for c in range(world.groups[g].first, world.groups[g].last):
            if world.carers[c].engagement:
                rows[n] = c
                n += 1
    for c in range(outsiders_from, world.carers.shape[0]):
        if world.carers[c].engagement:
            rows[n] = c
            n += 1
    return rows[:n]


@kernel
def insert_among(
    world: World, plan: DayPlan, line: int, rows: IntArray, outsiders_from: int, allowance: float, day: int, seed: int
) -> bool:
    """Put a visit where it costs least among these carers, outsiders of other groups left out; False if nowhere."""
    best = math.inf
    chosen = -1
    position = -1
    own = world.lines[line].group
    for c in rows:
        if (c >= outsiders_from and world.carers[c].group != own) or not may_serve(world, plan, line, c, allowance):
            continue
        added, k = cheapest_stop(world, plan, line, c, allowance)
        if k >= 0 and added < best:
            added += strangeness(world, line, c, day, seed)
            if added < best:
                best = added
                chosen = c
                position = k
    if chosen < 0:
        return False
    place_stop(plan, chosen, position, line)
    retime(world, plan, chosen, allowance)
    return True


@kernel
def insert_lines(
    world: World,
    plan: DayPlan,
    todo: IntArray,
    outsiders_from: int,
    allowance: float,
    asked: IntArray,
    day: int,
    seed: int,
) -> int:
    """As `insert_all`, with borrowed tables. Who is at work is listed once for all visits of a group."""
    left = 0
    listed = -1
    rows = at_work(world, asked, outsiders_from)
    own_only = np.empty(1, np.int32)
    for i in range(todo.shape[0]):
        line = todo[i]
        own = world.lines[line].group
        if asked.shape[0] == 0 and own != listed:
            own_only[0] = own
            rows = at_work(world, own_only, outsiders_from)
            listed = own
        if not insert_among(world, plan, line, rows, outsiders_from, allowance, day, seed):
            todo[left] = line
            left += 1
    return left


@kernel
def insert_all(
    world: World,
    plan: DayPlan,
    todo: IntArray,
    outsiders_from: int,
    allowance: float,
    asked: IntArray,
    day: int,
    seed: int,
) -> int:
    """Insert visits in the given order; those that fit nowhere move to the front of `todo`. Returns how many.

    asked: groups whose carers may be sent; empty: each visit's own group. Outsiders go to the visits of the group that
    called them in.
    """
    return insert_lines(
        borrow_world(world), borrow_plan(plan), borrowed(todo), outsiders_from, allowance, asked, day, seed
    )
