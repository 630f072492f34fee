"""What citizens remember of the last weeks of help, and how they are on a day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.kernel import kernel
from sim.kinds import Function, Status
from sim.tables import BoolArray, IntArray, Table

PERSONAL = int(Function.PERSONAL)
NURSING = int(Function.NURSING)
LATE = int(Status.LATE)
MOVED = int(Status.MOVED)


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
