"""Need: a factor on the minutes of personal care that drifts up while somebody is in help, jumps, and is relieved.

Those who leave are followed by newcomers who need less, so that the mean over the people in help has no trend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.clock import DAY, YEAR_DAYS, ticks
from sim.kernel import kernel
from sim.luck import Purpose, exponential, lognormal_factor, two_uniforms
from sim.tables import Table

NEED_CHANGE = int(Purpose.NEED_CHANGE)
EPISODE_AGE = int(Purpose.EPISODE_AGE)
NEED_START = int(Purpose.NEED_START)
Row = Any
"""One row of the citizen table, as kernels see it."""


class NeedRates(NamedTuple):
    """Chance of a jump a day and its spread, growth a day, what is left of relief after a day, and how far need must
    be from the grant, as a share of it, to count as changed."""

    change: float
    spread: float
    drift: float
    relief_fade: float
    worth: float


def daily_rate(per_year: float) -> float:
    """The chance per day of an event that comes so many times a year."""
    return 1.0 - math.exp(-per_year / YEAR_DAYS)


def need_rates(values: Mapping[str, float]) -> NeedRates:
    """From the parameters of a place."""
    return NeedRates(
        daily_rate(values["need_changes_per_year"]),
        values["need_spread"],
        values["need_drift"] / YEAR_DAYS,
        math.exp2(-1.0 / values["relief_half_life"]),
        values["smallest_change"],
    )


def entry_level(values: Mapping[str, float]) -> float:
    """The level at which newcomers start, so that the mean level over the people in help is 1.

    With drift d and courses that end at rate e, time in help is exponential and E[exp(d t)] = e / (e - d).
    """
    ending = values["mortality"] + values["moves_to_nursing_home"]
    return (ending - values["need_drift"]) / ending


def mean_jump(values: Mapping[str, float]) -> float:
    """What discharges make of the mean of the jumps: stays (a a year) raise them by exp(d), changes (r a year) redraw
    them with mean 1, and r (m - 1) = a m (exp(d) - 1)."""
    stays = values["admissions_per_year"] * math.expm1(values["discharge_on_need"])
    changes = values["need_changes_per_year"]
    return changes / (changes - stays) if changes > stays else 1.0


def usual_relief(values: Mapping[str, float]) -> float:
    """Mean relief of the people in help, in balance: what reablement and networks bring, less what fades and leaves.

    Reablement comes at the start of help and after stays in hospital, a network at the start. Relief of newcomers
    enters at the rate e at which courses end, and leaves with them; what is there fades at ln 2 / half-life.
    """
    ending = values["mortality"] + values["moves_to_nursing_home"]
    reabled = values["reablement_share"] * values["reablement_on_need"]
    brought = reabled * (ending + values["admissions_per_year"])
    brought += values["network_share"] * values["network_on_need"] * ending
    return brought / (ending + math.log(2) * YEAR_DAYS / values["relief_half_life"])


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
def set_need(citizen: Row, worth: float, demand: float, minute: float) -> None:
    """Work out a citizen's need again, and since when it hasn't fitted the grant.

    What was decided on with less help than needed (a frame was full) is no new change until the need moves on.
    """
    citizen.need = citizen.level * citizen.jump * (1.0 - citizen.relief) * citizen.training * demand
    fits = abs(citizen.need - citizen.grant) < worth * citizen.grant
    known = abs(citizen.need - citizen.decided) < worth * citizen.decided
    if not fits and not known:
        citizen.changed_at = min(citizen.changed_at, minute)
    elif not citizen.noticed:
        citizen.changed_at = math.inf


@kernel
def change_needs(citizens: Table, rates: NeedRates, demand: float, day: int, seed: int) -> int:
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
        if u < rates.change:
            citizen.jump = lognormal_factor(rates.spread, seed, NEED_CHANGE, i, day, 1)
            minute += ticks(v * DAY)
            changed += 1
        set_need(citizen, rates.worth, demand, minute)
    return changed
