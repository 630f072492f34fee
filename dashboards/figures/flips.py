"""Where the answer flips: a difference over two parameters, cell by cell, with a bold line where its sign turns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from dashboards.figures._study import LEFT, RIGHT, WIDTH, Subject, factor_title, in_unit, verdict_told
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words

ROW = 44.0
TOP = 26.0
FAINTEST, STRONGEST = 0.06, 0.45
"""Opacity of cells: their numbers stay readable."""


@dataclass(frozen=True)
class Flips:
    """cells: as `flips.sign_cells` gives them, row by row of x. ranked: whether x and y lead a ranking of drivers."""

    key: ClassVar[str] = "flips"
    subject: Subject
    x: str
    y: str
    cells: pd.DataFrame
    ranked: bool

    def sentence(self, say: Words) -> str:
        """In how many cells the difference lies on which side."""
        told = self.cells["difference"].dropna()
        above, below = int((told > 0).sum()), int((told < 0).sum())
        side = "flips" if above and below else "one_side"
        x, y = factor_title(self.x, say), factor_title(self.y, say)
        unsure = int((self.cells["verdict"] == "cannot tell").sum())
        counts = say("studies.flips.counts", above=above, below=below, unsure=unsure)
        ranked = say("studies.flips.ranked" if self.ranked else "studies.flips.unranked", x=x, y=y)
        line = f" {say('studies.flips.line')}" if side == "flips" else ""
        return f"{say(f'studies.flips.{side}')} {counts} {ranked}{line}"

    def frame(self) -> pd.DataFrame:
        """The cells, with the names of both parameters."""
        found = self.cells.copy()
        found.insert(0, "y", self.y)
        found.insert(0, "x", self.x)
        return found

    def table(self, say: Words) -> Table:
        """A row for each cell."""
        s = self.subject
        body = tuple(
            (
                _span(self.x, c["x_low"], c["x_high"], say),
                _span(self.y, c["y_low"], c["y_high"], say),
                s.signed(c["difference"], say),
                s.interval(c["low"], c["high"], say),
                verdict_told(c["verdict"], say),
                say.plain(c["futures"], 0),
            )
            for c in self.cells.to_dict("records")
        )
        head = (
            factor_title(self.x, say), factor_title(self.y, say), f"{say('studies.difference')}, {s.unit(say)}",
            say("studies.interval"), say("studies.verdict"), say("studies.futures"),
        )  # fmt: skip
        return Table(say("studies.flips.caption"), head, "llrrlr", body)

    def draw(self, say: Words, palette: Palette) -> str:
        """Cells of equal size whose edges carry the parameters' values; circled numbers can't be told from nought."""
        columns, rows = len(self._edges("x")) - 1, len(self._edges("y")) - 1
        width = (WIDTH - LEFT - RIGHT) / columns
        largest = float(self.cells["difference"].abs().max()) or 1.0
        parts = [self._cell(k, width, rows, largest, say, palette) for k in range(len(self.cells))]
        parts += self._contour(columns, rows, width, palette)
        bottom = TOP + rows * ROW
        for k, edge in enumerate(self._edges("x")):
            anchor = "end" if k == columns else "middle"
            words = in_unit(self.x, edge, say)
            parts.append(
                text(words, LEFT + k * width, bottom + 16, font_size=11, text_anchor=anchor, fill=palette.quiet)
            )
        for k, edge in enumerate(self._edges("y")):
            words = in_unit(self.y, edge, say)
            place = bottom - k * ROW + 4
            parts.append(text(words, LEFT - 5, place, font_size=11, text_anchor="end", fill=palette.quiet))
        parts.append(
            text(
                factor_title(self.x, say), WIDTH / 2, bottom + 36, font_size=12, text_anchor="middle", fill=palette.ink
            )
        )
        parts.append(text(factor_title(self.y, say), 4, 13, font_size=12, fill=palette.ink))
        return picture(WIDTH, bottom + 46, parts, self.sentence(say))

    def _edges(self, axis: str) -> list[float]:
        lows = sorted(set(self.cells[f"{axis}_low"]))
        return [*lows, float(self.cells[f"{axis}_high"].max())]

    def _cell(self, k: int, width: float, rows: int, largest: float, say: Words, palette: Palette) -> str:
        column, row = divmod(k, rows)
        left, top = LEFT + column * width, TOP + (rows - 1 - row) * ROW
        cell = self.cells.iloc[k]
        value = float(cell["difference"])
        if math.isnan(value):
            return element(
                "rect", x=left, y=top, width=width, height=ROW, fill="none", stroke=palette.line, stroke_dasharray="3 3"
            )
        strength = FAINTEST + (STRONGEST - FAINTEST) * abs(value) / largest
        fill = palette.b if value > 0 else palette.a
        middle, base = left + width / 2, top + ROW / 2 + 4
        box = element("rect", x=left, y=top, width=width, height=ROW, fill=fill, fill_opacity=round(strength, 2))
        mark = "" if cell["verdict"] != "cannot tell" else " ?"
        words = self.subject.signed(value, say) + mark
        return box + text(words, middle, base, font_size=12, text_anchor="middle", fill=palette.ink)

    def _contour(self, columns: int, rows: int, width: float, palette: Palette) -> list[str]:
        """A bold line along the edges between cells of different signs."""
        value = self.cells["difference"].to_numpy(float).reshape(columns, rows)
        parts = []
        for i in range(columns):
            for j in range(rows):
                x, y = LEFT + i * width, TOP + (rows - 1 - j) * ROW
                if i + 1 < columns and value[i, j] * value[i + 1, j] < 0:
                    parts.append(_bold(x + width, x + width, y, y + ROW, palette))
                if j + 1 < rows and value[i, j] * value[i, j + 1] < 0:
                    parts.append(_bold(x, x + width, y, y, palette))
        return parts


def _bold(x1: float, x2: float, y1: float, y2: float, palette: Palette) -> str:
    return element(
        "line", x1=x1, x2=x2, y1=y1, y2=y2, stroke=palette.ink, stroke_width=4, stroke_linecap="round", class_="contour"
    )


def _span(name: str, low: float, high: float, say: Words) -> str:
    return f"{in_unit(name, low, say)} {say('word.to')} {in_unit(name, high, say)}"
