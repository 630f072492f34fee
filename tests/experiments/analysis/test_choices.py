"""Regret, satisficing and the Pareto front of tables worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.analysis.goals import Goal, parse_goals, usual_goals
from experiments.analysis.pareto import beaten, pareto
from experiments.analysis.regret import regret
from experiments.analysis.satisficing import ALL_GOALS, satisficing, with_lines
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import by_hand, frame, study

pytestmark = pytest.mark.unit

COST = {"safe": [[5, 5], [5, 5], [5, 5]], "bold": [[1, 1], [2, 2], [12, 12]], "dull": [[6, 6], [6, 6], [6, 6]]}


def two_measures() -> StudyTable:
    """Four options with costs 1, 2, 3, 3 and faces 9, 5, 2, 6 in every future: the last one is beaten twice."""
    cost, faces = {"a": 1, "b": 2, "c": 3, "d": 3}, {"a": 9, "b": 5, "c": 2, "d": 6}
    samples = frame(np.arange(6.0)[:, None], {"x": None})
    return study(
        lambda x, _l, arm, r: {"cost": cost[arm] + x["x"], "faces": faces[arm] + r}, {"x": (0.0, 6.0)}, samples, 2,
        list("abcd"),
    )  # fmt: skip


def test_regret_of_a_table_by_hand() -> None:
    """Losses to the best are 4, 3, 0 for safe, 0, 0, 7 for bold: minimax regret chooses safe, which is rarely best."""
    found = regret(by_hand(COST), Goal("cost"))
    assert found["option"].to_list() == ["safe", "dull", "bold"]
    rows = found.set_index("option")
    assert rows["worst_regret"].to_dict() == {"safe": 4, "bold": 7, "dull": 5}
    assert rows["mean_regret"].to_dict() == pytest.approx({"safe": 7 / 3, "bold": 7 / 3, "dull": 10 / 3})
    assert rows["best_in"].to_dict() == pytest.approx({"safe": 1 / 3, "bold": 2 / 3, "dull": 0})


def test_regret_turns_with_the_goal() -> None:
    """Where more is better, bold is best only in the last future."""
    rows = regret(by_hand(COST), Goal("cost", lower=False)).set_index("option")
    assert rows["worst_regret"].to_dict() == {"safe": 7, "bold": 5, "dull": 6}
    assert rows.loc["dull", "mean"] == 6


def test_regret_tells_its_noise() -> None:
    """The noise of a regret is the standard error of the paired difference to the best; with one seed it is unknown."""
    rows = regret(by_hand({"a": [[0, 0], [0, 0]], "b": [[1, 3], [2, 2]]}), Goal("cost")).set_index("option")
    assert rows.loc["b", "noise"] == pytest.approx(np.sqrt((1.0 + 0.0) / 2))
    single = regret(by_hand({"a": [[0]], "b": [[1]]}), Goal("cost"))
    assert single["noise"].isna().all()


def test_satisficing_of_a_table_by_hand() -> None:
    """Safe meets a line of 5 always, bold in two of three, dull never."""
    found = satisficing(by_hand(COST), [Goal("cost", line=5.0)])
    jointly = found[found["goal"] == ALL_GOALS].set_index("option")["met_in"]
    assert jointly.to_dict() == pytest.approx({"safe": 1.0, "bold": 2 / 3, "dull": 0.0})
    assert jointly.index.to_list() == ["safe", "bold", "dull"]
    row = found.set_index(["option", "goal"]).loc[("bold", "cost <= 5")]
    assert 0 < row["low"] < 2 / 3 < row["high"] < 1


def test_all_goals_must_be_met_in_the_same_future() -> None:
    """Two goals each met half the time, never together, are met together never."""
    samples = frame(np.arange(4.0)[:, None], {"x": None})
    table = study(
        lambda x, _l, _arm, _r: {"cost": x["x"] < 2, "faces": x["x"] >= 2}, {"x": (0.0, 4.0)}, samples, 1, ["a"]
    )
    found = satisficing(table, [Goal("cost", line=0.5), Goal("faces", line=0.5)]).set_index("goal")
    assert found["met_in"].to_list() == [0.5, 0.5, 0.0]


def test_lines_are_drawn_at_the_references_median() -> None:
    """A goal without a line gets the reference's median future; a line of one's own stays."""
    drawn = with_lines(by_hand(COST), [Goal("cost")])
    assert drawn[0].line == 5.0
    assert with_lines(by_hand(COST), [Goal("cost", line=1.0)])[0].line == 1.0
    with pytest.raises(InputError, match="needs a line"):
        satisficing(by_hand(COST), [Goal("cost")])


def test_the_front_of_a_set_by_hand() -> None:
    """a, b and c are on the front, d is beaten by b (cheaper, fewer faces) and by c (as dear, fewer faces)."""
    found = pareto(two_measures(), [Goal("cost"), Goal("faces")], resamples=50).set_index("option")
    assert found["on_front"].to_dict() == {"a": True, "b": True, "c": True, "d": False}
    assert found.loc["d", "beaten_by"] == "b, c"
    assert found["front_chance"].to_dict() == {"a": 1.0, "b": 1.0, "c": 1.0, "d": 0.0}
    turned = pareto(two_measures(), [Goal("cost", lower=False), Goal("faces")], resamples=5).set_index("option")
    assert turned["on_front"].to_dict() == {"a": False, "b": False, "c": True, "d": False}


def test_a_front_by_luck_is_not_sure() -> None:
    """Two options that differ by luck alone are each on the front in some resamples only."""
    noise = np.random.default_rng(3).normal(size=(2, 12, 4))
    table = by_hand({"a": noise[0].tolist(), "b": noise[1].tolist()})
    chances = pareto(table, [Goal("cost")], resamples=300)["front_chance"]
    assert ((chances > 0.02) & (chances < 0.98)).all()
    assert chances.sum() == pytest.approx(1.0)


def test_ties_beat_nobody() -> None:
    """Equal options don't beat each other."""
    assert not beaten(np.array([[1.0, 2.0], [1.0, 2.0]])).any()


