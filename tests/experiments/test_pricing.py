"""A price from a cost base: whoever sets it breaks even on it, whoever else is paid it may not."""

from __future__ import annotations

import dataclasses

import pytest

from experiments.compare import compare
from experiments.pricing import PRICE_RUNS, break_even_price, priced_by, settled
from experiments.run import simulate
from policies.base import Change, Policy
from policies.loading import load_arm
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.model


@dataclasses.dataclass(frozen=True)
class DearerStaff(Policy):
    """The same carers at a higher wage level."""

    name = "dearer_staff"


@pytest.fixture(scope="module")
def small() -> Scenario:
    return parse_scenario(SMALL, "small.toml")


def test_the_arm_that_sets_the_price_breaks_even(small: Scenario) -> None:
    """Over the runs from which a price is taken, income covers the provider's cost to within a krone a month."""
    bum = load_arm("bum")
    priced = priced_by(bum, small, range(1, 4))
    results = [simulate(priced, bum, seed).measures["provider_result_month"] for seed in range(1, 4)]
    assert sum(results) == pytest.approx(0, abs=3.0)
    assert priced.values["hourly_price"] != small.values["hourly_price"]


def test_a_dearer_provider_loses_money_on_another_s_price(small: Scenario) -> None:
    """Paid what BUM costs, the same organisation with wages 12 % higher makes a loss in every run."""
    bum = load_arm("bum")
    dearer = dataclasses.replace(
        bum, policies=(*bum.policies, DearerStaff(changes=(Change("wage_level", "multiply", 1.12),)))
    )
    priced = priced_by(bum, small, range(1, 4))
    for seed in range(1, 4):
        same, more = (simulate(priced, arm, seed).measures for arm in (bum, dearer))
        assert more["provider_result_month"] < same["provider_result_month"] - 500
        assert more["carers_14"] == same["carers_14"]


def test_a_scenario_names_whose_cost_sets_the_price(small: Scenario) -> None:
    """The price is that of the first seeds, however many replications follow, and stands in the provenance."""
    named = small.priced_from("bum")
    price = settled(named, 1).values["hourly_price"]
    assert price == priced_by(load_arm("bum"), small, range(1, 1 + PRICE_RUNS)).values["hourly_price"]
    bum = load_arm("bum")
    comparison = compare(bum, bum, named, replications=1, processes=1, contested=False)
    assert comparison.provenance["price per settled hour"] == f"{price:g}"
    assert settled(small, 1) is small


def test_a_price_and_whose_it_is_exclude_each_other(small: Scenario) -> None:
    """Both at once is a mistake, told in words; so is an arm that doesn't exist."""
    with pytest.raises(InputError, match="not both"):
        small.with_parameters({"hourly_price": 900.0}).priced_from("bum")
    with pytest.raises(InputError, match="did you mean 'bum'"):
        settled(small.priced_from("bumm"), 1)


def test_without_income_no_price_covers_the_cost(small: Scenario) -> None:
    """Runs in which nothing was settled give no price."""
    run = simulate(small, load_arm("bum"), 1)
    unpaid = {**run.measures, "provider_cost_month": 10.0, "provider_result_month": -10.0}
    with pytest.raises(InputError, match="nothing was settled"):
        break_even_price([dataclasses.replace(run, measures=unpaid)], 840.0)
