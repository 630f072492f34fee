"""Sobol indices of a response, with the seed as a factor of its own.

First index: share of the variance of one run that a factor explains alone. Total index: share that it explains with all
its interactions, those with luck among them. SALib's estimators (Saltelli et al. 2010 for the first, Jansen for the
total) know no luck that is common to a whole design, so they are written out here over replications: the first index
multiplies runs of different seeds, so that luck doesn't count as the factor's; the total one compares runs of the same
seed. With a single replication both equal SALib's (a test holds them to it).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.analysis.crossed import Variances, variances
from experiments.analysis.options import Crossed
from experiments.analysis.resample import drawn_again
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem
from sim.tables import FloatArray

LUCK = "luck (seed)"
RESAMPLES = 400
COLUMNS = ["factor", "first", "first_low", "first_high", "total", "total_low", "total_high"]


def sobol_indices(table: StudyTable, response: Crossed, resamples: int = RESAMPLES) -> pd.DataFrame:
    """A row per factor and one for luck, largest total first; columns COLUMNS.

    Intervals of factors: 95 % bootstrap over base samples. Luck's: from its variance components, because as many seeds
    as a study has are too few to resample; NaN with one replication, when luck can't be told from the factors. A base
    sample of which any run is missing is left out whole. Raises InputError when the design is another, or fewer than
    four base samples are whole.
    """
    blocks = base_blocks(table, response)
    names = [factor.name for factor in table.factors]
    spread = variances(np.concatenate([blocks[:, 0], blocks[:, -1]]))
    first, total = estimates(blocks, spread.total)
    draws = drawn_again(len(blocks), resamples)
    again = np.array([estimates(blocks[d], _variance(blocks[d])) for d in draws])
    low, high = np.quantile(again, [0.025, 0.975], axis=0)
    rows: list[tuple[object, ...]] = [
        (name, first[k], low[0, k], high[0, k], total[k], low[1, k], high[1, k]) for k, name in enumerate(names)
    ]
    rows.append((LUCK, *_luck(spread)))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("total", ascending=False, ignore_index=True)


def base_blocks(table: StudyTable, response: Crossed) -> FloatArray:
    """The response by base sample, shape (base samples, factors + 2, seeds): first A, then A with each factor of B, B.

    Raises InputError for another design and for fewer than four whole base samples.
    """
    if table.design != "sobol_indices":
        raise InputError([Problem(f"design {table.design}", "Sobol indices need the design sobol_indices")])
    size = len(table.factors) + 2
    order = {int(str(sample)): position for position, sample in enumerate(sorted(table.samples.index))}
    rows = {order[sample]: values for sample, values in zip(response.samples, response.values, strict=True)}
    starts = [s for s in range(0, len(order), size) if all(s + k in rows for k in range(size))]
    if len(starts) < 4:
        raise InputError([Problem("Sobol indices", f"{len(starts)} base samples are whole; at least 4 are needed")])
    return np.array([[rows[s + k] for k in range(size)] for s in starts])


def estimates(blocks: FloatArray, variance: float) -> tuple[FloatArray, FloatArray]:
    """First and total index of each factor, from blocks as `base_blocks` gives them."""
    centred = blocks - blocks.mean()
    a, changed, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    step = changed - a
    seeds = blocks.shape[2]
    if seeds == 1:
        alone = (b * step)[:, :, 0].mean(axis=0)
    else:  # all pairs of different seeds: sum times sum, less the pairs of the same
        both = b.sum(axis=2) * step.sum(axis=2) - (b * step).sum(axis=2)
        alone = both.mean(axis=0) / (seeds * (seeds - 1))
    jointly = 0.5 * np.square(step).mean(axis=(0, 2))
    if variance <= 0:
        return np.zeros(step.shape[1]), np.zeros(step.shape[1])
    return alone / variance, jointly / variance


def _variance(blocks: FloatArray) -> float:
    return variances(np.concatenate([blocks[:, 0], blocks[:, -1]])).total


def _luck(spread: Variances) -> tuple[float, ...]:
    if spread.seeds == 1:
        return (np.nan,) * 6
    alone = spread.seed / spread.total if spread.total > 0 else 0.0
    return (alone, np.nan, np.nan, *spread.luck_share())
