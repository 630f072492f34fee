"""A price from a cost base: what an organisation costs its provider per settled hour, which may be paid to another."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.run import Run, simulate
from policies.arm import Arm
from policies.loading import load_arm
from sim.problems import InputError, Problem
from sim.scenario import Scenario

PRICE_RUNS = 4
"""Replications from which a price is taken: the first ones, so that it doesn't depend on how many follow."""


def settled(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with its price worked out, where it says whose cost sets it. Raises InputError."""
    if scenario.price_from is None:
        return scenario
    arm = load_arm(scenario.price_from)
    return priced_by(arm, scenario, range(seed, seed + PRICE_RUNS))


def priced_by(arm: Arm, scenario: Scenario, seeds: Sequence[int]) -> Scenario:
    """The scenario with the price per settled hour that covers what an arm costs in it, over these seeds.

    Raises InputError when the arm doesn't fit, or the price lies outside the registry's range.
    """
    free = Scenario.model_validate({**scenario.model_dump(), "price_from": None})
    runs = [simulate(free, arm, seed) for seed in seeds]
    price = break_even_price(runs, arm.compose(free).values["hourly_price"])
    return free.with_parameters({"hourly_price": round(price, 2)})


def break_even_price(runs: Sequence[Run], price: float) -> float:
    """The price at which these runs' providers would have broken even, when `price` was paid. Raises InputError when
    nothing was settled."""
    cost = sum(run.measures["provider_cost_month"] for run in runs)
    income = cost + sum(run.measures["provider_result_month"] for run in runs)
    if income <= 0:
        raise InputError([Problem("price_from", "nothing was settled, so there is no price that covers the cost")])
    return price * cost / income
