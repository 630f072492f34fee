"""Driving a day: routes meet stochastic travel and care, shared visits wait for each other, acute calls cut in.

Event by event: the carer who is free first moves next, so whatever touches two routes (a shared visit, an acute call,
a colleague's phone call) happens at its own minute. All luck is keyed by the visit, so the same visit on the same day
meets the same traffic and the same care whoever is sent.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.ahead import look_ahead
from sim.borrow import borrow_plan, borrow_turns, borrow_world, borrowed
from sim.clock import DAY, NIGHT_SHIFT
from sim.kernel import inlined, kernel
from sim.kinds import Activity, Status
from sim.road import OUTWARD, Road, come_home, set_out, travel_to
from sim.route import leg, place_stop
from sim.tables import ACUTE_VISIT, LINES, NIGHT_VISITS, DayPlan, DayRecord, LongArray, Table, World
from sim.turns import leave, put_off, queue
from sim.visiting import make_visit, write_visit

WAITING = int(Activity.WAITING)
MISSED = int(Status.MISSED)
NIGHT_LINE = NIGHT_VISITS[0]


class Count(NamedTuple):
    """Rows written so far, in one-element arrays so that kernels can raise them."""

    visits: LongArray
    notices: LongArray


@kernel
def next_to_move(plan: DayPlan, road: Road) -> int:
    """The carer with stops left who is free first, not counting those who wait at a shared visit; -1 when none."""
    turns = road.turns
    while turns.size[0] > 0:
        c = turns.carer[0]
        if road.position[c] >= plan.length[c] or not math.isnan(road.arrived[c]):
            leave(turns)
        elif road.free[c] > turns.minute[0]:
            put_off(turns, road.free[c])
        else:
            return int(c)
    return -1


@inlined
def visit_and_report(
    world: World,
    plan: DayPlan,
    road: Road,
    record: DayRecord,
    count: Count,
    c: int,
    line: int,
    begin: float,
    joined: bool,
    day: int,
    seed: int,
) -> None:
    """Make the visit, write its row, report what was noticed, and move on to the next stop."""
    row = count.visits[0]
    if make_visit(world, road, record, row, c, line, begin, joined, day, seed):
        out = record.notices[count.notices[0]]
        out.citizen = world.lines[line].citizen
        out.carer = c
        out.minute = day * DAY + begin
        count.notices[0] += 1
    count.visits[0] += 1
    road.position[c] += 1
    look_ahead(world, plan, road, c)


@kernel
def answer_call(world: World, plan: DayPlan, road: Road, citizen: int, minute: float) -> int:
    """Send whoever of the citizen's group, at night of the night's, can be there first, now or when free soon enough.

    The visit becomes their next stop. Returns the carer, or -1 when nobody can go.
    """
    line = citizen * LINES + ACUTE_VISIT
    visit = world.lines[line]
    called = world.lines[citizen * LINES + NIGHT_LINE].group if minute >= NIGHT_SHIFT else visit.group
    patience = world.groups[called].acute_wait
    best = -1
    soonest = math.inf
    for c in road.out:
        carer = world.carers[c]
        if carer.grade < visit.skill or carer.group != called:
            continue
        if carer.ends < minute or not math.isnan(road.arrived[c]) or road.free[c] > minute + patience:
            continue
        there = max(road.free[c], minute) + leg(world.travel, carer.mode, road.place[c], citizen)
        if there < soonest:
            soonest = there
            best = c
    if best >= 0:
        if road.free[best] < minute:
            road.minutes[best, WAITING] += minute - road.free[best]
            road.free[best] = minute
        place_stop(plan, best, road.position[best], line)
        queue(road.turns, best, road.free[best])
    return best


@kernel
def release_longest_waiting(road: Road) -> int:
    """When everybody left waits for somebody, the one who has waited longest goes on alone."""
    first = -1
    for c in road.out:
        if not math.isnan(road.arrived[c]) and (first < 0 or road.arrived[c] < road.arrived[first]):
            first = c
    return first


@inlined
def begin_at_door(world: World, plan: DayPlan, road: Road, line: int, arrival: float) -> float:
    """When the visit may begin: the window open and, for a shared visit, the partner there or waited for long enough.

    NaN: this carer has to wait for a partner who is still under way.
    """
    visit = world.lines[line]
    ready = float(max(arrival, visit.early))
    partner = visit.partner
    if partner < 0 or plan.where[partner] < 0:
        return ready
    other = plan.where[partner]
    if road.position[other] >= plan.length[other]:
        return ready
    waits_there = not math.isnan(road.arrived[other]) and plan.sequence[other, road.position[other]] == partner
    if waits_there:
        return float(max(ready, road.arrived[other]))
    for k in range(road.position[other], plan.length[other]):
        if plan.sequence[other, k] == partner:
            return math.nan
    return ready


@inlined
def waiting_partner(world: World, plan: DayPlan, road: Road, line: int) -> int:
    """The carer who already waits at the door for this shared visit; -1 when nobody does."""
    partner = world.lines[line].partner
    other = plan.where[partner] if partner >= 0 else -1
    if other < 0 or math.isnan(road.arrived[other]) or plan.sequence[other, road.position[other]] != partner:
        return -1
    return other


@kernel
def go_on_alone(world: World, plan: DayPlan, road: Road, record: DayRecord, count: Count, day: int, seed: int) -> bool:
    """When everybody left waits for somebody, the one who has waited longest starts without the partner."""
    c = release_longest_waiting(road)
    if c < 0:
        return False
    line = plan.sequence[c, road.position[c]]
    begin = max(road.arrived[c] + world.groups[world.lines[line].group].partner_wait, road.free[c])
    road.minutes[c, WAITING] += begin - road.free[c]
    road.arrived[c] = math.nan
    queue(road.turns, c, road.free[c])
    visit_and_report(world, plan, road, record, count, c, line, begin, False, day, seed)
    return True


@inlined
def move(world: World, plan: DayPlan, road: Road, record: DayRecord, count: Count, c: int, day: int, seed: int) -> None:
    """Travel to the next stop and make the visit, or wait at the door for the second carer."""
    line = plan.sequence[c, road.position[c]]
    home = world.lines[line].citizen
    joined = road.place[c] == home
    road.free[c] = travel_to(world, road, c, home, line, OUTWARD, day, seed)
    begin = begin_at_door(world, plan, road, line, road.free[c])
    if math.isnan(begin):
        road.arrived[c] = max(road.free[c], world.lines[line].early)
        return
    other = waiting_partner(world, plan, road, line)
    if other >= 0:
        patience = world.groups[world.lines[line].group].partner_wait
        theirs = max(min(begin, road.arrived[other] + patience), road.free[other])
        road.minutes[other, WAITING] += theirs - road.free[other]
        road.arrived[other] = math.nan
        queue(road.turns, other, road.free[other])
        visit_and_report(world, plan, road, record, count, other, world.lines[line].partner, theirs, False, day, seed)
        begin = max(begin, road.free[c])  # the partner may have phoned
    road.minutes[c, WAITING] += begin - road.free[c]
    visit_and_report(world, plan, road, record, count, c, line, begin, joined, day, seed)


@kernel
def drive_all(
    world: World, plan: DayPlan, calls: Table, record: DayRecord, road: Road, count: Count, day: int, seed: int
) -> None:
    """Move whoever is free first, answer calls at their minute, then bring everybody home, each with a shift row."""
    call = 0
    while True:
        c = next_to_move(plan, road)
        if call < calls.shape[0] and (c < 0 or road.free[c] >= calls[call].minute):
            citizen = calls[call].citizen
            if answer_call(world, plan, road, citizen, calls[call].minute) < 0:
                write_visit(world, record, count.visits[0], citizen * LINES + ACUTE_VISIT, day, MISSED)
                count.visits[0] += 1
            call += 1
        elif c >= 0:
            move(world, plan, road, record, count, c, day, seed)
        elif not go_on_alone(world, plan, road, record, count, day, seed):
            break
    for row in range(road.out.shape[0]):
        come_home(world, plan, road, record, road.out[row], row, day, seed)


@kernel
def drive_day(
    world: World, plan: DayPlan, calls: Table, record: DayRecord, day: int, seed: int
) -> tuple[int, int, int]:
    """Drive all routes of a day. Returns the numbers of visit rows, shift rows and notices written."""
    road = set_out(world, np.zeros((world.carers.shape[0], record.minutes.shape[1])))
    count = Count(np.zeros(1, np.int64), np.zeros(1, np.int64))
    lent_road = Road(
        borrowed(road.out),
        borrowed(road.position),
        borrowed(road.free),
        borrowed(road.place),
        borrowed(road.arrived),
        borrowed(road.km),
        borrowed(road.minutes),
        borrow_turns(road.turns),
    )
    lent_record = DayRecord(
        borrowed(record.visits), borrowed(record.shifts), borrowed(record.minutes), borrowed(record.notices)
    )
    lent_count = Count(borrowed(count.visits), borrowed(count.notices))
    drive_all(borrow_world(world), borrow_plan(plan), borrowed(calls), lent_record, lent_road, lent_count, day, seed)
    return count.visits[0], road.out.shape[0], count.notices[0]  # `road` and `count` must outlive what was lent
