"""`nabolab validate`: the scorecard as a table or a page, and bad input told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.targets.table import COLUMNS, shipped_targets

from .conftest import Call

pytestmark = pytest.mark.model


def test_the_scorecard_lists_every_target(nabolab: Call, tiny: str, tmp_path: Path) -> None:
    """Shipped targets and one's own, judged and fitted apart, each with its verdict."""
    own = tmp_path / "own.csv"
    row = "mine,,Overhead,overhead_share_cost,bum,level,,-1,2,share,Our town,x,Our accounts,hold-out"
    own.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    answer = nabolab("validate", "--scenario", tiny, "--targets", str(own), "-n", "2", "--processes", "1", "--markdown")
    assert answer.code == 0, answer.all
    cells = [line.split(" | ") for line in answer.out.splitlines() if line.startswith("|")]
    named = [c[1].split(":")[0] for c in cells if len(c) == 9 and c[1].split(":")[0] in answer.out]
    assert {t.id for t in shipped_targets()} | {"mine"} <= set(named)
    mine = next(c for c in cells if c[1].startswith("mine:"))
    assert mine[6] == "hit"
    assert "none: direction only" in answer.out


def test_bad_input_is_told_at_once(nabolab: Call) -> None:
    """Unknown scenario, file, draws and number are told together."""
    answer = nabolab("validate", "-s", "nowhere", "--targets", "none.csv", "--draws", "nope", "-n", "0")
    assert answer.code == 2
    assert all(word in answer.err for word in ("4 problems", "nowhere", "none.csv", "nope", "--replications"))
