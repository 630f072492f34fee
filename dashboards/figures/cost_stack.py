"""What one delivered hour costs, item by item, in both arms."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import arms, prose, theme
from dashboards.figures._bars import Bar, Geometry, draw_bars
from dashboards.tables import Table
from experiments import numbers
from experiments.comparison import Comparison

TITLE = "What one delivered hour costs"
GEOMETRY = Geometry(heading=0, bars=(26, 72), thickness=36, pitch=100)


def draw(comparison: Comparison) -> go.Figure:
    """One bar for each arm, a segment for each item, the total at its end."""
    costs = _costs(comparison)
    items = [str(item) for item in costs.index]
    key = theme.arm_key(arms.names(comparison))
    figure = draw_bars(
        [_bar(costs[side], side, comparison.currency) for side in (0, 1)], items, [""], GEOMETRY, title=TITLE, key=key
    )
    figure.update_layout(
        xaxis={"title_text": f"{comparison.currency} per delivered hour", "separatethousands": True, "nticks": 6}
    )
    return figure


def sentence(comparison: Comparison) -> str:
    """Both totals, and the items that differ most."""
    costs = _costs(comparison)
    money = comparison.currency
    totals = [
        f"{name} {numbers.plain(float(costs[side].sum()), 0)} {money}"
        for side, name in enumerate(arms.names(comparison))
    ]
    gaps = (costs[1] - costs[0]).sort_values(key=abs, ascending=False).head(3)
    largest = [
        f"{prose.inside(prose.label(str(item)))} {numbers.signed(float(gap), 0)} {money}" for item, gap in gaps.items()
    ]
    ending = f" Most of the difference, B minus A, lies in {prose.listed(largest)}." if largest else ""
    return f"One delivered hour costs: {'; '.join(totals)}.{ending}"


def table(comparison: Comparison) -> Table:
    """Every item and the total, in the place's money per delivered hour."""
    costs = _costs(comparison)
    body = [_line(str(item), float(a), float(b)) for item, a, b in costs.itertuples()]
    name_a, name_b = arms.names(comparison)
    return Table(
        caption=f"Cost of a delivered hour in {comparison.currency}, mean over replications",
        head=("Item", f"A: {name_a}", f"B: {name_b}", "B minus A"),
        align="lrrr",
        body=(*body, _line("Total", float(costs[0].sum()), float(costs[1].sum()))),
    )


def _costs(comparison: Comparison) -> pd.DataFrame:
    """Items, the largest of both arms together first, with a column for each side (0 and 1)."""
    sides = [side.groupby("item")["cost_per_delivered_hour"].sum() for side in arms.split(comparison, comparison.costs)]
    costs = pd.concat(sides, axis=1, keys=[0, 1]).fillna(0.0)
    return costs.loc[costs.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _line(item: str, of_a: float, of_b: float) -> tuple[str, ...]:
    return prose.label(item), numbers.plain(of_a, 1), numbers.plain(of_b, 1), numbers.signed(of_b - of_a, 1)


def _bar(costs: pd.Series, side: int, money: str) -> Bar:
    total = float(costs.sum())
    return Bar(
        pair=0,
        side=side,
        lengths=[float(value) for value in costs],
        labels=[numbers.plain(float(value), 0) for value in costs],
        hovers=[
            f"{theme.safe(prose.label(str(item)))}: {numbers.plain(float(value), 1)} {money}"
            for item, value in costs.items()
        ],
        total=f"<b>{numbers.plain(total, 0)} {money}</b>",
    )
