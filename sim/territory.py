"""Splitting a place into neighbourhoods of equal work: halve along the longer side until there are enough."""

from __future__ import annotations

import numpy as np

from sim.tables import FloatArray, IntArray


def split(x: FloatArray, y: FloatArray, work: FloatArray, parts: int) -> IntArray:
    """Neighbourhood (0 to parts - 1) of each home, with about equal sums of `work`; deterministic."""
    out = np.zeros(len(x), np.int32)
    _halve(np.arange(len(x)), x, y, work, parts, 0, out)
    return out


def _halve(
    homes: np.ndarray[tuple[int], np.dtype[np.int64]],
    x: FloatArray,
    y: FloatArray,
    work: FloatArray,
    parts: int,
    first: int,
    out: IntArray,
) -> None:
    if parts <= 1 or len(homes) <= 1:
        out[homes] = first
        return
    along = x if np.ptp(x[homes]) >= np.ptp(y[homes]) else y
    order = homes[np.argsort(along[homes], kind="stable")]
    low = parts // 2
    total = np.cumsum(work[order])
    cut = int(np.searchsorted(total, total[-1] * low / parts))
    cut = min(max(cut, 1), len(order) - 1)
    _halve(order[:cut], x, y, work, low, first, out)
    _halve(order[cut:], x, y, work, parts - low, first + low, out)
