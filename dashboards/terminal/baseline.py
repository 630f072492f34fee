"""`nabolab baseline`: a long run held against every row of the evidence that is meant for calibration."""

from __future__ import annotations

import math

from rich.console import Console

from dashboards.terminal.warm_up import Sheet, Study, told_progress
from dashboards.words.catalogue import DEFAULT_LANGUAGE, Words, words
from experiments.baseline import WHY_NOT, Baseline, Held, baseline, number_problems

HEADINGS = ("row", "quantity", "published", "range", "simulated", "interval", "where", "how", "verdict")
LEFT = ("row", "quantity", "where", "how", "verdict")


def run_baseline(study: Study, markdown: bool = False) -> None:
    """Check everything, run, print the table."""
    arm, scenario = study.inputs(number_problems)
    console = Console()
    with told_progress(console, study.language) as progress:
        found = baseline(arm, scenario, study.days, study.replications, study.seed, study.processes, progress)
    sheet = baseline_sheet(found, study.language, arm.name)
    if markdown:
        print(sheet.markdown(), end="")
    else:
        console.print(sheet.table())


def baseline_sheet(found: Baseline, language: str = DEFAULT_LANGUAGE, name: str = "") -> Sheet:
    """A row for each row of the evidence, and how many were hit. name: of the arm's file."""
    say = words(language)
    title = say(
        "baseline.title",
        arm=say.arm(name, found.arm),
        place=say.get(f"place.{found.scenario}", found.scenario),
        replications=found.replications,
        days=found.days,
        warm_up=found.warm_up_days,
    )
    headings, left = (tuple(say(f"baseline.{key}") for key in keys) for keys in (HEADINGS, LEFT))
    return Sheet(title, headings, left, tuple(_cells(row, say) for row in found.rows), tuple(_counts(found, say)))


def _cells(row: Held, say: Words) -> tuple[str, ...]:
    return (
        row.evidence,
        f"{say.get(f'held.{row.evidence}', row.quantity)} ({say.unit(row.unit)})",
        say.marked(row.published),
        _range(row.at_least, row.at_most, say),
        say.plain(row.mean),
        say.interval(row.low, row.high),
        say(f"baseline.place.{row.place}"),
        say(f"baseline.kind.{row.kind}"),
        say(f"score.{row.verdict}"),
    )


def _range(low: float, high: float, say: Words) -> str:
    if math.isinf(high):
        return say("trust.from", low=say.plain(low))
    return say("trust.to", high=say.plain(high)) if math.isinf(low) else say.interval(low, high)


def _counts(found: Baseline, say: Words) -> list[str]:
    """How many rows are hit, and how many of these say nothing that was not put in."""
    lines = []
    for kind in ("input", "fitted", "emerges"):
        rows = [row for row in found.rows if row.kind == kind]
        hits = sum(row.verdict == "hit" for row in rows)
        said = say("baseline.hits", kind=say(f"baseline.kind.{kind}"), hits=hits, rows=len(rows))
        missed = ", ".join(_named(row, say) for row in rows if row.verdict != "hit")
        lines.append(say("baseline.but", said=said, rows=missed) if missed else said)
    beside = [row for row in found.rows if row.why_not]
    for row in beside:
        why = reason(row.evidence, row.why_not, say)
        lines.append(say("baseline.beside", row=_named(row, say), verdict=say(f"score.{row.verdict}"), why=why))
    return lines


def _named(row: Held, say: Words) -> str:
    return f"{row.evidence} ({say(f'baseline.place.{row.place}')})"


def reason(evidence: str, english: str, say: Words) -> str:
    """Why a row comes out beside its range. english: the reason as the model's own files tell it."""
    key = evidence if evidence in WHY_NOT else "unknown"
    return say.get(f"why_not.{key}", english)
