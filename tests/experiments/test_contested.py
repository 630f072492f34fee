"""Conclusions with and without contested links, in words and as rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.comparison import Comparison, LinkCheck, MeasureRow
from experiments.contested import conclusion, links_to_check, matrix, unchecked
from experiments.output import contested_rows, write_tables
from experiments.shelf import find_scenario
from experiments.tables import as_text, comparison_tables
from sim.links import contested_links
from tests.dashboards.conftest import build

pytestmark = pytest.mark.unit


def row(key: str, low: float, high: float) -> MeasureRow:
    return MeasureRow(
        key, key.title(), "citizen", "h", 10.0, 10.0 + (low + high) / 2, (low + high) / 2, low, high, 9, 0
    )


@pytest.fixture
def found() -> Comparison:
    """Measures that are higher, lower and undecided; without one link the first can't be told, the second is higher."""
    rows = (row("alpha", 1, 3), row("beta", -3, -1), row("gamma", -1, 1))
    without = (row("alpha", -0.25, 3), row("beta", 1, 3), row("gamma", -1.5, 1))
    check = LinkCheck("x_on_y", "x", "y", 0.5, "1", without)
    idle = LinkCheck("a_on_b", "a", "b", 0.5, "1", rows)
    runs = build(2).runs
    return replace(build(2), rows=rows, runs=runs, contested=(check, idle))


def test_changed_verdicts_are_told_in_words(found: Comparison) -> None:
    """A sentence names link, cause, effect, and each measure with its verdict before and after."""
    told, idle = (conclusion(found, check) for check in found.contested)
    assert told == (
        "Without x_on_y (x → y): “higher” becomes “cannot tell” for Alpha; “lower” becomes “higher” for Beta. "
        "The conclusion leans on this link."
    )
    assert idle == "Without a_on_b (a → b): no verdict changes."


def test_lines_put_with_beside_without(found: Comparison) -> None:
    """One decimal place in a line, so that a reader can compare; the flag only where the verdict changes."""
    (alpha, _, gamma) = matrix(found)
    assert alpha == (
        "Alpha (h)",
        "+2.0\n1.0 to 3.0\nhigher",
        "+1.4\n−0.2 to 3.0\ncannot tell\nverdict changes",
        "+2.0\n1.0 to 3.0\nhigher",
    )
    assert not any("changes" in cell for cell in gamma)


def test_printed_tables_show_it(found: Comparison) -> None:
    """Whoever prints a comparison sees the sentences and the table; without checks neither."""
    assert "With and without contested links" in as_text(comparison_tables(found))
    assert "without x on y" in str(found)
    assert "contested" not in str(replace(found, contested=()))


def test_rows_for_programs_say_what_changed(found: Comparison, tmp_path: Path) -> None:
    """Both verdicts and whether they differ stand in each row and in contested.csv, which needs checks to be there."""
    changes = [(r["without"], r["key"], r["verdict_with"], r["verdict"], r["changes"]) for r in contested_rows(found)]
    assert changes[:3] == [
        ("x_on_y", "alpha", "higher", "cannot tell", True),
        ("x_on_y", "beta", "lower", "higher", True),
        ("x_on_y", "gamma", "cannot tell", "cannot tell", False),
    ]
    write_tables(found, tmp_path)
    with (tmp_path / "contested.csv").open(encoding="utf-8") as file:
        assert [line["changes"] for line in csv.DictReader(file)] == [str(r["changes"]) for r in contested_rows(found)]
    (tmp_path / "other").mkdir()
    write_tables(replace(found, contested=()), tmp_path / "other")
    assert not (tmp_path / "other" / "contested.csv").exists()


def test_only_links_that_act_are_tried() -> None:
    """All contested links in a shipped place; not those that a scenario has off, of which a note tells."""
    place = find_scenario("pilot_60")
    assert links_to_check(place) == contested_links()
    assert unchecked(place, asked=True) == []
    off = place.without_links(contested_links())
    assert links_to_check(off) == ()
    assert len(unchecked(off, asked=True)) == len(contested_links())
    assert len(unchecked(off, asked=False)) == 1
