"""Morris screening of functions whose elementary effects are known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.morris import morris_effects
from experiments.analysis.options import difference, level
from experiments.analysis.sobol import LUCK
from experiments.study.spec import Design
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import designed, study

pytestmark = pytest.mark.statistical

BOUNDS = {"strong": (0.0, 10.0), "bent": (0.0, 1.0), "weak": (5.0, 6.0), "nothing": (0.0, 1.0)}
SHIFT = np.array([0.0, 3.0, -1.0])


def trajectories(number: int = 30) -> pd.DataFrame:
    """A study's own trajectories on four levels."""
    return designed(BOUNDS, Design(kind="morris", samples=number, seed=2))


def known(luck: float = 0.0) -> StudyTable:
    """Arm b differs by 2 per unit of `strong`, a parabola of `bent`, -0.5 per unit of `weak`, and the seed's shift."""

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        gap = 2 * x["strong"] + 8 * (x["bent"] - 0.5) ** 2 - 0.5 * x["weak"] + luck * float(SHIFT[r])
        return {"cost": 100 + (gap if arm == "b" else 0.0)}

    return study(run, BOUNDS, trajectories(), 3, design="morris")


def test_effects_per_full_range_come_out() -> None:
    """A straight line's effect is its slope times the range, with no spread; a parabola's has signs that cancel."""
    table = known()
    found = morris_effects(table, difference(table, "cost", "a", "b")).set_index("factor")
    assert found.loc["strong", ["mu_star", "mu"]].to_list() == pytest.approx([20.0, 20.0])
    assert found.loc["weak", ["mu_star", "mu"]].to_list() == pytest.approx([0.5, -0.5])
    assert found.loc["nothing", "mu_star"] == pytest.approx(0.0, abs=1e-9)
    assert found.loc["strong", "sigma"] == pytest.approx(0.0, abs=1e-9)
    assert found.loc["bent", "mu_star"] == pytest.approx(8 / 3)  # 0 to 2/3, 1/3 to 1: both 16/9 over a step of 2/3
    assert abs(found.loc["bent", "mu"]) < 8 / 3
    assert found.loc["bent", "sigma"] > 2


def test_luck_stands_beside_the_factors() -> None:
    """Luck's effect is the mean size of the change from one seed to another, and ranks where it belongs."""
    table = known(luck=1.0)
    found = morris_effects(table, difference(table, "cost", "a", "b")).set_index("factor")
    assert found.loc[LUCK, "mu_star"] == pytest.approx((3 + 1 + 4) / 3)
    assert list(found.index[:1]) == ["strong"]
    assert list(found.index).index(LUCK) < list(found.index).index("weak")


def test_pure_noise_ranks_luck_first() -> None:
    """Where only the seed moves the response, it leads and factors have no effect."""
    table = study(lambda _x, _l, _arm, r: {"cost": float(SHIFT[r])}, BOUNDS, trajectories(5), 3, ("a",), "morris")
    found = morris_effects(table, level(table, "cost", "a"))
    assert found["factor"][0] == LUCK
    assert found["mu_star"][1:].to_numpy() == pytest.approx(0.0)


def test_one_seed_says_nothing_about_luck() -> None:
    """With one replication luck's effect is undefined, and stands last."""
    table = study(lambda x, _l, _arm, _r: {"cost": x["strong"]}, BOUNDS, trajectories(5), 1, ("a",), "morris")
    found = morris_effects(table, level(table, "cost", "a"))
    assert found["factor"].iloc[-1] == LUCK
    assert np.isnan(found["mu_star"].iloc[-1])


def test_another_design_is_refused() -> None:
    """Effects of a design without trajectories are an error in words."""
    table = study(lambda _x, _l, _arm, _r: {"cost": 1.0}, BOUNDS, trajectories(5), 1)
    with pytest.raises(InputError, match="morris"):
        morris_effects(table, difference(table, "cost", "a", "b"))
