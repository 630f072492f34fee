"""The plots behind two choices: where runs have settled, and how intervals narrow with replications."""

from __future__ import annotations

from collections.abc import Iterator

import plotly.graph_objects as go

from dashboards import theme
from experiments.choices import Choices
from experiments.numbers import interval, plain
from sim.clock import WEEK_DAYS
from sim.measures.catalogue import CATALOGUE

HEIGHT = 220
MARGIN = (70, 20)


def choices_page(found: Choices) -> str:
    """Both plots for each decision measure, with what they say in words and as numbers."""
    parts = [
        "<h2>Warm-up and replications</h2>",
        f"<p>{found.runs} runs of each arm in {found.scenario}, from the first day on: a line for each arm, and where "
        f"the warm-up of {found.warm_up_days} days ends. Then the difference B minus A after so many pairs, with its "
        f"95 % interval. A is {found.titles[0]}, B is {found.titles[1]}.</p>",
    ]
    for key, (title, unit) in _titles(found):
        parts += [
            f"<h3>{title}</h3>",
            theme.embed(settling(found, key, title, unit), f"settling-{key}"),
            theme.embed(narrowing(found, key, title, unit), f"narrowing-{key}"),
            f"<p>{said(found, key)}</p>",
        ]
    return "\n".join(parts)


def _titles(found: Choices) -> Iterator[tuple[str, tuple[str, str]]]:
    for m in CATALOGUE:
        if m.key in found.running:
            yield m.key, (m.title, m.unit)


def settling(found: Choices, key: str, title: str, unit: str) -> go.Figure:
    """Weeks from the first day on, an arm a line."""
    figure = go.Figure()
    for arm, colour in zip(found.titles, (theme.COLOUR_A, theme.COLOUR_B), strict=True):
        weeks = found.weeks[arm, key]
        days = [week * WEEK_DAYS for week in range(len(weeks))]
        figure.add_scatter(x=days, y=list(weeks), mode="lines", line={"color": colour}, name=arm)
    figure.add_vline(x=found.warm_up_days, line={"color": theme.QUIET, "dash": "dot"})
    theme.dress(figure, title=title, height=HEIGHT, margin=MARGIN)
    return figure.update_xaxes(title_text="day").update_yaxes(title_text=unit)


def narrowing(found: Choices, key: str, title: str, unit: str) -> go.Figure:
    """The paired difference and its interval after so many pairs."""
    number, mean, low, high = found.running[key].T
    figure = go.Figure()
    for end in (low, high):
        figure.add_scatter(x=list(number), y=list(end), mode="lines", line={"color": theme.QUIET, "dash": "dot"})
    figure.add_scatter(x=list(number), y=list(mean), mode="lines+markers", line={"color": theme.INK})
    theme.dress(figure, title=title, height=HEIGHT, margin=MARGIN)
    return figure.update_xaxes(title_text="pairs of runs").update_yaxes(title_text=f"B minus A, {unit}")


def said(found: Choices, key: str) -> str:
    """The first and the last interval in words."""
    rows = found.running[key]
    first, last = rows[min(2, len(rows) - 1)], rows[-1]
    return (
        f"After {first[0]:.0f} pairs the interval is {interval(first[2], first[3])}, after {last[0]:.0f} it is "
        f"{interval(last[2], last[3])} around {plain(last[1])}."
    )
