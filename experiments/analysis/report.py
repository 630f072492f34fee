"""A study's answer as a set of tables: who differs, what moves it, where it flips, what to choose, how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.analysis import report_effects as effects
from experiments.analysis.goals import Goal, usual_goals
from experiments.analysis.options import find, options
from experiments.analysis.report_choices import choices
from experiments.analysis.report_parts import Asked, ReportTable
from experiments.analysis.surface import Surface
from experiments.statistics import DECISION_MEASURES
from experiments.study.table import StudyTable
from sim.problems import Problem, nearest, raise_if


@dataclass(frozen=True)
class StudyReport:
    """All tables of a study. notes: what a reader must know. surfaces: for instant answers, one per difference."""

    title: str
    reference: str
    tables: tuple[ReportTable, ...]
    notes: tuple[str, ...]
    surfaces: tuple[Surface, ...]

    def table(self, key: str) -> pd.DataFrame:
        """The numbers of one table. Raises KeyError with the known keys."""
        for table in self.tables:
            if table.key == key:
                return table.frame
        raise KeyError(f"no table {key!r}; known: {', '.join(t.key for t in self.tables)}")

    def __str__(self) -> str:
        """The tables as Markdown, as `nabolab study report --markdown` prints them."""
        from experiments.analysis.report_text import as_markdown

        return as_markdown(self)


def report_on(
    table: StudyTable,
    measures: Sequence[str] = (),
    goals: Sequence[Goal] = (),
    reference: str | None = None,
    title: str = "Study",
) -> StudyReport:
    """Everything that a study can say about these measures and goals.

    measures: default the decision measures and those of the goals, as far as the study has them. goals: default
    continuity, cost and strain, less being better. reference: the option against which others are held; default the
    first. Raises InputError with every unknown name, and when no run is finished.
    """
    unknown = [m for m in measures if m not in table.measures]
    problems = [Problem(f"measure {m!r}", f"not in this study{nearest(m, table.measures)}") for m in unknown]
    raise_if([*problems, *([] if len(table.runs) else [Problem("study", "no run is finished yet")])])
    goals = tuple(goals) or usual_goals(table.measures)
    wanted = dict.fromkeys([*DECISION_MEASURES, *(goal.measure for goal in goals)])
    usual = tuple(m for m in wanted if m in table.measures) or table.measures[:3]
    base = find(table, reference).name if reference else options(table)[0].name
    asked = Asked(table, tuple(measures) or usual, goals, base)
    ranking = effects.drivers(asked)
    surface_table, surfaces = effects.surfaces(asked)
    tables = [
        effects.differences(asked),
        ranking,
        effects.futures(asked),
        effects.boxes(asked),
        effects.cells(asked, ranking),
        *choices(asked),
        surface_table,
    ]
    return StudyReport(title, base, tuple(t for t in tables if t is not None), tuple(asked.notes), surfaces)