def test_goals_are_read() -> None:
    """All four forms are read; the usual goals are those that the study measures."""
    table = two_measures()
    assert parse_goals(["cost-", "faces+"], table.measures) == (Goal("cost"), Goal("faces", lower=False))
    assert parse_goals(["cost <= 5.5", "faces>=2"], table.measures) == (
        Goal("cost", line=5.5),
        Goal("faces", False, 2.0),
    )
    assert usual_goals(("strain", "falls")) == (Goal("strain"),)


def test_all_problems_of_goals_are_told_at_once() -> None:
    """Wrong form, unknown measure and a second goal for a measure: three problems, one error."""
    with pytest.raises(InputError) as error:
        parse_goals(["cost", "costs-", "faces-", "faces<=3", "cost<=", "cost-5"], two_measures().measures)
    assert len(error.value.problems) == 5


def test_a_lost_run_takes_its_future_out_for_all() -> None:
    """Regret and fronts compare options in futures that all of them met."""
    table = by_hand(COST)
    lost = (table.runs["sample"] == 2) & (table.runs["arm"] == "bold")
    broken = replace(table, runs=table.runs[~lost])
    assert regret(broken, Goal("cost")).set_index("option")["worst_regret"].to_dict() == {
        "bold": 0,
        "safe": 4,
        "dull": 5,
    }
    assert set(pareto(broken, [Goal("cost")], resamples=5)["futures"]) == {2}
    empty = replace(table, runs=table.runs[table.runs["arm"] != "bold"])
    for read in (lambda: regret(empty, Goal("cost")), lambda: pareto(empty, [Goal("cost")])):
        with pytest.raises(InputError, match="no future"):
            read()
