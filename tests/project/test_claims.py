"""Every result in the documentation stands under the command that gives it, and cheap ones are given again here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dashboards.terminal.app import app

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
BLOCK = re.compile(r"^<!-- (nabolab .+?) -->\n(.*?)^<!-- end -->", re.MULTILINE | re.DOTALL)
MADE_WHOLE = ("parameters.md", "links.md", "policies.md", "presets.md", "dossier.md", "studies.md", "measures.md")
"""Pages that other tests compare with what makes them."""
INTERVAL = re.compile(r"\| *[−+-]?[\d,.]+ to [−+-]?[\d,.]+ *\|")
"""A cell with an interval: a simulated result."""
NEAR = 60
"""Lines between a command and the table of what it gave."""


def blocks() -> list[tuple[str, str, str]]:
    """(page, command, result) of every result in the documentation."""
    return [(p.name, *found) for p in PAGES for found in BLOCK.findall(p.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("command", [command for _, command, _ in blocks()])
def test_a_result_stands_under_a_command_that_works(command: str) -> None:
    """The words after `nabolab` are a command with options that it has."""
    _, name, *words = shlex.split(command)
    group = typer.main.get_command(app)
    told = group.commands[name].make_context(name, list(words))  # type: ignore[attr-defined]
    assert told.params["markdown"]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_no_result_stands_alone(path: Path) -> None:
    """Outside of a block, a table of intervals follows a command within a few lines."""
    if path.name in MADE_WHOLE:
        return
    lines = BLOCK.sub("", path.read_text(encoding="utf-8")).splitlines()
    commands = [number for number, line in enumerate(lines) if line.startswith("nabolab ")]
    for number, line in enumerate(lines):
        if INTERVAL.search(line):
            assert any(0 < number - command < NEAR for command in commands), line


def test_verification_comes_out_as_told() -> None:
    """The checks that docs/verification.md tells hold here too, each with the verdict that is written there."""
    command, told = next((command, result) for page, command, result in blocks() if page == "verification.md")
    answer = CliRunner().invoke(app, shlex.split(command)[1:])
    assert answer.exit_code == 0
    assert verdicts(answer.stdout) == verdicts(told)
    assert len(verdicts(told)) > 50


def verdicts(text: str) -> list[tuple[str, ...]]:
    """Family, arm, check and verdict of each line."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    return [tuple(row[:4]) for row in rows[1:] if not row[0].startswith("-")]
