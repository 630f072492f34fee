"""Options, their complete blocks, and paired differences against the reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.options import difference, options
from experiments.analysis.paired import paired_table
from sim.problems import InputError
from tests.experiments.analysis.tables import by_hand, latin, study

pytestmark = pytest.mark.unit

HAND = {"a": [[10, 12], [20, 22], [30, 32]], "b": [[11, 13], [22, 24], [33, 35]], "c": [[9, 12], [20, 22], [31, 32]]}
BOUNDS = {"x": (0.0, 1.0)}


def test_a_table_by_hand() -> None:
    """Differences are run by run: b lies 1, 2, 3 above a in both seeds."""
    found = paired_table(by_hand(HAND), ["cost"]).set_index("option")
    row = found.loc["b"]
    assert (row["mean_reference"], row["mean"], row["difference"]) == (21.0, 23.0, 2.0)
    assert (row["futures"], row["seeds"], row["left_out"]) == (3, 2, 0)
    assert (row["higher_in"], row["lower_in"]) == (1.0, 0.0)
    assert found.loc["c", "verdict"] == "cannot tell"
    assert found.loc["c", "higher_in"] == pytest.approx(1 / 3)
    assert found.loc["c", "lower_in"] == pytest.approx(1 / 3)


def test_another_reference_turns_the_sign() -> None:
    """Against b, a lies as far below as b lay above."""
    found = paired_table(by_hand(HAND), ["cost"], reference="b").set_index("option")
    assert found.loc["a", "difference"] == -2.0


def test_levers_make_options() -> None:
    """Each arm with each row of levers is an option; pairs meet the same sample and seed across levers."""
    levers = pd.DataFrame({"carers": [6, 12]}, index=pd.RangeIndex(2, name="levers"))
    table = study(
        lambda x, setting, _arm, r: {"cost": 100 * x["x"] + setting["carers"] + r},
        BOUNDS, latin(BOUNDS, 5), 2, ["team"], levers=levers,
    )  # fmt: skip
    assert [o.name for o in options(table)] == ["carers=6", "carers=12"]
    assert difference(table, "cost", "carers=6", "carers=12").values == pytest.approx(np.full((5, 2), 6.0))


def test_levers_that_an_arm_does_not_have_are_no_choice() -> None:
    """An arm that gives the same numbers under all rows of levers is one option, under its own name."""
    levers = pd.DataFrame({"carers": [6, 12], "coach": [True, False]}, index=pd.RangeIndex(2, name="levers"))
    table = study(
        lambda x, setting, arm, r: {"cost": x["x"] + r + (setting["carers"] if arm == "team" else 9)},
        BOUNDS, latin(BOUNDS, 5), 2, ["bum", "team"], levers=levers,
    )  # fmt: skip
    assert [o.name for o in options(table)] == ["bum", "team carers=6 coach=yes", "team carers=12 coach=no"]
    found = paired_table(table, ["cost"]).set_index("option")
    assert found["difference"].to_list() == pytest.approx([-3.0, 3.0])


def test_lost_runs_are_counted() -> None:
    """A sample without one run is left out and counted; a replication that few samples have is not used."""
    table = by_hand({arm: [[*row, 99.0] for row in rows] for arm, rows in HAND.items()})
    lost = (table.runs["sample"] == 1) & (table.runs["arm"] == "b") & (table.runs["replication"] == 0)
    rare = (table.runs["replication"] == 2) & (table.runs["sample"] > 0)
    found = difference(replace(table, runs=table.runs[~lost & ~rare]), "cost", "a", "b")
    assert (found.samples, found.seeds, found.left_out) == ((0, 2), (0, 1), 1)
    assert found.values == pytest.approx(np.array([[1.0, 1.0], [3.0, 3.0]]))


def test_nothing_complete_is_no_error() -> None:
    """Where no pair is there the row says so with NaN and nought futures."""
    table = by_hand(HAND)
    empty = replace(table, runs=table.runs[table.runs["arm"] != "b"])
    row = paired_table(empty, ["cost"]).set_index("option").loc["b"]
    assert row["futures"] == 0
    assert np.isnan(row["difference"])


def test_unknown_names_are_told() -> None:
    """An unknown measure or option is an error with the nearest name."""
    with pytest.raises(InputError, match="did you mean 'cost'"):
        paired_table(by_hand(HAND), ["costs"])
    with pytest.raises(InputError, match="unknown"):
        paired_table(by_hand(HAND), ["cost"], reference="bum")
