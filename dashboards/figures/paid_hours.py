"""Where the paid hours go: what each role spends its time on, in both arms."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import arms, prose, theme
from dashboards.figures._bars import Bar, Geometry, draw_bars
from dashboards.tables import Table
from experiments import numbers
from experiments.comparison import Comparison

TITLE = "Where the paid hours go, by role and activity"
EVERYBODY = "All roles"
SMALLEST_LABEL = 4  # per cent
GEOMETRY = Geometry(heading=12, bars=(33, 55), thickness=20, pitch=82)


def draw(comparison: Comparison) -> go.Figure:
    """Each bar is the whole paid time of one role in one arm, so that a coach of a tenth of a post can be read too.

    How large a role is stands as hours at the end of its bar.
    """
    hours = _hours(comparison)
    roles, activities = _order(hours, "role"), _order(hours, "activity")
    headings = [EVERYBODY, *roles]
    bars = [
        _bar(hours if role == EVERYBODY and pair == 0 else hours.loc[[role]], activities, pair, side)
        for pair, role in enumerate(headings)
        if len(hours)
        for side in (0, 1)
    ]
    key = theme.arm_key(arms.names(comparison))
    figure = draw_bars(bars, activities, headings, GEOMETRY, title=TITLE, key=key)
    title = "Share of the bar's paid hours (%)"
    figure.update_layout(xaxis={"range": [0, 100], "ticksuffix": " %", "title_text": title})
    return figure


def sentence(comparison: Comparison) -> str:
    """The paid hours of both arms and the activities that take most of them."""
    hours = _hours(comparison)
    parts = []
    for side, name in enumerate(arms.names(comparison)):
        by_activity = hours[side].groupby(level="activity").sum().sort_values(ascending=False)
        total = float(by_activity.sum())
        largest = [
            f"{prose.inside(prose.label(str(activity)))} {numbers.plain(100 * float(value) / total, 0)} %"
            for activity, value in by_activity.head(3).items()
            if total
        ]
        shares = f" ({', '.join(largest)})" if largest else ""
        parts.append(f"{name} pays {numbers.plain(total, 0)} hours a year{shares}")
    return f"{'; '.join(parts)}. Bars show shares, so that small roles can be read too; the hours stand beside them."


def table(comparison: Comparison) -> Table:
    """Paid hours a year of every role and activity."""
    hours = _hours(comparison)
    lines = [
        _line(role, activity, *(float(value) for value in hours.loc[(role, activity)]))
        for role in _order(hours, "role")
        for activity in _order(hours, "activity")
        if (role, activity) in hours.index
    ]
    name_a, name_b = arms.names(comparison)
    return Table(
        caption="Paid hours a year, mean over replications",
        head=("Role", "Activity", f"A: {name_a}", f"B: {name_b}", "B minus A"),
        align="llrrr",
        body=tuple(lines),
    )


def _line(role: str, activity: str, of_a: float, of_b: float) -> tuple[str, ...]:
    return (
        prose.label(role),
        prose.label(activity),
        numbers.plain(of_a, 0),
        numbers.plain(of_b, 0),
        numbers.signed(of_b - of_a, 0),
    )


def _hours(comparison: Comparison) -> pd.DataFrame:
    """Hours by role and activity, a column for each side (0 and 1); nought where a side has none."""
    sides = [side.groupby(["role", "activity"])["hours"].sum() for side in arms.split(comparison, comparison.hours)]
    return pd.concat(sides, axis=1, keys=[0, 1]).fillna(0.0)


def _order(hours: pd.DataFrame, level: str) -> list[str]:
    """Roles or activities, the largest of both arms together first; equals by name."""
    sums = hours.sum(axis=1).groupby(level=level).sum()
    return sorted((str(name) for name in sums.index), key=lambda name: (-float(sums[name]), name))


def _bar(hours: pd.DataFrame, activities: list[str], pair: int, side: int) -> Bar:
    of_side = hours[side].groupby(level="activity").sum().reindex(activities, fill_value=0.0)
    total = float(of_side.sum())
    shares = [100 * float(value) / total if total else 0.0 for value in of_side]
    return Bar(
        pair=pair,
        side=side,
        lengths=shares,
        labels=[f"{share:.0f} %" if share >= SMALLEST_LABEL else "" for share in shares],
        hovers=[
            f"{theme.safe(prose.label(activity))}: {numbers.plain(float(value))} hours a year, {share:.1f} %"
            for activity, value, share in zip(activities, of_side, shares, strict=True)
        ],
        total=f"{numbers.plain(total, 0)} h" if total else "none",
    )
