"""`nabolab lean`: in how many plausible draws which arm is better, and which assumptions would turn a conclusion."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console

from dashboards.terminal.compare import check_language, check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.spoken import link_title
from dashboards.terminal.warm_up import Sheet, told_progress
from dashboards.words.catalogue import DEFAULT_LANGUAGE, Words, words
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
    language: str = DEFAULT_LANGUAGE


HEADINGS = ("measure", "difference", "interval", "verdict", "better", "better_interval", "turned", "faded")
LEFT = ("measure", "verdict", "turned", "faded")


def run_lean(request: Request) -> None:
    """Check everything, run, print. Without draws asked for, the scenario's own. Raises InputError before anything
    runs."""
    inputs = Inputs()
    a, b = (inputs.take(lambda name=name: load_arm(name)) for name in (request.a, request.b))  # type: ignore[misc]
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without, draws=request.draws)
    assumptions = request.assumptions or WEAKEST
    plan = Plan(request.replications, processes=request.processes)
    found = plan.problems() + number_problems(request.pairs, assumptions)
    inputs.problems += [Problem(f"--{p.place}", p.text) for p in found]
    inputs.problems += check_seed(request.seed) + check_language(request.language)
    inputs.check()
    assert a is not None
    assert b is not None
    assert scenario is not None
    console = Console(stderr=request.markdown)
    with told_progress(console, request.language) as progress:
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
    sheet = lean_sheet(leaning, request.language, (a.name, b.name))
    if request.markdown:
        print(sheet.markdown(), end="")
    else:
        console.print(sheet.table())


def lean_sheet(found: Leaning, language: str = DEFAULT_LANGUAGE, names: tuple[str, str] = ("", "")) -> Sheet:
    """A line per headline measure, and what turns it. names: of both arms' files."""
    say = words(language)
    a, b = (say.arm(name, title) for name, title in zip(names, (found.title_a, found.title_b), strict=True))
    place = say.get(f"place.{found.scenario}", found.scenario)
    title = say("lean.title", a=a, b=b, place=place, replications=found.replications)
    headings, left = (tuple(say(f"lean.{key}") for key in keys) for keys in (HEADINGS, LEFT))
    return Sheet(title, headings, left, tuple(_cells(row, found, say) for row in found.rows), tuple(_said(found, say)))


def _cells(row: MeasureRow, found: Leaning, say: Words) -> tuple[str, ...]:
    places = numbers.written(row).places
    share = next((s for s in found.shares if s.key == row.key), None)
    turns = [t for t in found.turns if t.title == row.title]
    low, high = (f"{100 * end:.0f}" for end in (share.low, share.high)) if share else ("", "")
    return (
        f"{say.measure(row.key, row.title)} ({say.unit(row.unit)})",
        say.signed(row.difference, places),
        say.interval(row.low, row.high, places),
        say(f"lean.is.{row.verdict}"),
        say("lean.of", better=share.better, draws=share.draws) if share else "",
        say("lean.percent", low=low, high=high) if share else "",
        "; ".join(assumed(t.assumption, say) for t in turns if t.flips) or say("lean.none"),
        "; ".join(assumed(t.assumption, say) for t in turns if not t.flips) or say("lean.none"),
    )


def assumed(assumption: str, say: Words) -> str:
    """One assumption otherwise, `name = number` or `without the link name`, with the titles that a language has."""
    name, equals, value = assumption.partition(" = ")
    if equals:
        return say("lean.value", assumption=say.parameter(name, name), value=say.marked(value))
    return say("lean.without", link=link_title(assumption.split(" ")[-1], say))


def _said(found: Leaning, say: Words) -> list[str]:
    flips = [assumed(name, say) for name in sorted({t.assumption for t in found.turns if t.flips})]
    told = say("lean.flips", assumptions=say("terminal.separator").join(flips)) if flips else say("lean.no_flip")
    return [say("lean.tried", tried=found.tried) + told, *([say("lean.shares")] if found.shares else [])]
