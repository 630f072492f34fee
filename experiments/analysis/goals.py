"""What is wanted: a measure, which way is better, a line that it should not cross. The reader's choice, not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.problems import InputError, Problem, nearest
from sim.tables import FloatArray

BoolArray = npt.NDArray[np.bool_]
_FORM = re.compile(r"^(?P<measure>\w+)\s*(?P<way><=|>=|[-+])\s*(?P<line>[-+0-9.eE]*)$")
USUAL_GOALS = ("carers_14-", "cost_per_delivered_hour-", "strain-")
"""Continuity, cost and strain, the less the better: used when a reader names none."""


@dataclass(frozen=True)
class Goal:
    """A measure that should be low (or high), and the line at which it is good enough (None: none was drawn)."""

    measure: str
    lower: bool = True
    line: float | None = None

    def loss(self, values: FloatArray) -> FloatArray:
        """The values turned so that less is better."""
        return values if self.lower else -values

    def met(self, values: FloatArray) -> BoolArray:
        """Where the values are on the good side of the line. Raises ValueError without a line."""
        if self.line is None:
            raise ValueError(f"{self.measure} has no line")
        met: BoolArray = self.loss(values) <= (1 if self.lower else -1) * self.line
        return met

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.measure}, {'less' if self.lower else 'more'} is better"
        return f"{self.measure} {'<=' if self.lower else '>='} {self.line:g}"


def parse_goals(texts: Iterable[str], measures: Sequence[str]) -> tuple[Goal, ...]:
    """Goals about some of these measures, from texts such as `carers_14-`, `trust+`, `cost_per_delivered_hour<=520`.

    Raises InputError with every problem: another form, an unknown measure, the same measure twice.
    """
    goals: list[Goal] = []
    problems = []
    for text in texts:
        found = _FORM.match(text.strip())
        line = _number(found["line"]) if found else None
        with_line = found is not None and found["way"] in ("<=", ">=")
        if found is None or with_line != (line is not None) or (not with_line and found["line"]):
            problems.append(Problem(f"goal {text!r}", "write MEASURE-, MEASURE+, MEASURE<=NUMBER or MEASURE>=NUMBER"))
        elif found["measure"] not in measures:
            problems.append(Problem(f"goal {text!r}", f"unknown measure{nearest(found['measure'], measures)}"))
        elif any(goal.measure == found["measure"] for goal in goals):
            problems.append(Problem(f"goal {text!r}", "the measure has a goal already"))
        else:
            goals.append(Goal(found["measure"], found["way"] in ("<=", "-"), line))
    if problems:
        raise InputError(problems)
    return tuple(goals)


def usual_goals(measures: Sequence[str]) -> tuple[Goal, ...]:
    """The usual goals of which a study has the measure."""
    return tuple(Goal(text[:-1]) for text in USUAL_GOALS if text[:-1] in measures)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
