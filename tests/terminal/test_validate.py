"""`nabolab validate`: the scorecard as a table or a page, and bad input told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.terminal.validate import sheets
from experiments.targets.scorecard import Scorecard, Scored
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


def test_the_scorecard_speaks_danish() -> None:
    """Headings, verdicts, patterns and every shipped target in Danish, with Danish marks."""
    rows = tuple(Scored(target, 1234.5, 0.25, 2000.0, 3) for target in shipped_targets())
    judged, fitted = sheets(Scorecard("Bording and Engesvang", 365, 3, 0, rows), "da")
    assert judged.headings[0] == "Mønster"
    text = judged.markdown() + fitted.markdown()
    assert "0,250 til 2.000" in text
    assert "Bording og Engesvang" in text
    assert all(target.quantity not in text for target in shipped_targets())
    assert {row[6] for row in judged.rows} <= {"ramt", "ramt ved siden af", "kan ikke afgøres"}


def test_bad_input_is_told_at_once(nabolab: Call) -> None:
    """Unknown scenario, file, draws and number are told together."""
    answer = nabolab("validate", "-s", "nowhere", "--targets", "none.csv", "--draws", "nope", "-n", "0", "-l", "no")
    assert answer.code == 2
    assert all(
        word in answer.err for word in ("5 problems", "nowhere", "none.csv", "nope", "--replications", "--language")
    )
