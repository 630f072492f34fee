"""The documentation says what the code says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from agents.model import PHASES
from agents.rights import Right
from dashboards.terminal.app import app
from dashboards.terminal.documents import parameter_page
from dashboards.terminal.policies import policy_page
from dashboards.terminal.presets import preset_page
from dashboards.terminal.study import study_app
from experiments.shelf import find_scenario, shipped_scenarios
from experiments.study.inputs import Folder, make_study
from experiments.study.spec import Design, LeverEntry, Precision, Spec, Uncertain, parse_spec
from experiments.study.table import DesignKind
from policies.base import known_policies
from policies.loading import load_arm, parse_arm, shipped_arms
from sim.measures.catalogue import CATALOGUE
from sim.measures.daily import SERIES
from sim.parameters import registry
from sim.scenario import Office, Scenario, Settlement, Shock, parse_scenario

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("README.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```[a-z]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?<!from )(?<!import )\bnabolab ([a-z][a-z_-]*)")
FILE = re.compile(r"`((?:sim|agents|policies|experiments|dashboards|benchmarks|tests|docs)/[\w/.]*)`")
AREA_PAGES = {
    "need": ("citizens.md", "health.md"),
    "health": ("citizens.md", "health.md"),
    "people": ("people.md", "staffing.md"),
    "transition": ("transition.md",),
    "liquidity": ("money.md", "transition.md"),
}
"""Pages that explain every parameter of an area of the registry."""


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str, columns: int) -> list[list[str]]:
    """Cells of all table rows with so many columns."""
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in cells if len(row) == columns]


def toml_examples() -> list[tuple[str, str]]:
    """(page, text) of every TOML example."""
    return [(path.name, text) for path in PAGES for text in TOML.findall(path.read_text(encoding="utf-8"))]


def study_blocks() -> list[tuple[str, str]]:
    """Examples of studies, known by the arms that they name."""
    return [(name, text) for name, text in toml_examples() if "arms" in tomllib.loads(text)]


def toml_blocks(arms: bool) -> list[tuple[str, str]]:
    """(page, text) of every other TOML example; a scenario is known by its settlements, all others are arms.

    The page on writing a policy has a test of its own, which loads the policy first.
    """
    others = [e for e in toml_examples() if e not in study_blocks()]
    found = [(name, text) for name, text in others if name != "write-a-policy.md"]
    return [(name, text) for name, text in found if ("settlements" not in tomllib.loads(text)) == arms]


def preset(arm: str) -> Mapping[str, Any]:
    """The file of a shipped arm."""
    return tomllib.loads(resources.files("policies.presets").joinpath(f"{arm}.toml").read_text(encoding="utf-8"))


def written_out() -> list[str]:
    """Shipped arms that list all their policies."""
    return [name for name in shipped_arms() if "like" not in preset(name)]


def commands() -> set[str]:
    """Names of the command line's commands."""
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_measures_page_is_the_catalogue() -> None:
    """docs/measures.md lists each measure of the catalogue with title, leg, unit and definition, in order."""
    written = [row for row in rows(page("measures.md"), 5) if row[0].startswith("`")]
    assert written == [[f"`{m.key}`", m.title, m.leg, m.unit, m.about] for m in CATALOGUE]


def test_the_parameter_page_is_the_registry() -> None:
    """docs/parameters.md is what `nabolab parameters` prints."""
    assert page("parameters.md") == parameter_page()


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_relative_links_resolve(path: Path) -> None:
    """Every relative link of a page leads to a file, and to a heading where it names one."""
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, heading = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", t).strip().lower().replace(" ", "-") for t in titles}, target


def test_the_index_leads_to_every_page() -> None:
    """No page is left out of docs/index.md."""
    assert {p.name for p in DOCS.glob("*.md")} - {"index.md"} == set(LINK.findall(page("index.md")))


def test_example_arms_work() -> None:
    """Every arm written out in the docs parses and composes in every shipped scenario."""
    examples = toml_blocks(arms=True)
    assert examples
    for name, text in examples:
        arm = parse_arm("example", text, name)
        for place in shipped_scenarios():
            assert set(arm.compose(find_scenario(place)).owners) == set(Right)


def test_example_scenarios_work() -> None:
    """Every scenario written out in the docs parses."""
    examples = toml_blocks(arms=False)
    assert examples
    for name, text in examples:
        assert parse_scenario(text, name).citizens > 0


