"""How long a simulated year takes in one process, compiled kernels at hand."""

from __future__ import annotations

import time

from benchmarks.report import Row, seconds
from benchmarks.subjects import ARMS, SEED, build, district, scaled
from experiments.run import measure as measure_run
from sim.clock import YEAR_DAYS
from sim.scenario import Scenario

REPEATS = 5
FACTOR = 10
LARGE_REPEATS = 1
YEARS = 3
LARGE_SEED = 2


def measure() -> list[Row]:
    """Set-up, days and measures for each arm over three years, in the district and in one ten times as large."""
    large = scaled(district(), FACTOR, YEARS * YEAR_DAYS)
    small = scaled(district(), 1, YEARS * YEAR_DAYS)
    rows = []
    for arm in ARMS:
        once(arm, small)
        rows += _year(arm, small, REPEATS, SEED)
    for arm in ARMS:
        rows += _year(arm, large, LARGE_REPEATS, LARGE_SEED)
    return rows


def _year(arm: str, scenario: Scenario, repeats: int, seed: int) -> list[Row]:
    set_up, days, measures = zip(*(once(arm, scenario, seed) for _ in range(repeats)), strict=True)
    whole = [sum(parts) / YEARS for parts in zip(set_up, days, measures, strict=True)]
    how = f"{repeats} x {YEARS} years"
    return [
        Row(f"{arm}: each of {YEARS} years, {scenario.citizens} citizens", seconds(whole), how),
        Row("  set-up, once", seconds(set_up), "base plan included"),
        Row(f"  {scenario.days} days", seconds(days)),
        Row("  measures, once", seconds(measures)),
    ]


def once(arm: str, scenario: Scenario, seed: int = SEED) -> tuple[float, float, float]:
    """Seconds of set-up, of all days, and of the measures."""
    started = time.perf_counter()
    model = build(arm, scenario, seed)
    ready = time.perf_counter()
    journal = model.run()
    done = time.perf_counter()
    measure_run(model, journal, arm)
    return ready - started, done - ready, time.perf_counter() - done
