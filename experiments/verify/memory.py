"""Familiarity replayed from the journal: who had been where, how often, and how long ago."""

from __future__ import annotations

import math

import numpy as np

from agents.model import HomeCare
from experiments.verify.finding import Finding, finding

CHECK = "carers know citizens as well as their visits so far say, and forget at the rate that is set"
TOLERANCE = 1e-4
"""Familiarity is remembered in single precision."""


def memory(arm: str, model: HomeCare) -> list[Finding]:
    """Every visit's familiarity against a replay of the whole run."""
    if model.organisation.later or any(r.before is not None and r.fidelity < 1 for r in model.regimes):
        return [Finding("memory", arm, CHECK, "doesn't apply", "the organisation changes during the run")]
    worst, visits, known = replayed(model)
    holds = worst <= TOLERANCE and visits > 0
    return [finding("memory", arm, CHECK, holds, f"{visits} visits, off by at most {worst:.2g}; mean {known:.2f}")]


def replayed(model: HomeCare) -> tuple[float, int, float]:
    """How far a visit's familiarity lies from the replay at most; how many visits; their mean in the replay.

    The acute round of the wider municipality is left out: it comes once and is never remembered.
    """
    journal, groups = model.journal, model.world.groups
    shifts = journal.shifts
    keys = zip(shifts["day"].tolist(), shifts["carer"].tolist(), strict=True)
    group_of = dict(zip(keys, shifts["group"].tolist(), strict=True))
    temps, floats = int(model.values["temp_pool"]), int(model.values["float_pool"])
    ours = (journal.visits["carer"] >= 0) & (journal.visits["carer"] < model.staff + temps + floats)
    made = journal.visits[ours]
    made = made[np.lexsort((made["start"], made["day"]))]
    gain, half_life = groups["familiarity_gain"].tolist(), groups["familiarity_half_life"].tolist()
    remembered: dict[tuple[int, int, int], tuple[float, int]] = {}
    worst = total = 0.0
    fields = ("day", "carer", "citizen", "episode", "person", "familiarity")
    for day, carer, *who, seen in zip(*(made[f].tolist() for f in fields), strict=True):
        group = group_of[day, carer]
        key = (who[0], who[1], who[2])
        known, since = remembered.get(key, (0.0, day))
        known *= math.exp2((since - day) / half_life[group])
        worst = max(worst, abs(known - seen))
        total += known
        remembered[key] = (known + gain[group] * (1.0 - known), day)
    return worst, len(made), total / max(len(made), 1)
