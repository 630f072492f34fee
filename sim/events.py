"""What happens to citizens today, whoever organises their care: needs change, courses end, alarms go."""

from __future__ import annotations

import math

import numpy as np

from sim.clock import DAY, ticks
from sim.kernel import kernel
from sim.luck import Purpose, lognormal_factor, two_uniforms, uniform
from sim.tables import CALL, FloatArray, IntArray, Table

NEED_CHANGE = int(Purpose.NEED_CHANGE)
EPISODE_END = int(Purpose.EPISODE_END)
ACUTE_CALL = int(Purpose.ACUTE_CALL)
FIRST_CALL = 180.0
CALL_HOURS = 900.0
"""Acute calls come between 07:00 and 22:00; nights are not modelled."""


@kernel
def change_needs(citizens: Table, rate: float, spread: float, day: int, seed: int) -> int:
    """Draw today's changes of need (rate a day, per citizen with personal care); a new factor with mean 1 each time."""
    changed = 0
    for i in range(citizens.shape[0]):
        citizen = citizens[i]
        if not citizen.personal or not citizen.served:
            continue
        u, v = two_uniforms(seed, NEED_CHANGE, i, day, 0)
        if u < rate:
            citizen.need = lognormal_factor(spread, seed, NEED_CHANGE, i, day, 1)
            citizen.changed_at = min(citizen.changed_at, day * DAY + ticks(v * DAY))
            changed += 1
    return changed


@kernel
def ending_episodes(citizens: Table, rates: FloatArray, day: int, seed: int) -> IntArray:
    """Citizens whose course of help ends today. rates: a day, for practical help only and with personal care."""
    out = np.empty(citizens.shape[0], np.int32)
    n = 0
    for i in range(citizens.shape[0]):
        citizen = citizens[i]
        if citizen.served and uniform(seed, EPISODE_END, i, day, 0) < rates[citizen.personal]:
            out[n] = i
            n += 1
    return out[:n].copy()


@kernel
def acute_calls(citizens: Table, rate: float, day: int, seed: int) -> Table:
    """Today's acute calls in order of time (rate a day, per citizen with personal care)."""
    calls = np.zeros(citizens.shape[0], CALL)
    n = 0
    for i in range(citizens.shape[0]):
        if citizens[i].served and citizens[i].personal:
            u, v = two_uniforms(seed, ACUTE_CALL, i, day, 0)
            if u < rate:
                calls[n].citizen = i
                calls[n].minute = ticks(FIRST_CALL + v * CALL_HOURS)
                n += 1
    found = calls[:n].copy()
    return found[np.argsort(found["minute"], kind="mergesort")]


def daily_rate(per_year: float) -> float:
    """The chance per day of an event that comes so many times a year."""
    return 1.0 - math.exp(-per_year / 365.0)
