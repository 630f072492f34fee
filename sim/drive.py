"""Driving a day: routes meet stochastic travel and care, shared visits wait for each other, acute calls cut in.

Event by event: the carer who is free first moves next, so whatever touches two routes (a shared visit, an acute call,
a colleague's phone call) happens at its own minute. All luck is keyed by the visit, so the same visit on the same day
meets the same traffic and the same care whoever is sent.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.borrow import borrow_plan, borrow_world, borrowed
from sim.clock import DAY, ticks
from sim.insertion import familiarity
from sim.kernel import inlined, kernel
from sim.luck import Purpose, lognormal_factor, uniform
from sim.route import leg, place_stop
from sim.tables import (
    ACUTE_VISIT,
    LINES,
    Activity,
    DayPlan,
    DayRecord,
    Engagement,
    FloatArray,
    Function,
    IntArray,
    LongArray,
    Status,
    Table,
    World,
)

TRAVEL_TIME = int(Purpose.TRAVEL_TIME)
CARE_TIME = int(Purpose.CARE_TIME)
NOTICE_DRAW = int(Purpose.NOTICE)
CONTACT = int(Purpose.CONTACT)
CARE = int(Activity.CARE)
ORIENTATION = int(Activity.ORIENTATION)
TRAVEL = int(Activity.TRAVEL)
DOCUMENTATION = int(Activity.DOCUMENTATION)
REGISTRATION = int(Activity.REGISTRATION)
COORDINATION = int(Activity.COORDINATION)
CHANGE = int(Activity.CHANGE)
ASSESSMENT = int(Activity.ASSESSMENT)
BRIEFING = int(Activity.BRIEFING)
MEETING = int(Activity.MEETING)
PLANNING = int(Activity.PLANNING)
SUPERVISION = int(Activity.SUPERVISION)
WAITING = int(Activity.WAITING)
UNFILLED = int(Activity.UNFILLED)
DONE = int(Status.DONE)
LATE = int(Status.LATE)
MISSED = int(Status.MISSED)
FN_PERSONAL = int(Function.PERSONAL)
FN_NURSING = int(Function.NURSING)
FN_ASSESSMENT = int(Function.ASSESSMENT)
OUTWARD, HOMEWARD = 0, 1
FLOAT = int(Engagement.FLOAT)


class Road(NamedTuple):
    """Where every carer is: next stop, minute when free, place, arrival at a shared visit (NaN: not waiting),
    kilometres, and minutes by activity. `out`: those at work today, whose numbers all loops run over."""

    out: LongArray
    position: IntArray
    free: FloatArray
    place: IntArray
    arrived: FloatArray
    km: FloatArray
    minutes: FloatArray


class Count(NamedTuple):
    """Rows written so far, in one-element arrays so that kernels can raise them."""

    visits: LongArray
    notices: LongArray


@kernel
def set_out(world: World, minutes: FloatArray) -> Road:
    """Everybody at the office at the start of their shift, with its fixed minutes booked."""
    n = world.carers.shape[0]
    road = Road(
        np.flatnonzero(world.carers["engagement"]),
        np.zeros(n, np.int32),
        np.zeros(n),
        np.full(n, world.travel.shape[1] - 1, np.int32),
        np.full(n, math.nan),
        np.zeros(n),
        minutes,
    )
    for c in road.out:
        carer = world.carers[c]
        road.free[c] = carer.begins + carer.fixed
        minutes[c, BRIEFING] += carer.briefing
        minutes[c, PLANNING] += carer.planning
        minutes[c, ASSESSMENT] += carer.casework
        minutes[c, SUPERVISION] += carer.supervision
    return road


@inlined
def next_to_move(plan: DayPlan, road: Road) -> int:
    """The carer with stops left who is free first, not counting those who wait at a shared visit; -1 when none."""
    first = -1
    earliest = math.inf
    for c in road.out:
        if road.position[c] < plan.length[c] and math.isnan(road.arrived[c]) and road.free[c] < earliest:
            earliest = road.free[c]
            first = c
    return first


@inlined
def travel_to(world: World, road: Road, c: int, target: int, line: int, way: int, day: int, seed: int) -> float:
    """Move a carer to a place; books the minutes and kilometres and returns the arrival."""
    group = world.groups[world.carers[c].group]
    mode = world.carers[c].mode
    planned = leg(world.travel, mode, road.place[c], target)
    spent = ticks(planned * lognormal_factor(group.travel_spread, seed, TRAVEL_TIME, line, day, way))
    road.minutes[c, TRAVEL] += spent
    road.km[c] += world.distance[road.place[c], target]
    road.place[c] = target
    return float(road.free[c] + spent)


@inlined
def needed_minutes(world: World, line: int) -> float:
    """What the citizen needs of this visit today: personal care follows the need, the rest is as granted."""
    visit = world.lines[line]
    if visit.function == FN_PERSONAL:
        return ticks(visit.minutes * world.citizens[visit.citizen].need)
    return float(visit.granted)


@inlined
def write_visit(world: World, record: DayRecord, row: int, line: int, day: int, status: int) -> None:
    """A journal row for a planned visit that nobody has made (yet)."""
    visit = world.lines[line]
    out = record.visits[row]
    out.day = day
    out.line = line
    out.citizen = visit.citizen
    out.episode = world.citizens[visit.citizen].episode
    out.carer = -1
    out.group = visit.group
    out.function = visit.function
    out.status = status
    out.grade = 0
    out.joined = 0
    out.start = math.nan
    out.late_after = visit.late
    out.care = 0.0
    out.granted = visit.granted
    out.needed = needed_minutes(world, line)
    out.familiarity = 0.0


@kernel
def write_unmade(world: World, record: DayRecord, lines: IntArray, day: int, status: int) -> None:
    """Journal rows for visits that nobody makes today."""
    for row in range(lines.shape[0]):
        write_visit(world, record, row, lines[row], day, status)


@inlined
def notices(world: World, road: Road, c: int, line: int, begin: float, known: float, day: int, seed: int) -> bool:
    """Whether this carer now notices that help no longer fits the need; reporting or adjusting it takes minutes."""
    row = world.citizens[world.lines[line].citizen]
    if row.noticed or row.changed_at > day * DAY + begin:
        return False
    group = world.groups[world.carers[c].group]
    chance = group.notice_stranger + (group.notice_known - group.notice_stranger) * known
    if uniform(seed, NOTICE_DRAW, line, day, 0) >= chance:
        return False
    row.noticed = 1
    spent = ticks(group.change_minutes)
    road.minutes[c, CHANGE] += spent
    road.free[c] += spent
    return True


@kernel
def colleague(world: World, citizen: int, own_group: int) -> int:
    """The carer of another group at this citizen who knows them best among those at work; -1 when nobody is."""
    best = -1
    most = -1.0
    for k in range(citizen * LINES, (citizen + 1) * LINES):
        group = world.lines[k].group
        other = world.lines[k].function == FN_PERSONAL or world.lines[k].function == FN_NURSING
        if not world.lines[k].active or not other or group == own_group:
            continue
        for c in range(world.groups[group].first, world.groups[group].last):
            if world.carers[c].engagement and world.known[citizen, c] > most:
                most = world.known[citizen, c]
                best = c
    return best


@inlined
def confer(world: World, road: Road, c: int, line: int, day: int, seed: int) -> None:
    """Nurses and home helpers of different groups at one citizen talk now and then: minutes for both."""
    group = world.groups[world.carers[c].group]
    citizen = world.lines[line].citizen
    row = world.citizens[citizen]
    function = world.lines[line].function
    if row.groups < 2 or group.contacts_per_week == 0.0 or (function != FN_PERSONAL and function != FN_NURSING):
        return
    if uniform(seed, CONTACT, line, day, 0) >= group.contacts_per_week / max(row.visits_a_week, 1.0):
        return
    spent = ticks(group.contact_minutes)
    road.free[c] += spent
    road.minutes[c, COORDINATION] += spent
    other = colleague(world, citizen, world.carers[c].group)
    if other >= 0:
        road.free[other] += spent
        road.minutes[other, COORDINATION] += spent


@inlined
def make_visit(
    world: World,
    road: Road,
    record: DayRecord,
    row: int,
    c: int,
    line: int,
    begin: float,
    joined: bool,
    day: int,
    seed: int,
) -> bool:
    """Orientation, help, documentation: the visit at the door. True when a changed need was noticed."""
    visit = world.lines[line]
    home = visit.citizen
    group = world.groups[world.carers[c].group]
    known = familiarity(world, home, c, day, group.familiarity_half_life)
    strange = 0.0 if joined else ticks(group.orientation_minutes * (1.0 - known))
    care = ticks(visit.granted * lognormal_factor(group.care_spread, seed, CARE_TIME, line, day, 0))
    written = ticks(group.documentation_minutes)
    registered = ticks(group.registration_minutes)
    assessing = visit.function == FN_ASSESSMENT
    road.minutes[c, ORIENTATION] += strange
    road.minutes[c, ASSESSMENT if assessing else CARE] += care
    road.minutes[c, DOCUMENTATION] += written
    road.minutes[c, REGISTRATION] += registered
    road.free[c] = begin + strange + care + written + registered
    world.known[home, c] = known + group.familiarity_gain * (1.0 - known)
    world.known_day[home, c] = day
    write_visit(world, record, row, line, day, LATE if begin > visit.late + group.late_tolerance else DONE)
    out = record.visits[row]
    out.carer = c
    out.grade = world.carers[c].grade
    out.joined = joined
    out.start = begin
    out.care = 0.0 if assessing else care
    out.familiarity = known
    confer(world, road, c, line, day, seed)
    return notices(world, road, c, line, begin, known, day, seed)


@inlined
def visit_and_report(
    world: World,
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


@kernel
def answer_call(world: World, plan: DayPlan, road: Road, citizen: int, minute: float) -> int:
    """Send whoever of the citizen's group can be there first; the visit becomes their next stop. -1 when nobody can."""
    line = citizen * LINES + ACUTE_VISIT
    visit = world.lines[line]
    best = -1
    soonest = math.inf
    for c in road.out:
        carer = world.carers[c]
        if carer.grade < visit.skill or carer.group != visit.group:
            continue
        if carer.begins > minute or carer.ends < minute or not math.isnan(road.arrived[c]):
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
    return best


