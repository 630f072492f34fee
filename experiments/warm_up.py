"""How long an arm takes to forget how it began: MSER-5 on every measure of a long run.

The marginal standard error rule (White 1997; in batches of five: White, Cobb and Spratt 2000) leaves out as much of the
beginning as makes the standard error of the mean of the rest smallest. Replications are averaged before it is applied.
It can't know a beginning from a slow wander, and cuts somewhere in either; so what it leaves out is also held against
the rest, over replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import stats

from experiments.long_run import NO_LEVEL, RUN_ON, Observed, each_seed, observe, window_days, without_warm_up
from experiments.replicate import Progress
from experiments.statistics import paired_interval
from policies.arm import Arm
from sim.clock import WEEK_DAYS, YEAR_DAYS
from sim.measures.catalogue import CATALOGUE, Measure
from sim.problems import Problem, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

BATCH = 5
FEWEST_BATCHES = 10
SHORTEST_DAYS = FEWEST_BATCHES * BATCH * WEEK_DAYS
LONGEST_DAYS = 3660 - RUN_ON
TOLD_APART = 0.01
"""Chance of telling a batch from the level when it doesn't differ."""
ADRIFT = 0.05
"""Chance of calling any of all measures adrift when none is."""
Verdict = Literal["steady", "unclear", "drifts", "undefined"]
Interval = tuple[float, float, float]
"""A mean over replications with the ends of its 95 % interval."""


class Truncation(NamedTuple):
    """How many observations to leave out, and whether the best place lies before the end of the search."""

    leave_out: int
    found: bool


def mser(series: FloatArray, batch: int = BATCH) -> Truncation:
    """Where to cut the beginning off, by the marginal standard error rule.

    Of n batch means, those after the first d stay, with d up to n // 2 that minimises the sum of their squared
    deviations over (n - d) ** 2; the shortest cut wins a tie. A minimum at the end of the search means that more might
    have been cut: the series isn't shown to be stationary. Raises ValueError with fewer than two batches.
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
    """How one measure settles.

    window: days of an observation; cut: days that MSER-5 leaves out; apart: days at the beginning of these that can be
    told from the rest; level: mean of the rest; change: its second half less its first; year: mean of the year after
    the scenario's own warm-up, less the level.

    Verdict: it drifts when the halves differ by more than noise; it is unclear when they don't, but the best cut lies
    at the end of the search; undefined with too few weeks.
    """

    key: str
    title: str
    unit: str
    window: int
    cut: int
    apart: int
    level: float
    change: Interval
    year: Interval
    verdict: Verdict


@dataclass(frozen=True)
class WarmUp:
    """How an arm settles in a scenario: a row for each measure that is a level. default: the scenario's warm-up."""

    arm: str
    scenario: str
    days: int
    replications: int
    default: int
    rows: tuple[Settling, ...]

    @property
    def cut(self) -> int:
        """The most that MSER-5 leaves out of any measure, in days."""
        return max(row.cut for row in self.rows)

    @property
    def apart(self) -> int:
        """Days until no measure can be told from its level any more."""
        return max(row.apart for row in self.rows)


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
    raise_if(arm.problems(scenario) + number_problems(days, replications, processes))
    seeds = range(seed, seed + replications)
    runs = each_seed(observe, without_warm_up(scenario, days), arm, seeds, processes, progress)
    return summarise(arm.title, scenario, days, runs)


def number_problems(days: int, replications: int, processes: int | None) -> list[Problem]:
    """Numbers out of range."""
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
        settling(m, np.array([run[m.key] for run in runs]), scenario.warm_up_days, ADRIFT / len(levels)) for m in levels
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
        return Settling(*head, 0, 0, float("nan"), nothing, nothing, "undefined")
    weeks, days = weeks[:, defined], defined * WEEK_DAYS
    cut, found = mser(np.nanmean(weeks, axis=0))
    kept = weeks[:, cut:]
    half = kept.shape[1] // 2
    change = less(kept[:, half:], kept[:, :half])
    year = weeks[:, (days >= default) & (days < default + YEAR_DAYS)]
    verdict: Verdict = "drifts" if apart(change, chance) else "steady" if found else "unclear"
    return Settling(
        *head,
        int(days[cut]) if cut else 0,
        int(days[told_apart(weeks, cut)]),
        float(np.nanmean(kept)),
        _interval(change),
        _interval(less(year, kept)),
        verdict,
    )


def told_apart(weeks: FloatArray, cut: int) -> int:
    """How many weeks pass until a batch of five can't be told from the level after the cut, over replications."""
    for first in range(0, cut, BATCH):
        if not apart(less(weeks[:, first : first + BATCH], weeks[:, cut:]), TOLD_APART):
            return first
    return cut


def less(these: FloatArray, those: FloatArray) -> FloatArray:
    """Mean of these weeks less mean of those, for each replication that has both."""
    both = ~np.isnan(these).all(axis=1) & ~np.isnan(those).all(axis=1)
    gaps: FloatArray = np.nanmean(these[both], axis=1) - np.nanmean(those[both], axis=1)
    return gaps


def apart(gaps: FloatArray, chance: float) -> bool:
    """Whether gaps of independent replications differ from none by more than noise, by a t-test at this chance."""
    if len(gaps) < 2:
        return False
    spread = float(gaps.std(ddof=1))
    if spread == 0:
        return bool(gaps.mean() != 0)
    t = float(gaps.mean()) / (spread / len(gaps) ** 0.5)
    return bool(2 * stats.t.sf(abs(t), len(gaps) - 1) < chance)


def _interval(gaps: FloatArray) -> Interval:
    return paired_interval(np.zeros(len(gaps)), gaps)
