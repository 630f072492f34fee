"""Searching policy levers for a Pareto front when there are too many combinations to try all: NSGA-II, by Optuna.

A search that keeps the best of noisy results keeps the lucky ones. So every combination is run in the same futures with
the same seeds, and the winners are run again with seeds that the search never saw; the front is that of these second
runs. The study's reference is run along with them, whether it won or not. Optuna is an optional extra.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.goals import Goal
from experiments.analysis.options import options
from experiments.analysis.pareto import beaten, pareto
from experiments.analysis.play import Game, Play, player
from experiments.pricing import settled
from experiments.study.plan import Study
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

MISSING = "a search needs Optuna: pip install 'nabolab[discovery]'"
FRESH = 1_000_000
"""How far the seeds of the second runs lie from those of the search."""


@dataclass(frozen=True)
class Effort:
    """How much to run. trials: combinations drawn by the search, in batches (a generation); futures: samples of the
    study that each is tried in; replications: seeds in each; fresh: seeds of the second runs."""

    trials: int = 60
    batch: int = 12
    futures: int = 4
    replications: int = 2
    fresh: int = 6

    def problems(self) -> list[Problem]:
        """Numbers out of range."""
        numbers = vars(self).items()
        found = [Problem(name, f"must be at least 1, got {value}") for name, value in numbers if value < 1]
        return found + ([Problem("fresh", "must be at least 2, to see luck")] if self.fresh == 1 else [])


@dataclass(frozen=True)
class Front:
    """What a search found. winners: as `pareto` gives it, from second runs, for the combinations that were on the front
    of the first ones, with `searched_...` for each goal's mean in the search; tried: different combinations run; table:
    the second runs, for anything else one wants to ask."""

    winners: pd.DataFrame
    tried: int
    table: StudyTable


def installed() -> bool:
    """Whether Optuna is here."""
    from importlib.util import find_spec

    return find_spec("optuna") is not None


def search_front(
    study: Study, goals: Sequence[Goal], effort: Effort | None = None, processes: int | None = None
) -> Front:
    """The Pareto front over the levers and arms of a study. Raises InputError before any run."""
    effort = effort or Effort()
    problems = [*effort.problems(), *([] if installed() else [Problem("search", MISSING)])]
    if len(goals) < 1:
        problems.append(Problem("goals", "at least one is needed"))
    raise_if(problems)
    with player(study.scenario, study.arms, processes) as play:
        runner = _Search(study, tuple(goals), effort, play)
        found = runner.search()
        lost = np.asarray(beaten(np.array(list(found.values()))).any(axis=0), bool)
        kept = [key for k, key in enumerate(found) if not lost[k] or key == REFERENCE]
        table = runner.again(kept)
    winners = pareto(table, goals)
    names = [option.name for option in options(table)]
    for k, goal in enumerate(goals):
        searched = {runner.name(key): float(goal.loss(found[key][k : k + 1])[0]) for key in kept}
        winners[f"searched_{goal.measure}"] = [searched[name] for name in names]
    return Front(winners, len(found), table)


Key = tuple[int, int]
"""A combination of levers and an arm, by number."""
REFERENCE: Key = (0, 0)


class _Search:
    def __init__(self, study: Study, goals: Sequence[Goal], effort: Effort, play: Play) -> None:
        self.study, self.goals, self.effort, self.play = study, goals, effort, play
        chosen = range(min(effort.futures, len(study.samples)))
        self.places: list[Scenario] = []
        for sample in chosen:
            draw = study.draw(sample)
            place = study.scenario.with_parameters(draw) if draw else study.scenario
            self.places.append(settled(place, study.spec.seed))
        self.rows = {row: k for k, row in enumerate(study.choices.rows)}

    def search(self) -> dict[Key, FloatArray]:
        """Mean losses, goal by goal, of every combination that the search asked for."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.NSGAIISampler(population_size=self.effort.batch, seed=self.study.spec.seed)
        memory = optuna.create_study(directions=["minimize"] * len(self.goals), sampler=sampler)
        found: dict[Key, FloatArray] = dict(zip([REFERENCE], self._losses([REFERENCE]), strict=True))
        done = 0
        while done < self.effort.trials:
            trials = [memory.ask() for _ in range(min(self.effort.batch, self.effort.trials - done))]
            asked = [self._key(trial) for trial in trials]
            fresh = [key for key in dict.fromkeys(asked) if key is not None and key not in found]
            found |= dict(zip(fresh, self._losses(fresh), strict=True)) if fresh else {}
            for trial, key in zip(trials, asked, strict=True):
                if key is None or not np.isfinite(found[key]).all():
                    memory.tell(trial, state=optuna.trial.TrialState.FAIL)
                else:
                    memory.tell(trial, [float(x) for x in found[key]])
            done += len(trials)
        defined = {key: losses for key, losses in found.items() if np.isfinite(losses).all()}
        if not defined:
            raise InputError([Problem("search", "a goal is undefined in every combination that was tried")])
        return defined

    def _key(self, trial: Any) -> Key | None:
        """What a trial asks for; None for a combination that can't work."""
        levers = self.study.spec.lever
        places = [trial.suggest_categorical(lever.name, list(range(len(lever.values)))) for lever in levers]
        arm = trial.suggest_categorical("arm", list(range(len(self.study.arms)))) if len(self.study.arms) > 1 else 0
        values = tuple(lever.values[k] for lever, k in zip(levers, places, strict=True))
        row = self.rows.get(values)
        return None if row is None else (int(self.study.same_levers[row, arm]), arm)

    def _games(self, keys: Sequence[Key], seeds: Sequence[int]) -> list[Game]:
        arms = [self.study.choices.arms[levers][arm] for levers, arm in keys]
        return [Game(place, arm, seed) for arm in arms for place in self.places for seed in seeds]

    def _losses(self, keys: Sequence[Key]) -> FloatArray:
        seeds = range(self.study.spec.seed, self.study.spec.seed + self.effort.replications)
        runs = self.play(self._games(keys, seeds))
        values = np.array([[run.measures[goal.measure] for goal in self.goals] for run in runs], float)
        means = values.reshape(len(keys), -1, len(self.goals)).mean(axis=1)
        return np.column_stack([goal.loss(means[:, k]) for k, goal in enumerate(self.goals)])

    def name(self, key: Key) -> str:
        """An arm and its levers in words."""
        values = zip(self.study.choices.names, self.study.choices.rows[key[0]], strict=True)
        words = " ".join(f"{name}={value}" for name, value in values)
        return f"{self.study.arms[key[1]].name} {words}".strip()

    def again(self, keys: Sequence[Key]) -> StudyTable:
        """The combinations with seeds that the search never saw; each is an arm of the table."""
        seeds = range(self.study.spec.seed + FRESH, self.study.spec.seed + FRESH + self.effort.fresh)
        runs = iter(self.play(self._games(keys, seeds)))
        rows: list[Mapping[str, object]] = [
            {"sample": s, "levers": 0, "arm": self.name(key), "replication": r, "seed": seed, **next(runs).measures}
            for key in keys
            for s in range(len(self.places))
            for r, seed in enumerate(seeds)
        ]
        frame = pd.DataFrame(rows)
        measures = tuple(str(c) for c in frame.columns[5:])
        levers = pd.DataFrame(index=pd.RangeIndex(1, name="levers"))
        samples = self.study.sample_table().iloc[: len(self.places)]
        names = tuple(self.name(key) for key in keys)
        return StudyTable(frame, samples, levers, self.study.factors, names, self.study.spec.design.kind, measures)
