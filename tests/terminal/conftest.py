"""A command line to call, and a place small enough to simulate at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboards.terminal.app import app

TINY = """
title = "Forty citizens"
horizon_days = 14
warm_up_days = 0
[office]
x_km = 0
y_km = 0
[[settlements]]
name = "Town"
kind = "town"
x_km = 0
y_km = 0
radius_km = 0.9
citizens = 40
"""


class Answer:
    """What a command printed, and how it ended."""

    def __init__(self, words: tuple[str, ...], wide: bool) -> None:
        result = CliRunner().invoke(app, list(words), env={"COLUMNS": "300" if wide else "80", "TERM": "dumb"})
        self.code = result.exit_code
        self.error = result.exception
        self.out = result.stdout
        self.err = result.stderr

    @property
    def all(self) -> str:
        return self.out + self.err


Call = Callable[..., Answer]


@pytest.fixture
def nabolab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls the command line in an empty folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def call(*words: str, wide: bool = True) -> Answer:
        return Answer(words, wide)

    return call


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """The path of a scenario of forty citizens and a fortnight."""
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)
