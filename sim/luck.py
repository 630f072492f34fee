"""Luck that belongs to things, not to the order in which a program asks for it.

A draw is a function of (seed, purpose, entity, day, counter): the citizen who falls on day 40 falls on day 40 under
every organisation, whatever else was drawn before. The function is Philox4x32-10 (Salmon et al. 2011), the same
code for Python and for compiled kernels. Nothing else in the project draws random numbers.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from sim.kernel import kernel

Word = int | np.uint64

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_ROUNDS = 10
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


class Purpose(IntEnum):
    """What a draw is for. Numbers are part of every stored result: append, never renumber."""

    POPULATION = 1
    HOME = 2
    CARE_PLAN = 3
    EPISODE_END = 4
    NEED_CHANGE = 5
    ACUTE_CALL = 6
    SICKNESS = 7
    HOLIDAY = 8
    OTHER_ABSENCE = 9
    TRAVEL_TIME = 10
    CARE_TIME = 11
    NOTICE = 12
    CONTACT = 13
    PLANNER = 14
    PLANNER_NOISE = 15
    TEMP = 16
    OFFICE_CASE = 17
    EXTRA_SHIFT = 18
    STAFF = 19
    FLOAT = 20
    EPISODE_AGE = 21
    FALL = 22
    ADMISSION = 23
    STAY = 24
    UNANSWERED = 25
    REABLEMENT = 26
    NETWORK = 27
    MICRO_ASSESSMENT = 28
    ROUND = 29
    EXIT = 30
    TENURE = 31
    RECRUITMENT = 32
    CONFLICT = 33
    FIDELITY = 34
    HANDOVER = 35
    NEED_START = 36
    LEVER_ORDER = 37
    POLICY = 38
    RESAMPLING = 39
    UNKNOWN = 40
    INCIDENT = 41


@kernel
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Four 32-bit words from a 128-bit counter and a 64-bit key (Philox4x32-10)."""
    x0 = np.uint64(c0) & _LOW
    x1 = np.uint64(c1) & _LOW
    x2 = np.uint64(c2) & _LOW
    x3 = np.uint64(c3) & _LOW
    key0 = np.uint64(k0) & _LOW
    key1 = np.uint64(k1) & _LOW
    for _ in range(_ROUNDS):
        product0 = _MULTIPLIER_0 * x0
        product1 = _MULTIPLIER_1 * x2
        x0 = (product1 >> _SHIFT) ^ x1 ^ key0
        x2 = (product0 >> _SHIFT) ^ x3 ^ key1
        x1 = product1 & _LOW
        x3 = product0 & _LOW
        key0 = (key0 + _WEYL_0) & _LOW
        key1 = (key1 + _WEYL_1) & _LOW
    return x0, x1, x2, x3


@kernel
def two_uniforms(seed: int, purpose: int, entity: int, day: int, counter: int) -> tuple[float, float]:
    """Two independent uniform draws in [0, 1) that belong to this key; seed is any non-negative integer below 2**63."""
    s = np.uint64(seed)
    a, b, c, d = philox(
        np.uint64(purpose), np.uint64(entity), np.uint64(day), np.uint64(counter), s & _LOW, s >> _SHIFT
    )
    first = np.float64((a << np.uint64(21)) | (b >> np.uint64(11))) * _TO_UNIT
    second = np.float64((c << np.uint64(21)) | (d >> np.uint64(11))) * _TO_UNIT
    return first, second


@kernel
def uniform(seed: int, purpose: int, entity: int, day: int, counter: int) -> float:
    """The uniform draw in [0, 1) of this key."""
    return two_uniforms(seed, purpose, entity, day, counter)[0]


@kernel
def normal(seed: int, purpose: int, entity: int, day: int, counter: int) -> float:
    """The standard normal draw of this key (Box-Muller)."""
    u, v = two_uniforms(seed, purpose, entity, day, counter)
    return math.sqrt(-2.0 * math.log(1.0 - u)) * math.cos(2.0 * math.pi * v)


@kernel
def exponential(seed: int, purpose: int, entity: int, day: int, counter: int) -> float:
    """The exponential draw of this key, mean 1."""
    return -math.log(1.0 - uniform(seed, purpose, entity, day, counter))


@kernel
def lognormal_factor(spread: float, seed: int, purpose: int, entity: int, day: int, counter: int) -> float:
    """A factor with mean 1 and the given spread (standard deviation of its logarithm); exactly 1 when spread is 0."""
    if spread == 0.0:
        return 1.0
    return math.exp(spread * normal(seed, purpose, entity, day, counter) - 0.5 * spread * spread)
