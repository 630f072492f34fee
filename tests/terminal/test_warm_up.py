"""`nabolab warm-up` and `nabolab baseline`: bad input in words, tables for a small place."""

from __future__ import annotations

import pytest

from experiments.baseline import LEFT_OUT
from experiments.long_run import NO_LEVEL
from sim.measures.catalogue import CATALOGUE
from sim.parameters import evidence
from tests.terminal.conftest import Call

pytestmark = pytest.mark.model


@pytest.mark.parametrize("command", ["warm-up", "baseline"])
def test_all_bad_inputs_are_told_at_once(nabolab: Call, command: str) -> None:
    """Arm, scenario, setting, link, numbers and seed: exit code 2, no traceback."""
    bad = ("bumm", "-s", "nowhere", "--set", "detour", "--without", "gravity", "--days", "3", "-n", "0", "--seed", "-1")
    answer = nabolab(command, *bad)
    assert answer.code == 2
    assert "Traceback" not in answer.all
    for word in ("7 problems", "'bum'", "nowhere", "detour", "gravity", "--days", "--replications", "--seed"):
        assert word in answer.err


def test_warm_up_prints_a_row_for_each_measure(nabolab: Call, tiny: str) -> None:
    """Every measure that is a level, and a sentence on how long the slowest takes."""
    answer = nabolab("warm-up", "bum", "-s", tiny, "--days", "350", "-n", "2", "--processes", "1")
    assert answer.code == 0, answer.all
    for m in CATALOGUE:
        assert (m.title in answer.out) == (m.key not in NO_LEVEL), m.title
    assert "MSER-5 cuts at most" in answer.out


def test_baseline_prints_a_row_for_each_row_of_the_evidence(nabolab: Call, tiny: str) -> None:
    """Every row that is meant for calibration and not left out, and how many are hit."""
    answer = nabolab("baseline", "bum", "-s", tiny, "--days", "91", "-n", "2", "--processes", "1")
    assert answer.code == 0, answer.all
    shown = {line.split()[0] for line in answer.out.splitlines() if line.strip()}
    assert {name for name, row in evidence().items() if row["use"] == "calibrate"} - set(LEFT_OUT) <= shown
    for kind in ("input", "fitted", "emerges"):
        assert f"{kind}: " in answer.out
