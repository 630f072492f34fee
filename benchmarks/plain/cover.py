"""Calling people in, plainly: who is free, who says yes and is rested, and the shift that they are given."""

from __future__ import annotations

import numpy as np

from sim.attendance import on_duty
from sim.clock import DAY, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, ticks
from sim.kinds import Engagement, Presence
from sim.luck import Purpose, uniform
from sim.roster import REST
from sim.tables import DayPlan, FloatArray, World

OFF = int(Engagement.OFF)
NOT_FOR_OUTSIDERS = ("planning", "casework", "recruitment", "training", "supervision", "meeting")


def shift_for(minutes: list[float], length: float, full: float) -> tuple[float, float]:
    """A shift of the part of the day in which most of these earliest starts lie, early enough for the first."""
    parts: dict[float, list[float]] = {DAY_SHIFT: [], EVENING_SHIFT: [], NIGHT_SHIFT: []}
    for minute in minutes:
        parts[max((opens for opens in parts if opens <= minute), default=DAY_SHIFT)].append(minute)
    opens, mine = max(parts.items(), key=lambda part: len(part[1]))
    begins = min(max(min(mine) - 60.0, opens), opens + max(full - length, 0.0))
    return begins, begins + length


def somebody_free(
    world: World, pool: tuple[int, int], staff: int, engagement: int, chance: float, day: int, seed: int
) -> int | None:
    """A float carer or agency temp who isn't at work yet, by luck of the day; None when nobody is to be had."""
    free = [c for c in range(*pool) if world.carers["engagement"][c] == OFF]
    if engagement == Engagement.FLOAT:
        free = [c for c in free if uniform(seed, int(Purpose.FLOAT), c - staff, day, 0) < chance]
    if not free:
        return None
    return free[int(uniform(seed, int(Purpose.TEMP), len(free), day, engagement) * len(free))]


def willing(world: World, roster: tuple[FloatArray, ...], shift: tuple[float, float], c: int, says_yes: bool) -> bool:
    """Whether a carer who is off today, neither ill nor on holiday, comes: says yes, with enough rest on both sides."""
    today, before, after = (float(minutes[c]) for minutes in roster)
    carer = world.carers[c]
    off = carer["engagement"] == OFF and carer["presence"] == Presence.PRESENT and np.isnan(today)
    rested = not (shift[0] + DAY - before < REST or after + DAY - shift[1] < REST)
    return bool(off and says_yes and rested)


def give_shift(world: World, c: int, shift: tuple[float, float], engagement: int, day: int) -> None:
    """Put somebody on duty; those from outside only have the briefing at its start."""
    on_duty(world.carers, world.groups, c, *shift, day)
    row = world.carers[c]
    row["engagement"] = engagement
    if engagement != Engagement.EXTRA:
        for kind in NOT_FOR_OUTSIDERS:
            row[kind] = 0.0
        row["fixed"] = row["briefing"]


def send_home(world: World, plan: DayPlan, c: int) -> None:
    """Nobody is called in for nothing, and whoever is paid by the hour sets out just in time for the first visit."""
    row = world.carers[c]
    if plan.length[c] == 0:
        row["engagement"] = OFF
    elif row["engagement"] == Engagement.FLOAT:
        home = world.lines["citizen"][plan.sequence[c, 0]]
        journey = float(world.travel[row["mode"], -1, home])
        row["begins"] = max(ticks(float(plan.start[c, 0]) - journey - float(row["fixed"])), float(row["begins"]))
