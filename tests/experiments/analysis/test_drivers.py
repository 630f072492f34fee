"""What moves a difference in a space-filling design, with luck in the ranking."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from experiments.analysis.drivers import REMAINDER, drivers
from experiments.analysis.one_at_a_time import one_at_a_time
from experiments.analysis.options import difference, level
from experiments.analysis.sensitivity import sensitivity
from experiments.analysis.sobol import LUCK
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import frame, latin, study

pytestmark = pytest.mark.statistical

BOUNDS = {"up": (0.0, 1.0), "down": (10.0, 20.0), "level": (0.0, 5.0)}
NOISE = np.random.default_rng(12).normal(size=(400, 4))


def noisy(luck: float, n: int = 120) -> StudyTable:
    """Both arms' level follows `level`; their difference rises with `up`, falls with `down`, and wobbles with luck."""
    samples = latin(BOUNDS, n)
    number = {row: k for k, row in enumerate(samples["up"])}

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        gap = 4 * x["up"] - 0.2 * (x["down"] - 10) + luck * NOISE[number[x["up"]], r]
        return {"cost": 1000 * x["level"] + (gap if arm == "b" else 0.0)}

    return study(run, BOUNDS, samples, 4)


def test_what_moves_the_difference_leads_not_what_moves_the_level() -> None:
    """`level` moves both arms by thousands and the difference not at all; `up` matters four times `down`."""
    table = noisy(0.3)
    found = drivers(table, difference(table, "cost", "a", "b")).set_index("factor")
    assert list(found.index[:2]) == ["up", "down"]
    assert found.loc["up", "share"] / found.loc["down", "share"] == pytest.approx(4, rel=0.35)
    assert found.loc["up", "prcc"] > 0.95
    assert found.loc["down", "prcc"] < -0.8
    assert found.loc["level", "prcc_low"] < 0 < found.loc["level", "prcc_high"]
    levels = drivers(table, level(table, "cost", "a"))
    assert levels["factor"][0] == "level"


def test_shares_are_those_of_the_variance() -> None:
    """The shares are those put in: 16/12, 4/12 and luck's 1 of their sum (on ranks, about)."""
    table = noisy(1.0, n=400)
    found = drivers(table, difference(table, "cost", "a", "b"), resamples=100).set_index("factor")
    whole = 16 / 12 + 4 / 12 + 1
    for name, part in (("up", 16 / 12), ("down", 4 / 12), (LUCK, 1.0)):
        assert found.loc[name, "share"] == pytest.approx(part / whole, abs=0.06)
        assert found.loc[name, "share_low"] < part / whole < found.loc[name, "share_high"]
    assert found["share"].sum() == pytest.approx(1.0, abs=0.05)
    assert found.index[-1] == REMAINDER


def test_pure_noise_ranks_luck_first() -> None:
    """Where nothing but luck moves the difference, luck leads with nearly all of it."""
    samples = latin(BOUNDS, 60)
    number = {row: k for k, row in enumerate(samples["up"])}
    table = study(lambda x, _l, arm, r: {"cost": float(NOISE[number[x["up"]], r]) * (arm == "b")}, BOUNDS, samples, 4)
    found = drivers(table, difference(table, "cost", "a", "b"))
    assert found["factor"][0] == LUCK
    assert found["share"][0] > 0.9
    assert (found["share_low"][1:4] < 0.05).all()


def test_too_few_samples_are_refused() -> None:
    """Six samples of three parameters can't tell them apart: an error in words."""
    table = study(lambda x, _l, _arm, _r: {"cost": x["up"]}, BOUNDS, latin(BOUNDS, 6), 2)
    with pytest.raises(InputError, match="6 complete samples of 3"):
        drivers(table, difference(table, "cost", "a", "b"))


def test_one_at_a_time_compares_with_the_base() -> None:
    """Each effect is the difference's change from the base with the same seeds; luck stands beside them."""
    base = [0.5, 15.0, 2.5]
    points = [base, [1.0, 15.0, 2.5], [0.5, 20.0, 2.5], [0.5, 15.0, 5.0]]
    shift = [0.0, 1.0, 5.0]

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        gap = 4 * x["up"] - 0.2 * x["down"] + shift[r]
        return {"cost": 1000 * x["level"] + (gap if arm == "b" else 0.0)}

    table = study(run, BOUNDS, frame(np.array(points), BOUNDS), 3, design="one_at_a_time")
    found = one_at_a_time(table, difference(table, "cost", "a", "b")).set_index("factor")
    assert found.loc[["up", "down", "level"], "effect"].to_list() == pytest.approx([2.0, -1.0, 0.0])
    assert found.loc["up", "low"] == pytest.approx(2.0)
    assert found.loc[LUCK, "effect"] == pytest.approx(np.std(shift, ddof=1))
    assert found.index[0] == LUCK


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol", "csv", "factorial"])
def test_each_design_has_its_method(design: str) -> None:
    """Designs that fill the space are read by shares of variance, whatever made them."""
    table = study(
        lambda x, _l, arm, r: {"cost": x["up"] * (arm == "b") + r}, BOUNDS, latin(BOUNDS, 20), 2, design=design
    )
    found = sensitivity(table, difference(table, "cost", "a", "b"))
    assert found.size == "share"
    assert found.table["factor"][0] == "up"
