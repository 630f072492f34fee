"""Who is at work today: holidays, sickness spells and other absence, keyed to the person and the day."""

from __future__ import annotations

import math

import numpy as np

from sim.clock import WEEK_DAYS, ticks
from sim.kernel import kernel
from sim.kinds import Activity, Engagement, Presence
from sim.luck import Purpose, two_uniforms, uniform
from sim.tables import BoolArray, FloatArray, LongArray, Table

SICKNESS = int(Purpose.SICKNESS)
HOLIDAY_DRAW = int(Purpose.HOLIDAY)
OTHER_DRAW = int(Purpose.OTHER_ABSENCE)
INCIDENT = int(Purpose.INCIDENT)
PRESENT = int(Presence.PRESENT)
SICK = int(Presence.SICK)
HOLIDAY = int(Presence.HOLIDAY)
OTHER = int(Presence.OTHER)
LEARNING = int(Presence.LEARNING)
VACANT = int(Presence.VACANT)
ROSTERED = int(Engagement.ROSTERED)
OFF = int(Engagement.OFF)
MINUTES_SICK = int(Activity.SICK)
MEETING = int(Activity.MEETING)
TRAINING = int(Activity.TRAINING)
WEEKS = 52


@kernel
def holiday_weeks(seed: int, carer: int, year: int, weeks: int) -> BoolArray:
    """Which weeks of a year a carer is on holiday: so many different ones, by luck."""
    off = np.zeros(WEEKS, np.bool_)
    taken = 0
    tries = 0
    while taken < weeks:
        week = int(uniform(seed, HOLIDAY_DRAW, carer, year, tries) * WEEKS)
        tries += 1
        if not off[week]:
            off[week] = True
            taken += 1
    return off