@kernel
def come_home(
    world: World, plan: DayPlan, road: Road, record: DayRecord, c: int, row: int, day: int, seed: int
) -> None:
    """Back to the office, the meeting, and the shift's journal row; time left in the shift is paid and unfilled."""
    carer = world.carers[c]
    if plan.length[c] > 0:
        last = plan.sequence[c, plan.length[c] - 1]
        road.free[c] = travel_to(world, road, c, world.travel.shape[1] - 1, last, HOMEWARD, day, seed)
    road.minutes[c, MEETING] += carer.meeting
    finished = road.free[c] + carer.meeting
    if carer.engagement == FLOAT:
        carer.ends = max(finished, carer.begins + ticks(world.groups[carer.group].float_least_minutes))
    road.minutes[c, UNFILLED] += max(0.0, carer.ends - finished)
    out = record.shifts[row]
    out.day = day
    out.carer = c
    out.group = carer.group
    out.grade = carer.grade
    out.engagement = carer.engagement
    out.presence = 0
    out.begins = carer.begins
    out.ends = carer.ends
    out.overtime = max(0.0, finished - carer.ends)
    out.paid = carer.ends - carer.begins + out.overtime
    out.car_km = road.km[c] if carer.mode == 0 else 0.0
    out.bicycle_km = road.km[c] if carer.mode == 1 else 0.0
    record.minutes[row, :] = road.minutes[c, :]


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
    visit_and_report(world, road, record, count, c, line, begin, False, day, seed)
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
        visit_and_report(world, road, record, count, other, world.lines[line].partner, theirs, False, day, seed)
    road.minutes[c, WAITING] += begin - road.free[c]
    visit_and_report(world, road, record, count, c, line, begin, joined, day, seed)


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
    )
    lent_record = DayRecord(
        borrowed(record.visits), borrowed(record.shifts), borrowed(record.minutes), borrowed(record.notices)
    )
    lent_count = Count(borrowed(count.visits), borrowed(count.notices))
    drive_all(borrow_world(world), borrow_plan(plan), borrowed(calls), lent_record, lent_road, lent_count, day, seed)
    return count.visits[0], road.out.shape[0], count.notices[0]  # `road` and `count` must outlive what was lent
