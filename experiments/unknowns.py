"""Inputs that nobody has measured, drawn from their ranges, so that certainty between runs isn't taken for knowledge.

Drawn are the world's parameters of tier `assumption`, evenly over their registered range, by keyed luck: a pair's draw
depends on its seed and on each parameter's name alone. Left as they are: what policies may change (how an organisation
works is the question, not an unknown of the world), what somebody chose or calibration found plausible (the scenario's
own values), and how hard the computer searches for a plan.
"""

from __future__ import annotations

import hashlib

from sim.luck import Purpose, uniform
from sim.parameters import Parameter, registry
from sim.scenario import Scenario

COMPUTING = ("planner_effort", "planner_upkeep", "revision_days")
"""How much work goes into a plan is a setting of the calculation: its range is about time, not about the world."""


def unknowns(scenario: Scenario) -> list[Parameter]:
    """Parameters that a wide question draws in this scenario, by name."""
    kept = {*COMPUTING, *scenario.parameters, *scenario.without}
    free = (p for p in registry(scenario.country).values() if p.tier == "assumption" and not p.modifiable)
    return [p for p in free if p.name not in kept and p.low < p.high]


def with_unknowns_drawn(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with a value drawn for each unknown, kept to where parameters fit each other."""
    drawn = {p.name: _draw(p, seed) for p in unknowns(scenario)}
    return scenario.with_parameters(drawn)


def _draw(parameter: Parameter, seed: int) -> float:
    key = int.from_bytes(hashlib.sha256(parameter.name.encode()).digest()[:4], "big")
    return parameter.low + (parameter.high - parameter.low) * uniform(seed, Purpose.UNKNOWN, key, 0, 0)
