"""Responses whose direction nobody disputes: turn one thing up, and see that what follows goes the right way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from agents.model import HomeCare
from experiments.run import simulate
from experiments.verify.finding import Finding, finding, with_value
from policies.arm import Arm
from sim.kinds import Activity
from sim.ledger import Entries, keep_books
from sim.parameters import registry
from sim.scenario import Scenario
from sim.tables import FloatArray

SEEDS = 3
Runs = Callable[[Scenario, Arm, str], FloatArray]
"""A measure with each of the same seeds."""


def responses(arm: Arm, scenario: Scenario, model: HomeCare, quick: bool) -> list[Finding]:
    """Every response of an arm; quick: those that take a run or two. model: the arm's finished run there."""
    seeds = range(model.seed_value, model.seed_value + (1 if quick else SEEDS))

    def measured(place: Scenario, of: Arm, key: str) -> FloatArray:
        return np.array([simulate(place, of, seed).measures[key] for seed in seeds])

    found = [_wages(arm.name, model), _nobody_ill(arm, scenario, model.seed_value)]
    for check, holds, seen in _directions(arm, scenario, measured, quick):
        found.append(finding("responses", arm.name, check, holds, seen))
    return found


def _wages(arm: str, model: HomeCare) -> Finding:
    """The books of one journal at ordinary and at double wages."""
    journal = model.journal
    names = [k for k in model.values if k.startswith("wage_") and k != "wage_level"]
    paid = []
    for factor in (1, 2):
        values = {r.number: {**r.values, **{k: factor * r.values[k] for k in names}} for r in model.regimes}
        entries = Entries.between(journal, 0, journal.days - 1)
        paid.append(keep_books(entries, values, model.formation.regime_of_group).items["carers"])
    holds = paid[0] > 0 and abs(paid[1] - 2 * paid[0]) <= len(journal.shifts)
    return finding("responses", arm, "twice the wage, twice the wages paid", holds, f"factor {paid[1] / paid[0]:.6f}")


def _nobody_ill(arm: Arm, scenario: Scenario, seed: int) -> Finding:
    place = scenario.with_parameters({"sickness_share": 0.0})
    well = HomeCare(place, with_value(arm, "sickness_share", 0.0).compose(place), seed)
    minutes = float(well.run().minutes[:, Activity.SICK].sum())
    return finding("responses", arm.name, "without sickness no hour is lost to it", minutes == 0, f"{minutes:g} min")


def _directions(arm: Arm, scenario: Scenario, measured: Runs, quick: bool) -> Iterator[tuple[str, bool, str]]:
    """What is turned up, and a measure that must go up (or down) with it for one seed at least: where little is left to
    move, luck decides for the others. A value without effect moves it for none."""
    cases: tuple[tuple[str, str, float, float, str, int], ...] = (
        ("more minutes for each journey, more travel", "start_stop_minutes", 0.5, 4, "travel_share", 1),
        (
            "more writing, less time for citizens",
            "documentation_minutes",
            1,
            6,
            "direct_share_paid",
            -1,
        ),
        ("more sickness, less paid time for citizens", "sickness_share", 0.0, 0.3, "direct_share_paid", -1),
        ("more weight on continuity, fewer different carers", "continuity_weight", 0, 40, "carers_14_all", -1),
    )
    for check, name, low, high, key, sign in cases[:2] if quick else cases:
        before, after = (measured(*_with(arm, scenario, name, value), key) for value in (low, high))
        moved = f"{key} {np.nanmean(before):.4g} at {name} {low:g}, {np.nanmean(after):.4g} at {high:g}"
        yield check, bool((sign * (after - before) > 0).any()), moved


def _with(arm: Arm, scenario: Scenario, name: str, value: float) -> tuple[Scenario, Arm]:
    """A value set in the place, and in the arm where policies may move it."""
    place = scenario.with_parameters({name: value})
    return place, with_value(arm, name, value) if registry(scenario.country)[name].modifiable else arm
