"""Luck: known answers of Philox, distributions, and that a draw belongs to its key alone."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import pytest
from scipy import stats

from sim import luck
from sim.luck import Purpose, exponential, lognormal_factor, normal, philox, two_uniforms, uniform
from sim.tables import FloatArray

pytestmark = pytest.mark.statistical

MANY = 100_000
KEY = (12345, 7, 3, 40, 0)
AXES = {"seed": 0, "purpose": 1, "entity": 2, "day": 3, "counter": 4}
kernel_here: Any = numba.njit
KNOWN_ANSWERS = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@kernel_here
def draws(key: tuple[int, int, int, int, int], axis: int, n: int, kind: int, spread: float) -> FloatArray:
    """n draws whose keys differ along one axis. kind: 0 uniform, 1 its second, 2 normal, 3 exponential, 4 factor."""
    out = np.empty(n)
    for i in range(n):
        s, p, e, d, c = key
        if axis == 0:
            s += i
        elif axis == 1:
            p += i
        elif axis == 2:
            e += i
        elif axis == 3:
            d += i
        else:
            c += i
        if kind == 0:
            out[i] = uniform(s, p, e, d, c)
        elif kind == 1:
            out[i] = two_uniforms(s, p, e, d, c)[1]
        elif kind == 2:
            out[i] = normal(s, p, e, d, c)
        elif kind == 3:
            out[i] = exponential(s, p, e, d, c)
        else:
            out[i] = lognormal_factor(spread, s, p, e, d, c)
    return out


def along(axis: str, kind: int = 0, spread: float = 0.0, n: int = MANY) -> FloatArray:
    """Draws along a named axis of the key."""
    out: FloatArray = draws(KEY, AXES[axis], n, kind, spread)
    return out


def plain_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Philox4x32-10 in plain integers, from the paper."""
    c, (k0, k1) = list(counter), key
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k0, b & 0xFFFFFFFF, (a >> 32) ^ c[3] ^ k1, a & 0xFFFFFFFF]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return tuple(c)


