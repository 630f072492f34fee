"""What to run next: the same runs whatever order they finish in, and wherever a study was interrupted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from experiments.study.agenda import Agenda, Known
from experiments.study.inputs import read_study
from experiments.study.plan import Cell, Study
from tests.experiments.study.conftest import STUDY, Write

pytestmark = pytest.mark.unit

MORE = """
[design]
kind = "sobol"
samples = 12
[uncertain.detour]
[[lever]]
name = "size"
arms = ["self_organising"]
policy = "team_size"
option = "carers"
values = [6, 12]
"""
PRECISE = MORE + '[precision]\ntarget = 0.05\nmeasures = ["late_share", "cost_per_delivered_hour"]\nmost = 60\n'
Done = dict[Cell, np.ndarray]  # type: ignore[type-arg]


def outcome(study: Study, cell: Cell) -> np.ndarray:  # type: ignore[type-arg]
    """What a run would bring: noise keyed by the run, wider in some samples than in others."""
    luck = np.random.default_rng([*cell])
    return 10 + cell.arm + luck.normal(0, 0.1 + 0.1 * cell.sample, len(study.decisions))


def known(study: Study, done: Done) -> Known:
    rows = [[*cell, *values] for cell, values in done.items()]
    frame = pd.DataFrame(rows, columns=[*Cell._fields, *study.decisions])
    return Known(study, frame.astype(dict.fromkeys(Cell._fields, np.int64)))


def work(study: Study, done: Done, order: Callable[[list[Cell]], Cell], until: int = 10**9, window: int = 4) -> Agenda:
    """Do what the agenda asks for, taking what is out in some order, until so many runs are done."""
    agenda = Agenda(study, known(study, done), window)
    out: list[Cell] = []
    while len(done) < until:
        out += agenda.take(3)
        if not out:
            break
        assert len({cell.sample for cell in out}) <= window
        cell = order(out)
        out.remove(cell)
        assert cell not in done
        done[cell] = outcome(study, cell)
        agenda.finished(cell, done[cell])
    return agenda


@pytest.fixture(params=[MORE, PRECISE], ids=["fixed", "precise"])
def study(request: pytest.FixtureRequest, write: Write) -> Study:
    return read_study(write(request.param, STUDY.replace("replications = 2", "replications = 3")))


def test_the_order_of_finishing_changes_nothing(study: Study) -> None:
    """First in first out, last in first out, or by chance: the same runs are asked for."""
    luck = np.random.default_rng(3)
    orders: list[Callable[[list[Cell]], Cell]] = [
        lambda out: out[0],
        lambda out: out[-1],
        lambda out: out[luck.integers(len(out))],
    ]
    found = []
    for window, order in enumerate(orders, start=3):
        done: Done = {}
        work(study, done, order, window=window)
        found.append(set(done))
    assert found[0] == found[1] == found[2]
    if study.spec.precision is None:
        assert len(found[0]) == study.count


def test_an_interrupted_study_comes_to_the_same_runs(study: Study) -> None:
    """Stopped after any number of runs and begun again from what is there, it asks for the rest and no more."""
    whole: Done = {}
    work(study, whole, lambda out: out[0])
    parts: Done = {}
    for until in (5, 31, 32, 100, 10**9):
        work(study, parts, lambda out: out[-1], until)
    assert set(parts) == set(whole)


def test_noisy_points_get_more_replications(write: Write) -> None:
    """The precision rule spends runs where the difference is noisy, within the cap, and says where it fell short."""
    study = read_study(write(PRECISE))
    done: Done = {}
    agenda = work(study, done, lambda out: out[0])
    replications = [max(c.replication for c in done if c.sample == s) + 1 for s in range(12)]
    assert replications[0] < replications[6] < replications[11] == 60
    assert agenda.reached > 0
    assert agenda.capped > 0
    assert agenda.reached + agenda.capped == study.points
    assert agenda.widest.width > 0.05
    assert agenda.widest.measure in study.decisions


def test_a_failed_run_is_no_reason_to_wait(write: Write) -> None:
    """A run without numbers counts as done, and its pair as undefined."""
    study = read_study(write(PRECISE))
    done: Done = {}
    agenda = Agenda(study, known(study, done))
    while cells := agenda.take(100):
        for cell in cells:
            fails = cell.replication == 1
            done[cell] = np.full(2, np.nan) if fails else outcome(study, cell)
            agenda.finished(cell, done[cell])
    assert agenda.take(1) == []
    assert agenda.reached > 0
