"""What one store says about one difference: the figures that it allows, and for each it doesn't, the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards.figures._study import Named, StudyFigure, Subject
from dashboards.figures.contour import Contour
from dashboards.figures.drivers import Drivers
from dashboards.figures.flips import Flips
from dashboards.figures.paired_runs import PairedRuns
from dashboards.figures.pareto_front import ParetoFront
from dashboards.figures.running_mean import RunningMean
from dashboards.studies.asked import NOTHING, Asked
from dashboards.studies.base import base_case
from dashboards.studies.shelf import stamp
from experiments.analysis.flips import sign_cells
from experiments.analysis.goals import parse_goals, usual_goals
from experiments.analysis.options import Crossed, Option, crossed, options, outcomes
from experiments.analysis.paired import paired_table
from experiments.analysis.pareto import pareto
from experiments.analysis.plane import plane
from experiments.analysis.running import running_mean
from experiments.analysis.sensitivity import Sensitivity, sensitivity
from experiments.statistics import DECISION_MEASURES
from experiments.study.store import Store
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem, nearest, raise_if

FIGURES = ("flips", "contour", "drivers", "pairs", "replications", "pareto")
"""Keys of all figures, in the order of the page."""
SLOW = ("contour",)
"""Those that take seconds for a large study."""
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
        self.base = base_case(store)

    def _named(self, option: Option, titles: dict[str, str]) -> Named:
        values = self.table.levers.loc[option.levers].to_dict() if option.name != option.arm else {}
        settings = tuple((str(k), v.item() if isinstance(v, np.generic) else v) for k, v in values.items())
        return Named(option.name, option.arm, titles[option.arm], settings)

    @property
    def measures(self) -> tuple[str, ...]:
        """Its measures, those that decisions are about first."""
        first = [m for m in DECISION_MEASURES if m in self.table.measures]
        return tuple(dict.fromkeys([*first, *self.table.measures]))

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """Names of its uncertain parameters."""
        return tuple(f.name for f in self.table.factors)

    def without_errors(self, asked: Asked) -> Asked:
        """What is asked for, as far as the study has it; what it doesn't have becomes its own choice."""
        return asked.without({field for field, _ in self._wrong(asked)})

    def check(self, asked: Asked) -> None:
        """Raises InputError with everything that the study doesn't have; a cell is checked by its reading."""
        raise_if(problem for _, problem in self._wrong(asked))

    def _wrong(self, asked: Asked) -> Iterator[tuple[str, Problem]]:
        known = (
            ("measure", self.measures), ("option", self.named), ("reference", self.named), ("x", self.factors),
            ("y", self.factors),
        )  # fmt: skip
        for field, names in known:
            name = getattr(asked, field)
            if name and name not in names:
                yield field, Problem(f"{field} {name!r}", f"not in this study{nearest(name, list(names))}")
        if asked.option and asked.option == self.reference_of(asked):
            yield "option", Problem(f"option {asked.option!r}", "is the reference itself")
        if asked.x and asked.x == asked.y:
            yield "y", Problem(f"y {asked.y!r}", "is x too; a plane needs two parameters")
        try:
            parse_goals(asked.goals, self.measures)
        except InputError as error:
            for problem in error.problems:
                yield "goals", problem

    def reference_of(self, asked: Asked) -> str:
        """The reference that is asked for, else the first option."""
        return asked.reference or self.options[0].name


class Reading:
    """A study read for one difference, one plane and one set of goals.

    Raises InputError with everything that the study doesn't have, and when it has nothing to compare.
    """

    def __init__(self, study: Study, asked: Asked = NOTHING) -> None:
        raise_if([Problem("study", "has one option; there is nothing to compare")] if len(study.options) < 2 else [])
        study.check(asked)
        self.study, self.asked = study, asked
        self.reference = study.named[study.reference_of(asked)]
        self.others = [o.name for o in study.options if o.name != self.reference.name]
        self.measure = asked.measure or study.measures[0]
        self.option = asked.option or self.others[0]
        self.subject = Subject(self.measure, self.reference, study.named[self.option])
        self.goals = parse_goals(asked.goals, study.measures) or usual_goals(study.table.measures)
        cell, cells = asked.cell, 0 if asked.cell is None else len(self.cells)
        there = f"there are cells 1 to {cells}" if cells else "no cells"
        raise_if([] if cell is None or 0 <= cell < cells else [Problem(f"cell {cell + 1}", there)])
        self.cell = cell

    def figure(self, key: str) -> StudyFigure | Missing:
        """One of FIGURES."""
        made: StudyFigure | Missing = getattr(self, key)
        return made

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Every option against the reference in every measure."""
        return paired_table(self.study.table, self.study.measures, self.reference.name)

    @cached_property
    def pareto(self) -> ParetoFront | Missing:
        """The Pareto front over the goals; without any named, over the usual ones that the study has."""
        if len(self.study.options) < 3:
            return Missing("few_options")
        if len(self.goals) < 2:
            return Missing("goals" if not self.asked.goals else "one_goal")
        try:
            return ParetoFront(pareto(self.study.table, self.goals), self.goals, self.study.named)
        except InputError:
            return Missing("no_block")

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
        """The plane's two parameters: those asked for, then those that lead the ranking, then the study's first."""
        if self.asked.x and self.asked.y:
            return self.asked.x, self.asked.y
        names = self.study.factors
        ranked = [] if isinstance(self.ranking, Missing) else list(self.ranking.table["factor"])
        usual = [n for n in dict.fromkeys([*ranked, *names]) if n in names and n not in (self.asked.x, self.asked.y)]
        x = self.asked.x or (usual.pop(0) if usual else "")
        y = self.asked.y or (usual.pop(0) if usual else "")
        return tuple(n for n in (x, y) if n)

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
        ranked = not isinstance(self.ranking, Missing) and not (self.asked.x or self.asked.y)
        return Flips(self.subject, self.lead[0], self.lead[1], self.cells, ranked, self.cell)

    @cached_property
    def contour(self) -> Contour | Missing:
        """The response surface over the same two parameters."""
        if len(self.lead) < 2:
            return Missing("one_factor")
        if not self.response.values.size:
            return Missing("no_block")
        if np.ptp(self.response.values) == 0:
            return Missing("constant")
        x, y = self.lead[0], self.lead[1]
        try:
            found = plane(self.study.table, self.measure, self.reference.name, self.option, (x, y), self.study.base)
        except InputError:
            return Missing("few_for_surface")
        return Contour(self.subject, x, y, found)

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


def reading_of(store: Store, asked: Asked) -> Reading:
    """One reading, made again only when the store has changed."""
    return _reading(str(store.folder), stamp(store.folder), asked)


@lru_cache(maxsize=4)
def _study(folder: str, _: object) -> Study:
    return Study(Store(Path(folder)))


@lru_cache(maxsize=16)
def _reading(folder: str, now: object, asked: Asked) -> Reading:
    return Reading(_study(folder, now), asked)
