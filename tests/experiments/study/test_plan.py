"""The plan: each run once, under an id that says what it is."""

from __future__ import annotations

import pytest

from experiments.study.inputs import read_study
from experiments.study.plan import Cell, Study
from tests.experiments.study.conftest import SOBOL, STUDY, Write

pytestmark = pytest.mark.unit


@pytest.fixture
def study(write: Write) -> Study:
    return read_study(write())


def test_the_count_is_the_runs(study: Study) -> None:
    """As many runs are counted as are handed out, each once."""
    runs = [cell for s in range(3) for cell in study.runs_at(s, range(2))]
    assert len(runs) == len(set(runs)) == study.count == 12


def test_pairs_share_their_luck(study: Study) -> None:
    """The seed follows from the replication alone: no sample, lever or arm is in it."""
    seeds = {cell.replication: study.seed(cell) for s in range(3) for cell in study.runs_at(s, range(2))}
    assert seeds == {0: 1, 1: 2}


def test_a_runs_id_depends_on_all_that_moves_it(study: Study, write: Write) -> None:
    """Code, scenario, arm, draw and replication: whichever differs, the id does."""
    cell = Cell(0, 0, 0, 0)
    usual = study.run_id(cell, "code")
    others = [
        study.run_id(cell, "other code"),
        study.run_id(Cell(1, 0, 0, 0), "code"),
        study.run_id(Cell(0, 0, 1, 0), "code"),
        study.run_id(Cell(0, 0, 0, 1), "code"),
        read_study(write(head=STUDY + "horizon_days = 6\n")).run_id(cell, "code"),
        read_study(write(head=STUDY + 'price_from = "bum"\n')).run_id(cell, "code"),
        read_study(write("[parameters]\nbath_minutes = 31\n" + SOBOL)).run_id(cell, "code"),
    ]
    assert len({usual, *others}) == 1 + len(others)


def test_a_runs_id_doesnt_depend_on_words(study: Study, write: Write) -> None:
    """Another title, and another order of the arms, is the same run."""
    renamed = read_study(write(head=STUDY.replace("Small", "Other")))
    assert renamed.run_id(Cell(0, 0, 0, 0), "code") == study.run_id(Cell(0, 0, 0, 0), "code")
    turned = read_study(write(head=STUDY.replace('"bum", "self_organising"', '"self_organising", "bum"')))
    assert turned.run_id(Cell(0, 0, 1, 0), "code") == study.run_id(Cell(0, 0, 0, 0), "code")


def test_equal_samples_are_run_once(write: Write) -> None:
    """A point that stands twice in a design is computed once."""
    file = write('[design]\nkind = "csv"\nfile = "points.csv"\n')
    (file.parent / "points.csv").write_text("detour\n1.2\n1.3\n1.2\n", encoding="utf-8")
    study = read_study(file)
    assert study.computed(Cell(2, 0, 1, 1)) == Cell(0, 0, 1, 1)
    assert study.count == 2 * 2 * 2
