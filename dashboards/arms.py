"""The two arms of a comparison as a reader meets them: told apart by name, and paired replication by replication."""

from __future__ import annotations

import pandas as pd

from experiments.comparison import Comparison


def names(comparison: Comparison) -> tuple[str, str]:
    """The titles of A and B; with their letter where both have the same title."""
    if comparison.title_a == comparison.title_b:
        return f"{comparison.title_a} (A)", f"{comparison.title_b} (B)"
    return comparison.title_a, comparison.title_b


def split(comparison: Comparison, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of A and the rows of B in one of the comparison's tables.

    An arm compared with itself has one name for two sides. Its runs are the same runs, so both sides get one copy.
    """
    if comparison.a == comparison.b:
        same = frame[frame["arm"] == comparison.a].drop_duplicates()
        return same, same
    return frame[frame["arm"] == comparison.a], frame[frame["arm"] == comparison.b]


def differences(comparison: Comparison, key: str) -> pd.Series:
    """B minus A of one measure, indexed by replication, for the replications where both arms define it."""
    of_a, of_b = (side.set_index("replication")[key] for side in split(comparison, comparison.runs))
    return (of_b - of_a).astype(float).dropna().sort_index()


def replications(comparison: Comparison) -> int:
    """How many paired replications stand behind the comparison."""
    of_a, of_b = (set(side["replication"]) for side in split(comparison, comparison.runs))
    return len(of_a & of_b)
