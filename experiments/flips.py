"""Where an answer flips: assumptions one at a time at the ends of their range, and between which values a word changes.

The words are those of `experiments.odds`, for both organisations alike. Another word counts only when it isn't owed to
chance between pairs: of the pairs that changed side, those one way must be more than those the other way by twice the
square root of their number (a sign test at two standard errors).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from experiments.contested import links_to_check
from experiments.lean import WEAKEST
from experiments.odds import Odds
from experiments.question import Question
from sim.links import links
from sim.parameters import registry

FINEST = 8
"""A bracket is halved until it is no wider than this part of the range."""
Kind = Literal["turns", "fades", "appears", "close"]
KINDS: tuple[Kind, ...] = ("turns", "fades", "appears", "close")
"""The other side; not told any more; told only now; another word by so few pairs that it may be chance."""
TOLD = ("higher", "lower")


@dataclass(frozen=True)
class Assumption:
    """A parameter that an answer may lean on. now: its value in the question; drawn: pairs draw it anew, so that no
    single value stands behind the answer; link: the contested link that it is the size of, if any."""

    name: str
    now: float
    low: float
    high: float
    drawn: bool
    link: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        """The ends of its range that aren't what the question has anyway."""
        return tuple(end for end in (self.low, self.high) if self.drawn or end != self.now)


def assumptions(question: Question) -> tuple[Assumption, ...]:
    """What is tried about a question: the weakest assumptions, and the contested links that are on."""
    place, known = question.scenario, registry(question.scenario.country)
    worlds = [question.world(seed).values for seed in (1, 2, 3)]
    links_on = {links()[link].parameter.name: link for link in links_to_check(place)}
    out = []
    for name in dict.fromkeys((*WEAKEST, *links_on)):
        drawn = len({world[name] for world in worlds}) > 1
        low, high = known[name].low, known[name].high
        out.append(Assumption(name, place.values[name], low, high, drawn, links_on.get(name, "")))
    return tuple(a for a in out if a.ends)


def held(question: Question, name: str, value: float) -> Question:
    """The question with one parameter held at a value in every pair; whatever else it changes or draws stays. Raises
    InputError when the value doesn't fit the others."""
    return replace(question, scenario=question.scenario.with_parameters({name: value}))


def kind_of(before: Sequence[float], after: Sequence[float]) -> Kind | None:
    """What becomes of a word; None when it stays, or isn't defined. Differences B minus A of the same pairs, undefined
    ones NaN."""
    both = [(x, y) for x, y in zip(before, after, strict=True) if math.isfinite(x) and math.isfinite(y)]
    old, new = (Odds.of(side) for side in ([x for x, _ in both], [y for _, y in both]))
    if old.word == new.word or not both:
        return None
    side = old.word if old.word in TOLD else new.word
    way = -1 if side == "lower" else 1
    gone = sum(x * way > 0 >= y * way for x, y in both)
    come = sum(y * way > 0 >= x * way for x, y in both)
    if abs(gone - come) < 2 * math.sqrt(gone + come):
        return "close"
    if old.word in TOLD:
        return "turns" if new.word in TOLD else "fades"
    return "appears"


Words = Mapping[float, Mapping[str, Kind | None]]
"""By value tried, and measure: what becomes of the answer's word."""


@dataclass(frozen=True)
class Bracket:
    """The answer is as it was at `same` and otherwise at `other`, the next value tried."""

    same: float
    other: float


def bracket(tried: Words, measure: str, end: float) -> Bracket | None:
    """Between which two tried values the word changes, coming from an end where it is another. None when no value
    was tried where it stays."""
    way = sorted(tried, key=lambda value: abs(value - end))
    if not _changed(tried[end][measure]):
        return None
    for outer, inner in pairwise(way):
        if not _changed(tried[inner][measure]):
            return Bracket(inner, outer)
    return None


def _changed(kind: Kind | None) -> bool:
    return kind in ("turns", "fades")


def next_value(assumption: Assumption, tried: Words, measures: Sequence[str]) -> float | None:
    """The next value to try so that it is known where a word changes; None when it is known well enough."""
    return next(_open(assumption, tried, measures), None)


def _open(assumption: Assumption, tried: Words, measures: Sequence[str]) -> Iterator[float]:
    width = assumption.high - assumption.low
    for end in assumption.ends:
        for measure in measures:
            if end not in tried or not _changed(tried[end][measure]):
                continue
            found = bracket(tried, measure, end)
            if found is None:
                if assumption.now not in tried:
                    yield assumption.now
                continue
            inside = sorted((found.same, found.other))
            if inside[1] - inside[0] <= width / FINEST + 1e-9 * width:
                continue
            middle = _round(sum(inside) / 2, width)
            if inside[0] < assumption.now < inside[1]:
                middle = assumption.now
            if inside[0] < middle < inside[1] and middle not in tried:
                yield middle


def _round(value: float, width: float) -> float:
    """A value that can be read: to the digit that a twentieth of the range has."""
    return round(value, -math.floor(math.log10(width / 20)))
