"""Every measure on one line: how B differed from A in each paired replication, and what that says about the mean."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboards import arms, prose, theme
from dashboards.figures._lines import INTERVAL, LABEL_LETTERS, MOST_DOTS, SCALE, Line, place
from dashboards.tables import Table
from experiments import numbers
from experiments.comparison import Comparison, MeasureRow

TITLE = "How B differs from A, measure by measure"
LABEL_WIDTH, NUMBER_WIDTH = 146, 102  # pixels beside the dots, which take what a narrow screen leaves
INTERVAL_LETTERS = 16
EDGE = 1.08  # the end of every axis, a little beyond the farthest dot

SIGNS: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (-1, "higher in A", {"symbol": "circle", "color": theme.COLOUR_A, "size": 7}),
    (1, "higher in B", {"symbol": "diamond", "color": theme.COLOUR_B, "size": 8}),
    (0, "equal", {"symbol": "square-open", "color": theme.QUIET, "size": 7}),
)
KEY = (
    f'<span style="color:{theme.COLOUR_A}">●</span> higher in A   <span style="color:{theme.COLOUR_B}">◆</span> '
    f'higher in B   <span style="color:{theme.QUIET}">□</span> equal<br><b>━┿━</b> mean and its 95 % interval'
)


def draw(comparison: Comparison) -> go.Figure:
    """Dots for the replications, a bar for the 95 % interval of the mean; each line has its own scale around zero.

    Up to 20 replications are drawn one dot each; beyond that, 20 dots stand for 5 % of the replications each.
    """
    placed = place(comparison)
    figure = go.Figure()
    _add_rules(figure, placed.lines)
    _add_dots(figure, placed.lines)
    _add_intervals(figure, placed.lines)
    key = f"{theme.arm_key(arms.names(comparison))}<br>{KEY}"
    margin = (LABEL_WIDTH, NUMBER_WIDTH)
    notes = [
        theme.note(f"<b>{leg.capitalize()}</b>", 0, top + 20, shift=-LABEL_WIDTH, size=14)
        for leg, top in placed.headings
    ]
    notes += [note for line in placed.lines for note in _words(line)]
    theme.dress(figure, title=TITLE, height=placed.height, margin=margin, bottom=34, key=key, notes=notes)
    figure.update_xaxes(range=[-EDGE, EDGE], showgrid=False, showticklabels=False, title_text="B minus A")
    figure.update_yaxes(range=[placed.height, 0], showgrid=False, showticklabels=False)
    return figure.update_layout(hovermode="closest")


def sentence(comparison: Comparison) -> str:
    """For how many measures of each leg B lies higher, lower, or cannot be told from A."""
    pairs = arms.replications(comparison)
    dot = "one replication" if pairs <= MOST_DOTS else "5 % of the replications"
    return (
        f"B minus A in {prose.counted(pairs, 'paired replication')}. {_counts(comparison)} "
        f"Each dot stands for {dot}. Every line has its own scale, so lines can't be compared with each other."
    )


def table(comparison: Comparison) -> Table:
    """In how many replications B lay higher or lower, and how far the differences spread."""
    return Table(
        caption="Differences in the single replications, B minus A",
        head=("Measure", "Unit", "B higher", "B lower", "Equal", "Smallest", "Median", "Largest"),
        align="llrrrrrr",
        body=tuple(_spread(comparison, row) for row in comparison.rows),
    )


def _counts(comparison: Comparison) -> str:
    sentences = []
    for leg in dict.fromkeys(row.leg for row in comparison.rows):
        verdicts = [row.verdict for row in comparison.rows if row.leg == leg]
        kinds = ["higher", "lower", "cannot tell", *(["the same"] if "the same" in verdicts else [])]
        counts = (f"{kind} for {verdicts.count(kind)}" for kind in kinds)  # type: ignore[arg-type]
        sentences.append(f"{leg.capitalize()}, {prose.counted(len(verdicts), 'measure')}: {', '.join(counts)}.")
    return " ".join(sentences)


def _spread(comparison: Comparison, row: MeasureRow) -> tuple[str, ...]:
    values = arms.differences(comparison, row.key).to_numpy()
    counts = [str(int(np.sum(np.sign(values) == sign))) for sign in (1, -1, 0)]
    marks = [values.min(), np.median(values), values.max()] if values.size else [math.nan] * 3
    places = numbers.written(row).places
    return (row.title, row.unit, *counts, *(numbers.signed(float(mark), places) for mark in marks))


def _add_rules(figure: go.Figure, lines: tuple[Line, ...]) -> None:
    """A hairline above each line, a zero line through it, and what its two ends stand for."""
    edges = [point for line in lines for point in ((-EDGE, line.top), (EDGE, line.top), (None, None))]
    zeros = [point for line in lines for point in ((0, line.top + 3), (0, line.top + line.height - 3), (None, None))]
    for points, colour in ((edges, theme.LINE), (zeros, theme.QUIET)):
        figure.add_scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="lines",
            line={"color": colour, "width": 1},
            hoverinfo="skip",
        )
    for end, position in ((-1, "middle right"), (1, "middle left")):
        figure.add_scatter(
            x=[end * EDGE for _ in lines],
            y=[line.top + SCALE for line in lines],
            mode="text",
            hoverinfo="skip",
            text=[numbers.coarse(end * line.scale) if line.scale else "" for line in lines],
            textposition=position,
            textfont={"size": 10, "color": theme.QUIET},
        )


def _add_dots(figure: go.Figure, lines: tuple[Line, ...]) -> None:
    """One trace for each sign: the arm with the higher value gives colour and shape."""
    for sign, name, marker in SIGNS:
        chosen = [(line, np.sign(line.dots) == sign) for line in lines]
        figure.add_scatter(
            x=[x for line, mask in chosen for x in line.x[mask].tolist()],
            y=[y for line, mask in chosen for y in line.y[mask].tolist()],
            text=[_dot_text(line.row, dot) for line, mask in chosen for dot in line.dots[mask].tolist()],
            mode="markers",
            name=name,
            hoverinfo="text",
            marker={**marker, "opacity": 0.85, "line": {"color": theme.PAPER if sign else theme.QUIET, "width": 1}},
        )


def _dot_text(row: MeasureRow, dot: float) -> str:
    text = numbers.signed(dot, numbers.written(row).places)
    return f"{theme.safe(row.title)}<br>one dot: {text} {theme.safe(row.unit)}"


def _add_intervals(figure: go.Figure, lines: tuple[Line, ...]) -> None:
    """The mean as a tick on the bar of its interval, under the dots."""
    points = [
        (x, line.top + INTERVAL)
        for line in lines
        if math.isfinite(line.row.low) and math.isfinite(line.row.high)
        for x in (*line.along(np.array([line.row.low, line.row.high])).tolist(), None)
    ]
    figure.add_scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        line={"color": theme.INK, "width": 3},
        name="95 % interval of the mean",
        hoverinfo="skip",
    )
    known = [line for line in lines if math.isfinite(line.row.difference)]
    figure.add_scatter(
        x=[float(line.along(np.array(line.row.difference))) for line in known],
        y=[line.top + INTERVAL for line in known],
        text=[_mean_text(line.row) for line in known],
        mode="markers",
        name="mean",
        hoverinfo="text",
        marker={"symbol": "line-ns", "size": 10, "line": {"color": theme.INK, "width": 2}},
    )


def _mean_text(row: MeasureRow) -> str:
    text = numbers.written(row)
    return (
        f"<b>{theme.safe(row.title)}</b><br>mean of A {text.mean_a}, of B {text.mean_b} {theme.safe(row.unit)}<br>"
        f"difference {text.difference}, 95 % interval {text.interval}"
    )


def _words(line: Line) -> list[theme.Note]:
    """Name and unit to the left, the mean difference and its interval to the right."""
    text = numbers.written(line.row)
    middle = line.top + line.height / 2
    unit = f'<span style="color:{theme.QUIET}">{theme.safe(line.row.unit, LABEL_LETTERS)}</span>'
    label = f"{theme.safe(line.row.title, LABEL_LETTERS)}<br>{unit}"
    interval = text.interval if len(text.interval) <= INTERVAL_LETTERS else text.interval.replace(" to ", " to<br>")
    result = f'<b>{text.difference}</b><br><span style="font-size:10.5px">{interval}</span>'
    notes = [
        theme.note(label, 0, middle, shift=-LABEL_WIDTH, size=11.5),
        theme.note(result, 1, middle, shift=NUMBER_WIDTH, size=11.5, anchor="right"),
    ]
    if line.dots.size == 0:
        notes.append(theme.note("undefined", 0.5, middle, anchor="center", bgcolor=theme.PAPER))
    return notes
