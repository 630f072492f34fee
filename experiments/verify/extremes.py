"""Extremes end in defined events: no exception, no number that isn't one, and books that still balance."""

from __future__ import annotations

import math

import numpy as np

from agents.model import HomeCare
from experiments.run import measure
from experiments.verify.books import books
from experiments.verify.finding import Finding, finding, lived
from policies.arm import Arm
from sim.scenario import Scenario, Shock

DEFINED = ("cost_per_citizen_month", "provider_result_month", "society_cost_month", "paid_posts", "autonomy")
"""Measures that are numbers whatever happens."""
STATES = ("need", "level", "jump", "grant", "familiar", "unmet", "trust")
EXTREMES: dict[str, tuple[tuple[Shock, ...], dict[str, float]]] = {
    "everybody falls ill": ((Shock(kind="sickness", first_day=7, days=14, factor=1000.0),), {}),
    "demand doubles for a fortnight": ((Shock(kind="demand", first_day=7, days=14, factor=2.0),), {}),
    "nobody can be hired": (
        (Shock(kind="recruitment", first_day=0, days=3660, factor=0.0),),
        {"exit_rate": 0.35, "leaving_notice": 0.0},
    ),
    "the payer pays nothing": ((Shock(kind="price", first_day=0, days=3660, factor=0.0),), {}),
}
ALL_AT_ONCE = "all at once: illness, demand, no hiring, no money"


def extremes(arm: Arm, scenario: Scenario, seed: int, quick: bool) -> list[Finding]:
    """Each extreme by itself and all at once; quick: all at once only."""
    shocks = tuple(shock for found, _ in EXTREMES.values() for shock in found)
    values = {name: value for _, found in EXTREMES.values() for name, value in found.items()}
    cases = {} if quick else dict(EXTREMES)
    cases[ALL_AT_ONCE] = (shocks, values)
    return [_endured(arm, scenario, seed, name, *case) for name, case in cases.items()]


def _endured(
    arm: Arm, scenario: Scenario, seed: int, name: str, shocks: tuple[Shock, ...], values: dict[str, float]
) -> Finding:
    place = scenario.with_parameters({**values}) if values else scenario
    place = place.model_copy(update={"shocks": shocks})
    try:
        model = lived(place, arm, seed)
        broken = [f.check for f in books(arm.name, model) if f.verdict == "fails"] + undefined(model)
    except Exception as error:  # whatever breaks under strain is what this check is here to tell
        broken = [f"{type(error).__name__}: {error}"]
    seen = "; ".join(broken) or "the books balance and every number is one"
    return finding("extremes", arm.name, name, not broken, seen)


def undefined(model: HomeCare) -> list[str]:
    """What isn't a number though it must be."""
    measures = measure(model, model.journal, "").measures
    broken = [key for key in DEFINED if not math.isfinite(measures[key])]
    broken += [f"a citizen's {name}" for name in STATES if not np.isfinite(model.world.citizens[name]).all()]
    return broken + ([] if np.isfinite(model.workforce.strain).all() else ["a carer's strain"])
