"""Health: falls, admissions, alarms, and how courses of help end, whoever organises them.

Admissions and moves to a nursing home follow need, and admissions follow what the last weeks of help were like, as far
as the links say so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.clock import DAY, YEAR_DAYS, ticks
from sim.kernel import kernel
from sim.luck import Purpose, two_uniforms, uniform
from sim.need import Row, daily_rate
from sim.tables import CALL, BoolArray, FloatArray, IntArray, Table

EPISODE_END = int(Purpose.EPISODE_END)
ACUTE_CALL = int(Purpose.ACUTE_CALL)
FALL = int(Purpose.FALL)
ADMISSION = int(Purpose.ADMISSION)
STAY = int(Purpose.STAY)
FIRST_CALL = 180.0
"""Alarms of a day go between 07:00 and 07:00 on the next; the night belongs to the day on which it begins."""
READMISSION_DAYS = 30.0
LATE_START_DAYS = 2.0
"""From discharge to help that fits, in the evidence on delayed starts."""
NONE, DEATH, NURSING_HOME, RECOVERY = 0, 1, 2, 3
CAUSES = ("", "death", "nursing home", "no need")


class Hazards(NamedTuple):
    """Chances per day of a citizen with personal care whose links are all at their normal level, and the links."""

    practical_end: float
    death: float
    nursing_home: float
    need_on_home: float
    fall: float
    fall_admission: float
    admission: float
    readmission: float
    need_on_admissions: float
    continuity: float
    normal_familiarity: float
    unmet: float
    normal_unmet: float
    delay: float
    acute_call: float


def admission_hazards(values: Mapping[str, float]) -> tuple[float, float]:
    """Admissions a day, falls apart: of those out of hospital for a month or more, and of those just discharged.

    Solved so that all admissions together come to `admissions_per_year` and `readmission_share` of discharges are
    followed by another within 30 days. Time is spent in hospital, in the 30 days after, or otherwise; with hazard r in
    the 30 days a person stays in them (1 - exp(-30 r)) / r days on average.
    """
    total = values["admissions_per_year"] / YEAR_DAYS
    falls = values["falls_per_year"] * values["fall_admission_share"] / YEAR_DAYS
    again = -math.log(1.0 - values["readmission_share"]) / READMISSION_DAYS
    after = total * (values["readmission_share"] / again if again > 0 else READMISSION_DAYS)
    away = total * values["stay_days"]
    first = (total - again * after) / (1.0 - after - away)
    return max(first - falls, 0.0), max(again - falls, 0.0)


def hazards(values: Mapping[str, float]) -> Hazards:
    """All rates of a place, from its parameters."""
    first, again = admission_hazards(values)
    return Hazards(
        daily_rate(values["practical_exits"]),
        daily_rate(values["mortality"]),
        daily_rate(values["moves_to_nursing_home"]),
        values["need_on_nursing_home"],
        daily_rate(values["falls_per_year"]),
        values["fall_admission_share"],
        first,
        again,
        values["need_on_admissions"],
        values["continuity_on_admissions"] / values["continuity_gap"],
        values["normal_familiarity"],
        values["unmet_on_admissions"],
        values["normal_unmet"],
        values["delay_on_readmissions"],
        daily_rate(values["acute_calls_per_year"]),
    )


@kernel
def odds(elasticity: float, need: float) -> float:
    """How much likelier something is at this need: 1 at need 1, linear in it."""
    return max(1.0 + elasticity * (need - 1.0), 0.0)


@kernel
def endings(citizens: Table, rates: Hazards, day: int, seed: int) -> IntArray:
    """Why each citizen's course of help ends today; 0 where it goes on."""
    out = np.zeros(citizens.shape[0], np.int32)
    for i in range(citizens.shape[0]):
        citizen = citizens[i]
        if not citizen.served:
            continue
        u = uniform(seed, EPISODE_END, i, day, 0)
        if not citizen.personal:
            out[i] = RECOVERY if u < rates.practical_end else NONE
        elif u < rates.death:
            out[i] = DEATH
        elif u < rates.death + rates.nursing_home * odds(rates.need_on_home, citizen.need):
            out[i] = NURSING_HOME
    return out


@kernel
def chance_of_admission(citizen: Row, rates: Hazards, day: int) -> float:
    """Today's chance of an acute admission, falls apart, with all links at what the last weeks were like."""
    again = day - citizen.discharged < READMISSION_DAYS
    log = rates.continuity * (rates.normal_familiarity - citizen.familiar)
    log += rates.unmet * (citizen.unmet - rates.normal_unmet)
    if again and citizen.late_start:
        log += rates.delay
    base = rates.readmission if again else rates.admission
    return base * odds(rates.need_on_admissions, citizen.need) * math.exp(log)


@kernel
def falls_and_admissions(
    citizens: Table, rates: Hazards, day: int, seed: int
) -> tuple[IntArray, BoolArray, FloatArray]:
    """Today's admissions (1: after a fall, 2: else), who falls, and the minute of the alarm of those who fell and stay
    at home (NaN: none)."""
    admitted = np.zeros(citizens.shape[0], np.int32)
    fell = np.zeros(citizens.shape[0], np.bool_)
    alarms = np.full(citizens.shape[0], math.nan)
    for i in range(citizens.shape[0]):
        citizen = citizens[i]
        if not citizen.served or not citizen.personal or citizen.away:
            continue
        u, v = two_uniforms(seed, FALL, i, day, 0)
        if u < rates.fall:
            fell[i] = True
            if v < rates.fall_admission:
                admitted[i] = 1
                continue
            alarms[i] = FIRST_CALL + uniform(seed, FALL, i, day, 1) * DAY
        if uniform(seed, ADMISSION, i, day, 0) < chance_of_admission(citizen, rates, day):
            admitted[i] = 2
            alarms[i] = math.nan
    return admitted, fell, alarms


@kernel
def acute_calls(citizens: Table, alarms: FloatArray, rate: float, day: int, seed: int) -> Table:
    """Today's acute calls in order of time: alarms after falls, and others (rate a day, with personal care)."""
    calls = np.zeros(2 * citizens.shape[0], CALL)
    n = 0
    for i in range(citizens.shape[0]):
        if not citizens[i].served or not citizens[i].personal or citizens[i].away:
            continue
        if not math.isnan(alarms[i]):
            calls[n].citizen = i
            calls[n].minute = ticks(alarms[i])
            n += 1
        u, v = two_uniforms(seed, ACUTE_CALL, i, day, 0)
        if u < rate:
            calls[n].citizen = i
            calls[n].minute = ticks(FIRST_CALL + v * DAY)
            n += 1
    found = calls[:n].copy()
    return found[np.argsort(found["minute"], kind="mergesort")]


def length_of_stay(mean: float, seed: int, citizen: int, day: int) -> int:
    """Days in hospital: geometric with this mean, at least one."""
    if mean <= 1.0:
        return 1
    u = float(uniform(seed, STAY, citizen, day, 0))
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))
