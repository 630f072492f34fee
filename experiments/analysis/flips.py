"""Where the ranking of two options flips: future by future, and cell by cell over two parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis.crossed import mean_interval
from experiments.analysis.goals import Goal
from experiments.analysis.options import Crossed, crossed, options, outcomes
from experiments.analysis.paired import verdict
from experiments.statistics import paired_interval
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem, nearest
from sim.tables import FloatArray

CELL_COLUMNS = ["x_low", "x_high", "y_low", "y_high", "difference", "low", "high", "verdict", "futures"]


def signs(response: Crossed) -> pd.DataFrame:
    """Each future of a difference: index `sample`; `difference` (mean over seeds), `low`, `high`, `verdict`.

    The interval is the t-interval over seeds; with one seed it is undefined and every verdict is `cannot tell`.
    """
    rows = [paired_interval(np.zeros_like(values), values) for values in response.values]
    found = pd.DataFrame(rows, columns=["difference", "low", "high"], index=pd.Index(response.samples, name="sample"))
    return found.assign(verdict=[verdict(low, high) for low, high in zip(found["low"], found["high"], strict=True)])


def winners(table: StudyTable, goal: Goal) -> pd.DataFrame:
    """How often each option is best at a goal: `option`, `best_in` (share of futures), `clearly_in`, `futures`.

    best_in goes by the mean over seeds. clearly_in: the 95 % t-interval of the paired difference to the second best
    also lies on one side of nought; with one seed nothing is clear.
    """
    names = [option.name for option in options(table)]
    block = complete(table, goal.measure)
    best = np.zeros(len(names))
    clear = np.zeros(len(names))
    for values in block:  # (options, seeds) of one future
        loss = goal.loss(values)
        order = np.argsort(loss.mean(axis=1), kind="stable")
        if len(order) > 1 and loss[order[0]].mean() == loss[order[1]].mean():
            continue  # nobody is best
        best[order[0]] += 1
        if len(order) > 1:
            clear[order[0]] += paired_interval(loss[order[0]], loss[order[1]])[1] > 0
    n = max(len(block), 1)
    columns = {"option": names, "best_in": best / n, "clearly_in": clear / n, "futures": len(block)}
    return pd.DataFrame(columns)


def complete(table: StudyTable, measure: str) -> FloatArray:
    """A measure of every option in the futures and seeds that all of them met: shape (samples, options, seeds)."""
    wide = outcomes(table, measure)
    blocks = [crossed(wide[name].where(wide.notna().all(axis=1))) for name in wide.columns]
    return np.stack([block.values for block in blocks], axis=1)


def sign_cells(table: StudyTable, response: Crossed, x: str, y: str, bins: int = 3) -> pd.DataFrame:
    """A difference over a grid of two parameters: columns CELL_COLUMNS, empty cells included (difference NaN).

    Cells lie between quantiles of the samples, so that each row and column of cells has about as many futures. The
    interval counts futures and seeds (crossed.py). Raises InputError for unknown parameters.
    """
    known = list(table.samples.columns)
    if problems := [Problem(f"parameter {n!r}", f"not varied{nearest(n, known)}") for n in (x, y) if n not in known]:
        raise InputError(problems)
    inputs = table.samples.loc[list(response.samples), [x, y]].to_numpy(float)
    edges = [_edges(inputs[:, k], bins) for k in (0, 1)]
    place = np.array([np.searchsorted(edges[k][1:-1], inputs[:, k], side="right") for k in (0, 1)])
    rows = []
    for i in range(len(edges[0]) - 1):
        for j in range(len(edges[1]) - 1):
            values = response.values[(place[0] == i) & (place[1] == j)]
            mean, low, high = mean_interval(values)
            bounds = (edges[0][i], edges[0][i + 1], edges[1][j], edges[1][j + 1])
            rows.append((*bounds, mean, low, high, verdict(low, high), len(values)))
    return pd.DataFrame(rows, columns=CELL_COLUMNS)


def _edges(values: FloatArray, bins: int) -> FloatArray:
    """Edges of cells with about as many values each; fewer where values repeat."""
    edges: FloatArray = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    return edges if len(edges) > 1 else np.array([edges[0], edges[0]])


def against_the_grain(response: Crossed) -> tuple[Sequence[int], FloatArray]:
    """Samples of a difference, and 1.0 where its sign is not that of most futures (0.0 elsewhere, also at nought)."""
    sign = np.sign(response.means)
    usual = 1.0 if (sign > 0).sum() >= (sign < 0).sum() else -1.0
    return response.samples, (sign == -usual).astype(float)
