"""A study's report: every table that the study allows, notes where it doesn't, the same numbers as text and data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.goals import Goal
from experiments.analysis.report import StudyReport, report_on
from experiments.analysis.report_text import as_markdown, as_plain, headings, rows
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import by_hand, latin, study

pytestmark = pytest.mark.unit

BOUNDS = {"detour": (1.1, 1.6), "float_chance": (0.0, 1.0)}
LUCK = np.random.default_rng(41).normal(size=(40, 3))


def made(n: int = 40, seeds: int = 3) -> StudyTable:
    """b has fewer faces; it is dearer on long roads and cheaper on short ones; overhead is a share."""
    samples = latin(BOUNDS, n)
    number = {row: k for k, row in enumerate(samples["detour"])}

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        b, luck = arm == "b", float(LUCK[number[x["detour"]], r])
        return {
            "carers_14": 26 - 12 * b + luck,
            "cost_per_delivered_hour": 870 + 10 * luck + b * (400 * (x["detour"] - 1.35) + luck),
            "overhead_share_cost": 0.13 - 0.06 * b + 0.001 * luck,
        }

    return study(run, BOUNDS, samples, seeds)


@pytest.fixture(scope="module")
def report() -> StudyReport:
    return report_on(made(), title="Roads")


def test_every_table_is_there(report: StudyReport) -> None:
    """A study with parameters, seeds and two arms gets all tables, and a surface for each difference that varies."""
    assert [t.key for t in report.tables] == [
        "differences", "drivers", "futures", "boxes", "cells", "winners", "regret", "selection", "satisficing",
        "pareto", "surfaces",
    ]  # fmt: skip
    assert {(s.measure, s.a, s.b) for s in report.surfaces} >= {("cost_per_delivered_hour", "a", "b")}
    assert report.reference == "a"
    with pytest.raises(KeyError, match="known: differences"):
        report.table("difference")


def test_the_tables_say_what_was_put_in(report: StudyReport) -> None:
    """Fewer faces everywhere; cost turns with the roads, at 1.35, which the box and the drivers find."""
    faces = report.table("differences").set_index("measure").loc["carers_14"]
    assert (faces["verdict"], faces["lower_in"]) == ("lower", 1.0)
    drivers = report.table("drivers")
    assert drivers[drivers["measure"] == "cost_per_delivered_hour"]["factor"].iloc[0] == "detour"
    box = report.table("boxes").set_index("measure").loc["cost_per_delivered_hour"]
    assert box["factor"] == "detour"
    ends = [end for end in (box["low"], box["high"]) if np.isfinite(end)]
    assert ends == pytest.approx([1.35], abs=0.03)
    surface = next(s for s in report.surfaces if s.measure == "cost_per_delivered_hour")
    assert surface.at({"detour": 1.5, "float_chance": 0.5}).mean == pytest.approx(60, abs=5)


def test_data_and_text_tell_the_same(report: StudyReport) -> None:
    """Plain data is valid JSON without NaN; the Markdown shows every printed row, shares in per cent."""
    plain = as_plain(report)
    again = json.loads(json.dumps(plain, allow_nan=False))
    assert len(again["tables"]["differences"]) == 3
    text = as_markdown(report)
    assert str(report) == text
    assert "| overhead_share_cost | b | 13 % | 7.0 % | −6.0 % (" in text
    assert "## Where the ranking flips" in text
    assert "What counts as good was chosen, not found" in text
    table = next(t for t in report.tables if t.key == "drivers")
    assert all(len(row) == len(headings(table)) for row in rows(table))


def test_goals_and_reference_are_the_readers() -> None:
    """With another reference differences turn; with lines of one's own the futures within them are counted."""
    turned = report_on(made(), ["carers_14"], [Goal("cost_per_delivered_hour", line=900.0)], "b")
    row = turned.table("differences").iloc[0]
    assert (row["option"], row["verdict"]) == ("a", "higher")
    assert set(turned.table("satisficing")["goal"]) == {"cost_per_delivered_hour <= 900", "all goals"}


def test_a_small_study_gets_notes_instead() -> None:
    """One seed and three futures: differences stand, and notes say what can't be said."""
    found = report_on(made(3, 1))
    keys = [t.key for t in found.tables]
    assert "differences" in keys
    assert not {"drivers", "boxes", "selection", "surfaces"} & set(keys)
    notes = " ".join(found.notes)
    assert "luck can't be told" in notes
    assert "3 complete samples of 2 uncertain parameters" in notes


def test_one_option_has_nothing_to_compare() -> None:
    """A study of one arm without levers gives no differences and no choices."""
    alone = by_hand({"a": [[1, 2], [3, 4]]})
    found = report_on(alone)
    assert found.table("differences").empty
    assert "regret" not in [t.key for t in found.tables]


def test_lost_runs_are_told() -> None:
    """A failed run leaves its future out, and a note says how many at most."""
    table = made()
    lost = (table.runs["sample"] == 5) & (table.runs["arm"] == "b")
    found = report_on(replace(table, runs=table.runs[~lost]), ["carers_14"])
    assert found.table("differences")["futures"].iloc[0] == 39
    assert any("left out" in note for note in found.notes)


def test_problems_are_told() -> None:
    """Unknown measures with the nearest name; a study without any finished run."""
    with pytest.raises(InputError, match="did you mean 'carers_14'"):
        report_on(made(), ["carers14"])
    table = made(3, 1)
    with pytest.raises(InputError, match="no run is finished"):
        report_on(replace(table, runs=pd.DataFrame(table.runs.iloc[:0])))
