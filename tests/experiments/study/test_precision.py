"""The precision rule: its interval is Student's, and a narrow interval by chance doesn't end it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from experiments.study.precision import look_ahead, relative_half_widths, verdict

pytestmark = pytest.mark.statistical


@pytest.fixture
def pairs() -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Forty pairs of two measures around 10 and 1e6, with some undefined."""
    luck = np.random.default_rng(5)
    reference = np.array([10.0, 1e6]) + luck.normal(size=(40, 2))
    other = reference + 0.5 + luck.normal(size=(40, 2))
    other[[0, 3, 17], 0] = np.nan
    return reference, other


def test_widths_are_those_of_students_t(pairs: tuple[np.ndarray, np.ndarray]) -> None:  # type: ignore[type-arg]
    """After every replication, half the textbook interval of the pairs so far, over the reference's mean in them."""
    found = relative_half_widths(*pairs)
    for n in range(1, 41):
        for m in range(2):
            a, b = pairs[0][:n, m], pairs[1][:n, m]
            kept = ~np.isnan(b)
            if kept.sum() < 2:
                assert np.isnan(found[n - 1, m]) or (kept.sum() == 0 and found[n - 1, m] == 0)
                continue
            interval = stats.ttest_rel(b[kept], a[kept]).confidence_interval(0.95)
            half = (interval.high - interval.low) / 2
            assert found[n - 1, m] == pytest.approx(half / a[kept].mean(), rel=1e-6)


def test_a_narrow_interval_by_chance_doesnt_end_it() -> None:
    """Three alike differences are narrow; the ones to come aren't, so the rule waits until they all are."""
    reference = np.full((40, 1), 10.0)
    gaps = np.concatenate([[1.0, 1.001, 0.999], np.tile([0.0, 2.0], 19)[:37]])
    other = reference + gaps[:, None]
    widths = relative_half_widths(reference, other)[:, 0]
    assert widths[2] < 0.035
    found = verdict(reference, [other], 0.035)
    assert found.enough is not None
    assert found.enough > 20
    assert (widths[found.enough - 1 : found.enough + look_ahead(found.enough)] <= 0.035).all()
    assert widths[found.enough - 2] > 0.035


def test_it_needs_the_replications_that_it_looks_ahead_to() -> None:
    """Enough is told only once the following replications are there too."""
    reference, other = np.full((7, 1), 10.0), np.full((7, 1), 11.0)
    assert verdict(reference, [other], 0.01).enough is None
    reference, other = np.full((8, 1), 10.0), np.full((8, 1), 11.0)
    assert verdict(reference, [other], 0.01).enough == 3


def test_every_arm_and_measure_must_be_precise(pairs: tuple[np.ndarray, np.ndarray]) -> None:  # type: ignore[type-arg]
    """The widest interval over arms and measures counts, and is told."""
    reference, other = pairs
    calm = reference + 0.5
    assert verdict(reference, [calm], 0.01).enough == 3
    found = verdict(reference, [calm, other], 0.01)
    assert found.enough is None
    assert found.measure == 0
    assert found.width == pytest.approx(relative_half_widths(reference, other)[-1, 0])


def test_a_measure_that_is_never_defined_is_not_waited_for() -> None:
    """Where no pair is defined, no number of replications would help."""
    nothing = np.full((8, 1), np.nan)
    assert verdict(nothing, [nothing], 0.01).enough == 3


def test_it_looks_further_ahead_in_long_series() -> None:
    """Five replications up to a hundred, five per cent beyond."""
    assert [look_ahead(n) for n in (3, 100, 200, 1000)] == [5, 5, 10, 50]


def test_the_rule_covers_as_it_claims() -> None:
    """Stopped by the rule, intervals of a known difference still hold it in about 95 of 100 cases."""
    luck = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        reference = 10 + luck.normal(size=(120, 1))
        other = reference + 1 + luck.normal(0, 0.6, size=(120, 1))
        found = verdict(reference, [other], 0.03)
        n = found.enough or 120
        gaps = (other - reference)[: n + look_ahead(n), 0]
        half = stats.t.ppf(0.975, len(gaps) - 1) * gaps.std(ddof=1) / np.sqrt(len(gaps))
        held += abs(gaps.mean() - 1) <= half
    assert 0.91 <= held / 400 <= 0.98
