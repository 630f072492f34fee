"""Satisficing: in how many futures is an option good enough at everything asked of it (Starr's domain criterion)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.goals import Goal
from experiments.analysis.options import crossed, options, outcomes
from experiments.statistics import CONFIDENCE
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem

ALL_GOALS = "all goals"
COLUMNS = ["option", "goal", "met_in", "low", "high", "futures"]


def with_lines(table: StudyTable, goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals, a missing line drawn where the reference option lies in its median future."""
    first = options(table)[0].name
    drawn = []
    for goal in goals:
        block = crossed(outcomes(table, goal.measure)[first])
        median = float(np.median(block.means)) if len(block.means) else np.nan
        drawn.append(goal if goal.line is not None else replace(goal, line=median))
    return tuple(drawn)


def satisficing(table: StudyTable, goals: Sequence[Goal]) -> pd.DataFrame:
    """A row per option and goal, and one for all goals together; options that meet all goals most often first.

    met_in: share of futures in which the mean over seeds is on the good side of the line; low, high: its 95 % interval
    (Wilson), which is about the sampled futures only. Futures with any goal undefined for the option are left out.
    Raises InputError for goals without a line, or none.
    """
    if not goals or any(goal.line is None for goal in goals):
        raise InputError([Problem("goals", "each needs a line, such as cost_per_delivered_hour<=520")])
    rows = []
    for option in options(table):
        per_goal = [crossed(outcomes(table, goal.measure)[option.name]) for goal in goals]
        shared = sorted(set.intersection(*(set(block.samples) for block in per_goal)))
        met = np.ones((len(shared), len(goals)), bool)
        for k, (goal, block) in enumerate(zip(goals, per_goal, strict=True)):
            means = dict(zip(block.samples, block.means, strict=True))
            met[:, k] = goal.met(np.array([means[sample] for sample in shared]))
        for name, hits in [
            *((str(g), met[:, k]) for k, g in enumerate(goals)),
            (ALL_GOALS, np.asarray(met.all(axis=1), bool)),
        ]:
            rows.append((option.name, name, *_share(int(hits.sum()), len(hits)), len(hits)))
    found = pd.DataFrame(rows, columns=COLUMNS)
    jointly = found[found["goal"] == ALL_GOALS].set_index("option")["met_in"]
    return found.iloc[(-found["option"].map(jointly)).argsort(kind="stable")].reset_index(drop=True)


def _share(hits: int, of: int) -> tuple[float, float, float]:
    if not of:
        return np.nan, np.nan, np.nan
    interval = stats.binomtest(hits, of).proportion_ci(CONFIDENCE, method="wilson")
    return hits / of, float(interval.low), float(interval.high)
