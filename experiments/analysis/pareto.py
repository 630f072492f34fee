"""The Pareto front: options that no other beats at every goal at once, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.analysis.goals import Goal
from experiments.analysis.options import options, outcomes
from experiments.analysis.resample import drawn_again
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem
from sim.tables import FloatArray

RESAMPLES = 1000


def pareto(table: StudyTable, goals: Sequence[Goal], resamples: int = RESAMPLES) -> pd.DataFrame:
    """A row per option: `option`, its mean of each goal's measure, `on_front`, `front_chance`, `beaten_by`, `futures`.

    Means over the futures and seeds in which every option has every goal. front_chance: share of bootstrap resamples of
    futures, and of seeds, in which it is on the front. beaten_by: names of options better at one goal and as good at
    all others. Raises InputError without goals, or when no future has all options.
    """
    if not goals:
        raise InputError([Problem("goals", "a Pareto front needs at least one")])
    block = _block(table, goals)  # (samples, seeds, options, goals), less is better
    names = [option.name for option in options(table)]
    means = block.mean(axis=(0, 1))
    beats = beaten(means)
    found = pd.DataFrame({"option": names})
    for k, goal in enumerate(goals):
        found[goal.measure] = goal.loss(means[:, k])
    found["on_front"] = ~beats.any(axis=0)
    found["front_chance"] = _chance(block, resamples)
    found["beaten_by"] = [", ".join(n for n, b in zip(names, beats[:, k], strict=True) if b) for k in range(len(names))]
    found["futures"] = len(block)
    return found


def beaten(losses: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether option i beats option j: shape (options, options). losses: (options, goals), less is better."""
    as_good = (losses[:, None, :] <= losses[None, :, :]).all(axis=2)
    better = (losses[:, None, :] < losses[None, :, :]).any(axis=2)
    return np.asarray(as_good & better, bool)


def _block(table: StudyTable, goals: Sequence[Goal]) -> FloatArray:
    """Losses in the cells (sample, seed) that have everything, and in samples that have all of those seeds."""
    wide = pd.concat({goal.measure: outcomes(table, goal.measure) for goal in goals}, axis=1)
    whole = wide.dropna()
    counts = whole.groupby("sample").size()
    seeds = whole.groupby("replication").size()
    kept = seeds.index[seeds >= len(counts) / 2]
    whole = whole[whole.index.get_level_values("replication").isin(kept)]
    counts = whole.groupby("sample").size()
    full = counts.index[counts == len(kept)]
    if not len(full):
        raise InputError([Problem("goals", "no future has runs of all options with every goal defined")])
    whole = whole[whole.index.get_level_values("sample").isin(full)].sort_index()
    choices = len(options(table))
    values = whole.to_numpy(float).reshape(len(full), len(kept), len(goals), choices)
    losses = [goal.loss(values[:, :, k]) for k, goal in enumerate(goals)]
    return np.stack(losses, axis=-1)


def _chance(block: FloatArray, resamples: int) -> FloatArray:
    """Share of resamples (futures and seeds drawn again) in which each option is on the front."""
    samples, seeds = block.shape[:2]
    on_front = np.zeros(block.shape[2])
    draws = zip(drawn_again(samples, resamples), drawn_again(seeds, resamples, number=1), strict=True)
    for rows, columns in draws:
        weight_rows, weight_columns = (np.bincount(d, minlength=m) for d, m in ((rows, samples), (columns, seeds)))
        means = np.einsum("s,r,srog->og", weight_rows, weight_columns, block) / (samples * seeds)
        on_front += ~beaten(means).any(axis=0)
    return on_front / resamples
