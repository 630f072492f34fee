"""The page a comparison leaves behind: one HTML file that needs no network, no server and no Python."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any, Protocol

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboards import arms, contested, prose, tables, theme
from dashboards.figures import carers_seen, cost_stack, paid_hours, paired_differences
from dashboards.lead import lead
from dashboards.tables import Table
from experiments import numbers
from experiments.comparison import Comparison, MeasureRow
from experiments.percent import in_percent

LEGS = {"citizen": "For the citizen", "staff": "For the staff", "economy": "For the economy"}
COMMAND = "command"


class Picture(Protocol):
    """What a file in `dashboards/figures` offers."""

    TITLE: str

    def draw(self, comparison: Comparison, /) -> go.Figure: ...
    def sentence(self, comparison: Comparison, /) -> str: ...
    def table(self, comparison: Comparison, /) -> Table: ...


PICTURES: dict[str, Picture] = {
    "paired-differences": paired_differences,
    "carers-seen": carers_seen,
    "paid-hours": paid_hours,
    "cost-stack": cost_stack,
}


def write_page(comparison: Comparison, path: Path) -> None:
    """Write the comparison as one self-contained HTML file, whole or not at all.

    Raises FileExistsError if `path` exists: a result that someone has read is not replaced behind their back.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists; a page is never overwritten")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_text(render(comparison), encoding="utf-8")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def render(comparison: Comparison) -> str:
    """The whole page as HTML; the same comparison always gives the same text."""
    comparison = in_percent(comparison)
    name_a, name_b = arms.names(comparison)
    provenance = comparison.provenance
    return Template(packaged("page.html")).substitute(
        title=escape(f"{name_a} and {name_b}: {comparison.scenario}"),
        style=packaged("page.css"),
        plotly=get_plotlyjs(),
        kicker=escape(f"Nabolab comparison · {comparison.scenario}"),
        headline=escape(f"{name_a} and {name_b}"),
        lead=escape(lead(comparison)),
        name_a=escape(name_a),
        name_b=escape(name_b),
        reading=escape(_reading(comparison)),
        legs="\n".join(_leg(comparison, leg) for leg in LEGS),
        contested=contested.section(comparison),
        figures="\n".join(_picture(comparison, name, picture) for name, picture in PICTURES.items()),
        notes=_notes(comparison.notes),
        command=escape(str(provenance.get(COMMAND, "not recorded"))),
        provenance=provenance_list((key, value) for key, value in provenance.items() if key != COMMAND),
    )


def packaged(name: str) -> str:
    return resources.files("dashboards").joinpath(name).read_text(encoding="utf-8")


def _reading(comparison: Comparison) -> str:
    pairs = prose.counted(arms.replications(comparison), "paired replication")
    return (
        f"Both arms met the same citizens, streets and luck in {pairs}. The difference is B minus A within the pairs; "
        "“cannot tell” means that its 95 % interval includes zero, “the same” that A and B were equal in every pair. "
        "The interval covers chance between replications, not what the model leaves out or gets wrong."
    )


def _leg(comparison: Comparison, leg: str) -> str:
    rows = [row for row in comparison.rows if row.leg == leg]
    if not rows:
        return ""
    table = Table(
        caption=f"{leg.capitalize()}: means over replications; difference B minus A with 95 % interval",
        head=("Measure", "Unit", "Mean A", "Mean B", "Difference", "95 % interval", "B is"),
        align="llrrrrl",
        body=tuple(_measure(row) for row in rows),
    )
    return f"<h3>{LEGS[leg]}</h3>\n{tables.html(table, 'leg')}"


def _measure(row: MeasureRow) -> tuple[str, ...]:
    text = numbers.written(row)
    gap = f" (undefined in {row.undefined} of {row.pairs + row.undefined})" if row.undefined else ""
    return row.title + gap, row.unit, text.mean_a, text.mean_b, text.difference, text.interval, row.verdict


def _picture(comparison: Comparison, name: str, picture: Picture) -> str:
    charts = "\n".join(
        theme.embed(picture.draw(panel), f"{name}-{number}")
        for number, panel in enumerate(_panels(comparison, picture), start=1)
    )
    return (
        f'<figure aria-labelledby="{name}-title">\n<h3 id="{name}-title">{escape(picture.TITLE)}</h3>\n'
        f"{charts}\n<figcaption>{escape(picture.sentence(comparison))}</figcaption>\n"
        "<details><summary>The same as a table</summary>\n"
        f"{tables.html(picture.table(comparison))}\n</details>\n</figure>"
    )


def _panels(comparison: Comparison, picture: Picture) -> list[Comparison]:
    """All measures in one picture fit no sheet of paper, so they are drawn leg by leg; other pictures stay whole."""
    if picture is not paired_differences:
        return [comparison]
    legs = (tuple(row for row in comparison.rows if row.leg == leg) for leg in LEGS)
    return [replace(comparison, rows=rows) for rows in legs if rows]


def _notes(notes: tuple[str, ...]) -> str:
    if not notes:
        return "<p>None.</p>"
    return f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>"


def provenance_list(entries: Iterable[tuple[str, Any]]) -> str:
    return "\n".join(
        f"<div><dt>{escape(str(key).replace('_', ' '))}</dt><dd>{escape(_said(value))}</dd></div>"
        for key, value in entries
    )


def _said(value: Any) -> str:
    """A provenance value in one line: plain text and lists as they read, anything deeper as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
