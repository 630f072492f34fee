"""At the door: the visit itself, what it leaves behind, and what is written down about it."""

from __future__ import annotations

import math

from sim.clock import DAY, ticks
from sim.insertion import familiarity
from sim.kernel import inlined, kernel
from sim.kinds import Activity, Function, Status
from sim.luck import Purpose, lognormal_factor, uniform
from sim.road import Road
from sim.tables import LINES, NIGHT_VISITS, DayRecord, IntArray, World

CARE_TIME = int(Purpose.CARE_TIME)
NOTICE_DRAW = int(Purpose.NOTICE)
CONTACT = int(Purpose.CONTACT)
MICRO = int(Purpose.MICRO_ASSESSMENT)
CARE = int(Activity.CARE)
ORIENTATION = int(Activity.ORIENTATION)
DOCUMENTATION = int(Activity.DOCUMENTATION)
REGISTRATION = int(Activity.REGISTRATION)
COORDINATION = int(Activity.COORDINATION)
CHANGE = int(Activity.CHANGE)
ASSESSMENT = int(Activity.ASSESSMENT)
DONE = int(Status.DONE)
LATE = int(Status.LATE)
FN_PERSONAL = int(Function.PERSONAL)
FN_NURSING = int(Function.NURSING)
FN_ASSESSMENT = int(Function.ASSESSMENT)
NIGHT_LINE = NIGHT_VISITS[0]


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
    out.carer = out.person = -1
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
def notices(
    world: World, road: Road, c: int, line: int, begin: float, known: float, looks: bool, day: int, seed: int
) -> bool:
    """Whether this carer now notices that help no longer fits the need; reporting or adjusting it takes minutes.

    looks: a micro-assessment is part of the visit.
    """
    row = world.citizens[world.lines[line].citizen]
    if row.noticed or row.changed_at > day * DAY + begin:
        return False
    group = world.groups[world.carers[c].group]
    chance = group.notice_chance * (1.0 + group.familiarity_on_notice * (2.0 * known - 1.0))
    if looks:
        chance *= 1.0 + group.micro_assessment_on_notice
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
    for k in range(citizen * LINES, citizen * LINES + NIGHT_LINE):
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
    """Nurses and home helpers of different groups at one citizen talk now and then, by day: minutes for both."""
    group = world.groups[world.carers[c].group]
    citizen = world.lines[line].citizen
    row = world.citizens[citizen]
    function = world.lines[line].function
    if line % LINES >= NIGHT_LINE:
        return
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
    strange = ticks(world.carers[c].slow + (0.0 if joined else group.orientation_minutes * (1.0 - known)))
    care = ticks(visit.granted * lognormal_factor(group.care_spread, seed, CARE_TIME, line, day, 0))
    looks = group.micro_assessment > 0.0 and uniform(seed, MICRO, line, day, 0) < group.micro_assessment
    written = ticks(group.documentation_minutes + (group.micro_assessment_minutes if looks else 0.0))
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
    out.person = world.carers[c].person
    out.grade = world.carers[c].grade
    out.joined = joined
    out.start = begin
    out.care = 0.0 if assessing else care
    out.familiarity = known
    confer(world, road, c, line, day, seed)
    return notices(world, road, c, line, begin, known, looks, day, seed)
