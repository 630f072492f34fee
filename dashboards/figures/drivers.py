"""What drives a difference: parameters and luck in one ranking, with their 95 % intervals."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from dashboards.figures._study import RIGHT, WIDTH, Scale, Subject, factor_title
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.analysis.drivers import REMAINDER
from experiments.analysis.sobol import LUCK

NAMES = 178.0
LETTERS = 26
PITCH = 38.0
LABEL = 52.0
"""Room for each line's number, at its right."""
MOST = 12
"""Lines of the picture; the table has all."""


@dataclass(frozen=True)
class Drivers:
    """ranking: as `sensitivity` gives it, largest first; size: the column that ranks, by a method named in words."""

    key: ClassVar[str] = "drivers"
    subject: Subject
    ranking: pd.DataFrame
    size: str

    def sentence(self, say: Words) -> str:
        """What leads, and where luck stands."""
        factors = self.ranking[~self.ranking["factor"].isin([LUCK, REMAINDER])]
        lead = factor_title(str(factors["factor"].iloc[0]), say) if len(factors) else say("studies.nothing")
        untold = self._share and len(factors) > 0 and not float(factors[f"{self.size}_low"].iloc[0]) > 0
        key = "untold" if untold else "lead"
        words = say(f"studies.drivers.{key}", lead=lead, measure=self.subject.title(say))
        luck = self.ranking[self.ranking["factor"] == LUCK]
        if self._share and len(luck) and np.isfinite(luck[self.size].iloc[0]):
            share = f"{say.plain(100 * float(luck[self.size].iloc[0]), 0)} %"
            words += " " + say("studies.drivers.luck", share=share)
        return f"{words} {say(f'studies.drivers.by_{self.size}')}"

    def frame(self) -> pd.DataFrame:
        """The ranking in full."""
        return self.ranking.copy()

    def table(self, say: Words) -> Table:
        """A row for each parameter, for luck and for what is left."""
        body = [
            (self._name(row.factor, say), self._told(row.value, say), self._ends(row.low, row.high, say))
            for row in self._rows().itertuples()
        ]
        head: tuple[str, ...] = (say("studies.factor"), self._heading(say), say("studies.interval"))
        if "prcc" not in self.ranking:
            return Table(say("studies.drivers.caption"), head, "lrr", tuple(body))
        ways = [say.signed(float(v), 2) if np.isfinite(v) else "–" for v in self.ranking["prcc"]]
        with_ways = tuple((*cells, way) for cells, way in zip(body, ways, strict=True))
        return Table(say("studies.drivers.caption"), (*head, say("studies.drivers.prcc")), "lrrr", with_ways)

    def draw(self, say: Words, palette: Palette) -> str:
        """A dot and an interval for each; luck as a diamond."""
        rows = self._rows().head(MOST)
        factor = 100.0 if self._share else self.subject.factor
        ends = [factor * v for v in rows[["value", "low", "high"]].to_numpy(float).ravel()]
        x = Scale.around(ends, NAMES, WIDTH - RIGHT - LABEL)
        bottom = len(rows) * PITCH + 6
        marks, places = x.marks()
        parts = []
        for mark in marks:
            place = x.at(mark)
            stroke = palette.ink if mark == 0 else palette.line
            words = say.plain(mark, places)
            parts.append(element("line", x1=place, x2=place, y1=2.0, y2=bottom, stroke=stroke))
            parts.append(text(words, place, bottom + 17, font_size=12, text_anchor="middle", fill=palette.quiet))
        for k, row in enumerate(rows.itertuples()):
            parts += self._line(k, row, factor, x, say, palette)
        parts.append(
            text(
                self._heading(say),
                (NAMES + WIDTH - LABEL) / 2,
                bottom + 36,
                font_size=12,
                text_anchor="middle",
                fill=palette.ink,
            )
        )
        return picture(WIDTH, bottom + 46, parts, self.sentence(say))

    @property
    def _share(self) -> bool:
        return self.size in ("share", "total")

    def _rows(self) -> pd.DataFrame:
        """Columns factor, value, low, high."""
        ends = (f"{self.size}_low", f"{self.size}_high") if self._share else ("low", "high")
        names = self.ranking["factor"].astype(str)
        if "value" in self.ranking:  # one at a time: a row for each value of a parameter
            names = names + self.ranking["value"].map(lambda v: f" = {v:g}" if np.isfinite(v) else "")
        columns = {"factor": names, "value": self.ranking[self.size]}
        return pd.DataFrame({**columns, "low": self.ranking[ends[0]], "high": self.ranking[ends[1]]})

    def _name(self, name: str, say: Words) -> str:
        if name == REMAINDER:
            return say("studies.drivers.remainder")
        own, _, value = name.partition(" = ")
        return factor_title(own, say) + (f" = {say.plain(float(value))}" if value else "")

    def _heading(self, say: Words) -> str:
        return say("studies.drivers.share") if self._share else f"{say('studies.difference')}, {self.subject.unit(say)}"

    def _told(self, value: float, say: Words) -> str:
        if not np.isfinite(value):
            return say("number.undefined")
        return f"{say.plain(100 * value, 0)} %" if self._share else self.subject.signed(value, say)

    def _ends(self, low: float, high: float, say: Words) -> str:
        if not np.isfinite([low, high]).all():
            return say("studies.no_interval")
        return f"{self._told(low, say)} {say('word.to')} {self._told(high, say)}"

    def _line(self, k: int, row: object, factor: float, x: Scale, say: Words, palette: Palette) -> list[str]:
        name, value, low, high = (getattr(row, c) for c in ("factor", "value", "low", "high"))
        y = 4 + (k + 0.5) * PITCH
        lines = textwrap.wrap(self._name(str(name), say), LETTERS, max_lines=2, placeholder=" …")
        tops = [y + 4 + 14 * (j - (len(lines) - 1) / 2) for j in range(len(lines))]
        own = {"font_size": 12, "text_anchor": "end", "fill": palette.ink}
        parts = [text(line, NAMES - 10, top, **own) for line, top in zip(lines, tops, strict=True)]
        if np.isfinite([low, high]).all():
            ends = (x.at(factor * low), x.at(factor * high))
            parts.append(element("line", x1=ends[0], x2=ends[1], y1=y, y2=y, stroke=palette.quiet, stroke_width=3))
        if np.isfinite(value):
            place = x.at(factor * value)
            corners = f"{place - 6:.1f},{y:.1f} {place:.1f},{y - 6:.1f} {place + 6:.1f},{y:.1f} {place:.1f},{y + 6:.1f}"
            luck = element("polygon", points=corners, fill=palette.paper, stroke=palette.ink, stroke_width=2)
            parts.append(luck if name == LUCK else element("circle", cx=place, cy=y, r=5.0, fill=palette.ink))
        told = self._told(float(value), say) if np.isfinite(value) else "–"
        parts.append(text(told, WIDTH - 4, y + 4, font_size=12, text_anchor="end", fill=palette.ink))
        return parts
