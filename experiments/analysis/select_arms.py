"""Finding the best of several arms in a place with few runs: OCBA decides which arm runs next."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.analysis.goals import Goal
from experiments.analysis.ocba import Selection, select
from experiments.analysis.play import Game, player
from experiments.pricing import settled
from policies.arm import Arm
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError, Problem, nearest, raise_if
from sim.scenario import Scenario


def select_arms(
    arms: Sequence[Arm],
    scenario: Scenario,
    goal: Goal,
    budget: int,
    chance: float = 0.95,
    first: int = 6,
    step: int = 8,
    seed: int = 1,
    processes: int | None = None,
) -> Selection:
    """Run arms until the best at a goal is known with this chance, or the budget of runs is spent.

    Replication k of every arm has seed + k, so that arms share their luck. Raises InputError before any run: unknown
    measure, two arms of one name, arms that can't work here, numbers out of range; and when the measure is undefined in
    a run.
    """
    names = [arm.name for arm in arms]
    keys = [m.key for m in CATALOGUE]
    problems = [p for arm in arms for p in arm.problems(scenario)]
    if goal.measure not in keys:
        problems.append(Problem("goal", f"unknown measure {goal.measure!r}{nearest(goal.measure, keys)}"))
    if not 0 < chance <= 1:
        problems.append(Problem("chance", f"must lie above 0 and at most at 1, got {chance:g}"))
    problems += [
        Problem("arms", f"two arms are called {n!r}") for n in sorted({n for n in names if names.count(n) > 1})
    ]
    raise_if(problems)
    place = settled(scenario, seed)
    known = dict(zip(names, arms, strict=True))
    with player(place, arms, processes) as play:

        def sample(tasks: Sequence[tuple[str, int]]) -> list[float]:
            runs = play([Game(place, known[name], seed + k) for name, k in tasks])
            values = [run.measures[goal.measure] for run in runs]
            if any(math.isnan(value) for value in values):
                raise InputError([Problem(f"measure {goal.measure!r}", "is undefined in a run; choose another")])
            return [value if goal.lower else -value for value in values]

        return select(names, sample, budget, first, step, chance)
