"""Where the answer flips: a difference over two parameters, cell by cell, with a bold line where its sign turns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from dashboards.figures._study import (
    LEFT,
    RIGHT,
    WIDTH,
    Subject,
    axis_title,
    factor_title,
    in_unit,
    titled,
    verdict_told,
)
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words

ROW = 44.0
TOP = 26.0
FAINTEST, STRONGEST = 0.06, 0.45
"""Opacity of cells: their numbers stay readable."""


@dataclass(frozen=True)
class Flips:
    """cells: as `flips.sign_cells` gives them, row by row of x. ranked: whether x and y lead a ranking of drivers;
    chosen: the cell whose pairs are shown, which gets a frame."""

    key: ClassVar[str] = "flips"
    subject: Subject
    x: str
    y: str
    cells: pd.DataFrame
    ranked: bool
    chosen: int | None = None

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
        """Cells of equal size whose edges carry the parameters' values; numbers with ? can't be told from nought."""
        columns, rows = len(self._edges("x")) - 1, len(self._edges("y")) - 1
        width = (WIDTH - LEFT - RIGHT) / columns
        largest = float(self.cells["difference"].abs().max()) or 1.0
        parts = [self._cell(k, width, rows, largest, say, palette) for k in range(len(self.cells))]
        parts += self._contour(columns, rows, width, palette)
        if self.chosen is not None:
            parts.append(self._frame_of(self.chosen, width, rows, palette))
        bottom = TOP + rows * ROW
        for k, edge in enumerate(self._edges("x")):
            anchor = "end" if k == columns else "middle"
            words = _bare(self.x, edge, say)
            parts.append(
                text(words, LEFT + k * width, bottom + 16, font_size=11, text_anchor=anchor, fill=palette.quiet)
            )
        for k, edge in enumerate(self._edges("y")):
            words = _bare(self.y, edge, say)
            place = bottom - k * ROW + 4
            parts.append(text(words, LEFT - 5, place, font_size=11, text_anchor="end", fill=palette.quiet))
        told = f"{self.subject.title(say)}: B − A, {self.subject.unit(say)}"
        parts += [
            titled(axis_title(self.x, say), bottom + 36, palette.ink),
            titled(axis_title(self.y, say), 13, palette.ink, left=True),
            titled(told, bottom + 56, palette.quiet, 11.0),
        ]
        return picture(WIDTH, bottom + 66, parts, self.sentence(say))

    def _edges(self, axis: str) -> list[float]:
        lows = sorted(set(self.cells[f"{axis}_low"]))
        return [*lows, float(self.cells[f"{axis}_high"].max())]

    def _cell(self, k: int, width: float, rows: int, largest: float, say: Words, palette: Palette) -> str:
        left, top = self._corner(k, width, rows)
        cell = self.cells.iloc[k]
        value = float(cell["difference"])
        if math.isnan(value):
            return element(
                "rect", x=left, y=top, width=width, height=ROW, fill="none", stroke=palette.line, stroke_dasharray="3 3"
            )
        strength = FAINTEST + (STRONGEST - FAINTEST) * abs(value) / largest
        fill = palette.b if value > 0 else palette.a
        middle, base = left + width / 2, top + ROW / 2 + 4
        place = _place(left, top, width, ROW)
        box = element("rect", **place, fill=fill, fill_opacity=round(strength, 2), data_cell=k + 1)
        mark = "" if cell["verdict"] != "cannot tell" else " ?"
        words = self.subject.signed(value, say) + mark
        return box + text(words, middle, base, font_size=12, text_anchor="middle", fill=palette.ink)

    def _corner(self, k: int, width: float, rows: int) -> tuple[float, float]:
        column, row = divmod(k, rows)
        return LEFT + column * width, TOP + (rows - 1 - row) * ROW

    def _frame_of(self, k: int, width: float, rows: int, palette: Palette) -> str:
        left, top = self._corner(k, width, rows)
        place = _place(left + 3, top + 3, width - 6, ROW - 6)
        look = {"fill": "none", "stroke": palette.ink, "stroke_width": "2", "stroke_dasharray": "4 3"}
        return element("rect", **place | look, class_="chosen")

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


def _place(x: float, y: float, width: float, height: float) -> dict[str, Any]:
    return {"x": x, "y": y, "width": width, "height": height}


def _bold(x1: float, x2: float, y1: float, y2: float, palette: Palette) -> str:
    return element(
        "line", x1=x1, x2=x2, y1=y1, y2=y2, stroke=palette.ink, stroke_width=4, stroke_linecap="round", class_="contour"
    )


def _bare(name: str, value: float, say: Words) -> str:
    """A value without its unit, which the axis's name carries."""
    return in_unit(name, value, say).split(" ")[0]


def _span(name: str, low: float, high: float, say: Words) -> str:
    return f"{in_unit(name, low, say)} {say('word.to')} {in_unit(name, high, say)}"
