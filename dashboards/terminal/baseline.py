"""`nabolab baseline`: a long run held against every row of the evidence that is meant for calibration."""

from __future__ import annotations

import math

from rich.console import Console

from dashboards.terminal.warm_up import Sheet, Study, told_progress
from experiments.baseline import Baseline, Held, baseline, number_problems
from experiments.numbers import interval, plain


def run_baseline(study: Study, markdown: bool = False) -> None:
    """Check everything, run, print the table."""
    arm, scenario = study.inputs(number_problems)
    console = Console()
    with told_progress(console) as progress:
        found = baseline(arm, scenario, study.days, study.replications, study.seed, study.processes, progress)
    sheet = baseline_sheet(found)
    if markdown:
        print(sheet.markdown(), end="")
    else:
        console.print(sheet.table())


def baseline_sheet(found: Baseline) -> Sheet:
    """A row for each row of the evidence, and how many were hit."""
    return Sheet(
        f"{found.arm} in {found.scenario} against the evidence: {found.replications} replications of {found.days} days "
        f"after {found.warm_up_days} of warm-up",
        ("Row", "Quantity", "Published", "Range", "Simulated", "95 %", "Where", "How", "It is a"),
        ("Row", "Quantity", "Where", "How", "It is a"),
        tuple(_cells(row) for row in found.rows),
        tuple(_counts(found)),
    )


def _cells(row: Held) -> tuple[str, ...]:
    return (
        row.evidence,
        f"{row.quantity} ({row.unit})",
        row.published,
        _range(row.at_least, row.at_most),
        plain(row.mean),
        interval(row.low, row.high),
        row.place,
        row.kind,
        row.verdict,
    )


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return f"from {plain(low)}"
    return f"to {plain(high)}" if math.isinf(low) else interval(low, high)


def _counts(found: Baseline) -> list[str]:
    """How many rows are hit, and how many of these say nothing that was not put in."""
    lines = []
    for kind in ("input", "fitted", "emerges"):
        rows = [row for row in found.rows if row.kind == kind]
        hits = sum(row.verdict == "hit" for row in rows)
        missed = [f"{row.evidence} ({row.place})" for row in rows if row.verdict != "hit"]
        lines.append(f"{kind}: {hits} of {len(rows)} hit" + (f"; not: {', '.join(missed)}" if missed else ""))
    beside = [row for row in found.rows if row.why_not]
    return lines + [f"{row.evidence} ({row.place}), {row.verdict}: {row.why_not}" for row in beside]
