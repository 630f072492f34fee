"""Futures and luck are told apart, and intervals count both."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.crossed import mean_interval, variances
from experiments.statistics import paired_interval

pytestmark = pytest.mark.statistical


def layout(
    rng: np.random.Generator, n: int, r: int, sample: float, seed: float, joint: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A two-way layout with these standard deviations around 10."""
    return 10 + sample * rng.normal(size=(n, 1)) + seed * rng.normal(size=(1, r)) + joint * rng.normal(size=(n, r))


def test_the_parts_of_variance_are_found() -> None:
    """Averaged over many layouts, the variance of samples, of seeds and of both jointly come out as put in."""
    rng = np.random.default_rng(5)
    found = [variances(layout(rng, 30, 6, 3.0, 2.0, 1.0)) for _ in range(400)]
    assert np.mean([v.sample for v in found]) == pytest.approx(9.0, rel=0.05)
    assert np.mean([v.seed for v in found]) == pytest.approx(4.0, rel=0.10)
    assert np.mean([v.joint for v in found]) == pytest.approx(1.0, rel=0.05)


@pytest.mark.parametrize("spread", [(3.0, 0.0, 1.0), (0.5, 2.0, 1.0), (0.0, 0.0, 1.0), (2.0, 2.0, 0.0)])
def test_intervals_hold_the_truth(spread: tuple[float, float, float]) -> None:
    """95 % intervals of the mean hold the true mean in about 95 % of layouts, also when the seed shifts all samples."""
    rng = np.random.default_rng(6)
    intervals = [mean_interval(layout(rng, 20, 4, *spread)) for _ in range(600)]
    held = np.mean([low <= 10 <= high for _, low, high in intervals])
    assert 0.925 <= held <= 0.995


def test_an_interval_over_samples_alone_would_be_too_narrow() -> None:
    """Where the seed shifts all samples alike, the interval that counts runs as independent misses far too often."""
    rng = np.random.default_rng(7)
    layouts = [layout(rng, 20, 4, 0.5, 2.0, 1.0) for _ in range(300)]
    naive = [paired_interval(np.zeros(v.size), v.ravel()) for v in layouts]
    assert np.mean([low <= 10 <= high for _, low, high in naive]) < 0.6


def test_one_seed_or_one_sample_gives_the_t_interval() -> None:
    """With one seed the interval is Student's over samples, with one sample over seeds; with one run there is none."""
    values = np.random.default_rng(8).normal(size=9)
    expected = paired_interval(np.zeros(9), values)
    assert mean_interval(values[:, None]) == pytest.approx(expected)
    assert mean_interval(values[None, :]) == pytest.approx(expected)
    assert np.isnan(mean_interval(values[:1, None])[1:]).all()


def test_the_interval_of_lucks_share_holds_the_truth() -> None:
    """At least 95 of 100 intervals hold the true share."""
    rng = np.random.default_rng(9)
    shares = [variances(layout(rng, 60, 5, 2.0, 1.0, 1.0)).luck_share() for _ in range(400)]
    assert np.mean([low <= 2 / 6 <= high for _, low, high in shares]) >= 0.95
    assert np.median([share for share, _, _ in shares]) == pytest.approx(2 / 6, abs=0.05)


def test_one_seed_shows_no_luck() -> None:
    """With one seed luck's share is undefined, not nought."""
    assert np.isnan(variances(np.arange(5.0)[:, None]).luck_share()[0])


def test_luck_is_never_certain_to_be_all() -> None:
    """Where futures seem not to matter the interval still leaves room for them."""
    share, low, high = variances(np.random.default_rng(1).normal(size=(12, 3))).luck_share()
    assert low < 0.95
    assert low <= share <= high <= 1.0
