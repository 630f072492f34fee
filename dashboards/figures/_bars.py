"""Stacked horizontal bars that come in pairs, A above B: the drawing that paid hours and costs have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboards import prose, theme

LETTERS = (f'<b style="color:{theme.COLOUR_A}">A</b>', f'<b style="color:{theme.COLOUR_B}">B</b>')
AXIS, KEY_ROW = 56, 18  # pixels under the bars for their axis, and for each row of the key below it
KEY_COLUMNS = (0.0, 0.62)  # the second runs on under the totals, so that both fit on a phone
SWATCH = 0.05


@dataclass(frozen=True)
class Geometry:
    """Pixels from the top of a pair to its heading, to its two bars and to the next pair."""

    heading: int
    bars: tuple[int, int]
    thickness: int
    pitch: int


@dataclass(frozen=True)
class Bar:
    """One bar: its pair and side, lengths, labels and hover texts of its segments, and its total in words."""

    pair: int
    side: int
    lengths: Sequence[float]
    labels: Sequence[str]
    hovers: Sequence[str]
    total: str


def draw_bars(
    bars: Sequence[Bar], segments: Sequence[str], headings: Sequence[str], geometry: Geometry, *, title: str, key: str
) -> go.Figure:
    """One trace for each kind of segment, headings over the pairs, totals to the right, the key of segments below.

    The vertical axes count pixels and the key is drawn by hand: plotly's own legend takes its room from the bars.
    """
    figure = go.Figure()
    middles = [bar.pair * geometry.pitch + geometry.bars[bar.side] for bar in bars]
    for index, segment in enumerate(segments):
        _add_segment(figure, index, segment, bars, middles, geometry.thickness)
    notes = [theme.note(bar.total, 1, middle, shift=6) for bar, middle in zip(bars, middles, strict=True)]
    notes += [
        theme.note(f"<b>{theme.safe(prose.label(heading))}</b>", 0, pair * geometry.pitch + geometry.heading)
        for pair, heading in enumerate(headings)
        if heading
    ]
    notes += _add_key(figure, segments)
    drawn, below = max(len(headings), 1) * geometry.pitch, _key_rows(segments) * KEY_ROW
    height = drawn + AXIS + below
    theme.dress(figure, title=title, height=height, margin=(26, 88), bottom=8, key=key, notes=notes)
    letters = {"tickvals": middles, "ticktext": [LETTERS[bar.side] for bar in bars], "showgrid": False}
    return figure.update_layout(
        barmode="relative",
        yaxis={**letters, "range": [drawn, 0], "domain": [1 - drawn / height, 1]},
        yaxis2={"range": [below, 0], "domain": [0, below / height], "visible": False, "anchor": "x2"},
        xaxis2={"range": [0, 1], "visible": False, "anchor": "y2"},
    )


def _add_segment(
    figure: go.Figure, index: int, name: str, bars: Sequence[Bar], middles: Sequence[int], thickness: int
) -> None:
    figure.add_bar(
        y=middles,
        x=[bar.lengths[index] for bar in bars],
        text=[bar.labels[index] for bar in bars],
        hovertext=[bar.hovers[index] for bar in bars],
        hoverinfo="text",
        orientation="h",
        width=thickness,
        name=theme.safe(prose.label(name)),
        marker=theme.segment(index),
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": theme.INK, "size": 11},
    )


def _key_rows(segments: Sequence[str]) -> int:
    return max(math.ceil(len(segments) / len(KEY_COLUMNS)), 1)


def _add_key(figure: go.Figure, segments: Sequence[str]) -> list[theme.Note]:
    """A swatch for each kind of segment, in two columns. Returns their names as notes.

    The swatches are areas, not bars: a second set of bars makes plotly forget which labels were too small to show.
    """
    notes = []
    for index, segment in enumerate(segments):
        column, row = divmod(index, _key_rows(segments))
        left, middle = KEY_COLUMNS[column], (row + 0.5) * KEY_ROW
        right, top, bottom = left + SWATCH, middle - 6, middle + 6
        look = theme.segment(index)
        figure.add_scatter(
            x=[left, right, right, left],
            y=[top, top, bottom, bottom],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=look["color"],
            fillpattern=look["pattern"],
            xaxis="x2",
            yaxis="y2",
            hoverinfo="skip",
        )
        notes.append(theme.note(theme.safe(prose.label(segment)), right, middle, shift=5, yref="y2"))
    return notes
