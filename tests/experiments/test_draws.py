"""Draws: what is written is read back, and what can't be used is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.draws.shelf import find_draws, parse_draws, written
from sim.problems import InputError

pytestmark = pytest.mark.unit


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Head lines, names and values survive."""
    file = tmp_path / "mine.csv"
    file.write_text(
        written(["made by hand", "fitted: C43"], [{"exit_rate": 0.2}, {"exit_rate": 0.3}]), encoding="utf-8"
    )
    draws = find_draws(str(file))
    assert draws.about == ("made by hand", "fitted: C43")
    assert draws.values == ({"exit_rate": 0.2}, {"exit_rate": 0.3})
    assert draws.parameters == ("exit_rate",)


def test_every_problem_is_told() -> None:
    """Unknown names, values out of range and words instead of numbers, each with its draw."""
    with pytest.raises(InputError) as error:
        parse_draws("exit_rate,nonsense\n0.2,1\n9,1\nx,1\n", "mine.csv")
    assert all(f"draw {n}" in str(error.value) for n in (1, 2, 3))


def test_an_empty_file_holds_no_draws() -> None:
    """A head alone is refused."""
    with pytest.raises(InputError, match="holds no draws"):
        parse_draws("# nothing\nexit_rate\n", "mine.csv")
