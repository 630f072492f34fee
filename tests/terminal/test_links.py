"""`nabolab links` and `--without`: every link listed, each can be switched off, wrong names are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nabolab as api
from dashboards.terminal.links import link_page
from sim.links import contested_links, links
from sim.problems import InputError
from sim.scenario import read_scenario
from tests.terminal.conftest import Call

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]


def entry(out: str, name: str) -> str:
    """The lines of a link in the printed table, up to the next one."""
    lines = out.splitlines()
    first = next(i for i, line in enumerate(lines) if line.split()[:1] == [name])
    return " ".join(lines[first : first + 3])


@pytest.mark.parametrize("wide", [True, False])
def test_every_link_is_listed(wide: bool, nabolab: Call) -> None:
    """Name, size, range and whether it is on, for each link, in a narrow terminal too."""
    answer = nabolab("links", wide=wide)
    assert answer.code == 0
    for name, link in links().items():
        told = entry(answer.out, name)
        p = link.parameter
        assert all(word in told for word in (f"{p.default:g}", f"{p.low:g} to {p.high:g}", p.tier))
        assert ("contested" in told.replace("on-\ntested", "")) == link.contested or not wide
        if wide:
            assert f"{link.cause} → {link.effect}" in told
            assert all(source in told for source in p.sources)


def test_sizes_are_those_of_the_place(nabolab: Call) -> None:
    """--set and --without show, and a link that is not as by default says what the default is."""
    out = nabolab("links", "--set", "self_selection=0.25", "--without", "autonomy_on_strain").out
    assert "0.25" in entry(out, "self_selection")
    assert "default off" in entry(out, "self_selection")
    assert "default on" in entry(out, "autonomy_on_strain")
    assert "default" not in entry(out, "load_on_strain")


def test_the_page_of_links_is_what_the_command_prints(nabolab: Call) -> None:
    """docs/links.md is made by `nabolab links --markdown`, lists each link and marks the contested ones."""
    page = (ROOT / "docs" / "links.md").read_text(encoding="utf-8")
    assert nabolab("links", "--markdown").out == link_page() == page
    for name, link in links().items():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert ("| contested |" in line) == (name in contested_links())
        assert f"| {link.cause} | {link.effect} |" in line


@pytest.mark.parametrize("command", ["compare", "run", "explain", "links"])
def test_unknown_links_are_told_with_all_else_that_is_wrong(command: str, nabolab: Call) -> None:
    """Every command refuses an unknown link with the nearest name, together with other mistakes, and writes nothing."""
    words = [] if command == "links" else ["bum"]
    flags = ["--without", "autonomy_on_stain", "--without", "luck", "--set", "detuor=1", "-s", "nowhere"]
    answer = nabolab(command, *words, *flags)
    assert answer.code == 2
    assert "4 problems" in answer.err
    for word in ("did you mean 'autonomy_on_strain'", "'luck'", "did you mean 'detour'", "'nowhere'"):
        assert word in answer.err
    assert list(Path.cwd().iterdir()) == []


def test_explain_shows_a_link_that_is_off(nabolab: Call) -> None:
    """A link switched off stays off whatever a policy says, and explain says so."""
    answer = nabolab("explain", "bum", "--all", "--without", "orientation_minutes")
    assert "Links switched off: orientation_minutes" in answer.out
    row = next(line for line in answer.out.splitlines() if " orientation_minutes " in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][4] == "0"


@pytest.mark.model
def test_run_takes_links_away(nabolab: Call, tiny: str) -> None:
    """A run without a link that acts in it differs from one with it, and the programming interface says the same."""
    with_it, without = (
        nabolab("run", "bum", "-s", tiny, *flags).out for flags in ((), ("--without", "orientation_minutes"))
    )
    assert with_it != without
    place = read_scenario(Path(tiny))
    runs = [api.run("bum", place, without=names).measures for names in ((), ("orientation_minutes",))]
    assert runs[0]["cost_per_delivered_hour"] != runs[1]["cost_per_delivered_hour"]


@pytest.mark.model
def test_a_comparison_shows_its_conclusion_with_and_without(nabolab: Call, tiny: str) -> None:
    """Contested links but the removed one are tried: printed, on the page, in JSON and CSV, and in the command."""
    answer = nabolab(
        "compare",
        "-s",
        tiny,
        "-n",
        "2",
        "--processes",
        "1",
        "--json",
        "--without",
        "autonomy_on_strain",
        "--out",
        "out",
    )
    told = json.loads(answer.out)
    assert {line["without"] for line in told["contested"]} == {"continuity_on_admissions", "reablement_on_need"}
    (folder,) = Path("out").iterdir()
    assert (folder / "contested.csv").is_file()
    assert "With and without contested links" in (folder / "report.html").read_text(encoding="utf-8")
    assert told["provenance"]["links switched off"] == "autonomy_on_strain"
    assert told["provenance"]["command"].endswith("--without autonomy_on_strain")


@pytest.mark.model
def test_contested_links_can_be_left_alone(nabolab: Call, tiny: str) -> None:
    """--no-contested runs only what was asked for, says so, and stands in the command."""
    answer = nabolab("compare", "-s", tiny, "-n", "1", "--json", "--no-contested", "--out", "out")
    told = json.loads(answer.out)
    assert told["contested"] == []
    assert told["provenance"]["command"].endswith("--no-contested")
    assert any("may lean on" in note for note in told["notes"])
    (folder,) = Path("out").iterdir()
    assert not (folder / "contested.csv").exists()


@pytest.mark.model
def test_python_takes_links_away_too(tiny: str) -> None:
    """`without` and `contested` of nabolab.compare do what the flags do; one name may stand alone."""
    found = api.compare(scenario=tiny, replications=1, without="autonomy_on_strain", contested=False)
    assert found.contested == ()
    assert found.provenance["links switched off"] == "autonomy_on_strain"
    with pytest.raises(InputError, match="did you mean 'autonomy_on_strain'"):
        api.compare(scenario=tiny, without=("autonomy_on_stain",))
