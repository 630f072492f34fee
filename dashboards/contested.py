"""The section of the page that tries the conclusion without each contested link."""

from __future__ import annotations

from html import escape

from dashboards import tables
from dashboards.tables import Table
from experiments.comparison import Comparison
from experiments.contested import INTRODUCTION, conclusion, matrix

HEADING = "With and without contested links"


def section(comparison: Comparison) -> str:
    """A sentence for each link, then a table with a column for each; nothing when no link was tried."""
    if not comparison.contested:
        return ""
    sentences = "".join(f"<li>{escape(conclusion(comparison, check))}</li>" for check in comparison.contested)
    return (
        f'<section aria-labelledby="contested">\n<h2 id="contested">{HEADING}</h2>\n'
        f'<p class="reading">{escape(INTRODUCTION)}</p>\n<ul>{sentences}</ul>\n'
        f"{tables.html(table(comparison), 'contested')}\n</section>"
    )


def table(comparison: Comparison) -> Table:
    """A row for each measure, a column with all links and one without each link."""
    return Table(
        caption="B minus A, its 95 % interval and the verdict on B, with all links and without one",
        head=("Measure", "All links", *(f"Without {c.link.replace('_', ' ')}" for c in comparison.contested)),
        align="l" * (2 + len(comparison.contested)),
        body=tuple(matrix(comparison)),
    )
