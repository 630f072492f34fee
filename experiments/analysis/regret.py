"""Regret: what is lost in each future by having chosen an option that wasn't the best one there (Savage 1951)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.analysis.flips import complete
from experiments.analysis.goals import Goal
from experiments.analysis.options import options
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem

COLUMNS = ["option", "mean_regret", "regret_90", "worst_regret", "best_in", "mean", "futures", "noise"]


def regret(table: StudyTable, goal: Goal) -> pd.DataFrame:
    """A row per option, smallest worst regret first (minimax regret); in the measure's unit.

    mean_regret, regret_90, worst_regret: mean, 90th percentile and maximum over futures of what is lost against the
    best option there, by means over seeds. best_in: share of futures in which it is the best (ties count for each).
    mean: of the measure. noise: typical standard error of a difference to the best in one future; regrets of its size
    or below may be luck (NaN with one seed). Raises InputError when no future has all options.
    """
    block = goal.loss(complete(table, goal.measure))
    if not len(block):
        raise InputError([Problem(f"regret in {goal.measure}", "no future has runs of all options")])
    means = block.mean(axis=2)
    lost = means - means.min(axis=1, keepdims=True)
    noise = _noise(block)
    rows = []
    for k, option in enumerate(options(table)):
        own = lost[:, k]
        level = float(goal.loss(means[:, k]).mean())
        tail = float(np.quantile(own, 0.9))
        share = float((own == 0).mean())
        rows.append((option.name, float(own.mean()), tail, float(own.max()), share, level, len(own), noise[k]))
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.sort_values(["worst_regret", "mean_regret"], kind="stable", ignore_index=True)


def _noise(block: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """For each option, root mean square over futures of the standard error of its difference to the best there."""
    futures, choices, seeds = block.shape
    if seeds < 2:
        return [float("nan")] * choices
    best = block.mean(axis=2).argmin(axis=1)
    gaps = block - block[np.arange(futures), best][:, None, :]
    others = best[:, None] != np.arange(choices)[None, :]
    squared = gaps.var(axis=2, ddof=1) / seeds
    return [float(np.sqrt(squared[others[:, k], k].mean())) if others[:, k].any() else 0.0 for k in range(choices)]