def test_example_studies_work() -> None:
    """Every study written out in the docs can be read, and has runs."""
    examples = study_blocks()
    assert examples
    for name, text in examples:
        assert make_study(parse_spec(text, name), Folder(ROOT), name).count > 0


def test_the_studies_page_is_the_program() -> None:
    """docs/studies.md names every key of a study file, every design, every series and every command of a study."""
    words = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(f"{b} {s}" for b, s in CODE.findall(page("studies.md")))))
    keys = {key for model in (Spec, Design, Uncertain, LeverEntry, Precision) for key in model.model_fields}
    assert (keys | set(get_args(DesignKind)) | set(SERIES)) - words == set()
    named = set(re.findall(r"nabolab study ([a-z]+)", page("studies.md")))
    assert named == {command.name or command.callback.__name__ for command in study_app.registered_commands}  # type: ignore[union-attr]


def test_named_commands_exist() -> None:
    """Every `nabolab ...` command in a page is a command of the command line, and each is named somewhere."""
    named = {
        word
        for path in PAGES
        for block, span in CODE.findall(path.read_text(encoding="utf-8"))
        for word in COMMAND.findall(block or span)
    }
    assert named == commands()


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md has one row for each dependency of pyproject.toml, and no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = [re.match(r"[\w-]+", d).group() for d in wanted if not d.startswith("nabolab[")]  # type: ignore[union-attr]
    listed = [row for row in rows(page("dependencies.md"), 3) if row[0].startswith("`")]
    assert [row[0].strip("`") for row in listed] == names
    assert all(all(row) for row in listed)


def test_the_phases_are_those_of_the_model() -> None:
    """docs/model.md describes the phases of a day in the order in which they run."""
    assert tuple(re.findall(r"^### `(\w+)`", page("model.md"), re.MULTILINE)) == PHASES


def test_the_organisations_page_names_each_owner() -> None:
    """docs/organisations.md says for each right who owns it in the arms that are written out, in the rights' order."""
    written = [row for row in rows(page("organisations.md"), 4) if row[0].startswith("`")]
    assert [row[0].strip("`") for row in written] == [right.value for right in Right]
    for column, name in enumerate(written_out(), start=2):
        owners = {right.value: policy.name for policy in load_arm(name).policies for right in policy.owns}
        for row in written:
            assert row[column].startswith(f"`{owners[row[0].strip('`')]}`"), (name, row[0])


def test_the_policies_page_is_what_is_registered() -> None:
    """docs/policies.md is what `nabolab policies` prints, and says something of every shipped policy."""
    assert page("policies.md") == policy_page()
    shipped = {name for name, policy in known_policies().items() if policy.__module__.startswith("policies.")}
    assert {name for name in shipped if f"| `{name}` |" not in page("policies.md")} == set()


def test_the_presets_page_is_what_is_shipped() -> None:
    """docs/presets.md is what `nabolab presets` prints, with a section and expected results for every shipped arm."""
    assert page("presets.md") == preset_page()
    assert re.findall(r"^## (\w+)$", page("presets.md"), re.MULTILINE) == shipped_arms()


def test_the_cover_steps_are_explained() -> None:
    """docs/planning.md has a row for every step of cover that a shipped arm takes."""
    explained = {row[0].strip("`") for row in rows(page("planning.md"), 2) if row[0].startswith("`")}
    steps = {step for name in written_out() for p in load_arm(name).policies for step in getattr(p, "steps", ())}
    assert steps == explained


def test_every_shock_is_explained() -> None:
    """docs/scenarios.md has a row for every kind of shock, in their order."""
    explained = [row[0].strip("`") for row in rows(page("scenarios.md"), 3) if row[0].startswith("`")]
    assert explained == list(get_args(Shock.model_fields["kind"].annotation))


def test_every_key_of_a_scenario_is_named() -> None:
    """docs/scenarios.md names every key that a scenario file may hold."""
    keys = {key for model in (Scenario, Settlement, Office, Shock) for key in model.model_fields}
    words = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(f"{b} {s}" for b, s in CODE.findall(page("scenarios.md")))))
    assert keys - words == set()


@pytest.mark.parametrize("area", AREA_PAGES)
def test_parameters_are_explained(area: str) -> None:
    """Every parameter of an area that has pages of its own is named on them."""
    text = "".join(page(name) for name in AREA_PAGES[area])
    assert [name for name, p in registry().items() if p.area == area and f"`{name}`" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_named_files_exist(path: Path) -> None:
    """Every file or folder of ours that a page names is there."""
    named = FILE.findall(path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
