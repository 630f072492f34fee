"""Results as tables for a terminal."""

from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dashboards.numbers import plain as number
from dashboards.numbers import written
from experiments.comparison import Comparison, MeasureRow
from experiments.run import Run
from sim.measures.catalogue import CATALOGUE

LEGS = {"citizen": "For the citizen", "staff": "For the staff", "economy": "Economy"}
PLAIN_WIDTH = 140


def comparison_tables(c: Comparison) -> RenderableType:
    """A table for each leg: both means, the paired difference with its interval, and the verdict."""
    parts: list[RenderableType] = [
        Text(f"{c.title_b} compared with {c.title_a}", style="bold"),
        Text(
            f"{c.scenario}; {c.provenance.get('replications', '?')} paired replications of "
            f"{c.provenance.get('measured days', '?')} days; staffing rule {c.provenance.get('staffing rule', '?')}"
        ),
    ]
    for leg, title in LEGS.items():
        table = Table(title=title, title_justify="left", title_style="bold", expand=False)
        table.add_column("Measure")
        table.add_column("Unit")
        table.add_column(c.a, justify="right")
        table.add_column(c.b, justify="right")
        table.add_column("Difference (95 %)", justify="right")
        table.add_column(f"{c.b} is")
        for row in c.rows:
            if row.leg == leg:
                table.add_row(*_cells(row))
        parts.append(table)
    parts += [Text(note) for note in c.notes]
    return Group(*parts)


def _cells(row: MeasureRow) -> tuple[str, ...]:
    w = written(row)
    return row.title, row.unit, w.mean_a, w.mean_b, f"{w.difference} ({w.interval})", row.verdict


def run_table(run: Run, title: str) -> RenderableType:
    """Every measure of one run."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Leg")
    table.add_column("Measure")
    table.add_column("Unit")
    table.add_column("Value", justify="right")
    for m in CATALOGUE:
        table.add_row(m.leg, m.title, m.unit, number(run.measures[m.key]))
    return table


def as_text(renderable: RenderableType) -> str:
    """The same as text without colour."""
    out = io.StringIO()
    Console(file=out, width=PLAIN_WIDTH, color_system=None, force_terminal=False).print(renderable)
    return out.getvalue().rstrip("\n")
