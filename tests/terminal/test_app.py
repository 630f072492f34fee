"""The command line: bad input told at once, nothing written; good input gives complete results."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.rights import Right
from dashboards.terminal.app import app
from experiments.shelf import find_scenario, shipped_scenarios
from policies.loading import load_arm, shipped_arms
from sim.measures.catalogue import CATALOGUE
from sim.parameters import registry
from sim.scenario import read_scenario
from tests.terminal.conftest import Answer, Call

pytestmark = pytest.mark.unit

TABLES = {"measures.csv", "runs.csv", "hours.csv", "costs.csv", "carers_14.csv", "contested.csv"}
FILES = TABLES | {"report.html", "provenance.json"}


def refused(answer: Answer) -> str:
    """The words of a command that must have left with exit code 2 and no traceback."""
    assert answer.code == 2
    assert isinstance(answer.error, SystemExit)
    assert "Traceback" not in answer.all
    return answer.err


def test_all_bad_inputs_of_compare_are_told_at_once(nabolab: Call) -> None:
    """Arms, scenario, settings and numbers: each mistake must be told in one go."""
    words = refused(
        nabolab(
            "compare",
            "bumm",
            "selforganising",
            "-s",
            "nowhere",
            "--set",
            "detour",
            "--set",
            "mortality=high",
            "-n",
            "0",
            "--precision",
            "2",
            "--processes",
            "0",
            "--seed",
            "-1",
        )
    )
    assert "9 problems" in words
    for word in (
        "'bum'",
        "'self_organising'",
        "'nowhere'",
        "'detour'",
        "'mortality=high'",
        "--replications",
        "--precision",
        "--processes",
        "--seed",
    ):
        assert word in words


def test_unknown_and_impossible_settings_are_told(nabolab: Call) -> None:
    """--set names a parameter and a value in its range; the nearest name is offered."""
    words = refused(nabolab("compare", "--set", "detuor=1.3", "--set", "mortality=9", "--set", "bath_minutes=inf"))
    assert "3 problems" in words
    assert "did you mean 'detour'" in words
    assert "mortality" in words
    assert "bath_minutes" in words


def test_a_malformed_setting_does_not_hide_a_misspelt_one(nabolab: Call) -> None:
    """Both mistakes in --set must be told in one go."""
    words = refused(nabolab("compare", "--set", "detuor=1.3", "--set", "bath_minutes"))
    assert "'bath_minutes'" in words
    assert "did you mean 'detour'" in words


def test_a_bad_scenario_file_is_told_with_every_problem(nabolab: Call, tmp_path: Path) -> None:
    """Problems in a file must come with the file's name and key."""
    path = tmp_path / "bad.toml"
    path.write_text('titel = "x"\n[office]\nx_km = "left"\n', encoding="utf-8")
    words = refused(nabolab("compare", "-s", str(path)))
    for word in ("bad.toml: titel", "did you mean 'title'", "office.x_km", "settlements: is missing"):
        assert word in words


def test_an_arm_that_contradicts_itself_is_told_before_anything_runs(nabolab: Call, tmp_path: Path, tiny: str) -> None:
    """Rights without owner and closed values must be found up front."""
    path = tmp_path / "odd.toml"
    path.write_text(
        'title = "Odd"\n[[policy]]\nuse = "pool"\n[policy.changes]\nmortality = { set = 0.1 }\n', encoding="utf-8"
    )
    words = refused(nabolab("compare", "bum", str(path), "-s", tiny, "-n", "1"))
    assert "'assess'" in words
    assert "belongs to the world" in words


def test_a_mistake_writes_nothing(nabolab: Call) -> None:
    """After a refused command the folder must be as it was."""
    refused(nabolab("compare", "bumm", "--out", "."))
    assert list(Path.cwd().iterdir()) == []


