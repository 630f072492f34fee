"""Allocation by OCBA: the formula, and that it finds the best more often than equal shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from experiments.analysis.ocba import correct_selection, next_runs, ratios, select
from sim.problems import InputError

pytestmark = pytest.mark.statistical

TEN = np.arange(10.0)
"""The textbook case of Chen & Lee (2011): ten designs, normal with means 0 to 9 and standard deviation 6."""


def test_the_ratios_of_the_textbook_case() -> None:
    """Rivals get shares as (6 / gap) squared, so that twice the gap gets a quarter; the best the root of the sum."""
    shares = ratios(TEN, np.full(10, 6.0))
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] / shares[2] == pytest.approx(4.0)
    assert shares[1] / shares[9] == pytest.approx(81.0)
    assert shares[0] / shares[1] == pytest.approx(np.sqrt((1 / np.arange(1.0, 10) ** 4).sum()))


def test_ratios_with_unequal_noise() -> None:
    """A rival twice as noisy at twice the gap gets as much as the near one."""
    shares = ratios(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 6.0]))
    assert shares[1] == pytest.approx(shares[2])
    assert shares[0] == pytest.approx(np.sqrt(shares[1] ** 2 / 9 + shares[2] ** 2 / 36))


def test_runs_are_whole_and_add_up() -> None:
    """The next runs are whole numbers that add up to the step, and none goes to an option that has too many."""
    given = next_runs([5, 5, 500], np.array([0.0, 1.0, 5.0]), np.array([1.0, 1.0, 1.0]), 17)
    assert sum(given) == 17
    assert given[2] == 0


def test_ties_and_constants_break_nothing() -> None:
    """Equal means, or no noise at all, still give finite shares."""
    for means, deviations in ((np.zeros(3), np.ones(3)), (TEN[:3], np.zeros(3)), (np.zeros(3), np.zeros(3))):
        shares = ratios(means, deviations)
        assert np.isfinite(shares).all()
        assert shares.sum() == pytest.approx(1.0)


def test_it_finds_the_best_more_often_than_equal_shares() -> None:
    """With 600 runs of the textbook case, OCBA is right at least 6 points more often than equal shares."""
    rng = np.random.default_rng(21)
    games = 250
    right = equal = 0
    for _ in range(games):

        def sample(tasks: Sequence[tuple[str, int]]) -> Sequence[float]:
            return [float(rng.normal(TEN[int(name)], 6.0)) for name, _ in tasks]

        found = select([str(k) for k in range(10)], sample, 600, first=10, step=30, correct=lambda _losses: 0.0)
        right += found.best == "0"
        assert found.spent == 600
        equal += int(np.argmin(rng.normal(TEN, 6.0 / np.sqrt(60)))) == 0
    assert equal / games == pytest.approx(0.80, abs=0.08)
    assert right / games > equal / games + 0.06


def test_the_chance_of_a_correct_selection_is_honest() -> None:
    """Where the rule stops at 90 %, at least 85 % of its choices are right, and it spends less than the budget."""
    rng = np.random.default_rng(22)
    means = {"a": 0.0, "b": 0.7, "c": 2.0}
    right = []
    spent = []
    for _ in range(150):
        luck = rng.normal(size=400)  # shared by all options, as ours is

        def sample(tasks: Sequence[tuple[str, int]], luck: np.ndarray = luck) -> Sequence[float]:  # type: ignore[type-arg]
            return [means[name] + 3 * float(luck[k]) + float(rng.normal()) for name, k in tasks]

        found = select(list(means), sample, 300, chance=0.9)
        right.append(found.best == "a")
        spent.append(found.spent)
    assert np.mean(right) >= 0.85
    assert np.mean(spent) < 150


def test_paired_luck_makes_it_surer() -> None:
    """Options with the same luck are told apart by their paired differences."""
    luck = np.random.default_rng(23).normal(scale=50, size=10)
    wobble = np.random.default_rng(24).normal(scale=0.1, size=10)
    assert correct_selection([luck, luck + 1 + wobble]) > 0.99
    assert correct_selection([luck, luck[::-1] + 1]) < 0.7
    assert correct_selection([luck[:1], luck[:1]]) == 0.0


def test_bad_numbers_are_told_at_once() -> None:
    """One option and too small a budget are two problems of one error."""
    with pytest.raises(InputError) as error:
        select(["a"], lambda _tasks: [], 3)
    assert len(error.value.problems) == 2
