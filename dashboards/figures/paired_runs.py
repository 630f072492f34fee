"""Paired runs as dots: the measure with A along, with B upwards, and the line on which they would be equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from dashboards import said
from dashboards.figures._study import LEFT, RIGHT, WIDTH, Scale, Subject, ground
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words

HEIGHT, TOP, BELOW = 260.0, 26.0, 62.0
MOST_DOTS = 600
"""Dots that are drawn; of more pairs every so many, in the study's order. The table behind it has all."""
MOST_ROWS = 50


@dataclass(frozen=True)
class PairedRuns:
    """pairs: columns `sample`, `replication`, `a`, `b`, a row for each finished pair that defines the measure."""

    key: ClassVar[str] = "pairs"
    subject: Subject
    pairs: pd.DataFrame

    def sentence(self, say: Words) -> str:
        """On which side how many pairs lie."""
        gaps = self.pairs["b"] - self.pairs["a"]
        return say(
            "studies.pairs.sentence",
            pairs=say.plain(len(gaps), 0),
            higher=say.plain(int((gaps > 0).sum()), 0),
            lower=say.plain(int((gaps < 0).sum()), 0),
            equal=say.plain(int((gaps == 0).sum()), 0),
            b=self.subject.b.told(say),
        )

    def frame(self) -> pd.DataFrame:
        """All pairs with their difference."""
        return self.pairs.assign(difference=self.pairs["b"] - self.pairs["a"])

    def table(self, say: Words) -> Table:
        """The first pairs."""
        factor = self.subject.factor
        body = tuple(
            (
                say.plain(row.sample, 0),
                say.plain(row.replication, 0),
                say.plain(row.a * factor),
                say.plain(row.b * factor),
                self.subject.signed(row.b - row.a, say),
            )
            for row in self.pairs.head(MOST_ROWS).itertuples()
        )
        head = tuple(say(f"studies.{k}") for k in ("future", "replication", "a", "b", "difference"))
        return Table(say("studies.pairs.caption", shown=len(body), pairs=len(self.pairs)), head, "rrrrr", body)

    def draw(self, say: Words, palette: Palette) -> str:
        """Circles where A is higher, diamonds where B is, open squares where they are equal."""
        dots = self.pairs.iloc[:: max(1, -(-len(self.pairs) // MOST_DOTS))][["a", "b"]].to_numpy(float)
        dots = dots * self.subject.factor
        both = [float(v) for v in dots.ravel()]
        x = Scale.around(both, LEFT, WIDTH - RIGHT, zero=False)
        y = Scale(x.low, x.high, TOP + HEIGHT, TOP)
        unit = said.unit_of(self.subject.measure, say)
        names = (f"{self.subject.a.told(say)}, {unit}", f"{self.subject.b.told(say)}, {unit}")
        parts = ground(x, y, names, say, palette)
        parts.append(
            element(
                "line", x1=x.start, y1=y.start, x2=x.end, y2=y.end, stroke=palette.ink, stroke_width=1.5,
                stroke_dasharray="5 4",
            )
        )  # fmt: skip
        label = say("studies.pairs.equal")
        parts.append(
            text(label, (x.start + x.end) / 2, y.start + 54, font_size=12, text_anchor="middle", fill=palette.quiet)
        )
        parts += [_dot(x.at(a), y.at(b), float(np.sign(b - a)), palette) for a, b in dots]
        return picture(WIDTH, TOP + HEIGHT + BELOW, parts, self.sentence(say))


def _dot(x: float, y: float, side: float, palette: Palette) -> str:
    if side > 0:
        corners = f"{x - 4.5:.1f},{y:.1f} {x:.1f},{y - 4.5:.1f} {x + 4.5:.1f},{y:.1f} {x:.1f},{y + 4.5:.1f}"
        return element("polygon", points=corners, fill=palette.b, fill_opacity=0.7)
    if side < 0:
        return element("circle", cx=x, cy=y, r=3.6, fill=palette.a, fill_opacity=0.7)
    return element("rect", x=x - 3, y=y - 3, width=6, height=6, fill="none", stroke=palette.quiet, stroke_width=1.5)