def test_a_mistake_creates_no_folder(nabolab: Call) -> None:
    """Nothing written means no empty results folder either."""
    refused(nabolab("compare", "bumm"))
    assert list(Path.cwd().iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(nabolab: Call, tiny: str) -> None:
    """A file where the results folder should be must be told in words."""
    Path("results").write_text("mine", encoding="utf-8")
    assert "--out" in refused(nabolab("compare", "-s", tiny, "-n", "1"))
    assert Path("results").read_text(encoding="utf-8") == "mine"


def test_flags_that_do_not_exist_are_refused(nabolab: Call) -> None:
    """Unknown flags and choices leave with exit code 2 as well."""
    assert "--replicas" in refused(nabolab("compare", "--replicas", "3"))
    assert "lavish" in refused(nabolab("compare", "--staffing", "lavish"))
    assert "--replications" in refused(nabolab("compare", "-n", "three"))


def test_run_refuses_a_negative_seed_in_words(nabolab: Call, tiny: str) -> None:
    """The same seed rule must hold for run as for compare."""
    assert "--seed" in refused(nabolab("run", "bum", "-s", tiny, "--seed", "-1"))


def test_run_and_explain_tell_all_bad_inputs(nabolab: Call) -> None:
    """The other commands refuse in the same way."""
    for command in ("run", "explain"):
        words = refused(nabolab(command, "bumm", "-s", "nowhere", "--set", "x"))
        assert "3 problems" in words


@pytest.mark.model
def test_run_prints_every_measure(nabolab: Call, tiny: str) -> None:
    """One run shows each measure of the catalogue by its title."""
    answer = nabolab("run", "self_organising", "-s", tiny)
    assert answer.code == 0
    for measure in CATALOGUE:
        assert measure.title in answer.out


@pytest.mark.model
def test_compare_writes_page_and_tables(nabolab: Call, tiny: str) -> None:
    """A comparison leaves a complete folder: page, tables and provenance, and prints where."""
    answer = nabolab("compare", "-s", tiny, "-n", "2", "--processes", "1", "--quiet", "--out", "out")
    assert answer.code == 0
    (folder,) = Path("out").iterdir()
    assert {f.name for f in folder.iterdir()} == FILES
    assert str(folder / "report.html") in answer.out
    with (folder / "measures.csv").open(encoding="utf-8") as file:
        assert [row["key"] for row in csv.DictReader(file)] == [m.key for m in CATALOGUE]
    with (folder / "runs.csv").open(encoding="utf-8") as file:
        runs = list(csv.DictReader(file))
    assert [(r["arm"], r["seed"]) for r in runs] == [(a, s) for a in ("bum", "self_organising") for s in "12"]
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.model
def test_provenance_says_how_to_get_the_same_numbers(nabolab: Call, tiny: str) -> None:
    """Scenario and its hash, arms, seeds, versions and the command stand beside the numbers."""
    flags = ("--seed", "7", "--set", "detour=1.5", "--no-contested")
    nabolab("compare", "-s", tiny, "-n", "2", "--processes", "1", "--quiet", *flags)
    (path,) = Path("results").glob("*/provenance.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["scenario hash"] == read_scenario(Path(tiny)).with_parameters({"detour": 1.5}).digest
    assert told["seeds"] == "7 to 8"
    assert told["replications"] == 2
    for word in ("--scenario", "--seed 7", "--set detour=1.5", "--replications 2"):
        assert word in told["command"]
    assert told["notes"]


@pytest.mark.model
def test_the_staffing_flag_reaches_the_run(nabolab: Call, tiny: str) -> None:
    """A replaced staffing rule must show in the provenance and in the scenario's hash."""
    hashes = set()
    for rule in ("own_norm", "equal_staff"):
        nabolab("compare", "-s", tiny, "-n", "1", "--quiet", "--staffing", rule, "--out", rule, "--no-contested")
        (path,) = Path(rule).glob("*/provenance.json")
        told = json.loads(path.read_text(encoding="utf-8"))
        assert told["staffing rule"] == rule
        hashes.add(told["scenario hash"])
    assert len(hashes) == 2


@pytest.mark.model
def test_json_is_one_document_for_programs(nabolab: Call, tiny: str) -> None:
    """With --json, standard output is one JSON document, undefined numbers as null, and the folder is written too."""
    answer = nabolab("compare", "-s", tiny, "-n", "2", "--processes", "1", "--json")
    assert answer.code == 0
    told = json.loads(answer.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert [m["key"] for m in told["measures"]] == [m.key for m in CATALOGUE]
    assert {m["verdict"] for m in told["measures"]} <= {"higher", "lower", "the same", "cannot tell"}
    assert (Path(told["folder"]) / "report.html").is_file()
    assert (told["a"], told["b"]) == ("bum", "self_organising")


@pytest.mark.model
def test_a_second_comparison_gets_a_folder_of_its_own(nabolab: Call, tiny: str) -> None:
    """Nothing that exists is touched."""
    for _ in range(2):
        assert nabolab("compare", "bum", "bum", "-s", tiny, "-n", "1", "--quiet", "--no-contested").code == 0
    assert sorted(f.name for f in Path("results").iterdir()) == ["bum-bum-001", "bum-bum-002"]


def test_scenarios_lists_what_is_shipped(nabolab: Call) -> None:
    """Every shipped scenario with its size."""
    answer = nabolab("scenarios")
    assert answer.code == 0
    for name in shipped_scenarios():
        assert name in answer.out
        assert str(find_scenario(name).citizens) in answer.out


def test_presets_lists_what_is_shipped(nabolab: Call) -> None:
    """Every shipped arm with its title, and which others it is like, replaces or stands beside."""
    answer = nabolab("presets")
    assert answer.code == 0
    said = " ".join(answer.out.split())
    for name in shipped_arms():
        assert name in said
        assert load_arm(name).title in said
    assert "beside `bum`" in said


@pytest.mark.parametrize("arm", shipped_arms())
@pytest.mark.parametrize("wide", [True, False])
def test_explain_names_the_owner_of_every_right(arm: str, wide: bool, nabolab: Call) -> None:
    """Who decides what must be told for each right, in a narrow terminal too."""
    answer = nabolab("explain", arm, wide=wide)
    assert answer.code == 0
    for right in Right:
        assert right.value in answer.out
    for policy in load_arm(arm).policies:
        if policy.owns:
            assert policy.name in answer.out


def test_explain_shows_before_and_after_of_moved_values(nabolab: Call) -> None:
    """A moved value is shown with its default, the policy that moves it and where it ends."""
    out = nabolab("explain", "self_organising").out
    row = next(line for line in out.splitlines() if "group_size" in line)
    for word in ("35", "team_size (carers = 12) = 12", "estimate", "N04"):
        assert word in row


def test_explain_all_shows_every_movable_value(nabolab: Call) -> None:
    """With --all, whatever policies may move is listed, and nothing of the closed world."""
    out = nabolab("explain", "bum", "--all").out
    for p in registry().values():
        assert (f" {p.name} " in out) == p.modifiable


def test_init_writes_a_scenario_that_can_be_run(nabolab: Call) -> None:
    """The written file must parse, be the shipped district, and list every parameter."""
    assert nabolab("init", "mine.toml").code == 0
    written = read_scenario(Path("mine.toml"))
    assert written == find_scenario("bording_engesvang")
    text = Path("mine.toml").read_text(encoding="utf-8")
    assert all(f"# {name} = " in text for name in registry())


def test_init_never_overwrites(nabolab: Call) -> None:
    """A file that is there must be left as it is."""
    Path("mine.toml").write_text("precious", encoding="utf-8")
    assert "left as it is" in refused(nabolab("init", "mine.toml"))
    assert Path("mine.toml").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["mine.txt", "mine", "missing/mine.toml"])
def test_init_refuses_odd_paths_and_writes_nothing(name: str, nabolab: Call) -> None:
    """Another ending, or a folder that isn't there, must be told in words."""
    refused(nabolab("init", name))
    assert list(Path.cwd().iterdir()) == []


def test_the_page_of_parameters_is_complete(nabolab: Call) -> None:
    """Every parameter with unit and range, and every cited source explained."""
    out = nabolab("parameters").out
    for p in registry().values():
        row = next(line for line in out.splitlines() if line.startswith(f"| `{p.name}` |"))
        assert p.title in row
        assert f"{p.low:g} to {p.high:g}" in row
        for source in p.sources:
            assert source in row
            assert f"\n| {source} | " in out


def test_every_command_explains_itself() -> None:
    """--help must work for the program and for each command."""
    for command in ("", "compare", "run", "scenarios", "explain", "links", "init", "parameters"):
        result = CliRunner().invoke(app, [command, "--help"] if command else ["--help"])
        assert result.exit_code == 0
        assert "Usage" in result.output


def test_help_loads_no_simulation() -> None:
    """Asking for help comes at once: neither Numba nor the model is imported for it."""
    code = "import sys; import dashboards.terminal.app; print(*sorted({'numba', 'mesa', 'pandas'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
