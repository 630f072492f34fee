"""How long an arm takes to forget how it began: MSER-5 on every measure of a long run.

The marginal standard error rule (White 1997, in batches of five: White, Cobb and Spratt 2000) leaves out as much of the
beginning as makes the standard error of the mean of the rest smallest. Replications are averaged before it is applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import stats

from experiments.long_run import NO_LEVEL, Observed, Progress, observe, replicate, window_days, without_warm_up
from experiments.statistics import paired_interval
from policies.arm import Arm
from sim.clock import WEEK_DAYS
from sim.measures.catalogue import CATALOGUE, Measure
from sim.problems import Problem, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

BATCH = 5
FEWEST_BATCHES = 10
SHORTEST_DAYS = FEWEST_BATCHES * BATCH * WEEK_DAYS
LONGEST_DAYS = 3576
"""With the run-on, as long as a scenario may be."""
CHANCE = 0.05
"""Chance of calling any of the measures adrift when none is."""


class Truncation(NamedTuple):
    """How many observations to leave out, and whether the best place lies before the end of the search."""

    leave_out: int
    found: bool


def mser(series: FloatArray, batch: int = BATCH) -> Truncation:
    """Where to cut the beginning off, by the marginal standard error rule.

    Of n batch means, those after the first d stay, with d up to n // 2 minimising the sum of their squared deviations
    over (n - d) ** 2; the shortest cut wins a tie. A minimum at the end of the search means that a longer series might
    cut later still: it isn't stationary. Raises ValueError with fewer than two batches.
    """
    n = len(series) // batch
    if n < 2:
        raise ValueError(f"{len(series)} observations make fewer than two batches of {batch}")
    means = np.asarray(series[: n * batch], float).reshape(n, batch).mean(axis=1)
    errors = [float(((means[d:] - means[d:].mean()) ** 2).sum()) / (n - d) ** 2 for d in range(n // 2 + 1)]
    best = int(np.argmin(errors))
    return Truncation(best * batch, best < n // 2)


@dataclass(frozen=True)
class Settling:
    """How one measure settles. window: days of an observation; leave_out: days to leave out of its beginning; level:
    mean of the rest; change: second half of the rest less the first, with its interval over replications; first_year:
    mean of the year after the scenario's own warm-up less the level, likewise. Verdict: steady, drifts or undefined."""

    key: str
    title: str
    unit: str
    window: int
    leave_out: int
    level: float
    change: tuple[float, float, float]
    first_year: tuple[float, float, float]
    verdict: str


@dataclass(frozen=True)
class WarmUp:
    """How an arm settles in a scenario: a row for each measure that is a level."""

    arm: str
    scenario: str
    days: int
    replications: int
    default: int
    rows: tuple[Settling, ...]

    @property
    def needed(self) -> int:
        """Days to leave out so that every steady measure has settled."""
        return max((row.leave_out for row in self.rows if row.verdict == "steady"), default=0)


def warm_up(
    arm: Arm,
    scenario: Scenario,
    days: int = 1825,
    replications: int = 10,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
) -> WarmUp:
    """Run an arm for so many days from the first on, in replications, and see how each measure settles.

    Raises InputError when the arm is inconsistent or a number is out of range.
    """
    raise_if(arm.problems(scenario) + _problems(days, replications, processes))
    seeds = range(seed, seed + replications)
    runs = replicate(observe, without_warm_up(scenario, days), arm, seeds, processes, progress)
    return summarise(arm.title, scenario, days, runs)


def _problems(days: int, replications: int, processes: int | None) -> list[Problem]:
    found = []
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        found.append(Problem("days", f"must lie between {SHORTEST_DAYS} and {LONGEST_DAYS}, got {days}"))
    if replications < 2:
        found.append(Problem("replications", f"must be at least 2, to know the noise, got {replications}"))
    if processes is not None and processes < 1:
        found.append(Problem("processes", f"must be at least 1, got {processes}"))
    return found


def summarise(arm: str, scenario: Scenario, days: int, runs: Sequence[Observed]) -> WarmUp:
    """A row for each measure from the observed weeks of several replications."""
    levels = [m for m in CATALOGUE if m.key not in NO_LEVEL]
    rows = tuple(
        settling(m, np.array([run[m.key] for run in runs]), scenario.warm_up_days, CHANCE / len(levels)) for m in levels
    )
    return WarmUp(arm, scenario.title, days, len(runs), scenario.warm_up_days, rows)


def settling(measure: Measure, weeks: FloatArray, default: int, chance: float) -> Settling:
    """How one measure settles. weeks: its value by replication and week; chance: of calling it adrift when it isn't.

    A week is averaged over the replications in which it is defined; weeks that none defines are left out.
    """
    head = (measure.key, measure.title, measure.unit, window_days(measure.key))
    defined = np.flatnonzero(~np.isnan(weeks).all(axis=0))
    if len(defined) < FEWEST_BATCHES * BATCH:
        nothing = (float("nan"),) * 3
        return Settling(*head, 0, float("nan"), nothing, nothing, "undefined")
    weeks = weeks[:, defined]
    cut = mser(np.nanmean(weeks, axis=0))
    kept = weeks[:, cut.leave_out :]
    half = kept.shape[1] // 2
    change = _means(kept[:, half:]) - _means(kept[:, :half])
    year = (defined * WEEK_DAYS >= default) & (defined * WEEK_DAYS < default + 365)
    steady = cut.found and not adrift(change, chance)
    return Settling(
        *head,
        int(defined[cut.leave_out]) * WEEK_DAYS if cut.leave_out else 0,
        float(np.nanmean(kept)),
        paired_interval(np.zeros(len(change)), change),
        paired_interval(np.zeros(len(change)), _means(weeks[:, year]) - _means(kept)),
        "steady" if steady else "drifts",
    )


def _means(weeks: FloatArray) -> FloatArray:
    """Mean of each replication that has any."""
    return np.array([float(np.nanmean(row)) for row in weeks if not np.isnan(row).all()])


def adrift(changes: FloatArray, chance: float) -> bool:
    """Whether changes of independent replications differ from none by more than noise (t-test)."""
    spread = float(changes.std(ddof=1))
    if spread == 0:
        return bool(changes.mean() != 0)
    t = float(changes.mean()) / (spread / len(changes) ** 0.5)
    return bool(2 * stats.t.sf(abs(t), len(changes) - 1) < chance)
