"""Waterfalls: steps that add up as they are written, whiskers, and nothing for what brings nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.decomposition_page import render
from dashboards.figures import waterfall
from experiments.decompose import TOTAL, Decomposition

pytestmark = pytest.mark.unit

ROWS = [
    ("carers_14", "Different carers in 14 days", "persons", "skill mix", -1.26, -2.0, -0.5),
    ("carers_14", "Different carers in 14 days", "persons", "<payment>", -3.84, -4.5, -3.0),
    ("carers_14", "Different carers in 14 days", "persons", "IT platform", 0.0, 0.0, 0.0),
    ("carers_14", "Different carers in 14 days", "persons", TOTAL, -5.10, -6.0, -4.2),
    ("overhead_share_cost", "Overhead, share of cost", "share", "skill mix", 0.012, 0.01, 0.014),
    ("overhead_share_cost", "Overhead, share of cost", "share", TOTAL, 0.012, 0.01, 0.014),
    ("falls", "Falls", "per year", "skill mix", float("nan"), float("nan"), float("nan")),
    ("falls", "Falls", "per year", TOTAL, float("nan"), float("nan"), float("nan")),
]


@pytest.fixture
def found() -> Decomposition:
    parts = pd.DataFrame(
        [(*row, 8) for row in ROWS],
        columns=["measure", "title", "unit", "lever", "value", "low", "high", "replications"],
    )
    levers = ("skill mix", "<payment>", "IT platform")
    return Decomposition("a", "b", "Arm <A>", "Arm B", "Place", levers, True, parts, pd.DataFrame(), {"command": "x"})


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_written_parts_add_up_to_the_written_whole(found: Decomposition) -> None:
    """The largest first, the whole last, and their digits add up."""
    *levers, whole = waterfall.steps(found, "carers_14")
    assert [s.lever for s in levers] == ["<payment>", "skill mix", "IT platform"]
    assert sum(number(s.text) for s in levers) == pytest.approx(number(whole.text))
    assert number(levers[-1].text) == 0


def test_each_bar_begins_where_the_last_one_ended(found: Decomposition) -> None:
    """The last but one ends where the whole does, which begins at nought."""
    bars = waterfall.draw(found, "carers_14").data[0]
    ends = [base + x for base, x in zip(bars.base, bars.x, strict=True)]
    assert list(bars.base[1:-1]) == ends[:-2]
    assert bars.base[-1] == 0
    assert ends[-2] == pytest.approx(ends[-1])
    assert bars.x[2] == 0
    assert list(bars.error_x.array) == pytest.approx([0.84, 0.76, 0.0, 0.9])


def test_shares_are_told_in_points(found: Decomposition) -> None:
    """A difference of shares is in percentage points."""
    (step, whole) = waterfall.steps(found, "overhead_share_cost")
    assert number(step.text) == number(whole.text) == pytest.approx(1.2)
    assert waterfall.unit_of(found, "overhead_share_cost") == "percentage points"


def test_an_undefined_measure_is_said_to_be(found: Decomposition) -> None:
    """No bars, and a sentence that says so."""
    assert waterfall.steps(found, "falls") == []
    assert "undefined" in waterfall.sentence(found, "falls")
    assert waterfall.draw(found, "falls")


def test_the_page_holds_everything_escaped(found: Decomposition) -> None:
    """A waterfall and a table for each measure; names can't break the page."""
    page = render(found, ["carers_14", "overhead_share_cost"])
    assert page.count('class="chart"') == 2
    assert "Arm &lt;A&gt;" in page
    assert "<payment>" not in page
    assert "What stands out from chance" in page
