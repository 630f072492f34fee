"""What moves a response in a space-filling design: partial rank correlations, shares of variance, luck among them.

The response is meant to be a difference between options: what moves the level of both moves no decision. PRCC says
which way a factor pulls once the others are held (Marino et al., J Theor Biol 2008). It has no meaning for a seed, so
the ranking is by share of the variance of ranks of single runs: what is lost when a factor leaves the rank regression,
and for luck the variance between seeds within a future.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.crossed import variances
from experiments.analysis.options import Crossed
from experiments.analysis.resample import drawn_again
from experiments.analysis.sobol import LUCK
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem
from sim.tables import FloatArray

RESAMPLES = 400
DISTINCT = 1.6
"""Samples to have for each one that a resample holds: it draws some twice and leaves others out."""
REMAINDER = "curved or joint effects"
COLUMNS = ["factor", "share", "share_low", "share_high", "prcc", "prcc_low", "prcc_high"]


def drivers(table: StudyTable, response: Crossed, resamples: int = RESAMPLES) -> pd.DataFrame:
    """A row per factor, one for luck, largest share first, then one for what ranks and straight lines don't explain.

    share: of the variance of ranks of single runs, 0 to 1; prcc: -1 to 1, of the mean over seeds. 95 % intervals:
    bootstrap over samples; for luck by its variance components (NaN with one seed: luck then hides in the remainder).
    Raises InputError when there are no factors, or too few samples for so many of them.
    """
    names = [f.name for f in table.factors]
    n, k = len(response.samples), len(names)
    needed = math.ceil(DISTINCT * (k + 3))
    if not names or n < needed:
        text = f"{n} complete samples of {k} uncertain parameters; at least {needed} and one parameter are needed"
        raise InputError([Problem("drivers", text)])
    inputs = np.asarray(table.samples.loc[list(response.samples), names], float)
    ranked = stats.rankdata(response.values).reshape(response.values.shape)
    spread = variances(ranked)
    columns = np.column_stack([stats.rankdata(inputs, axis=0), ranked.mean(axis=1)])
    of_means = float(columns[:, -1].var(ddof=1)) / spread.total if spread.total > 0 else 0.0
    prcc, part = _partial(columns[None])
    draws = drawn_again(n, resamples)
    prccs, parts = _partial(columns[draws])
    low, high = np.quantile(prccs, [0.025, 0.975], axis=0)
    part_low, part_high = np.minimum(of_means * np.quantile(parts, [0.025, 0.975], axis=0), 1.0)
    share = of_means * part[0]
    rows = [(name, share[j], part_low[j], part_high[j], prcc[0, j], low[j], high[j]) for j, name in enumerate(names)]
    rows.append((LUCK, *spread.luck_share(), np.nan, np.nan, np.nan))
    found = pd.DataFrame(rows, columns=COLUMNS).sort_values("share", ascending=False, ignore_index=True)
    found.loc[len(found)] = [REMAINDER, max(1.0 - float(found["share"].sum()), 0.0), *[np.nan] * 5]
    return found


def _partial(columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Partial correlations with the last column, and what R2 loses without each other column.

    columns: ranks, shape (resamples, samples, factors + 1). Both come from the inverse of the correlation matrix: R2
    falls by p2 / (1 - p2) times what is unexplained. A factor that does nothing loses some by chance; as much as
    expected is taken off (as in an adjusted R2), down to nought.
    """
    freedom = columns.shape[1] - columns.shape[2]
    centred = columns - columns.mean(axis=1, keepdims=True)
    scale = np.sqrt(np.square(centred).sum(axis=1, keepdims=True))
    unit = np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 0)
    inverse = np.linalg.pinv(np.swapaxes(unit, 1, 2) @ unit, rcond=1e-10, hermitian=True)
    own = np.sqrt(np.maximum(np.diagonal(inverse, axis1=1, axis2=2), 0.0))
    below = own[:, :-1] * own[:, -1:]
    partial = np.divide(-inverse[:, :-1, -1], below, out=np.zeros_like(below), where=below > 0)
    squared = np.minimum(np.square(partial), 1 - 1e-12)
    unexplained = np.divide(1.0, np.square(own[:, -1:]), out=np.ones_like(own[:, -1:]), where=own[:, -1:] > 1e-6)
    lost = squared / (1 - squared) * unexplained
    return partial, np.maximum(lost - unexplained / freedom, 0.0)
