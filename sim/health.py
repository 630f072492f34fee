"""Need and health: what happens to citizens over years, whoever organises their care, and what care does to it.

Need is a factor on the minutes of personal care. Its level drifts up while somebody is in help, it jumps, reablement
and an informal network relieve it, and those who leave are followed by newcomers who need less: the mean over the
people in help stays 1. Admissions, falls and moves to a nursing home follow need, and admissions follow what the last
weeks of help were like, as far as the links say so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.clock import DAY, YEAR_DAYS, ticks
from sim.kernel import kernel
from sim.luck import Purpose, exponential, lognormal_factor, two_uniforms, uniform
from sim.tables import CALL, BoolArray, FloatArray, Function, IntArray, Status, Table

NEED_CHANGE = int(Purpose.NEED_CHANGE)
EPISODE_END = int(Purpose.EPISODE_END)
ACUTE_CALL = int(Purpose.ACUTE_CALL)
FALL = int(Purpose.FALL)
ADMISSION = int(Purpose.ADMISSION)
EPISODE_AGE = int(Purpose.EPISODE_AGE)
NEED_START = int(Purpose.NEED_START)
STAY = int(Purpose.STAY)
PERSONAL = int(Function.PERSONAL)
NURSING = int(Function.NURSING)
LATE = int(Status.LATE)
MOVED = int(Status.MOVED)
Row = Any
"""One row of the citizen table, as kernels see it."""
FIRST_CALL = 180.0
"""Alarms of a day go between 07:00 and 07:00 on the next; the night belongs to the day on which it begins."""
READMISSION_DAYS = 30.0
LATE_START_DAYS = 2.0
"""From discharge to help that fits, in the evidence on delayed starts."""
LEAST_ODDS = 0.1
WORTH_A_CHANGE = 0.05
"""How far need must be from the grant, as a share of it, to count as changed: less than half a minute of a visit."""
NONE, DEATH, NURSING_HOME, RECOVERY = 0, 1, 2, 3
CAUSES = ("", "death", "nursing home", "no need")


class Hazards(NamedTuple):
    """Chances per day of a citizen with personal care whose links are all at their normal level, and the links."""

    need_change: float
    spread: float
    drift: float
    relief_fade: float
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


def daily_rate(per_year: float) -> float:
    """The chance per day of an event that comes so many times a year."""
    return 1.0 - math.exp(-per_year / YEAR_DAYS)


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
        daily_rate(values["need_changes_per_year"]),
        values["need_spread"],
        values["need_drift"] / YEAR_DAYS,
        math.exp2(-1.0 / values["relief_half_life"]),
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


def entry_level(values: Mapping[str, float]) -> float:
    """The level at which newcomers start, so that the mean over the people in help is 1.

    With drift d and courses that end at rate e, time in help is exponential and E[exp(d t)] = e / (e - d).
    """
    ending = values["mortality"] + values["moves_to_nursing_home"]
    return (ending - values["need_drift"]) / ending / mean_jump(values)


def mean_jump(values: Mapping[str, float]) -> float:
    """What discharges make of the mean of the jumps: stays (a a year) raise them by exp(d), changes (r a year) redraw
    them with mean 1, and r (m - 1) = a m (exp(d) - 1)."""
    stays = values["admissions_per_year"] * math.expm1(values["discharge_on_need"])
    changes = values["need_changes_per_year"]
    return changes / (changes - stays) if changes > stays else 1.0


def usual_trust(values: Mapping[str, float]) -> float:
    """Where trust settles at normal familiarity and lateness: what is gained equals what is lost."""
    gained = values["trust_gain"] * values["normal_familiarity"] * (1 - values["normal_lateness"])
    lost = values["trust_loss"] * values["normal_lateness"]
    return gained / (gained + lost)


def years_in_help(values: Mapping[str, float], seed: int, citizen: int) -> float:
    """How long somebody who is in help at the start has been so: exponential, as in a population in balance."""
    ending = values["mortality"] + values["moves_to_nursing_home"]
    return float(exponential(seed, EPISODE_AGE, citizen, 0, 0)) / ending


def start_health(citizens: Table, citizen: int, values: Mapping[str, float], seed: int, years: float) -> None:
    """Set a citizen's need and memories at the start of help (years 0) or of the simulation (years in help so far)."""
    row = citizens[citizen]
    episode = int(row["episode"])
    row["level"] = entry_level(values) * math.exp(values["need_drift"] * years)
    row["jump"] = lognormal_factor(values["need_spread"], seed, NEED_START, citizen, episode, 0)
    if years > 0:
        row["jump"] *= mean_jump(values)
    row["relief"], row["training"] = 0.0, 1.0
    row["discharged"] = -math.inf
    row["away"] = row["late_start"] = row["noticed"] = 0
    row["familiar"], row["unmet"] = values["normal_familiarity"], values["normal_unmet"]
    row["trust"] = usual_trust(values)
    row["need"] = row["grant"] = row["decided"] = row["level"] * row["jump"]
    row["changed_at"] = math.inf


