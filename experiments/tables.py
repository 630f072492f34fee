"""Results as tables of text, for a terminal and for print()."""

from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from experiments.comparison import Comparison, MeasureRow
from experiments.contested import conclusion, matrix
from experiments.numbers import plain as number
from experiments.numbers import written
from experiments.percent import in_percent
from experiments.run import Run
from experiments.speech import ENGLISH, Speech
from sim.measures.catalogue import CATALOGUE, in_money

LEGS = ("citizen", "staff", "economy")
PLAIN_WIDTH = 140


def comparison_tables(comparison: Comparison, say: Speech = ENGLISH) -> RenderableType:
    """A table for each leg: both means, the paired difference with its interval, and the verdict.

    say: the language of headings, verdicts and numbers; titles, units and notes are the comparison's own.
    """
    c = in_percent(comparison)
    parts: list[RenderableType] = [
        Text(say("tables.title", a=c.title_a, b=c.title_b), style="bold"),
        Text(
            say(
                "tables.about",
                place=c.scenario,
                replications=c.provenance.get("replications", "?"),
                days=c.provenance.get("measured days", "?"),
                staffing=c.provenance.get("staffing rule", "?"),
            )
        ),
    ]
    for leg in LEGS:
        table = Table(title=say(f"tables.{leg}"), title_justify="left", title_style="bold", expand=False)
        table.add_column(say("tables.measure"), ratio=1)
        for key in ("a", "b", "difference", "interval"):
            table.add_column(say(f"tables.{key}"), justify="right")
        table.add_column(say("tables.verdict"))
        for row in c.rows:
            if row.leg == leg:
                table.add_row(*_cells(row, say))
        parts.append(table)
    parts += _contested(c, say)
    parts += [Text(note) for note in c.notes]
    return Group(*parts)


def _contested(c: Comparison, say: Speech) -> list[RenderableType]:
    """The conclusion with and without each contested link: a column each, and a sentence each."""
    if not c.contested:
        return []
    table = Table(show_lines=True)
    table.add_column(say("tables.measure"), ratio=1)
    table.add_column(say("tables.all_links"), justify="right")
    for check in c.contested:
        without = say("tables.without", link=check.link.replace("_", " "), cause=check.cause, effect=check.effect)
        table.add_column(without, justify="right")
    for line in matrix(c, say):
        table.add_row(*line)
    words = [say("tables.contested_about"), *(conclusion(c, check, say) for check in c.contested)]
    return [Text(say("tables.contested"), style="bold"), *map(Text, words), table]


def _cells(row: MeasureRow, say: Speech) -> tuple[str, ...]:
    w = written(row)
    figures = (say.number(n) for n in (w.mean_a, w.mean_b, w.difference, w.interval))
    return f"{row.title} ({row.unit})", *figures, say(f"tables.{row.verdict}")


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
