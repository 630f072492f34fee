"""The project's own rules: who may import whom, and what no file may say."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from policies.loading import shipped_arms

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("sim", "agents", "policies", "experiments", "dashboards")


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level packages that a module imports, also inside functions and under TYPE_CHECKING."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", ORDER)
def test_imports_run_one_way(package: str) -> None:
    """A package imports only itself and those before it: sim, agents, policies, experiments, dashboards."""
    later = set(ORDER[ORDER.index(package) + 1 :]) | {"nabolab", "benchmarks", "tests"}
    wrong = {str(p.relative_to(ROOT)): sorted(imported(p) & later) for p in modules(package) if imported(p) & later}
    assert wrong == {}
    assert modules(package)


def literals(path: Path) -> set[str]:
    """String literals and names of a module, in lower case."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = {n.value.lower() for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    names = {n.id.lower() for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return strings | names


@pytest.mark.parametrize("package", ["sim", "agents"])
def test_the_world_knows_no_preset(package: str) -> None:
    """No import, name or string in sim/ or agents/ knows a preset or an organisation's brand."""
    brands = {*shipped_arms(), "buurtzorg", "lokalpleje", "haderslev", "ikast", "helhedspleje"}
    pattern = re.compile(r"\b(" + "|".join(re.escape(b.replace("_", " ")) for b in sorted(brands)) + r")\b")
    wrong = {
        (str(path.relative_to(ROOT)), word)
        for path in modules(package)
        for word in literals(path)
        if pattern.search(word.replace("_", " ").replace("-", " "))
    }
    assert wrong == set()
    assert not any("policies" in imported(path) for path in modules(package))


def test_no_policy_names_a_preset_or_another_policy() -> None:
    """Policy modules don't branch on presets, and know no other: hybrids are combinations."""
    base = re.compile(r"^\s*(?:from policies\.base import|from policies import base)")
    for path in modules("policies"):
        assert not literals(path) & set(shipped_arms()), path
        text = path.read_text(encoding="utf-8")
        if "\n@policy\n" in text:
            others = [line for line in text.splitlines() if re.match(r"\s*(from|import) policies\b", line)]
            assert all(base.match(line) for line in others), (path, others)


def test_policy_modules_are_small() -> None:
    """Half of the modules that bring policies have fewer than 120 lines."""
    texts = [path.read_text(encoding="utf-8") for path in modules("policies")]
    lines = sorted(len(text.splitlines()) for text in texts if "\n@policy\n" in text)
    assert len(lines) > 20
    assert lines[len(lines) // 2] < 120


def test_nobody_draws_outside_the_keyed_luck() -> None:
    """No product module draws from NumPy's, Python's or Mesa's generators."""
    forbidden = re.compile(r"np\.random|import random|default_rng|self\.random\b|model\.random\b|\.rng\b")
    wrong = [p for package in ORDER for p in modules(package) if forbidden.search(p.read_text(encoding="utf-8"))]
    assert wrong == []


def test_the_constraints_hold_names_and_versions_only() -> None:
    """No address in the lock file."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)


def test_every_test_module_says_its_kind() -> None:
    """Each module of tests carries exactly one of the declared marks."""
    kinds = re.compile(r"^pytestmark = pytest\.mark\.(unit|model|statistical|project)$", re.MULTILINE)
    wrong = [p.name for p in (ROOT / "tests").rglob("test_*.py") if len(kinds.findall(p.read_text("utf-8"))) != 1]
    assert wrong == []
