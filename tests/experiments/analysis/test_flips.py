"""Where a ranking flips: by future, by cell, and in PRIM boxes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.flips import against_the_grain, sign_cells, signs, winners
from experiments.analysis.goals import Goal
from experiments.analysis.options import difference
from experiments.analysis.prim import find_box, flip_box
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import by_hand, frame, latin, study

pytestmark = pytest.mark.statistical

BOUNDS = {"wage": (100.0, 200.0), "km": (0.0, 10.0), "other": (0.0, 1.0)}


def planted(n: int = 300) -> StudyTable:
    """b is dearer than a only where wage is above 160 and km below 5; luck is small."""
    samples = latin(BOUNDS, n)

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        flipped = x["wage"] > 160 and x["km"] < 5
        return {"cost": x["wage"] + (r * 0.1 + (2.0 if flipped else -1.0) if arm == "b" else 0.0)}

    return study(run, BOUNDS, samples, 3)


def test_prim_finds_the_planted_box() -> None:
    """Where b is dearer is a box; PRIM finds its limits, nine tenths covered and dense, again and again."""
    table = planted()
    box = flip_box(table, difference(table, "cost", "a", "b"), resamples=10)
    assert box is not None
    limits = box.limits.set_index("factor")
    assert limits.loc["wage", "low"] == pytest.approx(160, abs=3)
    assert limits.loc["km", "high"] == pytest.approx(5, abs=0.4)
    assert limits.loc["wage", "high"] == np.inf
    assert box.coverage > 0.9
    assert box.density > 0.9
    assert box.cases == 58
    assert limits.loc[["wage", "km"], "again"].min() == 1.0
    assert box.coverage_again > 0.8
    assert box.density_again > 0.8
    assert "other" not in limits.index or limits.loc["other", "p"] > 0.01


def test_the_rarer_sign_is_the_case_whichever_it_is() -> None:
    """Cases are the futures below nought where most lie above, and those above where most lie below; never ties."""
    gaps = [[1.0], [2.0], [-1.0], [3.0], [0.0]]
    for side in (1.0, -1.0):
        table = by_hand({"a": [[0.0]] * 5, "b": [[side * gap[0]] for gap in gaps]})
        samples, cases = against_the_grain(difference(table, "cost", "a", "b"))
        assert [s for s, case in zip(samples, cases, strict=True) if case] == [2]


def test_noise_has_no_box_that_holds() -> None:
    """Cases strewn by chance give a box that looks dense but falls back to chance on futures left out."""
    rng = np.random.default_rng(4)
    inputs = pd.DataFrame(rng.random((150, 3)), columns=list("xyz"))
    box = find_box(inputs, rng.random(150) < 0.25, resamples=10)
    assert box is not None
    assert box.density_again < 0.45


def test_a_rare_flip_gives_no_box() -> None:
    """With fewer than five futures on the other side there is nothing to draw a box around."""
    inputs = pd.DataFrame(np.random.default_rng(4).random((100, 2)), columns=list("xy"))
    assert find_box(inputs, np.arange(100) < 4) is None


def test_each_future_has_a_verdict() -> None:
    """A future's verdict goes by its own seeds; with one seed it can't be told."""
    table = by_hand({"a": [[0, 0, 0], [0, 0, 0], [0, 0, 0]], "b": [[1, 1.1, 0.9], [-2, -2.1, -1.9], [1, -1, 0.5]]})
    found = signs(difference(table, "cost", "a", "b"))
    assert found["verdict"].to_list() == ["higher", "lower", "cannot tell"]
    single = by_hand({"a": [[0], [0]], "b": [[1], [2]]})
    assert set(signs(difference(single, "cost", "a", "b"))["verdict"]) == {"cannot tell"}


def test_winners_are_counted() -> None:
    """b is best in two of four futures, clearly in one; a tie is nobody's."""
    table = by_hand(
        {"a": [[5, 5, 5], [5, 5, 5], [5, 5, 5], [5, 6, 5]], "b": [[4, 4.1, 3.9], [5, 2, 6], [9, 9, 9], [5, 6, 5]]}
    )
    found = winners(table, Goal("cost")).set_index("option")
    assert found["best_in"].to_dict() == {"a": 0.25, "b": 0.5}
    assert found["clearly_in"].to_dict() == {"a": 0.25, "b": 0.25}
    turned = winners(table, Goal("cost", lower=False)).set_index("option")
    assert turned["best_in"].to_dict() == {"a": 0.5, "b": 0.25}


def test_cells_show_the_zero_contour() -> None:
    """Over wage and km the sign turns where the box was planted and nowhere else."""
    table = planted()
    cells = sign_cells(table, difference(table, "cost", "a", "b"), "wage", "km", bins=4)
    assert len(cells) == 16
    assert cells["futures"].sum() == 300
    higher = cells[cells["verdict"] == "higher"]
    assert (higher["x_high"] > 160).all()
    assert (higher["y_high"] < 6).all()
    assert {(round(row.x_low), round(row.y_high, 0)) for row in higher.itertuples()} >= {(175, 3), (175, 5)}
    with pytest.raises(InputError, match="not varied"):
        sign_cells(table, difference(table, "cost", "a", "b"), "wages", "km")


def test_cells_of_a_grid_are_its_values() -> None:
    """Where a parameter takes few values there are no empty edges."""
    points = np.array([[w, k, 0.5] for w in (100.0, 200.0) for k in (0.0, 5.0, 10.0)])
    table = study(
        lambda x, _l, arm, _r: {"cost": (x["wage"] - 150) * (arm == "b")}, BOUNDS, frame(points, BOUNDS), 2,
        design="factorial",
    )  # fmt: skip
    cells = sign_cells(table, difference(table, "cost", "a", "b"), "wage", "km")
    assert cells["futures"].sum() == 6
