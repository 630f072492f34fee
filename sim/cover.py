"""Covering visits that fit nowhere: whoever is called in, one after the other, each for a shift around what is left."""

from __future__ import annotations

import numpy as np

from sim.attendance import on_duty
from sim.borrow import borrow_plan, borrow_world, borrowed
from sim.clock import DAY, EVENING_SHIFT, NIGHT_SHIFT, ticks
from sim.demand import shift_begins
from sim.insertion import insert_lines
from sim.kernel import kernel
from sim.kinds import Engagement, Presence
from sim.luck import Purpose, uniform
from sim.roster import REST
from sim.tables import DayPlan, FloatArray, IntArray, World

OFF = int(Engagement.OFF)
EXTRA = int(Engagement.EXTRA)
FLOAT = int(Engagement.FLOAT)
PRESENT = int(Presence.PRESENT)
EXTRA_DRAW = int(Purpose.EXTRA_SHIFT)
FLOAT_DRAW = int(Purpose.FLOAT)
WHICH_DRAW = int(Purpose.TEMP)
AHEAD = 60.0
"""A shift begins so many minutes before the first visit may."""


@kernel
def shift_around(world: World, lines: IntArray, length: float, full: float) -> tuple[float, float]:
    """A shift of the part of the day in which most of these visits lie, early enough for the first."""
    count, earliest = np.zeros(3, np.int64), np.full(3, np.inf)
    for line in lines:
        early = world.lines[line].early
        part = int(early >= EVENING_SHIFT) + int(early >= NIGHT_SHIFT)
        count[part] += 1
        earliest[part] = min(earliest[part], early)
    first = earliest[np.argmax(count)]
    opens = shift_begins(first)
    begins = min(max(first - AHEAD, opens), opens + max(full - length, 0.0))
    return begins, begins + length


@kernel
def send(world: World, plan: DayPlan, c: int, engagement: int, todo: IntArray, staff: int, day: int, seed: int) -> int:
    """Let somebody who has been given a shift take what they can; nobody is called in for nothing. Returns lines left,
    at the front of `todo`."""
    carer = world.carers[c]
    carer.engagement = engagement
    left = insert_lines(world, plan, todo, staff, 0.0, np.empty(0, np.int32), day, seed)
    if plan.length[c] == 0:
        carer.engagement = OFF
    elif engagement == FLOAT:  # paid by the hour: sets out just in time for the first visit
        home = world.lines[plan.sequence[c, 0]].citizen
        journey = float(world.travel[carer.mode, world.travel.shape[1] - 1, home])
        carer.begins = max(ticks(plan.start[c, 0] - journey - carer.fixed), carer.begins)
    return left


@kernel
def outsider(
    world: World, first: int, last: int, staff: int, engagement: int, chance: float, day: int, seed: int
) -> int:
    """Somebody of these rows who isn't at work yet, by luck of the day; -1 when nobody is to be had.

    Each float carer is free for this district with this chance; an agency always sends somebody.
    """
    free = np.empty(max(last - first, 0), np.int32)
    n = 0
    for c in range(first, last):
        if world.carers[c].engagement != OFF:
            continue
        if engagement != FLOAT or uniform(seed, FLOAT_DRAW, c - staff, day, 0) < chance:
            free[n] = c
            n += 1
    return int(free[int(uniform(seed, WHICH_DRAW, n, day, engagement) * n)]) if n else -1


@kernel
def call_in(
    world: World,
    plan: DayPlan,
    todo: IntArray,
    group: int,
    pool: tuple[int, int],
    staff: int,
    engagement: int,
    chance: float,
    shift: tuple[float, float],
    day: int,
    seed: int,
) -> int:
    """People from outside, one after the other, each with the grade of the most demanding visit left.

    pool: first and last row (exclusive) of those to be had; shift: how long theirs is, and a full one, in minutes.
    Returns lines left, at the front of `todo`.
    """
    lent, lent_plan, lines = borrow_world(world), borrow_plan(plan), borrowed(todo)
    left = todo.shape[0]
    while left > 0:
        c = outsider(lent, pool[0], pool[1], staff, engagement, chance, day, seed)
        if c < 0:
            break
        carer = lent.carers[c]
        carer.group = group
        carer.grade = 0
        for line in lines[:left]:
            carer.grade = max(carer.grade, lent.lines[line].skill)
        begins, ends = shift_around(lent, lines[:left], shift[0], shift[1])
        on_duty(lent.carers, lent.groups, c, begins, ends, day)
        carer.planning = carer.supervision = carer.meeting = 0.0
        carer.fixed = carer.briefing
        before = left
        left = send(lent, lent_plan, c, engagement, lines[:left], staff, day, seed)
        if left == before:
            break
    return int(left)


@kernel
def call_off_duty(
    world: World,
    plan: DayPlan,
    todo: IntArray,
    group: int,
    roster: tuple[FloatArray, FloatArray, FloatArray],
    staff: int,
    chance: float,
    full: float,
    day: int,
    seed: int,
) -> int:
    """Carers of the group who have no shift today, are neither ill nor on holiday, say yes with this chance, and are
    rested, one after the other while visits are left.

    roster: by post, when today's shift begins, when yesterday's ended and when tomorrow's begins (NaN: off duty). The
    same answer whoever asks. Returns lines left, at the front of `todo`.
    """
    lent, lent_plan, lines = borrow_world(world), borrow_plan(plan), borrowed(todo)
    today, before, after = roster
    left = todo.shape[0]
    for c in range(world.groups[group].first, world.groups[group].last):
        carer = lent.carers[c]
        if left == 0:
            break
        if carer.engagement != OFF or carer.presence != PRESENT or not np.isnan(today[c]):
            continue
        if uniform(seed, EXTRA_DRAW, c, day, 0) >= chance:
            continue
        begins, ends = shift_around(lent, lines[:left], full, full)
        if begins + DAY - before[c] < REST or after[c] + DAY - ends < REST:
            continue
        on_duty(lent.carers, lent.groups, c, begins, ends, day)
        left = send(lent, lent_plan, c, EXTRA, lines[:left], staff, day, seed)
    return int(left)
