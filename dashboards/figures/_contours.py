"""Lines of equal height through a grid of values (marching squares), as polylines in the grid's own coordinates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.tables import FloatArray

Point = tuple[float, float]


def contours(values: FloatArray, level: float = 0.0) -> list[list[Point]]:
    """Polylines on which values, shape (columns, rows), are at the level by straight lines between neighbours.

    Points are (column, row) as fractions. A value at the level counts as above it, NaN as no value: no line goes there.
    """
    ends: dict[Point, list[Point]] = {}
    for a, b in _segments(np.asarray(values, float) - level):
        if a != b:
            ends.setdefault(a, []).append(b)
            ends.setdefault(b, []).append(a)
    lines = []
    for start in sorted(ends, key=lambda p: (len(ends[p]) != 1, p)):  # open lines from their ends, then rings
        while ends[start]:
            lines.append(_followed(start, ends))
    return lines


def _followed(start: Point, ends: dict[Point, list[Point]]) -> list[Point]:
    line = [start]
    while ends[line[-1]]:
        here = line[-1]
        there = ends[here].pop()
        ends[there].remove(here)
        line.append(there)
    return line


def _segments(v: FloatArray) -> Iterator[tuple[Point, Point]]:
    for i in range(v.shape[0] - 1):
        for j in range(v.shape[1] - 1):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            heights = [float(v[c]) for c in corners]
            if not np.isfinite(heights).all():
                continue
            crossed = [
                _between(corners[k], corners[(k + 1) % 4], heights[k], heights[(k + 1) % 4])
                for k in range(4)
                if (heights[k] >= 0) != (heights[(k + 1) % 4] >= 0)
            ]
            if len(crossed) == 4 and (sum(heights) >= 0) != (heights[0] >= 0):  # a saddle: the middle decides
                crossed = [*crossed[1:], crossed[0]]
            yield from zip(crossed[::2], crossed[1::2], strict=True)


def _between(a: tuple[int, int], b: tuple[int, int], at_a: float, at_b: float) -> Point:
    """Where the line between two corners is at nought; the same from either side, to the last digit."""
    if b < a:
        a, b, at_a, at_b = b, a, at_b, at_a
    share = at_a / (at_a - at_b)
    return round(a[0] + share * (b[0] - a[0]), 9), round(a[1] + share * (b[1] - a[1]), 9)
