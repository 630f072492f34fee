"""`nabolab validate`: the scorecard, what the model predicts against what was published."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from dashboards.terminal.compare import check_seed, take_draws, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import Sheet, told_progress
from experiments.numbers import interval, plain
from experiments.replicate import Plan
from experiments.targets.scorecard import Scorecard, Scored, validate
from experiments.targets.table import Target, read_targets, shipped_targets
from sim.problems import Problem


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    scenario: str
    targets: Path | None
    replications: int
    seed: int
    processes: int | None
    draws: str | None
    markdown: bool
    changes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def run_validate(request: Request) -> None:
    """Check everything, run, print the scorecard. Raises InputError before anything runs."""
    inputs = Inputs()
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without)
    targets = inputs.take(lambda: read_targets(request.targets) if request.targets else shipped_targets())
    draws = take_draws(inputs, request.draws, request.changes)
    numbers = Plan(request.replications, processes=request.processes).problems()
    inputs.problems += [Problem(f"--{p.place}", p.text) for p in numbers]
    inputs.problems += check_seed(request.seed)
    inputs.check()
    assert scenario is not None
    assert targets is not None
    values = draws.values if draws else ()
    console = Console(stderr=request.markdown)
    with told_progress(console) as progress:
        found = validate(targets, scenario, request.replications, request.seed, request.processes, progress, values)
    for sheet in sheets(found):
        if request.markdown:
            print(sheet.markdown())
        else:
            console.print(sheet.table())


def sheets(found: Scorecard) -> list[Sheet]:
    """Targets that judge, then those that a fit may use."""
    what = f"{found.replications} replications of {found.days} days"
    what += f", each with one of {found.draws} plausible draws" if found.draws else ""
    judged = _sheet(f"{found.scenario} against figures never used in fitting: {what}", found.used_for("hold-out"))
    fitted = _sheet(f"{found.scenario} against figures that a fit may use: {what}", found.used_for("fit"))
    untried = tuple(f"not tried here: {problem}" for problem in found.not_here)
    return [replace(judged, conclusions=(*judged.conclusions, *untried)), fitted]


HEADINGS = ("Pattern", "Target", "Published", "Range", "Predicted", "95 %", "Verdict", "Source", "Of whom")


def _sheet(title: str, rows: tuple[Scored, ...]) -> Sheet:
    left = ("Pattern", "Target", "Verdict", "Source", "Of whom")
    return Sheet(title, HEADINGS, left, tuple(_cells(row) for row in rows), tuple(_counts(rows)))


def _cells(row: Scored) -> tuple[str, ...]:
    t = row.target
    return (
        t.pattern,
        f"{t.id}: {t.quantity} ({t.unit})",
        t.published,
        _range(t),
        plain(row.mean),
        interval(row.low, row.high),
        row.verdict,
        t.source or "none: direction only",
        f"{t.population}. {t.definition}",
    )


def _range(target: Target) -> str:
    low, high = target.at_least, target.at_most
    if math.isinf(high):
        return f"from {plain(low)}"
    return f"to {plain(high)}" if math.isinf(low) else interval(low, high)


def _counts(rows: tuple[Scored, ...]) -> list[str]:
    """Every verdict with the names of its rows; misses first."""
    lines = []
    for verdict in ("miss", "cannot tell", "undefined", "hit"):
        names = [row.target.id for row in rows if row.verdict == verdict]
        if names:
            lines.append(f"{verdict}: {len(names)} of {len(rows)} ({', '.join(names)})")
    return lines + [f"{row.target.id}, {row.verdict}: {row.why_not}" for row in rows if row.why_not]
