"""Paired statistics: both arms meet the same luck, so their difference is taken run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from experiments.comparison import MeasureRow
from sim.measures.catalogue import CATALOGUE, in_money
from sim.tables import FloatArray

CONFIDENCE = 0.95
DECISION_MEASURES = ("carers_14", "overhead_share_cost", "cost_per_delivered_hour")
"""Measures whose intervals a precision target is about."""
CONTESTED_MEASURES = (
    *DECISION_MEASURES,
    "admissions",
    "granted_hours",
    "sick_time_share",
    "turnover",
    "cost_per_citizen_month",
)
"""Measures whose verdicts a comparison tries without each contested link: those above, and what the links are about."""


def paired_interval(a: FloatArray, b: FloatArray) -> tuple[float, float, float]:
    """Mean of b - a with its 95 % t-interval; an undefined interval with fewer than two pairs."""
    gaps = b - a
    if len(gaps) == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(gaps.mean())
    if len(gaps) < 2:
        return mean, float("nan"), float("nan")
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(gaps) - 1) * gaps.std(ddof=1) / np.sqrt(len(gaps)))
    return mean, mean - half, mean + half


def compare_measures(
    a: Sequence[Mapping[str, float]], b: Sequence[Mapping[str, float]], currency: str = "DKK"
) -> tuple[MeasureRow, ...]:
    """A row per measure from paired runs; runs in which either is undefined are left out and counted."""
    rows = []
    for m in CATALOGUE:
        both = np.array([[x[m.key], y[m.key]] for x, y in zip(a, b, strict=True)], float).reshape(-1, 2)
        defined = both[~np.isnan(both).any(axis=1)]
        difference, low, high = paired_interval(defined[:, 0], defined[:, 1])
        means = defined.mean(axis=0) if len(defined) else np.full(2, np.nan)
        rows.append(
            MeasureRow(
                m.key,
                m.title,
                m.leg,
                in_money(m.unit, currency),
                float(means[0]),
                float(means[1]),
                difference,
                low,
                high,
                len(defined),
                len(both) - len(defined),
            )
        )
    return tuple(rows)


def precise_enough(rows: Sequence[MeasureRow], precision: float) -> bool:
    """Whether half the interval of each decision measure is at most `precision` times the first arm's mean."""
    for row in rows:
        if row.key in DECISION_MEASURES and row.pairs > 0:
            half = (row.high - row.low) / 2
            if not half <= precision * abs(row.mean_a):
                return False
    return True
