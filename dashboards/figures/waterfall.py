"""How a difference between two arms comes about, lever by lever: steps from A to B that add up to the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboards import prose, theme
from dashboards.tables import Table
from experiments import numbers
from experiments.decompose import TOTAL, Decomposition, adding_up

SHARE = "share"
ROW = 34
THICKNESS = 20
LABEL_LETTERS = 26


@dataclass(frozen=True)
class Step:
    """One lever of one measure: its part of the difference with its interval, and the part as it is written."""

    lever: str
    value: float
    low: float
    high: float
    text: str


def steps(found: Decomposition, measure: str) -> list[Step]:
    """The levers of a measure, the largest first, and at the end the whole difference; written parts add up to it."""
    rows = found.parts[found.parts.measure == measure].copy()
    if rows.unit.iloc[0] == SHARE:
        rows[["value", "low", "high"]] *= 100
    whole = rows[rows.lever == TOTAL].iloc[0]
    parts = rows[rows.lever != TOTAL]
    parts = parts.iloc[(-parts.value.abs()).argsort(kind="stable")]
    if not math.isfinite(whole.value):
        return []
    places = _places(list(parts.value), [float(r.high - r.low) / 2 for r in parts.itertuples()], float(whole.value))
    rounded = adding_up(list(parts.value), float(whole.value), places)
    out = [
        Step(r.lever, r.value, r.low, r.high, numbers.signed(text, places))
        for r, text in zip(parts.itertuples(), rounded, strict=True)
    ]
    total = numbers.signed(float(whole.value), places)
    return [*out, Step(TOTAL, whole.value, whole.low, whole.high, total)]


def title_of(found: Decomposition, measure: str) -> str:
    """What the measure is called."""
    return str(found.parts[found.parts.measure == measure].title.iloc[0])


def unit_of(found: Decomposition, measure: str) -> str:
    """The unit in which parts are written: differences of shares in percentage points."""
    unit = str(found.parts[found.parts.measure == measure].unit.iloc[0])
    return "percentage points" if unit == SHARE else unit


def _places(values: Sequence[float], halves: Sequence[float], total: float) -> int:
    """Two digits of the largest part's half interval, and three of the largest part at most."""
    largest = max((abs(v) for v in (*values, total)), default=0.0)
    finest = max((h for h in halves if math.isfinite(h)), default=0.0)
    size = finest if finest > 0 else largest
    if size <= 0:
        return 0
    places = 1 - math.floor(math.log10(size))
    return min(places, 2 - math.floor(math.log10(largest))) if largest > 0 else places


def draw(found: Decomposition, measure: str) -> go.Figure:
    """A bar for each lever from where the last one ended, whiskers for its 95 % interval, the whole below."""
    shown = steps(found, measure)
    unit = unit_of(found, measure)
    starts = _starts(shown)
    figure = go.Figure()
    middles = [k * ROW + ROW / 2 for k in range(len(shown))]
    figure.add_bar(
        y=middles,
        x=[s.value for s in shown],
        base=starts,
        orientation="h",
        width=THICKNESS,
        marker=_looks(shown),
        hovertext=[f"{theme.safe(s.lever)}: {s.text} ({numbers.interval(s.low, s.high)}) {unit}" for s in shown],
        hoverinfo="text",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [_reach(s.high - s.value) for s in shown],
            "arrayminus": [_reach(s.value - s.low) for s in shown],
            "color": theme.INK,
            "thickness": 1.2,
            "width": 4,
        },
    )
    _connect(figure, shown, starts, middles)
    figure.update_layout(shapes=[_zero_line(len(shown))])
    notes = [
        theme.note(f"<b>{s.text}</b>" if s.lever == TOTAL else s.text, 1, y, shift=8)
        for s, y in zip(shown, middles, strict=True)
    ]
    height = max(len(shown), 1) * ROW
    theme.dress(
        figure,
        title=theme.safe(title_of(found, measure)),
        height=height,
        margin=(190, 92),
        key=theme.arm_key((found.title_a, found.title_b)),
        notes=notes,
    )
    words = [theme.safe(_name(s), LABEL_LETTERS) for s in shown]
    return figure.update_layout(
        yaxis={"tickvals": middles, "ticktext": words, "range": [height, 0], "showgrid": False},
        xaxis={"title_text": f"B minus A, {unit}", "separatethousands": True, "nticks": 6},
    )


def _name(step: Step) -> str:
    return "B minus A" if step.lever == TOTAL else prose.label(step.lever)


def _starts(shown: Sequence[Step]) -> list[float]:
    """Where each bar begins: where the one before ended, the whole at nought."""
    at, out = 0.0, []
    for step in shown:
        out.append(0.0 if step.lever == TOTAL else at)
        at += step.value
    return out


def _looks(shown: Sequence[Step]) -> dict[str, object]:
    """Rises and falls differ in fill and pattern; the whole is dark."""
    rise, fall = theme.FILLS[0], theme.FILLS[1]
    colours = [theme.QUIET if s.lever == TOTAL else rise if s.value >= 0 else fall for s in shown]
    shapes = ["" if s.lever == TOTAL or s.value >= 0 else "/" for s in shown]
    pattern = {
        "shape": shapes,
        "fillmode": "overlay",
        "fgcolor": theme.INK,
        "fgopacity": 0.3,
        "size": 6,
        "solidity": 0.15,
    }
    return {"color": colours, "pattern": pattern, "line": {"color": theme.INK, "width": 0.6}}


def _connect(figure: go.Figure, shown: Sequence[Step], starts: Sequence[float], middles: Sequence[float]) -> None:
    """Thin lines from the end of each bar to the beginning of the next."""
    for k in range(len(shown) - 1):
        end = starts[k] + shown[k].value
        figure.add_scatter(
            x=[end, end],
            y=[middles[k] + THICKNESS / 2, middles[k + 1] - THICKNESS / 2],
            mode="lines",
            line={"color": theme.QUIET, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )


def _zero_line(rows: int) -> dict[str, object]:
    return {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": rows * ROW,
        "line": {"color": theme.INK, "width": 1},
        "layer": "below",
    }


def _reach(length: float) -> float:
    return max(float(length), 0.0) if math.isfinite(length) else 0.0


def sentence(found: Decomposition, measure: str) -> str:
    """The whole difference and the levers that bring most of it."""
    shown = steps(found, measure)
    title = title_of(found, measure)
    if not shown:
        return f"{title} is undefined here."
    *levers, whole = shown
    clear = [s for s in levers if (s.low > 0 or s.high < 0) and s.text.strip("+−0.,")][:3]
    most = prose.listed([f"{prose.inside(prose.label(s.lever))} {s.text}" for s in clear])
    ending = f" What stands out from chance: {most}." if clear else " No single lever stands out from chance."
    size = f"{whole.text} {unit_of(found, measure)} ({numbers.interval(whole.low, whole.high)})"
    return f"{title}: B minus A is {size}.{ending}"


def table(found: Decomposition, measure: str) -> Table:
    """Each lever's part with its interval, and the whole."""
    return Table(
        caption=f"{title_of(found, measure)}: what each lever brings, {unit_of(found, measure)}",
        head=("Lever", "Part", "95 % interval"),
        align="lrr",
        body=tuple((_name(s), s.text, numbers.interval(s.low, s.high)) for s in steps(found, measure)),
    )
