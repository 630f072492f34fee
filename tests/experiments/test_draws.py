"""Draws: what is written is read back, and what can't be used is told."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.calibration.fit import shipped_parameters
from experiments.shelf import find_scenario, scenario_text
from experiments.targets.table import shipped_targets
from sim.draws.shelf import find_draws, parse_draws, shipped_draws, written
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


def test_defaults_are_the_middle_of_what_is_plausible() -> None:
    """Each calibrated parameter's default is the median of the draws, rounded: off by at most 3 % of its range."""
    draws = find_draws("bording_engesvang")
    for name in draws.parameters:
        p = registry()[name]
        assert abs(p.default - np.median([draw[name] for draw in draws.values])) <= 0.03 * (p.high - p.low), name


def test_an_empty_file_holds_no_draws() -> None:
    """A head alone is refused."""
    with pytest.raises(InputError, match="holds no draws"):
        parse_draws("# nothing\nexit_rate\n", "mine.csv")


def test_a_seed_takes_a_draw_and_what_is_set_stays() -> None:
    """Seed 1 takes the first, the next the second, and round again; a value of the scenario's own outranks it."""
    place = find_scenario("bording_engesvang")
    draws = find_draws("bording_engesvang")
    assert {name: place.drawn(1).values[name] for name in draws.parameters} == draws.values[0]
    assert place.drawn(201).values == place.drawn(1).values != place.drawn(2).values
    chosen = place.with_parameters({"detour": 1.5})
    assert [chosen.drawn(seed).values["detour"] for seed in (1, 2)] == [1.5, 1.5]
    assert place.drawn(1).drawn(2).values == place.drawn(1).values, "a world that is drawn stays as it is"
    assert place.with_draws(None).drawn(1).values == place.values


def test_draws_move_the_hash_of_a_place() -> None:
    """Other draws, none, and a value that no longer varies are other questions."""
    place = find_scenario("bording_engesvang")
    fixed = place.with_parameters({"detour": place.values["detour"]})
    assert len({place.digest, place.with_draws(None).digest, fixed.digest, place.drawn(1).digest}) == 4


def test_a_scenario_names_its_draws(tmp_path: Path) -> None:
    """A file beside the scenario's; an unknown name is told with the nearest one, a missing file with its name."""
    text = scenario_text("bording_engesvang")
    (tmp_path / "mine.csv").write_text(written(["by hand"], [{"detour": 1.5}]), encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('draws = "bording_engesvang"', 'draws = "mine.csv"'), encoding="utf-8")
    assert find_scenario(str(mine)).drawn(7).values["detour"] == 1.5
    for other, told in (("bording_engesvan", "did you mean 'bording_engesvang'"), ("gone.csv", "can't be read")):
        mine.write_text(text.replace('draws = "bording_engesvang"', f'draws = "{other}"'), encoding="utf-8")
        with pytest.raises(InputError, match=told):
            find_scenario(str(mine))
