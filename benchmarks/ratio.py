"""How much faster the kernels are than plain SimPy and Mesa on the same days, week by week in turn.

Speed is a ratio here: both versions share whatever else the machine is doing. They take turns by the week, because by
the day each would find the processor's caches full of the other's data, which no real run does. Both end with the same
journal, bit by bit, or this fails. Setting up, base plans and everything else in the whole year are the same code.
"""

from __future__ import annotations

import numpy as np

from benchmarks.report import Row
from benchmarks.side_by_side import Lane, PlainLane
from benchmarks.subjects import ARMS, build, district
from sim.clock import WEEK_DAYS
from sim.scenario import Scenario


def measure() -> list[Row]:
    """Both ratios for each arm over a year."""
    scenario = district()
    return [row for arm in ARMS for row in _arm(arm, scenario)]


def _arm(arm: str, scenario: Scenario) -> list[Row]:
    build(arm, scenario.model_copy(update={"horizon_days": 28})).run()  # kernels are loaded before the clock starts
    kernels, plain = Lane(build(arm, scenario)), PlainLane(build(arm, scenario))
    weeks = np.array([_week(kernels, plain, WEEK_DAYS) for _ in range(scenario.days // WEEK_DAYS)])
    _week(kernels, plain, scenario.days % WEEK_DAYS)
    _check_same(kernels, plain)
    low, middle, high = np.quantile(weeks[:, 1] / weeks[:, 0], (0.25, 0.5, 0.75))
    work = plain.planning_and_driving.seconds / kernels.planning_and_driving.seconds
    each = [1000 * lane.planning_and_driving.seconds / scenario.days for lane in (plain, kernels)]
    years = plain.whole.seconds, kernels.whole.seconds
    return [
        Row(f"{arm}: planning and driving", f"{work:.1f} times", f"{each[0]:.2f} against {each[1]:.2f} ms a day"),
        Row("  a middle week", f"{middle:.1f} times", f"half of all weeks: {low:.1f} to {high:.1f}"),
        Row("  a whole year", f"{years[0] / years[1]:.1f} times", f"{years[0]:.2f} against {years[1]:.2f} s"),
    ]


def _week(kernels: Lane, plain: Lane, days: int) -> tuple[float, float]:
    """The same days in both; seconds of planning and driving in each."""
    for lane in (kernels, plain):
        for _ in range(days):
            lane.step()
    return kernels.planning_and_driving.lap(), plain.planning_and_driving.lap()


def _check_same(kernels: Lane, plain: Lane) -> None:
    a, b = kernels.model.journal, plain.model.journal
    for table in ("visits", "shifts", "minutes"):
        if getattr(a, table).tobytes() != getattr(b, table).tobytes():
            raise RuntimeError(f"the plain version and the kernels differ in {table}: their speeds can't be compared")
