"""Paired statistics: t-intervals, undefined runs, and when it is enough."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from experiments.comparison import MeasureRow
from experiments.statistics import (
    CONTESTED_MEASURES,
    DECISION_MEASURES,
    compare_measures,
    paired_interval,
    precise_enough,
)
from sim.luck import normal
from sim.measures.catalogue import CATALOGUE

pytestmark = pytest.mark.unit

KEYS = [m.key for m in CATALOGUE]


def runs(values: list[float]) -> list[dict[str, float]]:
    """Runs in which every measure has the given value."""
    return [dict.fromkeys(KEYS, value) for value in values]


def row(key: str, mean: float, half: float, pairs: int = 8) -> MeasureRow:
    """A measure whose interval reaches `half` to each side."""
    return MeasureRow(key, key, "citizen", "1", mean, mean, 0.0, -half, half, pairs, 0)


def decided(mean: float, half: float, pairs: int = 8) -> list[MeasureRow]:
    """Rows of all measures that a precision is about, and one that is not."""
    return [row(key, mean, half, pairs) for key in DECISION_MEASURES] + [row("late_share", 1.0, 99.0)]


def test_the_interval_is_the_one_worked_out_by_hand() -> None:
    """Differences 1, 2, 3, 4: mean 2.5, standard deviation 1.29099, t(3) = 3.18245, so 2.5 +- 2.05426."""
    mean, low, high = paired_interval(np.array([10.0, 20, 30, 40]), np.array([11.0, 22, 33, 44]))
    assert mean == 2.5
    assert low == pytest.approx(0.44574, abs=1e-4)
    assert high == pytest.approx(4.55426, abs=1e-4)


@pytest.mark.parametrize("n", [2, 5, 40])
def test_the_interval_is_scipys(n: int) -> None:
    """The paired t-interval must be that of scipy's paired test."""
    a = np.array([normal(n, 993, i, 0, 0) for i in range(n)])
    b = a + 0.3 + np.array([normal(n, 993, i, 1, 0) for i in range(n)])
    expected = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert paired_interval(a, b)[1:] == pytest.approx((expected.low, expected.high))


def test_pairing_matters() -> None:
    """What both arms share must not widen the interval."""
    a = np.array([1.0, 100.0, 50.0, 7.0])
    assert paired_interval(a, a + 2) == (2, 2, 2)


def test_the_sign_is_b_minus_a() -> None:
    """A higher B must give a positive difference."""
    assert paired_interval(np.zeros(3), np.array([1.0, 2, 3]))[0] == 2


def test_one_pair_has_no_interval_and_none_has_no_mean() -> None:
    """With fewer than two pairs an interval is undefined, not zero."""
    mean, low, high = paired_interval(np.array([1.0]), np.array([3.0]))
    assert mean == 2
    assert math.isnan(low)
    assert math.isnan(high)
    assert all(math.isnan(x) for x in paired_interval(np.empty(0), np.empty(0)))


@pytest.mark.statistical
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """In many experiments the 95 % interval must hold the true difference in about 95 % of them."""
    hits = 0
    for k in range(2000):
        gaps = np.array([normal(k, 992, i, 0, 0) for i in range(6)]) + 1.0
        _, low, high = paired_interval(np.zeros(6), gaps)
        hits += low < 1.0 < high
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_every_measure_gets_a_row_in_the_catalogues_order() -> None:
    """Rows carry the catalogue's titles, legs and units, and both means."""
    rows = compare_measures(runs([1, 2, 3]), runs([2, 3, 4]))
    assert [(r.key, r.title, r.leg, r.unit) for r in rows] == [(m.key, m.title, m.leg, m.unit) for m in CATALOGUE]
    assert all((r.mean_a, r.mean_b, r.difference, r.pairs, r.undefined) == (2, 3, 1, 3, 0) for r in rows)


def test_undefined_runs_are_left_out_of_both_sides_and_counted() -> None:
    """A pair in which either side is undefined takes no part in means, difference or interval."""
    nan = float("nan")
    for r in compare_measures(runs([1, nan, 3, 8]), runs([2, 5, 4, nan])):
        assert (r.mean_a, r.mean_b, r.difference, r.pairs, r.undefined) == (2, 3, 1, 2, 2)


def test_a_measure_that_is_never_defined_is_undefined() -> None:
    """Nothing may be made up where no pair has a value."""
    for r in compare_measures(runs([float("nan")] * 3), runs([1, 2, 3])):
        assert math.isnan(r.mean_a)
        assert math.isnan(r.difference)
        assert (r.pairs, r.undefined, r.verdict) == (0, 3, "cannot tell")


def test_both_arms_need_as_many_runs() -> None:
    """Runs that can't be paired must be refused."""
    with pytest.raises(ValueError, match="shorter"):
        compare_measures(runs([1, 2]), runs([1]))


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 2, "higher"), (-2, -0.1, "lower"), (-1, 1, "cannot tell"), (0, 1, "cannot tell"), (0, 0, "the same")],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(low: float, high: float, verdict: str) -> None:
    """It must be able to conclude that nobody can tell, and say so of no arms that were equal in every pair."""
    assert MeasureRow("k", "t", "citizen", "1", 1, 1, 0, low, high, 5, 0).verdict == verdict


def test_precision_is_a_share_of_the_first_arms_mean() -> None:
    """An interval of +- 1 around a mean of 100 is one per cent; other measures don't count."""
    assert precise_enough(decided(100.0, 1.0), 0.01)
    assert not precise_enough(decided(100.0, 1.01), 0.01)
    assert precise_enough(decided(-100.0, 1.0), 0.01)


def test_one_wide_interval_is_enough_to_go_on() -> None:
    """All decision measures must be precise."""
    rows = [*decided(100.0, 0.1)[1:], row(DECISION_MEASURES[0], 100.0, 5.0)]
    assert not precise_enough(rows, 0.01)


def test_an_undefined_interval_is_not_precise() -> None:
    """One pair says nothing about precision; a measure that nobody defines can't be waited for."""
    assert not precise_enough(decided(100.0, float("nan"), pairs=1), 0.5)
    assert precise_enough(decided(100.0, float("nan"), pairs=0), 0.5)


def test_a_measure_that_is_nought_everywhere_is_the_same() -> None:
    """Nobody became insolvent in any run: no difference and no doubt about it, unless there is only one pair."""
    assert {r.verdict for r in compare_measures(runs([0, 0, 0]), runs([0, 0, 0]))} == {"the same"}
    assert {r.verdict for r in compare_measures(runs([0]), runs([0]))} == {"cannot tell"}


def test_contested_measures_exist() -> None:
    """Those a precision is about are among those tried without contested links, and all are in the catalogue."""
    assert set(DECISION_MEASURES) <= set(CONTESTED_MEASURES) <= set(KEYS)


def test_money_is_told_in_the_currency_of_the_place() -> None:
    """Rows about money carry the currency asked for; others keep their unit."""
    units = {row.key: row.unit for row in compare_measures(runs([1, 2]), runs([2, 3]), "EUR")}
    assert units["cost_per_delivered_hour"] == "EUR/h"
    assert units["provider_result_month"] == "EUR"
    assert not any("DKK" in unit for unit in units.values())
    assert units["carers_14"] == "persons"
