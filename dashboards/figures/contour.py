"""Where the answer flips, smoothly: a response surface over two parameters, its line at nought, and the base case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from dashboards.figures._contours import contours
from dashboards.figures._study import (
    LEFT,
    RIGHT,
    WIDTH,
    Scale,
    Subject,
    axis_title,
    factor_title,
    in_unit,
    shown_factor,
    titled,
)
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.figures.flips import FAINTEST, STRONGEST
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.analysis.plane import STEPS, Plane
from sim.tables import FloatArray

HEIGHT, TOP, BELOW = 250.0, 26.0, 96.0
WIDE = 1.959964
"""Standard deviations to either end of a 95 % interval."""
MOST_LEVELS = 4
UNKNOWN = 99
ROWS_OF_TABLE = 5


@dataclass(frozen=True)
class Contour:
    """x, y: the parameters; plane: the surface over them."""

    key: ClassVar[str] = "contour"
    subject: Subject
    x: str
    y: str
    plane: Plane

    def sentence(self, say: Words) -> str:
        """Where the line runs, what the base case says, and how far the surface is off."""
        p, s = self.plane, self.subject
        turns = bool(p.mean.min() < 0 < p.mean.max())
        words = [say(f"studies.contour.{'turns' if turns else 'one_side'}")]
        if p.base is not None:
            low, high = (p.at[0] + side * WIDE * p.at[1] for side in (-1, 1))
            told = f"{s.signed(p.at[0], say)} {s.unit(say)}"
            words.append(say("studies.contour.base", difference=told, interval=s.interval(low, high, say)))
        else:
            words.append(say("studies.contour.no_base"))
        if p.held:
            held = say.listed([f"{factor_title(n, say)} {in_unit(n, v, say)}" for n, v in p.held])
            words.append(say("studies.contour.held", held=held))
        if p.clipped:
            words.append(say("studies.contour.clipped", names=say.listed([factor_title(n, say) for n in p.clipped])))
        error = f"{say.plain(p.error * s.factor)} {s.unit(say)}"
        futures = say.plain(p.futures, 0)
        if p.futures < p.complete:
            futures += f" {say('word.of')} {say.plain(p.complete, 0)}"
        if p.explained <= 0:
            words.append(say("studies.contour.nothing", error=error, futures=futures))
        else:
            share = f"{say.plain(100 * p.explained, 0)} %"
            words.append(say("studies.contour.error", error=error, share=share, futures=futures))
        return " ".join(words)

    def frame(self) -> pd.DataFrame:
        """Every point of the grid with the ends of its 95 % interval."""
        p = self.plane
        across, up = np.meshgrid(p.x, p.y, indexing="ij")
        low, high = p.mean - WIDE * p.deviation, p.mean + WIDE * p.deviation
        columns = {"x": self.x, "y": self.y, "x_value": across.ravel(), "y_value": up.ravel()}
        ends = {"difference": p.mean.ravel(), "low": low.ravel(), "high": high.ravel(), "known": p.known.ravel()}
        return pd.DataFrame({**columns, **ends})

    def table(self, say: Words) -> Table:
        """Some of its points."""
        p, s = self.plane, self.subject
        picked = np.linspace(0, len(p.x) - 1, ROWS_OF_TABLE).round().astype(int)
        body = []
        for i in picked:
            for j in picked:
                m, d = float(p.mean[i, j]), float(p.deviation[i, j])
                told = s.interval(m - WIDE * d, m + WIDE * d, say) if p.known[i, j] else say("studies.contour.unknown")
                body.append((in_unit(self.x, p.x[i], say), in_unit(self.y, p.y[j], say), s.signed(m, say), told))
        difference = f"{say('studies.difference')}, {s.unit(say)}"
        head = (factor_title(self.x, say), factor_title(self.y, say), difference, say("studies.interval"))
        return Table(say("studies.contour.caption"), head, "llrr", tuple(body))

    def draw(self, say: Words, palette: Palette) -> str:
        """Bands of equal difference, hatched where its interval holds nought; the line at nought is bold, the ends of
        its interval are dashed, the base case is a cross, futures are small dots."""
        p = self.plane
        f, g = shown_factor(self.x), shown_factor(self.y)
        x = Scale(p.x[0] * f, p.x[-1] * f, LEFT, WIDTH - RIGHT)
        y = Scale(p.y[0] * g, p.y[-1] * g, TOP + HEIGHT, TOP)
        step = _step(float(np.abs(p.mean).max()) * self.subject.factor)
        parts = [_hatch(palette), *self._bands(x, y, step, palette), *_axes(self.x, self.y, x, y, say, palette)]
        for shift, style in ((WIDE, "end"), (-WIDE, "end"), (0.0, "contour")):
            parts += [_path(line, x, y, style, palette) for line in contours(p.mean + shift * p.deviation)]
        dots = [(x.at(a * f), y.at(b * g)) for a, b in p.samples]
        parts += [element("circle", cx=a, cy=b, r=1.6, fill=palette.ink, fill_opacity=0.55) for a, b in dots]
        if p.base is not None:
            parts.append(_cross(x.at(p.base[0] * f), y.at(p.base[1] * g), palette))
        parts += self._key(step, say, palette)
        return picture(WIDTH, TOP + HEIGHT + BELOW, parts, self.sentence(say))

    def _bands(self, x: Scale, y: Scale, step: float, palette: Palette) -> list[str]:
        """Cells between the grid's points, neighbours of a row that look the same drawn as one."""
        p, cells = self.plane, len(self.plane.x) - 1
        mean, deviation = _middles(p.mean), _middles(p.deviation)
        levels = np.ceil(np.abs(mean) * self.subject.factor / step).clip(1, MOST_LEVELS) * np.sign(mean)
        unsure = (np.abs(mean) < WIDE * deviation).astype(int)
        looks = np.where(_middles(p.known.astype(float)) < 1, UNKNOWN, 10 * levels + unsure).astype(int)
        wide, high = (x.end - x.start) / cells, (y.start - y.end) / cells
        parts = []
        for j in range(cells):
            row = looks[:, j]
            ends = [0, *(int(k) + 1 for k in np.flatnonzero(np.diff(row))), cells]
            for a, b in pairwise(ends):
                size = {"width": (b - a) * wide, "height": high + 0.3}
                box: dict[str, Any] = {"x": x.start + a * wide, "y": y.start - (j + 1) * high, **size}
                level, hatched = divmod(int(row[a]), 10)
                if row[a] == UNKNOWN:
                    continue
                parts.append(element("rect", **box, fill=_shade(level, palette)))
                parts += [element("rect", **box, fill="url(#unsure)")] if hatched else []
        return parts

    def _key(self, step: float, say: Words, palette: Palette) -> list[str]:
        """What the bands, the hatching, the lines and the cross mean, below the axis."""
        top, places = TOP + HEIGHT + 50, max(0, -math.floor(math.log10(step)))
        width = (WIDTH - LEFT - RIGHT) / (2 * MOST_LEVELS)
        parts = []
        small = {"font_size": 11, "fill": palette.quiet}
        for k in range(-MOST_LEVELS, MOST_LEVELS):
            level = k if k < 0 else k + 1
            left = LEFT + (k + MOST_LEVELS) * width
            box: dict[str, Any] = {"x": left, "y": top, "width": width, "height": 10.0}
            parts.append(element("rect", **box, fill=_shade(level, palette)))
            if k > -MOST_LEVELS:
                label = say.signed(k * step, places) if k else "0"
                parts.append(text(label, left, top + 22, text_anchor="middle", **small))
        told = f"{self.subject.title(say)}: B − A, {self.subject.unit(say)}"
        parts.append(titled(told, top + 38, palette.quiet, 11.0))
        return parts


