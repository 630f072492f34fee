"""The two arms, told apart and paired."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboards import arms
from experiments.comparison import Comparison

pytestmark = pytest.mark.unit


def test_same_title_gets_letters(comparison: Comparison) -> None:
    """Two arms under one title can still be told apart."""
    assert arms.names(replace(comparison, title_a="Teams", title_b="Teams")) == ("Teams (A)", "Teams (B)")


def test_differences_pair_by_replication(comparison: Comparison) -> None:
    """Replications are paired by number, whatever order the runs are in."""
    shuffled = replace(comparison, runs=comparison.runs.sample(frac=1, random_state=3))
    assert arms.differences(shuffled, "strain").equals(arms.differences(comparison, "strain"))
    of_a, of_b = (side.set_index("replication")["strain"] for side in arms.split(comparison, comparison.runs))
    assert arms.differences(comparison, "strain")[7] == pytest.approx(of_b[7] - of_a[7])


def test_undefined_pairs_take_no_part(undefined_measure: Comparison) -> None:
    """A replication that leaves a measure undefined in one arm gives no difference."""
    assert list(arms.differences(undefined_measure, "turnover").index) == list(range(4, 21))


def test_arm_against_itself_differs_nowhere(against_itself: Comparison) -> None:
    """An arm compared with itself is paired with its own runs, though they stand in the table twice."""
    assert arms.replications(against_itself) == 20
    gaps = arms.differences(against_itself, "strain")
    assert len(gaps) == 20
    assert (gaps == 0).all()
