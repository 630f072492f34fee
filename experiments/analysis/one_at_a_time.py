"""One-at-a-time designs: what becomes of a response when one parameter alone leaves its base value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.analysis.options import Crossed
from experiments.analysis.sobol import LUCK
from experiments.statistics import paired_interval
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem

COLUMNS = ["factor", "value", "effect", "low", "high"]


def one_at_a_time(table: StudyTable, response: Crossed) -> pd.DataFrame:
    """A row per sample that differs from the base in one factor, largest effect first, and one for luck.

    effect: the response there minus at the base, with the same seeds, and its 95 % t-interval. Luck: standard deviation
    between seeds at the base, which is what a single run is off by; NaN with one seed. Raises InputError when the base
    (the sample from which all others differ in at most one factor) isn't there.
    """
    inputs = table.samples.loc[list(response.samples), [f.name for f in table.factors]]
    values = inputs.to_numpy(float)
    far = [int(((values != values[k]).sum(axis=1) > 1).sum()) for k in range(len(values))]
    if not far or min(far) > 0:
        raise InputError([Problem("one at a time", "no sample is the base from which all others differ in one factor")])
    base = far.index(0)
    at_base = response.values[base]
    rows: list[tuple[object, ...]] = []
    for k in range(len(values)):
        moved = np.flatnonzero(values[k] != values[base])
        if len(moved):
            name = str(inputs.columns[moved[0]])
            rows.append((name, values[k, moved[0]], *paired_interval(at_base, response.values[k])))
    luck = float(at_base.std(ddof=1)) if len(at_base) > 1 else np.nan
    rows.append((LUCK, np.nan, luck, np.nan, np.nan))
    found = pd.DataFrame(rows, columns=COLUMNS)
    order = found["effect"].abs().sort_values(ascending=False).index
    return found.loc[order].reset_index(drop=True)
