"""A waterfall in rows, for pages that speak two languages: from A's value step by step to B's, a small picture a row.

The axis holds every step and whisker, not nought: bars show differences, and where A and B lie is marked by points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.figures._svg import Palette, element, picture, text
from dashboards.figures.waterfall import Step
from dashboards.words.catalogue import Words

WIDTH, SIDE = 300.0, 12.0
HEIGHT, THICK = 30.0, 14.0
BELOW = 20.0
TIP = 5.0


@dataclass(frozen=True)
class Axis:
    """From which value to which the pictures reach, in the measure's unit."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value lies in a picture."""
        return SIDE + (WIDTH - 2 * SIDE) * (value - self.low) / (self.high - self.low)


def starts(parts: Sequence[Step], a: float) -> list[float]:
    """Where each part begins: the first at A's value, each other where the one before ended."""
    at, out = a, []
    for part in parts:
        out.append(at)
        at += part.value
    return out


def axis(parts: Sequence[Step], a: float, b: float) -> Axis:
    """An axis that holds both values, every step and every whisker, with a little room."""
    marks = [a, b]
    for start, part in zip(starts(parts, a), parts, strict=True):
        marks += [start + v for v in (part.value, part.low, part.high) if math.isfinite(v)]
    low, high = min(marks), max(marks)
    room = 0.06 * (high - low) or max(abs(low) * 0.01, 1e-6)
    return Axis(low - room, high + room)


def part_row(part: Step, start: float, scale: Axis, palette: Palette, label: str) -> str:
    """One part as SVG: an arrow from where the last ended, its 95 % whisker, and lines to the rows above and below."""
    end = start + part.value
    x0, x1, y = scale.x(start), scale.x(end), HEIGHT / 2
    parts = [_thread(x0, 0, y, palette), _thread(x1, y, HEIGHT, palette), _arrow(x0, x1, y, palette)]
    if math.isfinite(part.low) and math.isfinite(part.high):
        left, right = scale.x(start + part.low), scale.x(start + part.high)
        parts.append(element("line", x1=left, x2=right, y1=y, y2=y, stroke=palette.ink, stroke_width=1.5))
        parts += [
            element("line", x1=x, x2=x, y1=y - 4, y2=y + 4, stroke=palette.ink, stroke_width=1.5) for x in (left, right)
        ]
    return picture(WIDTH, HEIGHT, parts, label)


def end_row(value: float, is_b: bool, scale: Axis, say: Words, palette: Palette, label: str) -> str:
    """A's or B's own value: a circle or a diamond; under B's the axis."""
    x, y = scale.x(value), HEIGHT / 2
    thread = (0.0, y) if is_b else (y, HEIGHT)
    parts = [_thread(x, *thread, palette), _point(x, y, is_b, palette)]
    if is_b:
        parts += _scale(scale, say, palette)
    return picture(WIDTH, HEIGHT + (BELOW if is_b else 0), parts, label)


def _thread(x: float, top: float, bottom: float, palette: Palette) -> str:
    return element(
        "line", x1=x, x2=x, y1=float(top), y2=float(bottom), stroke=palette.quiet, stroke_width=1.2,
        stroke_dasharray="2 2",
    )  # fmt: skip


def _arrow(x0: float, x1: float, y: float, palette: Palette) -> str:
    """A bar that ends in a tip: which way it goes is seen without its colour."""
    half, way = THICK / 2, 1 if x1 >= x0 else -1
    if abs(x1 - x0) < 1:
        return element("rect", x=x0 - 1, y=y - half, width=2.0, height=THICK, fill=palette.quiet)
    neck = x1 - way * min(TIP, abs(x1 - x0))
    corners = [(x0, y - half), (neck, y - half), (x1, y), (neck, y + half), (x0, y + half)]
    points = " ".join(f"{x:.1f},{height:.1f}" for x, height in corners)
    return element("polygon", points=points, fill=palette.b if way > 0 else palette.a)


def _point(x: float, y: float, is_b: bool, palette: Palette) -> str:
    if is_b:
        corners = f"{x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f} {x - 7:.1f},{y:.1f}"
        return element("polygon", points=corners, fill=palette.b)
    return element("circle", cx=x, cy=y, r=6.0, fill=palette.a)


def _scale(scale: Axis, say: Words, palette: Palette) -> list[str]:
    """A line and two to five round numbers."""
    span = scale.high - scale.low
    step = 10.0 ** math.floor(math.log10(span / 2))
    step *= next(m for m in (5, 2, 1) if m * step * 2 <= span or m == 1)
    places = max(0, -math.floor(math.log10(step)))
    marks = [k * step for k in range(math.ceil(scale.low / step), math.floor(scale.high / step) + 1)]
    parts = [element("line", x1=SIDE, x2=WIDTH - SIDE, y1=HEIGHT, y2=HEIGHT, stroke=palette.line)]
    for mark in marks:
        x = min(max(scale.x(mark), 24.0), WIDTH - 24.0)
        parts.append(
            text(say.plain(mark, places), x, HEIGHT + 15, font_size=13, text_anchor="middle", fill=palette.quiet)
        )
    return parts
