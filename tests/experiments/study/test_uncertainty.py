"""Distributions: inside their range, and the shares they should have."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from experiments.shelf import find_scenario
from experiments.study.spec import Uncertain
from experiments.study.uncertainty import spread_of, uncertain_problems

pytestmark = pytest.mark.statistical

SHARES = np.linspace(0, 1, 1001)


def quantiles(entry: Uncertain) -> np.ndarray:  # type: ignore[type-arg]
    return spread_of("detour", entry, find_scenario("pilot_60")).quantile(SHARES)


@pytest.mark.parametrize("distribution", ["uniform", "loguniform", "triangular", "normal"])
def test_every_distribution_runs_from_end_to_end(distribution: str) -> None:
    """Shares 0 and 1 are low and high, and what lies between rises."""
    found = quantiles(Uncertain(low=1.2, high=1.5, distribution=distribution))  # type: ignore[arg-type]
    assert found[0] == pytest.approx(1.2)
    assert found[-1] == pytest.approx(1.5)
    assert (np.diff(found) > 0).all()


def test_shares_are_those_of_the_closed_forms() -> None:
    """The mean of equally likely values is the distribution's mean."""
    middle = SHARES[:-1] + 0.0005
    scenario = find_scenario("pilot_60")
    low, high = 1.2, 1.5

    def mean(**kwargs: object) -> float:
        entry = Uncertain.model_validate({"low": low, "high": high, **kwargs})
        return float(spread_of("detour", entry, scenario).quantile(middle).mean())

    assert mean() == pytest.approx((low + high) / 2, rel=1e-5)
    assert mean(distribution="loguniform") == pytest.approx((high - low) / np.log(high / low), rel=1e-5)
    assert mean(distribution="triangular", mode=1.25) == pytest.approx((low + high + 1.25) / 3, rel=1e-5)
    cut = stats.truncnorm.mean((low - 1.3) / 0.05, (high - 1.3) / 0.05, 1.3, 0.05)
    assert mean(distribution="normal", mean=1.3, sd=0.05) == pytest.approx(cut, rel=1e-5)


def test_what_isnt_said_is_the_registrys_range() -> None:
    """An empty entry is uniform over the whole range."""
    spread = spread_of("detour", Uncertain(), find_scenario("pilot_60"))
    assert (spread.factor.low, spread.factor.high, spread.factor.distribution) == (1.1, 1.6, "uniform")


def test_a_parameter_is_fixed_or_uncertain() -> None:
    """Not both, and a loguniform one lies above nought."""
    scenario = find_scenario("pilot_60")
    told = uncertain_problems({"detour": Uncertain()}, {"detour": 1.3}, scenario, "study.toml")
    assert "it is either fixed or uncertain" in str(told[0])
    entry = Uncertain(distribution="loguniform")
    assert "needs low above 0" in str(uncertain_problems({"autonomy_on_strain": entry}, {}, scenario, "s")[0])
