"""Paired differences: every option against the reference, in the same futures and with the same luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis.crossed import mean_interval
from experiments.analysis.options import Crossed, crossed, find, options, outcomes
from experiments.study.table import StudyTable

COLUMNS = [
    "measure",
    "option",
    "reference",
    "mean_reference",
    "mean",
    "difference",
    "low",
    "high",
    "verdict",
    "futures",
    "seeds",
    "left_out",
    "higher_in",
    "lower_in",
]


def paired_table(table: StudyTable, measures: Sequence[str], reference: str | None = None) -> pd.DataFrame:
    """A row per measure and option: option minus reference on average over futures and luck.

    difference, low, high: its mean with a 95 % interval that counts futures and seeds as two draws (crossed.py).
    verdict: as in a comparison. futures, seeds: the complete block behind it; left_out: samples that lack a run or
    where the measure is undefined. higher_in, lower_in: share of futures in which the mean over seeds lies above, below
    nought. Raises InputError for unknown names.
    """
    base = find(table, reference).name if reference else options(table)[0].name
    rows = []
    for measure in measures:
        wide = outcomes(table, measure)
        for option in options(table):
            if option.name != base:
                gap = crossed(wide[option.name] - wide[base])
                rows.append((measure, option.name, base, *_means(wide, gap, base, option.name), *_row(gap)))
    return pd.DataFrame(rows, columns=COLUMNS)


def verdict(low: float, high: float) -> str:
    """Whether the difference lies above nought: only when the whole interval does."""
    if low > 0:
        return "higher"
    if high < 0:
        return "lower"
    return "the same" if low == high == 0 else "cannot tell"


def _means(wide: pd.DataFrame, gap: Crossed, base: str, name: str) -> tuple[float, float]:
    """Means of both options over the block that the difference stands on."""
    cells = pd.MultiIndex.from_product([gap.samples, gap.seeds], names=["sample", "replication"])
    block = wide.loc[wide.index.isin(cells)]
    return (float(block[base].mean()), float(block[name].mean())) if gap.values.size else (np.nan, np.nan)


def _row(gap: Crossed) -> tuple[object, ...]:
    mean, low, high = mean_interval(gap.values)
    n, seeds = gap.values.shape
    above, below = (float((gap.means * side > 0).mean()) if n else np.nan for side in (1, -1))
    return mean, low, high, verdict(low, high), n, seeds, gap.left_out, above, below
