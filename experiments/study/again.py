"""One run of a study once more, here: to see a failure happen, or to see the same numbers come out."""

from __future__ import annotations

import pickle
import traceback
from dataclasses import dataclass

import numpy as np

from experiments.study.folder import reopen
from experiments.study.parts import KEYS, column_of
from experiments.study.plan import Cell, Study
from experiments.study.runner import brief_of
from experiments.study.store import Store
from experiments.study.work import Task, values_of
from sim.problems import InputError, Problem, nearest


@dataclass(frozen=True)
class Again:
    """A run that was computed again. trace: of the failure, if it failed; same: every bit is as stored (None where the
    stored run failed); values: its measures."""

    cell: Cell
    trace: str | None
    same: bool | None
    values: dict[str, float]


def compute_again(store: Store, run: str, anyway: bool = False) -> Again:
    """Compute a stored run again by its id. Raises InputError: no such run, or code that has changed."""
    with store.connect() as connection:
        found = connection.execute("select * from results where starts_with(run, ?)", [run]).df()
        if len(found) != 1:
            known = [str(r) for r in connection.execute("select run from results").df()["run"]]
            text = f"no run has this id{nearest(run, known)}" if len(found) == 0 else "several runs begin like this"
            raise InputError([Problem(f"--run {run}", text)])
    row = found.iloc[0]
    cell = Cell(*(int(row[key]) for key in KEYS))
    study = reopen(store, anyway)
    try:
        values = values_of(brief_of(study), task_of(study, cell))
    except Exception:
        return Again(cell, traceback.format_exc(), None, {})
    m = store.manifest
    stored = np.concatenate(
        [row[list(m.measures)].to_numpy(float), *(np.asarray(row[column_of(s)], float) for s in m.series)]
    )
    same = None if row["status"] != "done" else bool(np.array_equal(stored, values, equal_nan=True))
    return Again(cell, None, same, dict(zip(m.measures, map(float, values), strict=False)))


def task_of(study: Study, cell: Cell) -> Task:
    """A run as workers get it."""
    arm = pickle.dumps(study.choices.arms[cell.levers][cell.arm])
    return Task(cell, arm, tuple(study.draw(cell.sample).items()), study.seed(cell))
