"""When a point has enough replications: a precision rule on paired differences, with look-ahead.

Half the 95 % t-interval of the paired difference of each decision measure must be at most a share of the reference
arm's mean, and must stay so when a few more replications are added, so that an interval that is narrow by chance early
on doesn't end it (Hoad, Robinson and Davies 2010, "Automated selection of the number of replications for a discrete-
event simulation", whose look-ahead of 5 replications, growing beyond 100, is used here).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.statistics import CONFIDENCE
from sim.tables import FloatArray

LOOK_AHEAD = 5
LARGE = 100
"""Replications beyond which one looks further ahead."""
FEWEST = 3
"""Replications from which an interval is taken to mean something."""


def look_ahead(replications: int) -> int:
    """How many more replications the interval has to stay narrow for."""
    return LOOK_AHEAD * max(replications, LARGE) // LARGE


def relative_half_widths(reference: FloatArray, other: FloatArray) -> FloatArray:
    """Half the interval of the mean paired difference over the reference's mean, after each replication.

    Both arrays have shape (replications, measures); a pair with a NaN takes no part. Returns the same shape; NaN with
    fewer than two pairs (0 where no pair is defined at all: there is nothing to wait for).
    """
    defined = ~(np.isnan(reference) | np.isnan(other))
    pairs = np.cumsum(defined, axis=0)
    gaps = np.where(defined, other - reference, 0.0)
    level = np.where(defined, reference, 0.0)
    shift = _first_defined(gaps, defined)
    centred = np.where(defined, gaps - shift, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        total, squares = np.cumsum(centred, axis=0), np.cumsum(centred**2, axis=0)
        variance = np.clip(squares - total**2 / pairs, 0.0, None) / (pairs - 1)
        half = stats.t.ppf((1 + CONFIDENCE) / 2, np.maximum(pairs - 1, 1)) * np.sqrt(variance / pairs)
        mean = np.abs(np.cumsum(level, axis=0) / pairs)
        ratio = np.where(half == 0.0, 0.0, half / mean)
    ratio[pairs < 2] = np.nan
    ratio[pairs == 0] = 0.0
    return np.asarray(ratio, float)


def _first_defined(gaps: FloatArray, defined: np.ndarray) -> FloatArray:
    """The first defined gap of each measure: taken off, so that sums of squares lose no digits."""
    rows = defined.argmax(axis=0)
    return np.asarray(gaps[rows, np.arange(gaps.shape[1])], float)


@dataclass(frozen=True)
class Verdict:
    """Whether the rule is met. enough: the replications that were enough, looked ahead from; width: the widest interval
    now, as a share of the reference's mean; measure: whose it is, by number."""

    enough: int | None
    width: float
    measure: int


def verdict(reference: FloatArray, others: list[FloatArray], target: float) -> Verdict:
    """The rule over all arms beside the reference; arrays (replications, measures), rows in order of replication."""
    ratios = np.max([relative_half_widths(reference, other) for other in others], axis=0)
    last = ratios[-1]
    measure = int(np.argmax(np.where(np.isnan(last), np.inf, last)))
    narrow = (ratios <= target).all(axis=1)
    for n in range(FEWEST, len(narrow) + 1):
        end = n + look_ahead(n)
        if end > len(narrow):
            break
        if narrow[n - 1 : end].all():
            return Verdict(n, float(last[measure]), measure)
    return Verdict(None, float(last[measure]), measure)
