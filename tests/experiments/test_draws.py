"""Draws: what is written is read back, and what can't be used is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.calibration.fit import shipped_parameters
from experiments.draws.shelf import find_draws, parse_draws, shipped_draws, written
from experiments.targets.table import shipped_targets
from sim.parameters import registry
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


def test_shipped_draws_say_what_they_were_fitted_to() -> None:
    """Each set names every row that a fit may use and none that judges; it varies no parameter of tier evidence."""
    assert shipped_draws() == ["bording_engesvang"]
    draws = find_draws("bording_engesvang")
    fitted = next(line for line in draws.about if line.startswith("Fitted:"))
    named = set(re.findall(r"\b[A-Z]\d\d\b", fitted))
    assert named == {t.source for t in shipped_targets() if t.use == "fit"}
    assert len(draws) == 200
    assert set(draws.parameters) == set(shipped_parameters())
    assert all(registry()[name].tier != "evidence" for name in draws.parameters)


def test_an_empty_file_holds_no_draws() -> None:
    """A head alone is refused."""
    with pytest.raises(InputError, match="holds no draws"):
        parse_draws("# nothing\nexit_rate\n", "mine.csv")