@pytest.mark.parametrize(("words", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(words: tuple[int, ...], answer: tuple[int, ...]) -> None:
    """The generator must be Philox4x32-10 bit for bit."""
    assert tuple(int(w) for w in philox(*words)) == answer


def test_two_uniforms_are_philox_words_of_the_key() -> None:
    """A uniform must be the upper 53 bits of two Philox words of (purpose, entity, day, counter) under the seed."""
    for seed in (0, 1, 2**31, 2**32 + 5, 2**62 - 1):
        for key in ((1, 2, 3, 4), (20, 10**6, 3659, 2**20), (7, 0, 0, 0)):
            a, b, c, d = plain_philox(key, (seed & 0xFFFFFFFF, seed >> 32))
            expected = (((a << 21) | (b >> 11)) / 2**53, ((c << 21) | (d >> 11)) / 2**53)
            assert two_uniforms(seed, *key) == expected


def test_python_and_kernel_draw_the_same_bits() -> None:
    """A draw asked for from Python must equal the one a kernel draws, to the last bit."""
    for axis in AXES:
        for kind, one in enumerate((uniform, lambda *k: two_uniforms(*k)[1], normal, exponential)):
            inside = along(axis, kind, n=20)
            for i, value in enumerate(inside):
                key = list(KEY)
                key[AXES[axis]] += i
                assert one(*key) == value


def test_the_integer_type_of_a_key_does_not_matter() -> None:
    """Keys read from 32-bit tables must draw the same as Python integers."""
    expected = uniform(*KEY)
    typed: Any = uniform
    assert typed(*(np.int32(k) for k in KEY)) == expected
    assert typed(*(np.int64(k) for k in KEY)) == expected
    assert typed(np.uint64(KEY[0]), *(np.uint8(k) for k in KEY[1:])) == expected


def test_draws_do_not_depend_on_the_order_of_calls() -> None:
    """Asking in another order, or for other things in between, must change nothing."""
    keys = [(5, p, e, d, 0) for p in (1, 2) for e in range(20) for d in range(20)]
    forward = {key: uniform(*key) for key in keys}
    for key in reversed(keys):
        normal(9, 9, 9, 9, 9)
        assert uniform(*key) == forward[key]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("kind", [0, 1])
def test_uniforms_are_uniform_along_every_axis(axis: str, kind: int) -> None:
    """Draws of neighbouring keys must fill the unit interval evenly (chi-square over 100 bins)."""
    u = along(axis, kind)
    assert u.min() >= 0
    assert u.max() < 1
    counts = np.histogram(u, 100, (0, 1))[0]
    statistic = ((counts - MANY / 100) ** 2 / (MANY / 100)).sum()
    assert stats.chi2.ppf(1e-6, 99) < statistic < stats.chi2.ppf(1 - 1e-6, 99)


@pytest.mark.parametrize("axis", AXES)
def test_neighbouring_keys_are_independent(axis: str) -> None:
    """The draw of a key must say nothing about its neighbour's: no correlation, even in pairs of deciles."""
    u = along(axis)
    for lag in (1, 2, 7):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 5 / math.sqrt(MANY)
    pairs = np.histogram2d(u[:-1:2], u[1::2], 10, [(0, 1), (0, 1)])[0]
    expected = MANY / 2 / 100
    statistic = ((pairs - expected) ** 2 / expected).sum()
    assert stats.chi2.ppf(1e-6, 99) < statistic < stats.chi2.ppf(1 - 1e-6, 99)


def test_the_two_uniforms_of_a_key_are_independent() -> None:
    """The second draw of a key must say nothing about the first."""
    assert abs(np.corrcoef(along("entity"), along("entity", 1))[0, 1]) < 5 / math.sqrt(MANY)


def test_axes_are_not_interchangeable() -> None:
    """Entity 3 on day 40 must not share its luck with entity 40 on day 3, nor any field with another."""
    values = {
        uniform(*key) for key in ((1, 2, 3, 4, 5), (2, 1, 3, 4, 5), (1, 3, 2, 4, 5), (1, 2, 4, 3, 5), (1, 2, 3, 5, 4))
    }
    assert len(values) == 5


@pytest.mark.parametrize("axis", ["entity", "day"])
def test_normal_draws_are_standard_normal(axis: str) -> None:
    """Mean 0, variance 1, no skew, no excess kurtosis, and the normal distribution as a whole."""
    z = along(axis, 2)
    assert abs(z.mean()) < 5 / math.sqrt(MANY)
    assert abs(z.var() - 1) < 5 * math.sqrt(2 / MANY)
    assert abs(stats.skew(z)) < 5 * math.sqrt(6 / MANY)
    assert abs(stats.kurtosis(z)) < 5 * math.sqrt(24 / MANY)
    assert stats.kstest(z, "norm").pvalue > 1e-5


def test_exponential_draws_are_exponential_with_mean_one() -> None:
    """Mean 1 and the exponential distribution as a whole."""
    x = along("entity", 3)
    assert x.min() >= 0
    assert abs(x.mean() - 1) < 5 / math.sqrt(MANY)
    assert stats.kstest(x, "expon").pvalue > 1e-5


@pytest.mark.parametrize("spread", [0.05, 0.25, 0.6])
def test_lognormal_factors_have_mean_one_and_the_given_spread(spread: float) -> None:
    """Uncertainty must not make visits or journeys longer on average."""
    x = along("day", 4, spread)
    assert abs(x.mean() - 1) < 5 * math.sqrt((math.exp(spread**2) - 1) / MANY)
    assert abs(np.log(x).std() - spread) < 5 * spread / math.sqrt(2 * MANY)


def test_no_spread_means_exactly_one() -> None:
    """With spread 0 a factor must be exactly 1, so that a world without luck is exact."""
    assert lognormal_factor(0.0, *KEY) == 1.0


def test_purposes_keep_their_numbers() -> None:
    """A stored result must be reproducible: numbers of purposes are never changed or used twice."""
    first = [
        "POPULATION",
        "HOME",
        "CARE_PLAN",
        "EPISODE_END",
        "NEED_CHANGE",
        "ACUTE_CALL",
        "SICKNESS",
        "HOLIDAY",
        "OTHER_ABSENCE",
        "TRAVEL_TIME",
        "CARE_TIME",
        "NOTICE",
        "CONTACT",
        "PLANNER",
        "PLANNER_NOISE",
        "TEMP",
        "OFFICE_CASE",
        "EXTRA_SHIFT",
        "STAFF",
        "FLOAT",
    ]
    assert [int(Purpose[name]) for name in first] == list(range(1, 21))
    assert len(Purpose.__members__) == len({int(p) for p in Purpose})


def test_nothing_in_luck_keeps_state() -> None:
    """The module must hold no generator: a draw is a function of its key."""
    state = [
        name for name, value in vars(luck).items() if isinstance(value, np.random.Generator | np.random.RandomState)
    ]
    assert not state
