"""Levers: every combination of what can be chosen, and those that can't work left out by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.study.inputs import read_study
from experiments.study.plan import Cell
from sim.problems import InputError
from tests.experiments.study.conftest import Write

pytestmark = pytest.mark.unit

SIZE = """
[[lever]]
name = "size"
arms = ["self_organising"]
policy = "team_size"
option = "carers"
values = [6, 12]
"""


def told(file: Path) -> str:
    """The words of a refusal."""
    with pytest.raises(InputError) as refused:
        read_study(file)
    return str(refused.value)


def test_every_combination_is_tried(write: Write) -> None:
    """Values of all levers are crossed; an option, a named value, an owner and a policy's presence are levers alike."""
    more = """
[[lever]]
name = "note"
arms = ["bum"]
policy = "team_size"
value = "meeting_minutes_per_week"
values = [30, 60]
[[lever]]
name = "cover"
right = "allocate"
values = ["pool", "contact_person"]
"""
    study = read_study(write(SIZE + more))
    assert study.combinations == 8
    assert study.lever_table().drop_duplicates().shape == (8, 3)
    sizes = {p.carers for row in study.choices.arms for p in row[1].policies if p.name == "team_size"}  # type: ignore[attr-defined]
    assert sizes == {6.0, 12.0}
    for (_, minutes, owner), arms in zip(study.choices.rows, study.choices.arms, strict=True):
        assert arms[0].compose(study.scenario).values["meeting_minutes_per_week"] == minutes
        assert all(owner in {p.name for p in arm.policies} for arm in arms)


def test_an_arm_that_no_lever_touches_is_run_once(write: Write) -> None:
    """It stands in every combination, and its runs are shared."""
    study = read_study(write(SIZE))
    assert study.computed(Cell(0, 1, 0, 0)) == Cell(0, 0, 0, 0)
    assert study.computed(Cell(0, 1, 1, 0)) == Cell(0, 1, 1, 0)
    assert study.count == 2 * 3
    assert study.arm_digests[0][0] == study.arm_digests[1][0]
    assert study.arm_digests[0][1] != study.arm_digests[1][1]


def test_a_combination_that_cant_work_is_left_out_by_name(write: Write) -> None:
    """Without its owner of cover an arm can't work; the study goes on with the other value."""
    more = """
[[lever]]
name = "a pool"
arms = ["bum"]
policy = "pool"
values = [true, false]
"""
    study = read_study(write(SIZE + more))
    assert study.lever_table()["a pool"].tolist() == [True, True]
    assert len(study.choices.pruned) == 2
    assert "size = 6, a pool = False: bum: nobody owns the right 'allocate'" in str(study.choices.pruned[0])


def test_levers_of_which_no_combination_works_are_refused(write: Write) -> None:
    """An empty design is bad input, told with the reason for each combination."""
    words = told(write('[[lever]]\nname = "a pool"\narms = ["bum"]\npolicy = "pool"\nvalues = [false]\n'))
    assert "no combination works" in words
    assert "nobody owns the right 'allocate'" in words


@pytest.mark.parametrize(
    ("lever", "hint"),
    [
        ('policy = "team_sise"\noption = "carers"\nvalues = [6]', "did you mean 'team_size'?"),
        ('policy = "team_size"\noption = "carer"\nvalues = [6]', "did you mean 'carers'?"),
        ('policy = "team_size"\noption = "carers"\nvalues = [6, 1000]', "less than or equal to 130, got 1000"),
        ('policy = "team_size"\nvalues = [6]', "there (true) or not (false)"),
        (
            'policy = "team_size"\nvalue = "meeting_minutes_per_wek"\nvalues = [6]',
            "did you mean 'meeting_minutes_per_week'?",
        ),
        ('policy = "team_meeting"\nvalue = "meeting_minutes_per_week"\nvalues = [-6]', "lies outside"),
        ('policy = "team_size"\nvalue = "meeting_minutes_per_week"\nvalues = [30]', "name that policy"),
        ('right = "asses"\nvalues = ["pool"]', "did you mean 'assess'?"),
        ('right = "assess"\nvalues = ["pool"]', "'pool' owns no right 'assess'"),
        ("values = [6]", "needs a policy, or a right"),
        ('policy = "micro_assessments"\nvalue = "meeting_minutes_per_week"\nvalues = [30]', "has the policy"),
        ('policy = "team_size"\noption = "carers"\narms = ["bumm"]\nvalues = [6]', "did you mean 'bum'?"),
        ('policy = "team_size"\noption = "carers"\nvalues = [6, 6]', "stands there twice"),
    ],
)
def test_a_lever_that_nobody_can_pull_is_told(write: Write, lever: str, hint: str) -> None:
    """Unknown names get the nearest; values are checked by the policy's own types and the registry's range."""
    assert hint in told(write(f'[[lever]]\nname = "it"\n{lever}\n'))


def test_two_levers_dont_move_the_same(write: Write) -> None:
    """Neither by name nor by what they move."""
    words = told(write(SIZE + SIZE))
    assert "two levers have this name" in words
    assert "moves the same as lever 'size'" in words
