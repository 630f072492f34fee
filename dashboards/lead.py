"""The first words a reader meets: which headline measures came out higher or lower, and which nobody can tell."""

from __future__ import annotations

from dashboards import arms, prose
from experiments import numbers
from experiments.comparison import Comparison, MeasureRow

HEADLINES = ("carers_14", "known_carer_share", "overhead_share_cost", "cost_per_delivered_hour", "unmet_minutes")
CLOSED = "provider_closed"


def lead(comparison: Comparison) -> str:
    """A few sentences in plain words. No arm wins: a higher number is only a higher number."""
    by_key = {row.key: row for row in comparison.rows}
    rows = [by_key[key] for key in HEADLINES if key in by_key]
    if not rows:
        return "This comparison has none of the headline measures."
    name_a, name_b = arms.names(comparison)
    sentences: list[str] = []
    for verdict in ("higher", "lower"):
        told = prose.listed([_measure(row) for row in rows if row.verdict == verdict])
        if told and not sentences:
            sentences.append(f"With {name_b}, {told} came out {verdict} than with {name_a}.")
        elif told:
            sentences.append(f"{prose.opening(told)} came out {verdict}.")
    same = prose.listed([_measure(row) for row in rows if row.verdict == "the same"])
    if same:
        against = "" if sentences else f" with {name_b} and with {name_a}"
        sentences.append(f"{prose.opening(same)} came out the same{against}.")
    untold = prose.listed([_measure(row) for row in rows if row.verdict == "cannot tell"])
    if untold:
        pairs = prose.counted(arms.replications(comparison), "paired replication")
        question = "" if sentences else f" whether {name_b} lies above or below {name_a}"
        sentences.append(f"For {untold}, {pairs} cannot tell{question}.")
    return " ".join([*sentences, *_insolvency(comparison), *_leaning(comparison)])


def _insolvency(comparison: Comparison) -> list[str]:
    """A sentence when a provider became insolvent in any run."""
    closed = [row for row in comparison.rows if row.key == CLOSED and max(row.mean_a, row.mean_b) > 0]
    name_a, name_b = arms.names(comparison)
    return [
        f"A provider became insolvent in {numbers.plain(row.mean_b)} {row.unit} of the runs with {name_b} and "
        f"{numbers.plain(row.mean_a)} {row.unit} of those with {name_a}."
        for row in closed
    ]


def _leaning(comparison: Comparison) -> list[str]:
    """A sentence when a verdict changes without a contested link."""
    keys = {row.key for check in comparison.contested for row in comparison.turned(check)}
    titles = [prose.inside(row.title) for row in comparison.rows if row.key in keys]
    if not titles:
        return []
    return [f"The verdict on {prose.listed(titles)} leans on a link about which research disagrees; see below."]


def _measure(row: MeasureRow) -> str:
    """Name, then B against A; the unit only where the name does not already say it."""
    text = numbers.written(row)
    unit = "" if row.unit.lower() in row.title.lower() else f" {row.unit}"
    return f"{prose.inside(row.title)} ({text.mean_b} against {text.mean_a}{unit})"
