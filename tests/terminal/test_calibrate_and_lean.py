"""`nabolab calibrate` writes draws that `nabolab compare` and `nabolab lean` read."""

from __future__ import annotations

import pytest

from sim.draws.shelf import find_draws

from .conftest import Call
from .test_danish import english_in

pytestmark = pytest.mark.model


def test_draws_are_kept_and_used(nabolab: Call, tiny: str) -> None:
    """Two parameters, few runs: a file of draws with what was fitted, then a comparison and leaning over it."""
    words = ("--scenario", tiny, "--parameter", "documentation_minutes", "--parameter", "reserve_share")
    numbers = ("--runs", "20", "--waves", "1", "--draws", "12", "--discrepancy", "0.9", "--processes", "1")
    answer = nabolab("calibrate", *words, *numbers, "--out", "mine.csv", "--markdown")
    assert answer.code == 0, answer.all
    assert "B26: Documentation per shift" in answer.out
    draws = find_draws("mine.csv")
    assert draws.parameters == ("documentation_minutes", "reserve_share")
    assert len(draws) == 12
    assert any("Fitted: B23" in line for line in draws.about)
    less = ("-n", "2", "--processes", "1", "--draws", "mine.csv")
    shown = nabolab("compare", "-s", tiny, *less, "--no-contested", "--json", "--quiet")
    assert shown.code == 0, shown.all
    assert "mine.csv: 2 of 12" in shown.out
    assert "--draws mine.csv" in shown.out
    leaning = nabolab(
        "lean", "-s", tiny, *less, "--pairs", "2", "--assumption", "reserve_share", "--markdown", "-l", "da"
    )
    assert leaning.code == 0, leaning.all
    assert " af 2 |" in leaning.out
    assert english_in(leaning.out.replace("Forty citizens", "")) == set()


def test_bad_input_is_told_at_once(nabolab: Call) -> None:
    """Everything wrong with a calibration or a leaning, together, with exit code 2."""
    answer = nabolab(
        "calibrate", "--parameter", "exit_rate", "--parameter", "nonsense", "--runs", "3", "--out", "x.txt"
    )
    assert answer.code == 2
    assert all(word in answer.err for word in ("exit_rate", "evidence", "nonsense", "--runs", "x.txt"))
    answer = nabolab("lean", "bmu", "--draws", "nope", "--pairs", "1", "--assumption", "nonsense")
    assert answer.code == 2
    assert all(word in answer.err for word in ("4 problems", "bmu", "nope", "--pairs", "nonsense"))
