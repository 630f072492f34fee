"""How every picture of the laboratory looks: colours that favour neither arm, one layout, one plotly configuration."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

# 5.2:1 and 6.3:1 on white, and far apart under the three common kinds of colour blindness.
COLOUR_A = "#C2410C"
COLOUR_B = "#0B63A5"
INK = "#16202C"
QUIET = "#566170"
LINE = "#D5DAE1"
PAPER = "#FFFFFF"

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

TITLE_HEIGHT, KEY_LINE = 34, 16  # pixels
TITLE_PLACE: dict[str, Any] = {
    "font": {"size": 17},
    "x": 0,
    "xref": "container",
    "xanchor": "left",
    "y": 1,
    "yref": "container",
    "yanchor": "top",
    "pad": {"l": 2, "t": 8},
}

# Plotly 7 offers to upload a chart to its cloud unless told not to. A bar of one named button has no room for it.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtons": [["toImage"]],
}

# Fills light enough for dark text; with the pattern no two share a look, so no legend rests on colour alone.
FILLS = ("#9DBFE0", "#EBC283", "#BFB0DF", "#A5CDBF", "#E0B0BD", "#CFC98B", "#97CBDD", "#CDBFAE", "#B9C0CB", "#E6CDE3")
PATTERNS = ("", "/", ".", "-", "\\", "x", "|", "+")


Note = dict[str, Any]


def dress(
    figure: go.Figure,
    *,
    title: str,
    height: int,
    margin: tuple[int, int],
    bottom: int = 52,
    key: str = "",
    notes: Sequence[Note] = (),
) -> go.Figure:
    """Give a figure the house layout and return it.

    height: of the plot itself, in pixels; title, key and axis come on top. margin: pixels to the left and the right.
    key: the legend as text (see `arm_key`), for figures that say in words what their marks mean. notes: see `note`.
    Axes are fixed and nothing can be dragged: on a phone a chart that zooms steals the finger that wants to scroll.
    """
    top = TITLE_HEIGHT + KEY_LINE * (key.count("<br>") + 1 if key else 0) + 14
    over = [note(key, 0, 1, shift=-margin[0], yref="paper", yanchor="bottom", yshift=8)] if key else []
    figure.update_layout(
        template="none",
        title={"text": title, **TITLE_PLACE},
        font={"family": FONTS, "size": 12, "color": INK},
        height=top + height + bottom,
        margin={"l": margin[0], "r": margin[1], "t": top, "b": bottom},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        hoverlabel={"bgcolor": PAPER, "bordercolor": QUIET, "font": {"family": FONTS, "size": 12, "color": INK}},
        dragmode=False,
        showlegend=False,
        uniformtext={"minsize": 10, "mode": "hide"},
        annotations=[*over, *notes],
    )
    axis = {"fixedrange": True, "zeroline": False, "showline": False, "gridcolor": LINE, "title_standoff": 8}
    return figure.update_xaxes(**axis).update_yaxes(**axis)


def note(text: str, x: float, y: float, *, anchor: str = "left", shift: int = 0, size: float = 12, **more: Any) -> Note:
    """Words at a place: `x` as a share of the plot's width, `y` on its axis, `shift` pixels to the right."""
    place = {"x": x, "xref": "paper", "xanchor": anchor, "xshift": shift, "y": y, "yref": "y", "yanchor": "middle"}
    return {"text": text, "align": anchor, "showarrow": False, "font": {"size": size}, **place, **more}


def safe(text: str, width: int | None = None) -> str:
    """Text for a figure, where plotly would otherwise read tags; with `width`, broken into lines of so many letters."""
    lines = [text] if width is None else textwrap.wrap(text, width) or [""]
    return "<br>".join(escape(line, quote=False) for line in lines)


def arm_key(names: tuple[str, str]) -> str:
    """What the letters A and B stand for, over a figure."""
    name_a, name_b = (safe(name, 44) for name in names)
    return f'<b style="color:{COLOUR_A}">A</b>  {name_a}<br><b style="color:{COLOUR_B}">B</b>  {name_b}'


def segment(index: int) -> dict[str, Any]:
    """The marker of the n-th kind of segment in a stacked bar."""
    hatch = {"shape": PATTERNS[index % len(PATTERNS)], "fillmode": "overlay", "fgcolor": INK, "fgopacity": 0.3}
    return {
        "color": FILLS[index % len(FILLS)],
        "line": {"color": PAPER, "width": 1},
        "pattern": {**hatch, "size": 6, "solidity": 0.15},
    }


def embed(figure: go.Figure, name: str) -> str:
    """The figure as HTML for a page that already holds plotly.js and shows the title as a heading of its own."""
    bare = go.Figure(figure)
    height = figure.layout.height - TITLE_HEIGHT
    bare.update_layout(title=None, height=height, margin_t=figure.layout.margin.t - TITLE_HEIGHT)
    drawing = json.loads(bare.to_json())
    parts = (json.dumps(part, ensure_ascii=False) for part in (name, drawing["data"], drawing["layout"], CONFIG))
    # A title may hold "</script>"; as an escape it stays inside the string it belongs to.
    arguments = ", ".join(parts).replace("<", "\\u003c")
    return (
        f'<div class="chart" id="{escape(name)}" style="height:{height}px"></div>\n'
        f"<script>Plotly.newPlot({arguments});</script>"
    )
