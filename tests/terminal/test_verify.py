"""`nabolab verify`: a table, JSON, exit code 1 when a check fails and 2 for bad input."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim.pay

from .conftest import Call

pytestmark = pytest.mark.model


def test_checks_hold_and_say_so(nabolab: Call, tiny: str) -> None:
    """One arm in a scenario file of one's own: a line for each check, and exit code 0."""
    answer = nabolab("verify", "--scenario", tiny, "--arm", "bum", "--quick")
    assert answer.code == 0, answer.all
    assert "0 fail" in answer.out
    assert "every hour of a temp is paid once" in answer.out


def test_a_fault_is_exit_code_1(nabolab: Call, tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temps that cost nothing are told in the table, in JSON and by the exit code."""
    monkeypatch.setattr(sim.pay, "_temps", lambda shifts, *_: np.zeros(len(shifts)))
    answer = nabolab("verify", "--scenario", tiny, "--arm", "bum", "--quick", "--json")
    assert answer.code == 1
    found = json.loads(answer.out)
    assert not found["holds"]
    assert any("temp" in f["check"] and f["verdict"] == "fails" for f in found["findings"])


def test_bad_input_is_told_at_once(nabolab: Call) -> None:
    """Unknown arm, scenario and seed are told together, with exit code 2."""
    answer = nabolab("verify", "--arm", "bmu", "--scenario", "nowhere", "--seed", "-1")
    assert answer.code == 2
    assert all(word in answer.err for word in ("3 problems", "bmu", "nowhere", "--seed"))
