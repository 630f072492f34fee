"""Bands of granted hours: a course of care is one of a few, and stays the same while help stays within its band."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping


def band_edges(values: Mapping[str, float]) -> tuple[float, ...]:
    """Weekly hours at which the next band begins: `bundle_bands` bands, each as many times wider than the one before.

    The lowest ends at `first_band_hours`, the highest begins at `last_band_hours`.
    """
    count = int(values["bundle_bands"])
    low, high = values["first_band_hours"], values["last_band_hours"]
    if count == 2:
        return (math.sqrt(low * high),)
    return tuple(low * (high / low) ** (k / (count - 2)) for k in range(count - 1))


def band_of(hours: float, edges: tuple[float, ...]) -> int:
    """The band of so many weekly hours: 0 for the lowest."""
    return bisect_right(edges, hours)
