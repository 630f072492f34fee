"""A small race that runs in a blink, shared by the tests of the live page."""

from __future__ import annotations

import pytest

from dashboards.live.race import Race, Setup
from policies.loading import load_arm
from sim.scenario import parse_scenario

PLACE = """
title = "A small district"
horizon_days = 40
warm_up_days = 28
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
pilot = true
[[settlements]]
name = "Country"
kind = "country"
x_km = 1.0
y_km = 0.0
radius_km = 4.0
citizens = 30
"""


@pytest.fixture(scope="session")
def setup() -> Setup:
    """BUM and teams in a small place."""
    teams = load_arm("self_organising")
    return Setup(parse_scenario(PLACE, "small.toml"), (load_arm("bum"), teams), teams)


@pytest.fixture(scope="session")
def finished(setup: Setup) -> Race:
    """A race of thirty days; nothing may change it."""
    race = Race(setup, 3)
    race.go_to(30)
    return race
