"""How long a simulated year takes in one process, compiled kernels at hand."""

from __future__ import annotations

import time

from benchmarks.report import Row, seconds
from benchmarks.subjects import ARMS, build, district, scaled
from experiments.run import measure as measure_run
from sim.scenario import Scenario

REPEATS = 7
FACTOR = 10
LARGE_DAYS = 56
"""Two revisions of the base plan, as often as in a year."""


def measure() -> list[Row]:
    """Set-up, days and measures for each arm, in the district and in one ten times as large."""
    small = district()
    large = scaled(small, FACTOR, LARGE_DAYS)
    rows = []
    for arm in ARMS:
        once(arm, small)
        rows += _year(arm, small)
    for arm in ARMS:
        rows += _large(arm, large, small.days)
    return rows


def _year(arm: str, scenario: Scenario) -> list[Row]:
    set_up, days, measures = zip(*(once(arm, scenario) for _ in range(REPEATS)), strict=True)
    whole = [sum(parts) for parts in zip(set_up, days, measures, strict=True)]
    how = f"{REPEATS} runs"
    return [
        Row(f"{arm}: a year, {scenario.citizens} citizens", seconds(whole), how),
        Row("  set-up", seconds(set_up), "base plan included"),
        Row(f"  {scenario.days} days", seconds(days), f"{scenario.warm_up_days} of them warm-up"),
        Row("  measures", seconds(measures)),
    ]


def _large(arm: str, scenario: Scenario, days_a_year: int) -> list[Row]:
    set_up, days, _ = once(arm, scenario)
    year = set_up + days / scenario.days * days_a_year
    return [
        Row(f"{arm}: a year, {scenario.citizens} citizens", f"{year:.1f} s", f"from {scenario.days} days"),
        Row("  set-up", f"{set_up:.1f} s", "base plan included"),
    ]


def once(arm: str, scenario: Scenario) -> tuple[float, float, float]:
    """Seconds of set-up, of all days, and of the measures."""
    started = time.perf_counter()
    model = build(arm, scenario)
    ready = time.perf_counter()
    journal = model.run()
    done = time.perf_counter()
    measure_run(model, journal, arm)
    return ready - started, done - ready, time.perf_counter() - done
