"""The scorecard: what the model predicts against what was published, pattern by pattern, misses as plainly as hits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.baseline import WHY_NOT
from experiments.replicate import Plan, Progress
from experiments.statistics import paired_interval
from experiments.targets.predict import defined, made, predicted, run_cases
from experiments.targets.table import Case, Target
from sim.problems import InputError, Problem, raise_if
from sim.scenario import Scenario

Verdict = Literal["hit", "cannot tell", "miss", "undefined"]


@dataclass(frozen=True)
class Scored:
    """A target and what the model predicts: mean over seeds, with its 95 % interval."""

    target: Target
    mean: float
    low: float
    high: float
    runs: int

    @property
    def verdict(self) -> Verdict:
        """Hit: the whole interval lies within the range; miss: the whole of it outside; otherwise nobody can tell."""
        low, high = self.target.at_least, self.target.at_most
        if math.isnan(self.low):
            return "undefined"
        if low <= self.low and self.high <= high:
            return "hit"
        return "cannot tell" if self.low <= high and self.high >= low else "miss"

    @property
    def why_not(self) -> str:
        """Why a figure that a fit may use isn't hit; what judges is left to speak for itself."""
        if self.target.use != "fit" or self.verdict == "hit":
            return ""
        return WHY_NOT.get(self.target.source, "no reason is known")


@dataclass(frozen=True)
class Scorecard:
    """All targets in one place. draws: how many sets of plausible parameters were used; 0: the defaults alone.
    not_here: targets whose arms can't work in this place, and why."""

    scenario: str
    days: int
    replications: int
    draws: int
    rows: tuple[Scored, ...]
    not_here: tuple[Problem, ...] = ()

    def used_for(self, use: str) -> tuple[Scored, ...]:
        """Rows that a fit may use, or those that judge."""
        return tuple(row for row in self.rows if row.target.use == use)


def validate(
    targets: Sequence[Target],
    scenario: Scenario,
    replications: int = 12,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Scorecard:
    """Hold the model against targets. Each replication takes one of the place's plausible draws, in its other places
    too, so that intervals hold what isn't known.

    Raises InputError when numbers are out of range or no target can be tried here.
    """
    place = scenario.model_copy(update={"shocks": ()})
    problems = Plan(replications, seed=seed, processes=processes).problems()
    raise_if(problems)
    reasons = {case: _case_problems(case, place) for target in targets for case in target.cases}
    not_here = [Problem(t.id, reasons[case][0].text) for t in targets for case in t.cases if reasons[case]]
    targets = [t for t in targets if not any(reasons[case] for case in t.cases)]
    raise_if(() if targets else not_here)
    cases = list(dict.fromkeys(case for target in targets for case in target.cases))
    values_of: dict[int, Mapping[str, float]] = {seed + k: {} for k in range(replications)}
    found = run_cases(cases, place, values_of, processes, progress)
    rows = tuple(_scored(t, predicted(t, list(values_of), found)) for t in targets)
    draws = min(len(place.plausible), replications) if place.plausible else 0
    return Scorecard(scenario.title, scenario.horizon_days, replications, draws, rows, tuple(not_here))


def _case_problems(case: Case, scenario: Scenario) -> list[Problem]:
    try:
        place, arm = made(case, scenario, {})
        return arm.problems(place)
    except InputError as error:
        return list(error.problems)


def _scored(target: Target, values: Sequence[float]) -> Scored:
    numbers = np.array(defined(values))
    return Scored(target, *paired_interval(np.zeros(len(numbers)), numbers), len(numbers))
