"""Evidence for two choices of method: how long runs warm up, and how many replications are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.long_run import each_seed, observe, without_warm_up
from experiments.replicate import Plan, Progress, replicate
from experiments.statistics import DECISION_MEASURES, paired_interval
from policies.arm import Arm
from sim.clock import WEEK_DAYS
from sim.problems import Problem, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

SHOWN = DECISION_MEASURES
"""Measures that precision is asked of, and that the plots show."""
SETTLING_DAYS = 364
FEWEST = 3


@dataclass(frozen=True)
class Choices:
    """By arm and measure, the weeks of runs from their first day on (mean over runs); by measure, the paired difference
    after so many pairs: rows of number, mean, low, high."""

    titles: tuple[str, str]
    scenario: str
    warm_up_days: int
    runs: int
    weeks: Mapping[tuple[str, str], FloatArray]
    running: Mapping[str, FloatArray]


def choices(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    runs: int = 10,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Choices:
    """Observe both arms from their first day, and compare them pair by pair. Raises InputError."""
    few = [Problem("runs", f"must be at least {FEWEST}, got {runs}")] if runs < FEWEST else []
    raise_if(few + a.problems(scenario) + b.problems(scenario))
    long = without_warm_up(scenario, min(SETTLING_DAYS, max(scenario.days, 8 * WEEK_DAYS)))
    seeds = range(seed, seed + runs)
    weeks: dict[tuple[str, str], FloatArray] = {}
    for arm in (a, b):
        seen = each_seed(observe, long, arm, seeds, processes, progress)
        for key in SHOWN:
            weeks[arm.title, key] = np.nanmean([one[key] for one in seen], axis=0)
    pairs = replicate(a, b, scenario, (), Plan(runs, seed=seed, processes=processes), progress)[0]
    running = {}
    for key in SHOWN:
        values = np.array([[one.measures[key] for one in pair] for pair in pairs])
        running[key] = np.array([(n, *paired_interval(values[:n, 0], values[:n, 1])) for n in range(2, runs + 1)])
    return Choices((a.title, b.title), scenario.title, scenario.warm_up_days, runs, weeks, running)