@kernel
def set_need(citizen: Row, demand: float, minute: float) -> None:
    """Work out a citizen's need again, and since when it hasn't fitted the grant.

    What was decided on with less help than needed (a frame was full) is no new change until the need moves on.
    """
    citizen.need = citizen.level * citizen.jump * (1.0 - citizen.relief) * citizen.training * demand
    fits = abs(citizen.need - citizen.grant) < WORTH_A_CHANGE * citizen.grant
    known = abs(citizen.need - citizen.decided) < WORTH_A_CHANGE * citizen.decided
    if not fits and not known:
        citizen.changed_at = min(citizen.changed_at, minute)
    elif not citizen.noticed:
        citizen.changed_at = math.inf


@kernel
def change_needs(citizens: Table, rates: Hazards, demand: float, day: int, seed: int) -> int:
    """A day's change of everybody's need: drift, jumps (a new factor with mean 1), fading relief. Returns jumps."""
    changed = 0
    for i in range(citizens.shape[0]):
        citizen = citizens[i]
        if not citizen.personal or not citizen.served:
            continue
        minute = float(day * DAY)
        citizen.level *= math.exp(rates.drift)
        citizen.relief *= rates.relief_fade
        u, v = two_uniforms(seed, NEED_CHANGE, i, day, 0)
        if u < rates.need_change:
            citizen.jump = lognormal_factor(rates.spread, seed, NEED_CHANGE, i, day, 1)
            minute += ticks(v * DAY)
            changed += 1
        set_need(citizen, demand, minute)
    return changed


@kernel
def odds(elasticity: float, need: float) -> float:
    """How much likelier something is at this need: 1 at need 1, linear in it."""
    return max(1.0 + elasticity * (need - 1.0), LEAST_ODDS)


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


@kernel
def how_people_are(citizens: Table, mine: IntArray, fell: BoolArray) -> tuple[int, int, int, float, float, int]:
    """Of these citizens: those in help, those with personal care, those in hospital, mean need and trust of those with
    personal care (NaN without any), and how many fell."""
    served = personal = away = falls = 0
    need = trust = 0.0
    for i in mine:
        citizen = citizens[i]
        falls += fell[i]
        if not citizen.served:
            continue
        served += 1
        away += citizen.away
        if citizen.personal:
            personal += 1
            need += citizen.need
            trust += citizen.trust
    if personal == 0:
        return served, personal, away, math.nan, math.nan, falls
    return served, personal, away, need / personal, trust / personal, falls


class Remembering(NamedTuple):
    """How citizens remember the last weeks: share of the memory that a day fades, and what moves trust."""

    fade: float
    trust_gain: float
    trust_loss: float


def remembering(values: Mapping[str, float]) -> Remembering:
    """From the parameters of a place."""
    return Remembering(-math.expm1(-1.0 / values["health_memory"]), values["trust_gain"], values["trust_loss"])


@kernel
def remember(citizens: Table, visits: Table, how: Remembering) -> None:
    """What today's visits of personal care and nursing leave in the citizens' memories.

    familiar: mean familiarity of those who came; unmet: share of the needed minutes that nobody gave; trust grows with
    visits in time, the more the better the carer is known, and falls with those that are late or not made.
    """
    n = citizens.shape[0]
    came = np.zeros(n)
    known = np.zeros(n)
    needed = np.zeros(n)
    short = np.zeros(n)
    for k in range(visits.shape[0]):
        visit = visits[k]
        if (visit.function != PERSONAL and visit.function != NURSING) or visit.status == MOVED:
            continue
        i = visit.citizen
        made = visit.carer >= 0
        needed[i] += visit.needed
        short[i] += max(visit.needed - visit.granted, 0.0) if made else visit.needed
        if made:
            came[i] += 1.0
            known[i] += visit.familiarity
        if made and visit.status != LATE:
            citizens[i].trust += how.trust_gain * (1.0 - citizens[i].trust) * visit.familiarity
        else:
            citizens[i].trust -= how.trust_loss * citizens[i].trust
    for i in range(n):
        if came[i] > 0.0:
            citizens[i].familiar += how.fade * (known[i] / came[i] - citizens[i].familiar)
        if needed[i] > 0.0:
            citizens[i].unmet += how.fade * (short[i] / needed[i] - citizens[i].unmet)
