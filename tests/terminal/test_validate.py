"""`nabolab validate`: the scorecard as a table or a page, and bad input told at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboards.terminal.validate import keep, sheets
from dashboards.trust.told import words_beside
from dashboards.words.catalogue import words as words_of
from experiments.targets.scorecard import Scorecard, Scored
from experiments.targets.stored import stored
from experiments.targets.table import COLUMNS, read_targets, shipped_targets
from sim.problems import InputError

from .conftest import Call
from .test_danish import english_in

pytestmark = pytest.mark.model


def test_the_scorecard_lists_every_target(nabolab: Call, tiny: str, tmp_path: Path) -> None:
    """Shipped targets and one's own, judged and fitted apart, each with its verdict."""
    own = tmp_path / "own.csv"
    row = "mine,,Overhead,overhead_share_cost,bum,level,,-1,2,share,Our town,x,Our accounts,hold-out"
    own.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    words = ("validate", "--scenario", tiny, "--targets", str(own), "-n", "2", "--processes", "1")
    answer = nabolab(*words, "--markdown", "--save", "kept.json")
    assert answer.code == 0, answer.all
    cells = [line.split(" | ") for line in answer.out.splitlines() if line.startswith("|")]
    named = [c[1].split(":")[0] for c in cells if len(c) == 9 and c[1].split(":")[0] in answer.out]
    assert {t.id for t in shipped_targets()} | {"mine"} <= set(named)
    mine = next(c for c in cells if c[1].startswith("mine:"))
    assert mine[6] == "hit"
    assert "none: direction only" in answer.out
    kept = stored(Path("kept.json").read_text(encoding="utf-8"), read_targets(own))
    assert "\n".join(sheet.markdown() for sheet in sheets(kept.card, words_of("en"))) + "\n" == answer.out
    assert kept.card.replications == 2
    assert kept.is_of_this_code
    assert kept.command == f"nabolab validate --scenario {tiny} -n 2 --seed 1 --targets {own}"


def test_a_place_that_fails_after_the_runs_is_told_in_words() -> None:
    """What was printed isn't lost: writing comes last, and its failure is a problem like any other."""
    with pytest.raises(InputError, match=r"--save /proc/kept\.json: can't be written"):
        keep(Path("/proc/kept.json"), Scorecard("Somewhere", 365, 3, 0, ()), "nabolab validate")


@pytest.mark.parametrize(
    ("name", "why"), [("there.json", "is there already"), ("no/where.json", "no such folder"), ("x" * 300, "too long")]
)
def test_a_place_that_cannot_be_written_is_told_before_anything_runs(nabolab: Call, name: str, why: str) -> None:
    """Exit code 2, together with what else is wrong; a file that is there keeps its content."""
    Path("there.json").write_text("older", encoding="utf-8")
    answer = nabolab("validate", "--save", name, "-n", "0")
    assert answer.code == 2
    assert all(word in answer.err for word in ("2 problems", "--save", why, "--replications"))
    assert answer.out == ""
    assert Path("there.json").read_text(encoding="utf-8") == "older"
    assert [path.name for path in Path().iterdir()] == ["there.json"]


def test_the_scorecard_speaks_danish() -> None:
    """Headings, verdicts, patterns and every shipped target in Danish, with Danish marks."""
    rows = tuple(Scored(target, 1234.5, 0.25, 2000.0, 3) for target in shipped_targets())
    judged, fitted = sheets(Scorecard("Bording and Engesvang", 365, 3, 0, rows), words_of("da"))
    assert judged.headings[0] == "Mønster"
    text = judged.markdown() + fitted.markdown()
    assert "0,250 til 2.000" in text
    assert "Bording og Engesvang" in text
    assert all(target.quantity not in text for target in shipped_targets())
    names = "|".join(target.id for target in shipped_targets())
    assert english_in(re.sub(rf"\b({names})\b", "", text)) == set()
    assert {row[6] for row in judged.rows} <= {"ramt", "ramt ved siden af", "kan ikke afgøres"}


def test_a_table_of_ones_own_brings_its_danish_words(tmp_path: Path) -> None:
    """Words beside the table fill in or replace those of the catalogue; a broken file is told with what is wrong."""
    table, words_file, danish = tmp_path / "own.csv", tmp_path / "own.da.toml", words_of("da")
    assert words_beside(table, danish) is danish
    words_file.write_text('[target]\nmine = "Vores tal"\n[of_whom]\nmine = "Vores by"\n', encoding="utf-8")
    say = words_beside(table, danish)
    own = replace(shipped_targets()[0], id="mine", quantity="Overhead", population="Our town", definition="Ours")
    row = sheets(Scorecard("Nowhere", 365, 3, 0, (Scored(own, 1.0, 1.0, 1.0, 3),)), say)[1].rows[0]
    assert "Vores tal" in row[1]
    assert row[8] == "Vores by"
    assert words_beside(table, words_of("en")) is words_of("en")
    for broken in ("[target", '[titles]\nx = "y"', "[target]\nx = 1"):
        words_file.write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match=r"own\.da\.toml"):
            words_beside(table, danish)


def test_bad_input_is_told_at_once(nabolab: Call) -> None:
    """Unknown scenario, file, draws and number are told together."""
    answer = nabolab("validate", "-s", "nowhere", "--targets", "none.csv", "--draws", "nope", "-n", "0", "-l", "no")
    assert answer.code == 2
    assert all(
        word in answer.err for word in ("5 problems", "nowhere", "none.csv", "nope", "--replications", "--language")
    )
