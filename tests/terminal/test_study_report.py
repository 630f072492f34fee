"""`nabolab study report` on a real store: tables, files, and one clear error for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nabolab
from dashboards.terminal.app import app
from experiments.analysis.surface import load_surfaces

pytestmark = pytest.mark.model

STUDY = """
title = "Roads for a fortnight"
scenario = "pilot_60"
arms = ["bum", "self_organising"]
horizon_days = 14
warm_up_days = 0
replications = 2
measures = ["carers_14", "travel_share", "cost_per_delivered_hour"]

[design]
kind = "sobol"
samples = 12

[uncertain.detour]
[uncertain.start_stop_minutes]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study of 48 runs."""
    place = tmp_path_factory.mktemp("study")
    (place / "roads.toml").write_text(STUDY, encoding="utf-8")
    nabolab.study(place / "roads.toml", place / "roads", processes=1)
    return place / "roads"


def told(*words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `nabolab study report ...`."""
    found = CliRunner().invoke(app, ["study", "report", *words], env={"COLUMNS": "160"})
    return found.exit_code, found.stdout, found.stderr


def test_it_prints_tables_and_writes_a_folder(folder: Path, tmp_path: Path) -> None:
    """Every table is a CSV, the report is there as Markdown and JSON, and the surfaces answer."""
    code, out, _ = told(str(folder), "--out", str(tmp_path))
    assert code == 0
    assert "What moves the difference" in out
    written = tmp_path / "roads-report-001"
    names = {path.name for path in written.iterdir()}
    assert names >= {"differences.csv", "drivers.csv", "regret.csv", "pareto.csv", "report.md", "report.json"}
    surface = next(s for s in load_surfaces(written / "surfaces.json") if s.measure == "carers_14")
    middle = {name: float((surface.low[k] + surface.high[k]) / 2) for k, name in enumerate(surface.names)}
    assert surface.at(middle).mean < 0  # one team, fewer carers


def test_json_and_markdown(folder: Path, tmp_path: Path) -> None:
    """--json prints plain data and nothing else, --markdown the report's text."""
    code, out, _ = told(str(folder), "--out", str(tmp_path), "--json", "--goal", "travel_share<=0.2")
    assert code == 0
    assert set(json.loads(out)["tables"]) >= {"differences", "satisficing"}
    code, out, _ = told(str(folder), "--out", str(tmp_path), "--markdown", "--measure", "travel_share")
    assert code == 0
    assert out.startswith("# Roads for a fortnight\n")


def test_python_gives_the_same(folder: Path) -> None:
    """nabolab.report on the folder, its store and its table gives the same numbers."""
    store = nabolab.open_study(folder)
    reports = [nabolab.report(given, ["travel_share"]) for given in (folder, store, store.table())]
    numbers = [r.table("differences")["difference"].iloc[0] for r in reports]
    assert numbers[0] == numbers[1] == numbers[2] < 0


def test_bad_input_is_told_in_words(folder: Path, tmp_path: Path) -> None:
    """Unknown measure, unknown option and a goal of another form: exit code 2, no traceback, nothing written."""
    for words, expected in (
        ((str(tmp_path / "nothing"),), "nothing"),
        ((str(folder), "--measure", "travel"), "not in this study"),
        ((str(folder), "--reference", "bom"), "unknown"),
        ((str(folder), "--goal", "travel_share"), "write MEASURE-"),
    ):
        code, _, err = told(*words, "--out", str(tmp_path / "out"))
        assert code == 2
        assert expected in err
        assert "Traceback" not in err
    assert not (tmp_path / "out").exists()
