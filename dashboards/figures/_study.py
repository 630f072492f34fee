"""What all figures of a study share: what is compared, how it is called, and axes with round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import pandas as pd

from dashboards import said
from dashboards.figures._svg import Palette, element, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.analysis.sobol import LUCK
from sim.parameters import registry

WIDTH = 440.0
LEFT, RIGHT = 64.0, 14.0
LETTERS, SMALLEST = 66, 8.5
"""Letters that fit across a picture, and the smallest size in which more are set."""
NEAREST = 17.0
"""Pixels that numbers of an axis are apart at least."""
ONE_DECIMAL = 0.05
"""Shares whose range is at least this wide are told to a tenth of a per cent."""


class StudyFigure(Protocol):
    """A figure with its numbers. Everything is made from what it holds; nothing is read or written."""

    key: ClassVar[str]

    def sentence(self, say: Words) -> str:
        """What it says, in words."""

    def frame(self) -> pd.DataFrame:
        """Its numbers in full, in the study's own units and names."""

    def table(self, say: Words) -> Table:
        """Its numbers as readers see them."""

    def draw(self, say: Words, palette: Palette) -> str:
        """The picture as SVG text."""


@dataclass(frozen=True)
class Named:
    """An option of a study. name: its name there; settings: its levers where it has any of its own."""

    name: str
    arm: str
    arm_title: str
    settings: tuple[tuple[str, object], ...] = ()

    def told(self, say: Words) -> str:
        """Its name in the language of the words."""
        levers = [f"{say.get(f'lever.{k}', say.parameter(k, k))} {_value(v, say)}" for k, v in self.settings]
        title = say.arm(self.arm, self.arm_title)
        return f"{title} ({', '.join(levers)})" if levers else title


def _value(value: object, say: Words) -> str:
    if isinstance(value, bool):
        return say("studies.yes" if value else "studies.no")
    if isinstance(value, int | float):
        return say.plain(float(value), 0 if float(value).is_integer() else None)
    return str(value)


@dataclass(frozen=True)
class Subject:
    """b minus a in a measure."""

    measure: str
    a: Named
    b: Named

    @property
    def factor(self) -> float:
        """From the study's unit to the one readers see: shares in per cent."""
        return said.shown(self.measure)[0]

    def title(self, say: Words) -> str:
        """The measure's title."""
        return measure_title(self.measure, say)

    def unit(self, say: Words) -> str:
        """The unit of a difference."""
        return said.difference_unit(self.measure, say)

    def signed(self, value: float, say: Words) -> str:
        """A difference as readers see it."""
        return say.signed(value * self.factor)

    def interval(self, low: float, high: float, say: Words) -> str:
        """Both ends of an interval, or that there is none."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return say("studies.no_interval")
        return f"{self.signed(low, say)} {say('word.to')} {self.signed(high, say)}"


def measure_title(key: str, say: Words) -> str:
    """A measure in words."""
    return say.measure(key, said.BY_KEY[key].title)


def factor_title(name: str, say: Words) -> str:
    """A parameter, or luck, in words."""
    if name == LUCK:
        return say("studies.luck")
    known = registry().get(name)
    return say.parameter(name, known.title if known else name)


def in_unit(name: str, value: float, say: Words) -> str:
    """A parameter's value with its unit; shares in per cent."""
    known = registry().get(name)
    unit = known.unit if known else ""
    if known and unit == "share":
        places = 1 if known.high - known.low >= ONE_DECIMAL else None
        return f"{say.plain(100 * value, places)} %"
    return say.plain(value) if unit in ("", "1") else f"{say.plain(value)} {say.unit(unit)}"


def shown_factor(name: str) -> float:
    """From a parameter's unit to the one that axes show: shares in per cent."""
    known = registry().get(name)
    return 100.0 if known and known.unit == "share" else 1.0


def axis_title(name: str, say: Words) -> str:
    """A parameter with the unit that its axis shows."""
    known = registry().get(name)
    unit = "%" if known and known.unit == "share" else say.unit(known.unit) if known else ""
    return factor_title(name, say) if unit in ("", "1", "index") else f"{factor_title(name, say)}, {unit}"


def verdict_told(verdict: str, say: Words) -> str:
    """A verdict in words."""
    return say(f"studies.verdict_{verdict.replace(' ', '_')}")


@dataclass(frozen=True)
class Scale:
    """Numbers from low to high as pixels from start to end."""

    low: float
    high: float
    start: float
    end: float
    whole: bool = False
    """Whether only whole numbers have a meaning."""

    @classmethod
    def around(cls, values: Sequence[float], start: float, end: float, zero: bool = True, whole: bool = False) -> Scale:
        """A scale with some room around all finite values, and around nought."""
        kept = [v for v in values if math.isfinite(v)] + ([0.0] if zero or not len(values) else [])
        low, high = min(kept), max(kept)
        room = 0.06 * (high - low) or 1.0
        return cls(low - room, high + room, start, end, whole)

    def at(self, value: float) -> float:
        """Where a number stands."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def marks(self) -> tuple[list[float], int]:
        """Round numbers, some three to nine as there is room for them, and the decimals they need."""
        rough = (self.high - self.low) / 4
        power = 10.0 ** math.floor(math.log10(rough))
        step = power * next(m for m in (5, 2, 1) if m * power <= rough or m == 1)
        least = NEAREST * (self.high - self.low) / abs(self.end - self.start)
        step = next((s for s in (step, *(power * m for m in (2, 5, 10, 20))) if s >= max(step, least)), step)
        step = max(step, 1.0) if self.whole else step
        numbers = range(math.ceil(self.low / step), math.floor(self.high / step) + 1)
        return [k * step for k in numbers], max(0, -math.floor(math.log10(step)))


def ground(x: Scale, y: Scale, names: tuple[str, str], say: Words, palette: Palette) -> list[str]:
    """Grid, numbers and names of two axes; the line at nought is heavier."""
    parts = []
    small = {"font_size": 12, "fill": palette.quiet}
    marks, places = x.marks()
    for mark in marks:
        parts.append(_line(x.at(mark), x.at(mark), y.start, y.end, palette.ink if mark == 0 else palette.line))
        parts.append(text(say.plain(mark, places), x.at(mark), y.start + 17, text_anchor="middle", **small))
    marks, places = y.marks()
    for mark in marks:
        parts.append(_line(x.start, x.end, y.at(mark), y.at(mark), palette.ink if mark == 0 else palette.line))
        parts.append(text(say.plain(mark, places), x.start - 6, y.at(mark) + 4, text_anchor="end", **small))
    parts += [titled(names[0], y.start + 36, palette.ink), titled(names[1], y.end - 8, palette.ink, left=True)]
    return parts


def titled(words: str, y: float, colour: str, size: float = 12.0, left: bool = False) -> str:
    """The name of an axis across the picture, in its middle or at its left; long ones are set smaller."""
    fitting = max(min(size, size * LETTERS / max(len(words), 1)), SMALLEST)
    if left:
        return text(words, 4, y, font_size=fitting, fill=colour)
    return text(words, WIDTH / 2, y, font_size=fitting, fill=colour, text_anchor="middle")


def _line(x1: float, x2: float, y1: float, y2: float, colour: str) -> str:
    return element("line", x1=x1, x2=x2, y1=y1, y2=y2, stroke=colour)
