"""Where each measure stands in the picture of paired differences: its line, its dots and its own scale."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboards import arms
from experiments import numbers
from experiments.comparison import Comparison, MeasureRow

FloatArray = NDArray[np.float64]

MOST_DOTS = 20
LABEL_LETTERS = 21
TEXT_HEIGHT, HEADING_HEIGHT, LOWEST_LINE = 15, 34, 52
MIDDLE, HALF_BAND, INTERVAL, SCALE = 15, 9, 31, 43  # pixels below the top of a line


@dataclass(frozen=True)
class Line:
    """One measure placed in pixels from the top. `scale` is the difference at the end of its axis."""

    row: MeasureRow
    dots: FloatArray
    scale: float
    top: int
    height: int

    @property
    def x(self) -> FloatArray:
        """The dots between −1 and 1."""
        return self.along(self.dots)

    @property
    def y(self) -> FloatArray:
        """The height of the sorted dots: neighbours lie far apart, equals on each other, the same in every drawing."""
        golden = np.mod(np.arange(self.dots.size, dtype=np.float64) * 0.618034, 1.0)
        band = HALF_BAND if self.dots.size and np.ptp(self.dots) > 0 else 0
        return self.top + MIDDLE + band * (2 * golden - 1)

    def along(self, differences: FloatArray) -> FloatArray:
        """Differences as places on the axis, from −1 to 1."""
        return differences / (self.scale or 1.0)


@dataclass(frozen=True)
class Placed:
    """All lines, the tops of the leg headings, and the height of the whole."""

    lines: tuple[Line, ...]
    headings: tuple[tuple[str, int], ...]
    height: int


def place(comparison: Comparison) -> Placed:
    """Stack the measures leg by leg, in the order of the comparison."""
    lines: list[Line] = []
    headings: list[tuple[str, int]] = []
    top = 0
    for leg in dict.fromkeys(row.leg for row in comparison.rows):
        headings.append((leg, top))
        lines += _lines(comparison, [row for row in comparison.rows if row.leg == leg], top + HEADING_HEIGHT)
        top = lines[-1].top + lines[-1].height
    return Placed(tuple(lines), tuple(headings), max(top, 1))


def _lines(comparison: Comparison, rows: list[MeasureRow], top: int) -> Iterator[Line]:
    for row in rows:
        dots = _dots(arms.differences(comparison, row.key).to_numpy())
        ends = [abs(end) for end in (*dots, row.low, row.high) if math.isfinite(end)]
        label_lines = sum(len(textwrap.wrap(text, LABEL_LETTERS)) for text in (row.title, row.unit))
        height = max(LOWEST_LINE, label_lines * TEXT_HEIGHT + 10)
        yield Line(row, dots, _end(ends), top, height)
        top += height


def _end(ends: list[float]) -> float:
    """A round number at or beyond the farthest difference; nought when there is none to show."""
    farthest = max(ends, default=0.0)
    return numbers.round_up(farthest) if farthest else 0.0


def _dots(values: FloatArray) -> FloatArray:
    """The differences themselves or, when there are many, the middles of twenty equal shares of them."""
    if values.size <= MOST_DOTS:
        return np.sort(values)
    shares = (np.arange(MOST_DOTS) + 0.5) / MOST_DOTS
    return np.asarray(np.quantile(values, shares), dtype=np.float64)
