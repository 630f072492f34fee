"""Results as tables of text, for a terminal and for print()."""

from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from experiments.comparison import Comparison, MeasureRow
from experiments.contested import INTRODUCTION, conclusion, matrix
from experiments.numbers import plain as number
from experiments.numbers import written
from experiments.percent import in_percent
from experiments.run import Run
from sim.measures.catalogue import CATALOGUE, in_money

LEGS = {"citizen": "For the citizen", "staff": "For the staff", "economy": "Economy"}
PLAIN_WIDTH = 140


def comparison_tables(comparison: Comparison) -> RenderableType:
    """A table for each leg: both means, the paired difference with its interval, and the verdict."""
    c = in_percent(comparison)
    parts: list[RenderableType] = [
        Text(f"{c.title_b} (B) compared with {c.title_a} (A)", style="bold"),
        Text(
            f"{c.scenario}; {c.provenance.get('replications', '?')} paired replications of "
            f"{c.provenance.get('measured days', '?')} days; staffing rule {c.provenance.get('staffing rule', '?')}"
        ),
    ]
    for leg, title in LEGS.items():
        table = Table(title=title, title_justify="left", title_style="bold", expand=False)
        table.add_column("Measure", ratio=1)
        table.add_column("A", justify="right")
        table.add_column("B", justify="right")
        table.add_column("B - A", justify="right")
        table.add_column("95 % interval", justify="right")
        table.add_column("B is")
        for row in c.rows:
            if row.leg == leg:
                table.add_row(*_cells(row))
        parts.append(table)
    parts += _contested(c)
    parts += [Text(note) for note in c.notes]
    return Group(*parts)


def _contested(c: Comparison) -> list[RenderableType]:
    """The conclusion with and without each contested link: a column each, and a sentence each."""
    if not c.contested:
        return []
    table = Table(show_lines=True)
    table.add_column("Measure", ratio=1)
    table.add_column("B - A with all links", justify="right")
    for check in c.contested:
        table.add_column(f"without {check.link.replace('_', ' ')}", justify="right")
    for line in matrix(c):
        table.add_row(*line)
    words = [INTRODUCTION, *(conclusion(c, check) for check in c.contested)]
    return [Text("With and without contested links", style="bold"), *map(Text, words), table]


def _cells(row: MeasureRow) -> tuple[str, ...]:
    w = written(row)
    return f"{row.title} ({row.unit})", w.mean_a, w.mean_b, w.difference, w.interval, row.verdict


def run_table(run: Run, title: str, currency: str = "DKK") -> RenderableType:
    """Every measure of one run."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Leg")
    table.add_column("Measure")
    table.add_column("Unit")
    table.add_column("Value", justify="right")
    for m in CATALOGUE:
        percent = m.unit == "share"
        unit = "%" if percent else in_money(m.unit, currency)
        table.add_row(m.leg, m.title, unit, number(run.measures[m.key] * (100 if percent else 1)))
    return table


def as_text(renderable: RenderableType) -> str:
    """The same as text without colour."""
    out = io.StringIO()
    Console(file=out, width=PLAIN_WIDTH, color_system=None, force_terminal=False).print(renderable)
    return out.getvalue().rstrip("\n")
