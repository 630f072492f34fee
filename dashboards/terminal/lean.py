"""`nabolab lean`: in how many plausible draws which arm is better, and which assumptions would turn a conclusion."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console

from dashboards.terminal.compare import check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import Sheet, told_progress
from experiments import numbers
from experiments.comparison import MeasureRow
from experiments.lean import WEAKEST, Leaning, lean, number_problems
from experiments.replicate import Plan
from policies.loading import load_arm
from sim.problems import Problem


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    a: str
    b: str
    scenario: str
    draws: str | None
    pairs: int
    replications: int
    assumptions: tuple[str, ...]
    seed: int
    processes: int | None
    markdown: bool
    changes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def run_lean(request: Request) -> None:
    """Check everything, run, print. Without draws asked for, the scenario's own. Raises InputError before anything
    runs."""
    inputs = Inputs()
    a, b = (inputs.take(lambda name=name: load_arm(name)) for name in (request.a, request.b))  # type: ignore[misc]
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without, draws=request.draws)
    assumptions = request.assumptions or WEAKEST
    plan = Plan(request.replications, processes=request.processes)
    found = plan.problems() + number_problems(request.pairs, assumptions)
    inputs.problems += [Problem(f"--{p.place}", p.text) for p in found] + check_seed(request.seed)
    inputs.check()
    assert a is not None
    assert b is not None
    assert scenario is not None
    console = Console(stderr=request.markdown)
    with told_progress(console) as progress:
        leaning = lean(
            a,
            b,
            scenario,
            request.pairs,
            request.replications,
            assumptions,
            request.seed,
            request.processes,
            progress,
        )
    sheet = lean_sheet(leaning)
    if request.markdown:
        print(sheet.markdown(), end="")
    else:
        console.print(sheet.table())


def lean_sheet(found: Leaning) -> Sheet:
    """A line per headline measure, and what turns it."""
    headings = (
        "Measure",
        "B less A",
        "95 %",
        "B is",
        "B better in draws",
        "95 %",
        "Turned round by",
        "Not told any more with",
    )
    left = ("Measure", "B is", "Turned round by", "Not told any more with")
    title = (
        f"A: {found.title_a}, B: {found.title_b}, in {found.scenario}: {found.replications} pairs for each assumption"
    )
    return Sheet(title, headings, left, tuple(_cells(row, found) for row in found.rows), tuple(_said(found)))


def _cells(row: MeasureRow, found: Leaning) -> tuple[str, ...]:
    places = numbers.written(row).places
    share = next((s for s in found.shares if s.key == row.key), None)
    turns = [t for t in found.turns if t.title == row.title]
    return (
        f"{row.title} ({row.unit})",
        numbers.signed(row.difference, places),
        numbers.interval(row.low, row.high, places),
        row.verdict,
        f"{share.better} of {share.draws}" if share else "",
        f"{100 * share.low:.0f} to {100 * share.high:.0f} %" if share else "",
        "; ".join(t.assumption for t in turns if t.flips) or "none",
        "; ".join(t.assumption for t in turns if not t.flips) or "none",
    )


def _said(found: Leaning) -> list[str]:
    flips = sorted({t.assumption for t in found.turns if t.flips})
    said = [f"{found.tried} assumptions were tried one at a time; "]
    said[0] += f"these turn a conclusion round: {', '.join(flips)}." if flips else "none turns a conclusion round."
    if found.shares:
        said.append(
            "In each draw both arms meet the same luck, another in every draw; shares hold parameters and luck."
        )
    return said
