"""Are the replications enough? A difference as it would have been reported after two, three, four ... seeds."""

from __future__ import annotations

import pandas as pd

from experiments.analysis.crossed import mean_interval
from experiments.analysis.options import Crossed
from experiments.analysis.paired import verdict

COLUMNS = ["replications", "difference", "low", "high", "verdict"]


def running_mean(response: Crossed) -> pd.DataFrame:
    """A row for each number of seeds from 2 on: mean over futures and these first seeds, 95 % interval, verdict.

    The interval counts futures and seeds as two draws (crossed.py): more seeds don't shrink what futures differ by.
    Empty with one seed.
    """
    rows = []
    for seeds in range(2, response.values.shape[1] + 1):
        mean, low, high = mean_interval(response.values[:, :seeds])
        rows.append((seeds, mean, low, high, verdict(low, high)))
    return pd.DataFrame(rows, columns=COLUMNS)


def settled_from(running: pd.DataFrame) -> int | None:
    """The number of seeds from which on every verdict is the last one; None when the last is `cannot tell`, or there
    is none."""
    if running.empty or running["verdict"].iloc[-1] == "cannot tell":
        return None
    other = running.index[running["verdict"] != running["verdict"].iloc[-1]]
    return int(running["replications"].iloc[int(other[-1]) + 1 if len(other) else 0])
