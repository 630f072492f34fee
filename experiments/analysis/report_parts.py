"""What every part of a report shares: what was asked, the differences it is about, and notes on what can't be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from experiments.analysis.goals import Goal
from experiments.analysis.options import Crossed, crossed, options, outcomes
from experiments.study.table import StudyTable
from sim.problems import InputError

T = TypeVar("T")


@dataclass(frozen=True)
class ReportTable:
    """One table: `key` (its file), `title`, `about` (what it says, in a sentence or two), and the numbers."""

    key: str
    title: str
    about: str
    frame: pd.DataFrame


@dataclass(frozen=True)
class Pair:
    """A difference: option minus reference in a measure."""

    measure: str
    option: str
    response: Crossed

    @property
    def moves(self) -> bool:
        """Whether the difference varies at all."""
        return bool(np.ptp(self.response.values) > 0)


@dataclass
class Asked:
    """A study, what was asked about it, and notes that gather while it is answered."""

    study: StudyTable
    measures: tuple[str, ...]
    goals: tuple[Goal, ...]
    base: str
    notes: list[str] = field(default_factory=list)

    @cached_property
    def others(self) -> list[str]:
        """Options beside the reference."""
        return [o.name for o in options(self.study) if o.name != self.base]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every measure and option of which a difference from the reference is there."""
        found = []
        for measure in self.measures:
            wide = outcomes(self.study, measure)
            found += [Pair(measure, name, crossed(wide[name] - wide[self.base])) for name in self.others]
        return [pair for pair in found if pair.response.values.size]

    def attempt(self, make: Callable[[], T]) -> T | None:
        """What `make` returns, or None with its problems among the notes."""
        try:
            return make()
        except InputError as error:
            self.notes += [str(p) for p in error.problems if str(p) not in self.notes]
            return None

    def of_pairs(self, make: Callable[[Pair], pd.DataFrame | None]) -> pd.DataFrame | None:
        """The tables of all pairs, one below the other, with `measure` and `option` in front; None without any."""
        parts = []
        for pair in self.pairs:
            frame = make(pair)
            if frame is not None and len(frame):
                frame.insert(0, "option", pair.option)
                frame.insert(0, "measure", pair.measure)
                parts.append(frame)
        return pd.concat(parts, ignore_index=True) if parts else None