@kernel
def plan_holidays(seed: int, carers: int, days: int, weeks: float) -> BoolArray:
    """Holidays (carer, week since the start) for the whole horizon; part weeks are given to that share of carers."""
    total = days // WEEK_DAYS + 1
    out = np.zeros((carers, total), np.bool_)
    for c in range(carers):
        for year in range(total // WEEKS + 1):
            share = uniform(seed, HOLIDAY_DRAW, c, year, 1 << 20)
            off = holiday_weeks(seed, c, year, int(weeks) + (1 if share < weeks - int(weeks) else 0))
            for w in range(WEEKS):
                if year * WEEKS + w < total:
                    out[c, year * WEEKS + w] = off[w]
    return out


@kernel
def onset(share: float, mean: float) -> float:
    """The chance of falling ill on a day that keeps the share of days lost at `share`, in spells of so many days."""
    return share / (share + (1.0 - share) * mean)


@kernel
def ill_at_the_start(carers: Table, staff: int, share: float, mean: float, seed: int) -> None:
    """As many are ill before the first day as in a staff in balance, for a geometric rest of their spell."""
    for c in range(staff):
        u, v = two_uniforms(seed, SICKNESS, c, 0, 2)
        if u < share and not carers[c].vacant:
            carers[c].sick_until = spell(v, mean)


@kernel
def spell(u: float, mean: float) -> int:
    """Days of a spell of sickness: geometric with this mean, at least one."""
    return 1 if mean <= 1.0 else 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


@kernel
def absent_today(carers: Table, staff: int, holidays: BoolArray, rates: FloatArray, day: int, seed: int) -> int:
    """Set everybody's presence. rates: sickness share, mean spell in days, other absence share, factor of a shock.

    A spell starts each day with the chance that keeps the share of days lost at `rates[0]`, times the carer's own
    factor, and lasts a geometric number of days. Returns new spells.
    """
    share, mean, other = rates[0], rates[1], rates[2]
    chance = onset(share, mean) * rates[3]
    new = 0
    for c in range(staff):
        carer = carers[c]
        if carer.vacant:
            carer.presence = VACANT
            continue
        if carer.sick_until <= day and uniform(seed, SICKNESS, c, day, 0) < chance * carer.illness:
            carer.sick_until = day + spell(uniform(seed, SICKNESS, c, day, 1), mean)
            new += 1
        if holidays[c, day // WEEK_DAYS]:
            carer.presence = HOLIDAY
        elif carer.sick_until > day:
            carer.presence = SICK
        elif uniform(seed, OTHER_DRAW, c, day, 0) < other:
            carer.presence = OTHER
        else:
            carer.presence = LEARNING if carer.learning > 0 else PRESENT
    return new


def chosen(there: LongArray, number: int, day: int, seed: int) -> list[int]:
    """Whom an incident of a day happens to: so many of those there, or all, by the luck of each that day."""
    luck = [uniform(seed, INCIDENT, int(i), day, 0) for i in there]
    return [int(there[k]) for k in np.argsort(luck, kind="stable")[:number]]


def call_in_sick(carers: Table, rostered: BoolArray, number: int, mean: float, day: int, seed: int) -> None:
    """So many of the carers who were to work today fall ill, for a spell with this mean, as long as luck would have it
    on any other day."""
    expected = np.isin(carers["presence"][: len(rostered)], (PRESENT, LEARNING))
    for c in chosen(np.flatnonzero(rostered & expected), number, day, seed):
        carers["sick_until"][c] = day + spell(uniform(seed, SICKNESS, c, day, 1), mean)
        carers["presence"][c] = SICK


@kernel
def engage(
    carers: Table, groups: Table, staff: int, begins: FloatArray, ends: FloatArray, day: int, everybody: bool
) -> None:
    """Put today's shifts on the carer table (NaN: off duty). `everybody`: as if nobody were absent, for base plans,
    in which vacant posts have no route either."""
    for c in range(carers.shape[0]):
        carers[c].engagement = OFF
        if c >= staff or math.isnan(begins[c]) or carers[c].vacant:
            continue
        if carers[c].presence != PRESENT and not everybody:
            continue
        on_duty(carers, groups, c, begins[c], ends[c], day)
        carers[c].engagement = ROSTERED


@kernel
def on_duty(carers: Table, groups: Table, c: int, begins: float, ends: float, day: int) -> None:
    """Give one carer a shift, with the minutes that their group's coordination takes of it."""
    carer = carers[c]
    group = groups[carer.group]
    carer.begins = begins
    carer.ends = ends
    carer.briefing = ticks(group.briefing_minutes)
    carer.planning = ticks(group.planning_per_shift)
    carer.casework = carer.training = carer.recruitment = 0.0
    carer.supervision = ticks(group.supervision_per_shift)
    carer.fixed = carer.briefing + carer.planning + carer.supervision
    carer.meeting = (
        ticks(group.meeting_minutes + group.conflict) if day % WEEK_DAYS == int(group.meeting_weekday) else 0.0
    )


@kernel
def write_absences(
    carers: Table,
    groups: Table,
    staff: int,
    begins: FloatArray,
    ends: FloatArray,
    day: int,
    shifts: Table,
    minutes: FloatArray,
) -> int:
    """Journal rows for carers who are rostered but absent, for newcomers who accompany a colleague, and for those off
    duty who come in for the meeting. Returns rows."""
    row = 0
    for c in range(staff):
        carer = carers[c]
        meeting = ticks(groups[carer.group].meeting_minutes + groups[carer.group].conflict)
        if math.isnan(begins[c]):
            called = meeting > 0.0 and day % WEEK_DAYS == int(groups[carer.group].meeting_weekday)
            if not called or (carer.presence != PRESENT and carer.presence != LEARNING) or carer.engagement != OFF:
                continue
            paid = meeting
            activity = MEETING
        elif carer.presence != PRESENT:
            if carer.presence == VACANT:
                continue
            paid = ends[c] - begins[c]
            activity = MINUTES_SICK + carer.presence - SICK
            if carer.presence == LEARNING:
                activity = TRAINING
                carer.learning -= 1
        else:
            continue
        out = shifts[row]
        out.day = day
        out.carer = c
        out.group = carer.group
        out.grade = carer.grade
        out.engagement = ROSTERED
        out.presence = carer.presence
        out.begins = begins[c] if activity != MEETING else 0.0
        out.ends = ends[c] if activity != MEETING else 0.0
        out.paid = paid
        out.overtime = 0.0
        out.car_km = 0.0
        out.bicycle_km = 0.0
        minutes[row, :] = 0.0
        minutes[row, activity] = paid
        row += 1
    return row
