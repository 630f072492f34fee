"""A price from a cost base: what an organisation costs its provider per settled hour, which may be paid to another."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.run import Run, simulate
from policies.arm import Arm
from sim.problems import InputError, Problem
from sim.scenario import Scenario


def break_even_price(runs: Sequence[Run], price: float) -> float:
    """The price at which these runs' providers would have broken even, when `price` was paid. Raises InputError when
    nothing was settled."""
    cost = sum(run.measures["provider_cost_month"] for run in runs)
    income = cost + sum(run.measures["provider_result_month"] for run in runs)
    if income <= 0:
        raise InputError([Problem("price from", "nothing was settled, so there is no price that covers the cost")])
    return price * cost / income


def priced_by(arm: Arm, scenario: Scenario, seeds: Sequence[int]) -> Scenario:
    """The scenario with the price per settled hour that covers what an arm costs in it, over these seeds.

    Raises InputError when the arm doesn't fit, or the price lies outside the registry's range.
    """
    runs = [simulate(scenario, arm, seed) for seed in seeds]
    price = break_even_price(runs, arm.compose(scenario).values["hourly_price"])
    return scenario.with_parameters({"hourly_price": round(price, 2)})
