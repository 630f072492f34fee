"""The four pictures: what they show, also in words and as a table, and what odd comparisons must not break."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboards import arms, theme
from dashboards.figures import carers_seen, cost_stack, paid_hours, paired_differences
from dashboards.page import PICTURES, Picture
from experiments.comparison import Comparison

pytestmark = pytest.mark.unit

CASES = (
    "comparison", "two_replications", "many_replications", "undefined_measure", "constant_measure", "hostile_titles",
    "against_itself", "empty_tables",
)  # fmt: skip


def traces(figure: go.Figure, name: str) -> list[Any]:
    return [trace for trace in figure.data if trace.name == name]


def dots(figure: go.Figure) -> int:
    return sum(len(trace.x) for sign in paired_differences.SIGNS for trace in traces(figure, sign[1]))


def notes(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_picture_survives(picture: Picture, case: str, request: pytest.FixtureRequest) -> None:
    """Every picture of every odd comparison has its title, a whole sentence and a table, and leaves the data alone."""
    comparison: Comparison = request.getfixturevalue(case)
    before = comparison.runs.copy(), comparison.hours.copy(), comparison.costs.copy(), comparison.carers_14.copy()
    figure = picture.draw(comparison)
    assert figure.layout.title.text == picture.TITLE
    assert figure.layout.xaxis.title.text
    assert picture.sentence(comparison).endswith(".")
    assert "nan" not in picture.sentence(comparison)
    assert "nan" not in str(picture.table(comparison).body)
    after = comparison.runs, comparison.hours, comparison.costs, comparison.carers_14
    assert all(old.equals(new) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_picture_is_drawn_the_same_twice(picture: Picture, comparison: Comparison) -> None:
    """The same comparison gives the same picture, down to the last dot."""
    assert picture.draw(comparison).to_json() == picture.draw(comparison).to_json()


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_titles_cannot_become_tags(picture: Picture, hostile_titles: Comparison) -> None:
    """The name of an arm is shown as it is written, though plotly would read tags in it."""
    text = picture.draw(hostile_titles).to_json().replace("\\u003c", "<")
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script" in text


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_finger_scrolls_past(picture: Picture, comparison: Comparison) -> None:
    """A picture cannot be zoomed by accident, so a phone scrolls over it."""
    figure = picture.draw(comparison)
    assert figure.layout.dragmode is False
    assert figure.layout.xaxis.fixedrange
    assert figure.layout.yaxis.fixedrange


@pytest.mark.parametrize(("case", "expected"), [("comparison", 20), ("two_replications", 2), ("many_replications", 20)])
def test_dots_for_each_measure(case: str, expected: int, request: pytest.FixtureRequest) -> None:
    """Each measure has a dot for each replication, and twenty when there are more."""
    comparison: Comparison = request.getfixturevalue(case)
    assert dots(paired_differences.draw(comparison)) == expected * len(comparison.rows)


def test_dots_are_the_differences(comparison: Comparison) -> None:
    """On its axis, each dot lies where its replication's difference is, as a share of the axis's end."""
    only = replace(comparison, rows=(comparison.row("unmet_minutes"),))
    figure = paired_differences.draw(only)
    drawn = [x for _, name, _ in paired_differences.SIGNS for trace in traces(figure, name) for x in trace.x]
    real = arms.differences(comparison, "unmet_minutes").to_numpy()
    scale = real.max() / max(drawn)
    assert np.sort(drawn) * scale == pytest.approx(np.sort(real))
    assert abs(real).max() <= scale <= 1.2 * abs(real).max()


def test_sign_has_colour_and_shape(comparison: Comparison) -> None:
    """Higher in A is an orange circle to the left, higher in B a blue diamond to the right."""
    figure = paired_differences.draw(comparison)
    (in_a,), (in_b,) = traces(figure, "higher in A"), traces(figure, "higher in B")
    assert (in_a.marker.symbol, in_a.marker.color) == ("circle", theme.COLOUR_A)
    assert max(in_a.x) < 0
    assert (in_b.marker.symbol, in_b.marker.color) == ("diamond", theme.COLOUR_B)
    assert min(in_b.x) > 0


def test_interval_is_drawn_whole(two_replications: Comparison) -> None:
    """Two replications give intervals far wider than their dots, and the axis makes room for them."""
    (bars,) = traces(paired_differences.draw(two_replications), "95 % interval of the mean")
    assert max(abs(x) for x in bars.x if x is not None) <= 1


def test_undefined_measure_keeps_its_line(undefined_measure: Comparison) -> None:
    """A measure that no replication defines still has its name and the word undefined; others lose only their gaps."""
    figure = paired_differences.draw(undefined_measure)
    assert dots(figure) == 20 * 25 - 20 - 3
    assert "undefined" in notes(figure)
    assert any(text.startswith("Strain<br>") for text in notes(figure))


def test_equal_arms_are_neither_colour(against_itself: Comparison) -> None:
    """Differences of zero are marked as equal, not given to one arm."""
    figure = paired_differences.draw(against_itself)
    (equal,) = traces(figure, "equal")
    assert len(equal.x) == dots(figure)
    assert set(equal.x) == {0}


def test_lines_do_not_overlap(many_replications: Comparison) -> None:
    """Every dot stands inside the height of the picture, and every measure's words on a height of their own."""
    figure = paired_differences.draw(many_replications)
    bottom, top = figure.layout.yaxis.range
    heights = [note.y for note in figure.layout.annotations if note.yref == "y" and note.x == 0]
    assert top == 0
    assert max(heights) < bottom
    assert min(np.diff(sorted(heights))) >= 30


