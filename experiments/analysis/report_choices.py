"""The parts of a report about choosing: who is best how often, what a wrong choice costs, who is good enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from experiments.analysis.flips import complete, winners
from experiments.analysis.goals import Goal
from experiments.analysis.ocba import correct_selection, ratios
from experiments.analysis.options import options
from experiments.analysis.pareto import pareto
from experiments.analysis.regret import regret
from experiments.analysis.report_parts import Asked, ReportTable
from experiments.analysis.satisficing import satisficing, with_lines
from experiments.study.table import StudyTable


def choices(asked: Asked) -> Iterator[ReportTable]:
    """All of them; nothing when there is one option or no goal."""
    if not asked.goals or not asked.others:
        return
    said = "; ".join(f"{g.measure} {'low' if g.lower else 'high'}" for g in asked.goals)
    asked.notes.append(f"What counts as good was chosen, not found: {said}.")
    study = asked.study
    yield from _per_goal(
        asked, "winners", "Who is best how often", "Share of futures in which an option is best at a goal.",
        lambda goal: winners(study, goal),
    )  # fmt: skip
    yield from _per_goal(
        asked, "regret", "Regret", "What is lost against the best option of each future; noise: what luck alone makes.",
        lambda goal: regret(study, goal),
    )  # fmt: skip
    yield from _per_goal(
        asked, "selection", "How sure the best is",
        "Chance (lower bound) that the best on average over these futures is the best, by its seeds; next_runs: where "
        "OCBA would put further runs.",
        lambda goal: selection(study, goal),
    )  # fmt: skip
    yield from _good_enough(asked)
    front = asked.attempt(lambda: pareto(study, asked.goals))
    if front is not None:
        about = "Means over futures. On the front: no other option is as good at every goal and better at one."
        yield ReportTable("pareto", "Pareto front", about, front)


def _per_goal(
    asked: Asked, key: str, title: str, about: str, make: Callable[[Goal], pd.DataFrame]
) -> Iterator[ReportTable]:
    parts = []
    for goal in asked.goals:
        frame = _made(asked, make, goal)
        if frame is not None and len(frame):
            frame.insert(0, "goal", str(goal))
            parts.append(frame)
    if parts:
        yield ReportTable(key, title, about, pd.concat(parts, ignore_index=True))


def _made(asked: Asked, make: Callable[[Goal], pd.DataFrame], goal: Goal) -> pd.DataFrame | None:
    return asked.attempt(lambda: make(goal))


def selection(table: StudyTable, goal: Goal) -> pd.DataFrame:
    """A row per option: mean over futures, its deviation between seeds, the best one's chance, OCBA's shares.

    Empty with one seed, which says nothing about luck.
    """
    block = goal.loss(complete(table, goal.measure)).mean(axis=0)  # (options, seeds)
    if block.shape[1] < 2:
        return pd.DataFrame()
    means, deviations = block.mean(axis=1), block.std(axis=1, ddof=1)
    best = int(np.argmin(means))
    chance = np.full(len(means), np.nan)
    chance[best] = correct_selection(list(block))
    columns = {
        "option": [option.name for option in options(table)],
        "mean": goal.loss(means),
        "deviation": deviations,
        "chance_best": chance,
        "next_runs": ratios(means, deviations),
    }
    return pd.DataFrame(columns)


def _good_enough(asked: Asked) -> Iterator[ReportTable]:
    lines = with_lines(asked.study, asked.goals)
    met = asked.attempt(lambda: satisficing(asked.study, lines))
    if met is None:
        return
    drawn = [str(line) for line, goal in zip(lines, asked.goals, strict=True) if goal.line is None]
    about = "Share of futures in which an option is good enough."
    if drawn:
        about += (
            f" Lines that nobody drew lie in the median future of {options(asked.study)[0].name}: {', '.join(drawn)}."
        )
    yield ReportTable("satisficing", "Good enough in how many futures", about, met)
