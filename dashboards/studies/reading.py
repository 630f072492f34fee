"""What one store says about one difference: the figures that it allows, and for each it doesn't, the reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards.figures._study import Named, StudyFigure, Subject
from dashboards.figures.drivers import Drivers
from dashboards.figures.flips import Flips
from dashboards.figures.paired_runs import PairedRuns
from dashboards.figures.pareto_front import ParetoFront
from dashboards.figures.running_mean import RunningMean
from dashboards.studies.shelf import stamp
from experiments.analysis.flips import sign_cells
from experiments.analysis.goals import usual_goals
from experiments.analysis.options import Crossed, Option, crossed, options, outcomes
from experiments.analysis.paired import paired_table
from experiments.analysis.pareto import pareto
from experiments.analysis.running import running_mean
from experiments.analysis.sensitivity import Sensitivity, sensitivity
from experiments.statistics import DECISION_MEASURES
from experiments.study.store import Store
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem, nearest, raise_if

FIGURES = ("flips", "drivers", "pairs", "replications", "pareto")
"""Keys of all figures, in the order of the page."""
A_CELL, MOST_BINS = 8, 5
"""Futures that a cell should have, and the most rows and columns of cells."""


@dataclass(frozen=True)
class Missing:
    """A figure that a study doesn't allow: `why` is a key of the catalogue, under `studies.missing`."""

    why: str


