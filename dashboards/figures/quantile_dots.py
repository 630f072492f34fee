"""One measure's paired differences as twenty dots: each stands for 5 of 100 runs, colour and shape tell the sign.

A quantile dot plot lets a reader count chances instead of reading an interval as a fixed fact. Up to twenty runs are
one dot each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dashboards.figures._svg import LIGHT, Palette, element, picture, text
from dashboards.words.catalogue import Words
from sim.tables import FloatArray

DOTS = 20
WIDTH, SIDE = 380.0, 16.0
SIZE = 5.0
PITCH = 11.0
BELOW = 30.0
MOST_ROWS = 6


def quantiles(differences: Sequence[float], dots: int = DOTS) -> FloatArray:
    """The differences themselves while there are few, else the middles of so many equal parts of them."""
    values = np.sort(np.asarray(differences, float))
    if len(values) <= dots:
        return values
    return np.asarray(np.quantile(values, (np.arange(dots) + 0.5) / dots), float)


def draw(differences: Sequence[float], label: str, say: Words, palette: Palette = LIGHT) -> str:
    """SVG text. differences: B minus A of each pair, finite. label: the same in words."""
    dots = quantiles(differences)
    low, high = _ends(dots)
    x = [SIDE + (WIDTH - 2 * SIDE) * (value - low) / (high - low) for value in dots]
    rows = _stacked(x)
    height = max(max(rows, default=0) + 1, 2) * PITCH + 8
    zero = SIDE + (WIDTH - 2 * SIDE) * (0 - low) / (high - low)
    base = height + 2
    parts = [
        element("line", x1=SIDE, x2=WIDTH - SIDE, y1=base, y2=base, stroke=palette.line),
        element("line", x1=zero, x2=zero, y1=2.0, y2=base + 14, stroke=palette.ink, stroke_width=1.5),
        *(
            _dot(place, height - PITCH / 2 - row * PITCH, value, palette)
            for place, row, value in zip(x, rows, dots, strict=True)
        ),
        *_middle(differences, low, high, base + 8, palette),
        *_scale(low, high, zero, base, say, palette),
    ]
    return picture(WIDTH, height + BELOW, parts, label)


def _ends(dots: FloatArray) -> tuple[float, float]:
    """Where the axis ends: beyond the farthest dots, zero always inside with some room around it."""
    low, high = (min(float(dots.min()), 0.0), max(float(dots.max()), 0.0)) if len(dots) else (0.0, 0.0)
    span = (high - low) or 1.0
    return low - 0.08 * span, high + 0.08 * span


def _stacked(x: Sequence[float]) -> list[int]:
    """The row of each dot, so that none lies on another; a very high pile begins again from the bottom, a bit aside."""
    free: dict[int, int] = {}
    rows = []
    for place in x:
        column = math.floor(place / (2 * SIZE + 0.6))
        row = free.get(column, 0)
        free[column] = row + 1
        rows.append(row)
    return rows


def _dot(x: float, y: float, value: float, palette: Palette) -> str:
    """A circle where A is higher, a diamond where B is, an open square where they are equal."""
    column = math.floor(x / (2 * SIZE + 0.6))
    x = (column + 0.5) * (2 * SIZE + 0.6)
    if value > 0:
        corners = f"{x:.1f},{y - SIZE:.1f} {x + SIZE:.1f},{y:.1f} {x:.1f},{y + SIZE:.1f} {x - SIZE:.1f},{y:.1f}"
        return element("polygon", points=corners, fill=palette.b)
    if value < 0:
        return element("circle", cx=x, cy=y, r=SIZE - 0.6, fill=palette.a)
    side = 2 * SIZE - 3
    return element(
        "rect", x=x - side / 2, y=y - side / 2, width=side, height=side, fill=palette.paper, stroke=palette.quiet,
        stroke_width=1.5,
    )  # fmt: skip


def _middle(differences: Sequence[float], low: float, high: float, y: float, palette: Palette) -> list[str]:
    """The line under the dots that holds 80 % of the runs, and the median on it."""
    if len(differences) < 2:
        return []
    at = [SIDE + (WIDTH - 2 * SIDE) * (v - low) / (high - low) for v in np.quantile(differences, [0.1, 0.5, 0.9])]
    return [
        element("line", x1=float(at[0]), x2=float(at[2]), y1=y, y2=y, stroke=palette.ink, stroke_width=3.5),
        element("circle", cx=float(at[1]), cy=y, r=4.5, fill=palette.paper, stroke=palette.ink, stroke_width=2),
    ]


def _scale(low: float, high: float, zero: float, base: float, say: Words, palette: Palette) -> list[str]:
    """Round numbers under the axis, none of them on top of another."""
    step = 10 ** math.floor(math.log10((high - low) / 2))
    step *= next(m for m in (5, 2, 1) if m * step * 2 <= (high - low) or m == 1)
    marks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    places = max(0, -math.floor(math.log10(step)))
    parts = []
    for mark in marks:
        x = zero + (WIDTH - 2 * SIDE) * mark / (high - low)
        parts.append(
            text(say.signed(mark, places), x, base + 26, font_size=13, text_anchor="middle", fill=palette.quiet)
        )
    return parts