def _step(largest: float) -> float:
    """A round number of which `MOST_LEVELS` reach the largest difference, or nearly."""
    rough = (largest or 1.0) / MOST_LEVELS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m for m in (1, 2, 2.5, 5, 10) if m * power >= 0.9 * rough) * power


def _middles(values: FloatArray) -> FloatArray:
    """Means of the four corners of each cell."""
    found: FloatArray = (values[:-1, :-1] + values[1:, :-1] + values[:-1, 1:] + values[1:, 1:]) / 4
    return found


def _shade(level: int, palette: Palette) -> str:
    """The colour of a level: that of the higher side mixed with paper, so that cells may overlap unseen."""
    if level == 0:
        return palette.paper
    share = FAINTEST + (STRONGEST - FAINTEST) * abs(level) / MOST_LEVELS
    own, paper = (
        [int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (palette.b if level > 0 else palette.a, palette.paper)
    )
    return "#" + "".join(f"{round(share * o + (1 - share) * p):02X}" for o, p in zip(own, paper, strict=True))


def _hatch(palette: Palette) -> str:
    line = element("path", d="M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", stroke=palette.quiet, stroke_width=0.8)
    size: dict[str, Any] = {"width": 6, "height": 6, "patternUnits": "userSpaceOnUse"}
    return element("defs", element("pattern", line, id="unsure", **size))


def _axes(name_x: str, name_y: str, x: Scale, y: Scale, say: Words, palette: Palette) -> list[str]:
    small = {"font_size": 12, "fill": palette.quiet}
    parts = []
    marks, places = x.marks()
    parts += [text(say.plain(m, places), x.at(m), y.start + 16, text_anchor="middle", **small) for m in marks]
    marks, places = y.marks()
    parts += [text(say.plain(m, places), x.start - 6, y.at(m) + 4, text_anchor="end", **small) for m in marks]
    titles = (
        titled(axis_title(name_x, say), y.start + 36, palette.ink),
        titled(axis_title(name_y, say), y.end - 10, palette.ink, left=True),
    )
    return [*parts, *titles]


def _path(line: list[tuple[float, float]], x: Scale, y: Scale, style: str, palette: Palette) -> str:
    across, up = ((s.end - s.start) / (STEPS - 1) for s in (x, y))
    points = " ".join(f"{x.start + a * across:.1f},{y.start + b * up:.1f}" for a, b in line)
    look: dict[str, Any] = (
        {"stroke_width": 3.5} if style == "contour" else {"stroke_width": 1.4, "stroke_dasharray": "5 4"}
    )
    return element(
        "polyline", points=points, fill="none", stroke=palette.ink, stroke_linejoin="round", class_=style, **look
    )


def _cross(x: float, y: float, palette: Palette) -> str:
    arms = f"M{x - 6:.1f},{y - 6:.1f} L{x + 6:.1f},{y + 6:.1f} M{x - 6:.1f},{y + 6:.1f} L{x + 6:.1f},{y - 6:.1f}"
    under = element("path", d=arms, stroke=palette.paper, stroke_width=7.0, stroke_linecap="round")
    return under + element("path", d=arms, stroke=palette.ink, stroke_width=3.5, stroke_linecap="round", class_="base")