class Study:
    """A store's finished runs, read once, and its options. Raises InputError when it can't be read."""

    def __init__(self, store: Store) -> None:
        self.manifest = store.manifest
        self.table: StudyTable = store.table()
        titles = dict(zip(store.manifest.arms, store.manifest.arm_titles, strict=True))
        self.options: tuple[Option, ...] = options(self.table)
        self.named = {o.name: self._named(o, titles) for o in self.options}

    def _named(self, option: Option, titles: dict[str, str]) -> Named:
        values = self.table.levers.loc[option.levers].to_dict() if option.name != option.arm else {}
        settings = tuple((str(k), v.item() if isinstance(v, np.generic) else v) for k, v in values.items())
        return Named(option.name, option.arm, titles[option.arm], settings)

    @property
    def reference(self) -> Named:
        """The first option, against which others are held."""
        return self.named[self.options[0].name]

    @property
    def others(self) -> list[str]:
        """Names of all others."""
        return [o.name for o in self.options[1:]]

    @property
    def measures(self) -> tuple[str, ...]:
        """Its measures, those that decisions are about first."""
        first = [m for m in DECISION_MEASURES if m in self.table.measures]
        return tuple(dict.fromkeys([*first, *self.table.measures]))

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Every option against the reference in every measure."""
        return paired_table(self.table, self.measures)

    @cached_property
    def front(self) -> ParetoFront | Missing:
        """The Pareto front over the usual goals; where the study has none of them, over its first measures."""
        if len(self.options) < 3:
            return Missing("few_options")
        goals = usual_goals(self.table.measures)
        if len(goals) < 2:
            return Missing("goals")
        try:
            return ParetoFront(pareto(self.table, goals), tuple(g.measure for g in goals), self.named)
        except InputError:
            return Missing("no_block")


class Reading:
    """A study read for one measure and one option against the reference.

    cell: the cell of `flips` whose pairs are shown, from 0 (None: all pairs). Raises InputError with every unknown
    name, and when the study has nothing to compare.
    """

    def __init__(self, study: Study, measure: str = "", option: str = "", cell: int | None = None) -> None:
        raise_if([] if study.others else [Problem("study", "has one option; there is nothing to compare")])
        self.study = study
        measure, option = measure or study.measures[0], option or study.others[0]
        asked = ((measure, study.measures, "measure"), (option, study.others, "option"))
        raise_if(
            [Problem(f"{w} {n!r}", f"not in this study{nearest(n, known)}") for n, known, w in asked if n not in known]
        )
        self.subject = Subject(measure, study.reference, study.named[option])
        self.measure, self.option = measure, option
        raise_if(
            []
            if cell is None or 0 <= cell < len(self.cells)
            else [Problem(f"cell {cell}", f"there are cells 1 to {len(self.cells)}" if len(self.cells) else "no cells")]
        )
        self.cell = cell

    def figure(self, key: str) -> StudyFigure | Missing:
        """One of FIGURES."""
        made: dict[str, StudyFigure | Missing] = {
            "flips": self.flips,
            "drivers": self.drivers,
            "pairs": self.pairs,
            "replications": self.replications,
        }
        return self.study.front if key == "pareto" else made[key]

    @cached_property
    def wide(self) -> pd.DataFrame:
        """Columns a and b by sample and replication."""
        both = outcomes(self.study.table, self.measure)[[self.subject.a.name, self.option]]
        return both.set_axis(["a", "b"], axis=1)

    @cached_property
    def response(self) -> Crossed:
        """The difference, samples by seeds."""
        return crossed(self.wide["b"] - self.wide["a"])

    @cached_property
    def ranking(self) -> Sensitivity | Missing:
        """What moves the difference."""
        if not self.study.table.factors:
            return Missing("no_factors")
        if not self.response.values.size:
            return Missing("no_block")
        if np.ptp(self.response.values) == 0:
            return Missing("constant")
        try:
            return sensitivity(self.study.table, self.response)
        except InputError:
            return Missing("few_futures")

    @cached_property
    def lead(self) -> tuple[str, ...]:
        """The two parameters that lead the ranking; without one, the first two of the study."""
        names = [f.name for f in self.study.table.factors]
        ranked = [] if isinstance(self.ranking, Missing) else list(self.ranking.table["factor"])
        return tuple(dict.fromkeys(n for n in [*ranked, *names] if n in names))[:2]

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The difference over these two; empty where there aren't two, or no complete future."""
        if len(self.lead) < 2 or not self.response.values.size:
            return pd.DataFrame()
        bins = int(np.clip(np.sqrt(len(self.response.samples) / A_CELL), 2, MOST_BINS))
        return sign_cells(self.study.table, self.response, self.lead[0], self.lead[1], bins)

    @property
    def flips(self) -> Flips | Missing:
        """Where the answer flips."""
        if not len(self.cells):
            return Missing("no_block" if len(self.lead) == 2 else "one_factor")
        return Flips(self.subject, self.lead[0], self.lead[1], self.cells, not isinstance(self.ranking, Missing))

    @property
    def drivers(self) -> Drivers | Missing:
        """What moves the difference."""
        if isinstance(self.ranking, Missing):
            return self.ranking
        return Drivers(self.subject, self.ranking.table, self.ranking.size)

    @property
    def pairs(self) -> PairedRuns | Missing:
        """Paired runs, all or those of one cell."""
        pairs = self.wide.dropna().reset_index()
        if self.cell is not None:
            pairs = pairs[pairs["sample"].isin(self._within(self.cell))]
        return PairedRuns(self.subject, pairs.reset_index(drop=True)) if len(pairs) else Missing("no_pairs")

    @property
    def replications(self) -> RunningMean | Missing:
        """The mean as replications come in."""
        if not self.response.values.size:
            return Missing("no_block")
        running = running_mean(self.response)
        if running.empty or not np.isfinite(running["difference"]).all():
            return Missing("one_replication")
        return RunningMean(self.subject, running)

    def _within(self, cell: int) -> list[int]:
        """Samples of a cell; an upper edge belongs to the next one, where there is one."""
        row = self.cells.iloc[cell]
        kept = np.ones(len(self.study.table.samples), bool)
        for name, axis in zip(self.lead, ("x", "y"), strict=True):
            values = self.study.table.samples[name].to_numpy(float)
            low, high = float(row[f"{axis}_low"]), float(row[f"{axis}_high"])
            last = high == self.cells[f"{axis}_high"].max()
            kept &= (values >= low) & ((values <= high) if last else (values < high))
        return [int(s) for s in self.study.table.samples.index[kept]]


def study_of(store: Store) -> Study:
    """A store's runs, read again only when it has changed. Raises InputError when it can't be read."""
    return _study(str(store.folder), stamp(store.folder))


def reading_of(store: Store, measure: str, option: str, cell: int | None) -> Reading:
    """One reading, made again only when the store has changed."""
    return _reading(str(store.folder), stamp(store.folder), measure, option, cell)


@lru_cache(maxsize=4)
def _study(folder: str, _: object) -> Study:
    return Study(Store(Path(folder)))


@lru_cache(maxsize=16)
def _reading(folder: str, now: object, measure: str, option: str, cell: int | None) -> Reading:
    return Reading(_study(folder, now), measure, option, cell)