def test_curves_are_solid_and_dashed(comparison: Comparison) -> None:
    """The arms differ by line and not by colour alone, and both curves climb to all citizens."""
    (of_a,), (of_b,) = (traces(carers_seen.draw(comparison), letter) for letter in "AB")
    assert (of_a.line.dash, of_b.line.dash) == ("solid", "dash")
    for curve in (of_a, of_b):
        assert curve.y[-1] == 100
        assert list(curve.y) == sorted(curve.y)
        assert list(curve.x) == sorted(curve.x)


def test_median_is_the_median(comparison: Comparison) -> None:
    """The number beside each curve is the median of that arm's citizens."""
    text = " ".join(notes(carers_seen.draw(comparison)))
    for side in arms.split(comparison, comparison.carers_14):
        assert f"median {side['carers'].median():.1f}" in text


def test_many_citizens_stay_light(many_replications: Comparison) -> None:
    """Six thousand citizens are drawn with two hundred steps."""
    assert all(len(trace.x) <= 201 for trace in carers_seen.draw(many_replications).data)


def test_nobody_to_show_is_said(empty_tables: Comparison) -> None:
    """Without citizens of two visits a day the picture says so instead of standing empty."""
    assert any("No citizen had" in text for text in notes(carers_seen.draw(empty_tables)))


def test_small_role_fills_its_bar(comparison: Comparison) -> None:
    """A coach of 148 hours has a bar as long as the helpers', and its hours beside it."""
    figure = paid_hours.draw(comparison)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    sums = np.sum([trace.x for trace in bars], axis=0)
    assert set(np.round(sums, 6)) == {0.0, 100.0}  # nought where an arm does not have the role
    assert {"148 h", "none", "77,900 h"} <= set(notes(figure))


def test_activities_look_different(comparison: Comparison) -> None:
    """No two activities share both colour and pattern."""
    bars = [trace for trace in paid_hours.draw(comparison).data if trace.type == "bar"]
    looks = {(trace.marker.color, trace.marker.pattern.shape) for trace in bars}
    assert len(looks) == len(bars) > 10


def test_hours_table_keeps_every_hour(comparison: Comparison) -> None:
    """The table beside the picture adds up to the paid hours of each arm."""
    body = paid_hours.table(comparison).body
    of_a = sum(float(line[2].replace(",", "")) for line in body)
    assert of_a == pytest.approx(comparison.hours.query("arm == 'bum'")["hours"].sum(), abs=len(body))


def test_cost_bar_is_the_sum_of_its_items(comparison: Comparison) -> None:
    """The segments of an arm add up to its cost, which stands at the end of the bar in DKK."""
    figure = cost_stack.draw(comparison)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [math.fsum(trace.x[side] for trace in bars) for side in (0, 1)] == pytest.approx([612, 604])
    assert {"<b>612 DKK</b>", "<b>604 DKK</b>"} <= set(notes(figure))
    assert cost_stack.table(comparison).body[-1] == ("Total", "612.0", "604.0", "−8.0")


def test_sentences_say_what_is_seen(comparison: Comparison) -> None:
    """In words alone, each picture gives the answer that eyes would take from it."""
    assert "Staff, 6 measures: higher for 3, lower for 1, cannot tell for 2." in paired_differences.sentence(comparison)
    medians = [side["carers"].median() for side in arms.split(comparison, comparison.carers_14)]
    assert all(f"half of them meet {median:.1f} or fewer" in carers_seen.sentence(comparison) for median in medians)
    assert "teams pays 69,158 hours a year (with the citizen 52 %" in paid_hours.sentence(comparison)
    assert "lies in wages of overhead roles −65 DKK" in cost_stack.sentence(comparison)


def test_sentence_tells_what_a_dot_is(comparison: Comparison, many_replications: Comparison) -> None:
    """A reader is told whether a dot is one replication or a share of them."""
    assert "Each dot stands for one replication." in paired_differences.sentence(comparison)
    assert "Each dot stands for 5 % of the replications." in paired_differences.sentence(many_replications)


@pytest.mark.parametrize("picture", [paid_hours, cost_stack], ids=["paid_hours", "cost_stack"])
def test_a_stands_above_b(picture: Picture, comparison: Comparison) -> None:
    """In every pair of bars A comes first, and all bars and swatches lie inside their axes."""
    figure = picture.draw(comparison)
    bottom, top = figure.layout.yaxis.range
    letters = ["A" if ">A<" in text else "B" for text in figure.layout.yaxis.ticktext]
    assert letters == ["A", "B"] * (len(letters) // 2)
    assert top == 0 < min(figure.layout.yaxis.tickvals)
    assert max(figure.layout.yaxis.tickvals) < bottom
    assert list(figure.layout.yaxis.tickvals) == sorted(figure.layout.yaxis.tickvals)
    swatches = [max(trace.y) for trace in figure.data if trace.type == "scatter"]
    assert max(swatches) <= figure.layout.yaxis2.range[0]
