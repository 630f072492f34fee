"""How many different carers come to one citizen's door in 14 days, over all citizens, in both arms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboards import arms, theme
from dashboards.tables import Table
from experiments import numbers
from experiments.comparison import Comparison

FloatArray = NDArray[np.float64]

TITLE = "Different carers one citizen meets in 14 days"
SHARES = (10, 25, 50, 75, 90)
MOST_STEPS = 200  # a finer curve can't be seen, only downloaded
NOBODY = "No citizen had two or more visits every day, so there is nothing to show."

# Each arm is told apart by letter, colour, line and mark.
STYLES = (
    {"letter": "A", "colour": theme.COLOUR_A, "dash": "solid", "symbol": "circle", "sample": "━━━━"},
    {"letter": "B", "colour": theme.COLOUR_B, "dash": "dash", "symbol": "diamond", "sample": "━ ━ ━"},
)


def draw(comparison: Comparison) -> go.Figure:
    """For each number of carers, the share of citizens who met at most that many; the median is marked.

    All replications together. Solid and round is A, dashed and diamond is B.
    """
    figure = go.Figure()
    notes = []
    of_a, of_b = _carers(comparison)
    for group, other, style in ((of_a, of_b, STYLES[0]), (of_b, of_a, STYLES[1])):
        if group.size:
            _add_curve(figure, group, style)
            notes.append(_add_median(figure, group, other, style))
    if not notes:
        notes.append(theme.note(theme.safe(NOBODY, 40), 0.5, 50, anchor="center"))
    key = "<br>".join(_key(name, style) for name, style in zip(arms.names(comparison), STYLES, strict=True))
    theme.dress(figure, title=TITLE, height=300, margin=(58, 16), key=key, notes=notes)
    figure.update_xaxes(title_text="Different carers in 14 days", rangemode="tozero")
    return figure.update_yaxes(title_text="Citizens with at most so many (%)", range=[0, 102], dtick=25)


def sentence(comparison: Comparison) -> str:
    """The median and the middle 80 % of citizens in both arms."""
    parts = []
    for name, group in zip(arms.names(comparison), _carers(comparison), strict=True):
        if group.size:
            low, middle, high = (_quantile(group, share) for share in (10, 50, 90))
            parts.append(f"with {name}, half of them meet {middle} or fewer, and the middle 80 % meet {low} to {high}")
    if not parts:
        return NOBODY
    return f"Citizens with two or more visits every day, all replications together: {'; '.join(parts)}."


def table(comparison: Comparison) -> Table:
    """The number of carers that a tenth, a quarter, half ... of the citizens do not exceed."""
    groups = _carers(comparison)
    name_a, name_b = arms.names(comparison)
    return Table(
        caption="Different carers in 14 days: this share of citizens met at most so many",
        head=("Share of citizens", f"A: {name_a}", f"B: {name_b}"),
        align="lrr",
        body=tuple((f"{share} %", *(_quantile(group, share) for group in groups)) for share in SHARES),
    )


def _carers(comparison: Comparison) -> tuple[FloatArray, FloatArray]:
    of_a, of_b = (_values(side) for side in arms.split(comparison, comparison.carers_14))
    return of_a, of_b


def _values(side: pd.DataFrame) -> FloatArray:
    return np.sort(side["carers"].dropna().to_numpy(dtype=np.float64))


def _quantile(group: FloatArray, share: int) -> str:
    return numbers.plain(float(np.percentile(group, share)), 1) if group.size else numbers.UNDEFINED


def _key(name: str, style: dict[str, str]) -> str:
    return f'<b style="color:{style["colour"]}">{style["letter"]} {style["sample"]}</b>  {theme.safe(name, 40)}'


def _is_right(group: FloatArray, other: FloatArray, style: dict[str, str]) -> bool:
    """Whether the label of the median stands to the right, away from the other curve; that of B if they are equal."""
    if not other.size or np.median(group) == np.median(other):
        return style["letter"] == "B"
    return bool(np.median(group) > np.median(other))


def _add_curve(figure: go.Figure, group: FloatArray, style: dict[str, str]) -> None:
    """A step curve through every value, or through 200 of them."""
    ranks = np.unique(np.linspace(0, group.size - 1, min(group.size, MOST_STEPS)).round().astype(int))
    figure.add_scatter(
        x=[float(group[0]), *group[ranks].tolist()],
        y=[0.0, *(100 * (ranks + 1) / group.size).tolist()],
        mode="lines",
        name=style["letter"],
        line={"shape": "hv", "color": style["colour"], "dash": style["dash"], "width": 2.5},
        hovertemplate="%{y:.0f} % of citizens met at most %{x:.1f}",
    )


def _add_median(figure: go.Figure, group: FloatArray, other: FloatArray, style: dict[str, str]) -> theme.Note:
    """A mark on the curve and a dotted line down to the axis. Returns the number, placed away from the other curve."""
    median = float(np.median(group))
    figure.add_scatter(
        x=[median, median],
        y=[0, 50],
        mode="lines+markers",
        hoverinfo="skip",
        line={"color": style["colour"], "width": 1, "dash": "dot"},
        marker={"symbol": style["symbol"], "color": style["colour"], "size": [0, 12], "opacity": 1},
    )
    text = f"<b>{style['letter']}</b> median {numbers.plain(median, 1)}"
    looks: dict[str, Any] = {
        "font": {"color": style["colour"], "size": 13},
        "bgcolor": "rgba(255,255,255,0.85)",
        "xref": "x",
    }
    if _is_right(group, other, style):
        return theme.note(text, median, 50, shift=10, yshift=-12, **looks)
    return theme.note(text, median, 50, anchor="right", shift=-10, yshift=12, **looks)
