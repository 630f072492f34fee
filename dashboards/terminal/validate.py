"""`nabolab validate`: the scorecard, what the model predicts against what was published."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from dashboards.terminal.baseline import reason
from dashboards.terminal.compare import check_language, check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import Sheet, told_progress
from dashboards.trust.told import words_beside
from dashboards.words.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Words, words
from experiments.replicate import Plan
from experiments.targets.scorecard import Scorecard, Scored, validate
from experiments.targets.stored import save, save_problems
from experiments.targets.table import Target, read_targets, shipped_targets
from sim.problems import InputError, Problem


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
    language: str = DEFAULT_LANGUAGE
    save: Path | None = None

    @property
    def command(self) -> str:
        """The command line that gives the same numbers: everything that moves one, and nothing else."""
        words = ["nabolab", "validate", "--scenario", self.scenario, "-n", str(self.replications)]
        words += ["--seed", str(self.seed)]
        words += ["--targets", str(self.targets)] if self.targets else []
        words += ["--draws", self.draws] if self.draws else []
        for flag, given in (("--set", self.changes), ("--without", self.without)):
            words += [word for value in given for word in (flag, value)]
        return shlex.join(words)


def run_validate(request: Request) -> None:
    """Check everything, run, print the scorecard. Raises InputError before anything runs."""
    inputs = Inputs()
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without, draws=request.draws)
    targets = inputs.take(lambda: read_targets(request.targets) if request.targets else shipped_targets())
    numbers = Plan(request.replications, processes=request.processes).problems()
    inputs.problems += [Problem(f"--{p.place}", p.text) for p in numbers]
    inputs.problems += check_seed(request.seed) + check_language(request.language)
    inputs.problems += _unwritable(request.save) if request.save else []
    say = inputs.take(lambda: _words(request)) if request.language in LANGUAGES else None
    inputs.check()
    assert say is not None
    assert scenario is not None
    assert targets is not None
    console = Console(stderr=request.markdown)
    with told_progress(console, request.language) as progress:
        found = validate(targets, scenario, request.replications, request.seed, request.processes, progress)
    for sheet in sheets(found, say):
        if request.markdown:
            print(sheet.markdown())
        else:
            console.print(sheet.table())
    if request.save:
        keep(request.save, found, request.command)


def _unwritable(path: Path) -> list[Problem]:
    """Why a scorecard can't be kept there, as far as that shows before anything runs."""
    try:
        return save_problems(path)
    except OSError as error:
        return [Problem(f"--save {path}", f"can't be written: {error.strerror}")]


def keep(path: Path, found: Scorecard, command: str) -> None:
    """Save what was printed. Raises InputError when the place has become unusable."""
    try:
        save(path, found, command)
    except OSError as error:
        raise InputError([Problem(f"--save {path}", f"can't be written: {error.strerror}")]) from None


def _words(request: Request) -> Words:
    """Those of the language, with those that lie beside a table of one's own."""
    say = words(request.language)
    return words_beside(request.targets, say) if request.targets else say


def sheets(found: Scorecard, say: Words) -> list[Sheet]:
    """Targets that judge, then those that a fit may use."""
    what = say("trust.replications", n=found.replications, days=found.days)
    what = say("trust.draws", what=what, draws=found.draws) if found.draws else what
    place = say.get(f"place.{found.scenario}", found.scenario)
    judged = _sheet(say("trust.judged", place=place, what=what), found.used_for("hold-out"), say)
    fitted = _sheet(say("trust.fitted", place=place, what=what), found.used_for("fit"), say)
    untried = tuple(say("trust.untried", why=problem) for problem in found.not_here)
    return [replace(judged, conclusions=(*judged.conclusions, *untried)), fitted]


HEADINGS = ("pattern", "target", "published", "range", "predicted", "interval", "verdict", "source", "of_whom")
LEFT = ("pattern", "target", "verdict", "source", "of_whom")


def _sheet(title: str, rows: tuple[Scored, ...], say: Words) -> Sheet:
    headings, left = (tuple(say(f"trust.{key}") for key in keys) for keys in (HEADINGS, LEFT))
    return Sheet(title, headings, left, tuple(_cells(row, say) for row in rows), tuple(_counts(rows, say)))


def _cells(row: Scored, say: Words) -> tuple[str, ...]:
    t = row.target
    quantity = say.get(f"target.{t.id}", t.quantity)
    return (
        say.get(f"pattern.{t.pattern.split(' ')[0]}", t.pattern),
        f"{t.id}: {quantity} ({say.unit(t.unit)})",
        say.marked(t.published),
        target_range(t, say),
        say.plain(row.mean),
        between(row.low, row.high, say),
        say(f"score.{row.verdict}"),
        t.source or say("trust.no_figure"),
        say.get(f"of_whom.{t.id}", f"{t.population}. {t.definition}"),
    )


def target_range(target: Target, say: Words) -> str:
    """The range of a target as readers say it; an open end isn't named."""
    low, high = target.at_least, target.at_most
    if math.isinf(high):
        return say("trust.from", low=say.plain(low))
    return say("trust.to", high=say.plain(high)) if math.isinf(low) else between(low, high, say)


def between(low: float, high: float, say: Words) -> str:
    """Both ends of a range."""
    return say("trust.between", low=say.plain(low), high=say.plain(high))


def _counts(rows: tuple[Scored, ...], say: Words) -> list[str]:
    """Every verdict with the names of its rows, misses first; then why a row that was fitted to is beside its range."""
    lines = []
    for verdict in ("miss", "cannot tell", "undefined", "hit"):
        names = [row.target.id for row in rows if row.verdict == verdict]
        if names:
            told = say(f"score.{verdict}")
            lines.append(say("trust.count", verdict=told, n=len(names), all=len(rows), names=", ".join(names)))
    beside = [row for row in rows if row.why_not]
    return lines + [
        say(
            "trust.why",
            target=row.target.id,
            verdict=say(f"score.{row.verdict}"),
            why=reason(row.target.source, row.why_not, say),
        )
        for row in beside
    ]
