"""Small worlds that run in a blink, shared by the tests of whole runs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agents.model import HomeCare
from experiments.verify.finding import lived
from policies.arm import Arm
from policies.loading import load_arm
from sim.ledger import Books, Entries, keep_books
from sim.scenario import Scenario, parse_scenario

SMALL = """
title = "A small district"
horizon_days = 56
warm_up_days = 14
[office]
x_km = 0.0
y_km = 0.0
[[settlements]]
name = "Town"
kind = "town"
x_km = 0.0
y_km = 0.0
radius_km = 1.0
citizens = 40
[[settlements]]
name = "Country"
kind = "country"
x_km = 1.0
y_km = 0.0
radius_km = 4.0
citizens = 30
[parameters]
start_stop_minutes = 2.0
detour = 1.3
documentation_minutes = 2.5
orientation_minutes = 3.0
planned_margin = 2.0
smallest_route = 90.0
reserve_share = -0.12
need_spread = 0.25
smallest_change = 0.05
"""
"""What calibration may move is fixed, so that tests say the same after the next one."""


@pytest.fixture(scope="session")
def small() -> Scenario:
    """Seventy citizens for ten weeks, two of them warm-up."""
    return parse_scenario(SMALL, "small.toml")


@pytest.fixture(scope="session")
def bum() -> Arm:
    return load_arm("bum")


@pytest.fixture(scope="session")
def teams() -> Arm:
    return load_arm("self_organising")


def run(scenario: Scenario, arm: Arm, seed: int = 1) -> HomeCare:
    """A finished run."""
    return lived(scenario, arm, seed)


def books_of(model: HomeCare, values: Mapping[str, float] | None = None) -> Books:
    """The books of a whole run. values: instead of each regime's own."""
    journal = model.journal
    of = {regime.number: values or regime.values for regime in model.regimes}
    return keep_books(Entries.between(journal, 0, journal.days - 1), of, model.formation.regime_of_group)
