"""What is measured: the shipped arms in the shipped district, and the same district ten times as large."""

from __future__ import annotations

import math

from agents.model import HomeCare
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.scenario import Scenario

SCENARIO = "bording_engesvang"
ARMS = ("bum", "self_organising")
SEED = 1


def district() -> Scenario:
    """The shipped district: 200 citizens, a year after sixteen weeks of warm-up."""
    return find_scenario(SCENARIO)


def build(arm: str, scenario: Scenario, seed: int = SEED) -> HomeCare:
    """A model that is set up, base plan included, and has not run."""
    world = scenario.drawn(seed)
    return HomeCare(world, load_arm(arm).compose(world), seed)


def scaled(scenario: Scenario, factor: int, days: int) -> Scenario:
    """So many times the citizens on so many times the area: as dense as before. `days` without warm-up."""
    data = scenario.model_dump()
    stretch = math.sqrt(factor)
    for place in data["settlements"]:
        place["citizens"] *= factor
        for length in ("x_km", "y_km", "radius_km"):
            place[length] *= stretch
    for length in ("x_km", "y_km"):
        data["office"][length] *= stretch
    return Scenario.model_validate({**data, "horizon_days": days, "warm_up_days": 0})
