"""`nabolab compare` and `nabolab run`: from names on a command line to tables, a page and files."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from dashboards.page import write_page
from dashboards.terminal.errors import Inputs, settings
from dashboards.terminal.spoken import tables_in
from dashboards.words.catalogue import DEFAULT_LANGUAGE, LANGUAGES, words
from experiments.compare import compare
from experiments.comparison import Comparison
from experiments.output import check_writable, contested_rows, write_folder, write_tables
from experiments.pricing import settled
from experiments.replicate import Progress as Report
from experiments.run import simulate
from experiments.shelf import find_scenario
from experiments.tables import run_table
from policies.arm import Arm
from policies.extensions import loaded_files
from policies.loading import load_arm
from sim.draws.shelf import find_draws
from sim.links import link_problems, links
from sim.parameters import currency, registry
from sim.problems import InputError, Problem, nearest
from sim.scenario import Scenario

NO_DRAWS = "none"
"""What `--draws` takes where nothing is to be drawn."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    a: str
    b: str
    scenario: str
    staffing: str | None
    replications: int
    precision: float | None
    seed: int
    processes: int | None
    changes: tuple[str, ...]
    out: Path
    quiet: bool
    as_json: bool
    without: tuple[str, ...] = ()
    price_from: str | None = None
    contested: bool = True
    draws: str | None = None
    name: str = "compare"
    """Of the command."""
    language: str = DEFAULT_LANGUAGE
    """Of what is printed; it moves no number."""

    @property
    def command(self) -> str:
        """The command that gives the same numbers again."""
        words = ["nabolab", self.name, self.a, self.b, "--scenario", self.scenario]
        words += (
            ["--precision", f"{self.precision:g}"] if self.precision else ["--replications", str(self.replications)]
        )
        words += ["--staffing", self.staffing] if self.staffing else []
        words += ["--seed", str(self.seed)]
        for change in self.changes:
            words += ["--set", change]
        for name in self.without:
            words += ["--without", name]
        words += ["--price-from", self.price_from] if self.price_from else []
        words += [] if self.contested else ["--no-contested"]
        words += ["--draws", self.draws] if self.draws else []
        for file in loaded_files():
            words += ["--policy", file.path]
        return shlex.join(words)


def run_comparison(request: Request) -> None:
    """Check everything, run, print the tables, write the folder. Raises InputError before anything runs."""
    a, b, scenario = checked_inputs(request)
    say = words(request.language)
    console = Console(stderr=request.as_json)
    with progress_bar(console, request.quiet or request.as_json, request.language) as report:
        comparison = compare(
            a,
            b,
            scenario,
            request.replications,
            request.precision,
            request.seed,
            request.processes,
            report,
            request.command,
            request.contested,
        )
    folder = write_folder(request.out, f"{a.name}-{b.name}", lambda path: _fill(comparison, path))
    if request.as_json:
        print(json.dumps(as_json(comparison, folder), ensure_ascii=False, allow_nan=False))
        return
    console.print(tables_in(request.language, comparison, (a.name, b.name), scenario))
    console.print(say("terminal.page", path=folder / "report.html"), soft_wrap=True, highlight=False)
    console.print(say("terminal.tables", path=folder), soft_wrap=True, highlight=False)


def _fill(comparison: Comparison, folder: Path) -> None:
    write_page(comparison, folder / "report.html")
    write_tables(comparison, folder)


def checked_inputs(request: Request) -> tuple[Arm, Arm, Scenario]:
    """Arms and scenario, with every problem of every input told at once."""
    inputs = Inputs()
    a = inputs.take(lambda: load_arm(request.a))
    b = inputs.take(lambda: load_arm(request.b))
    scenario = take_scenario(
        inputs,
        request.scenario,
        request.staffing,
        request.changes,
        request.without,
        request.price_from,
        request.draws,
    )
    inputs.take(lambda: check_writable(request.out))
    inputs.take(lambda: _check_numbers(request))
    if scenario is not None:
        for arm in (a, b):
            if arm is not None:
                inputs.take(lambda arm=arm: arm.compose(scenario))  # type: ignore[misc]
    inputs.check()
    assert a is not None
    assert b is not None
    assert scenario is not None
    return a, b, scenario


def take_scenario(
    inputs: Inputs,
    name: str,
    staffing: str | None,
    changes: tuple[str, ...],
    without: tuple[str, ...] = (),
    price_from: str | None = None,
    draws: str | None = None,
) -> Scenario | None:
    """The scenario with the flags applied to it. draws: a set of plausible parameters, or `none`; otherwise the
    scenario's own."""
    scenario = inputs.take(lambda: find_scenario(name))
    known = draws is None or draws == NO_DRAWS or inputs.take(lambda: find_draws(draws)) is not None
    values = settings(list(changes), inputs)
    inputs.problems += link_problems(without, "--without")
    if scenario is None:
        inputs.problems += registry().problems(values, "--set")
        if price_from is not None:
            inputs.take(partial(load_arm, price_from))
        return None
    if staffing is not None:
        scenario = Scenario.model_validate({**scenario.model_dump(), "staffing": staffing})
    if draws is not None and known:
        scenario = scenario.with_draws(None if draws == NO_DRAWS else draws)
    scenario = scenario.without_links(link for link in without if link in links())
    changed = inputs.take(lambda: scenario.with_parameters(values)) if values else scenario
    price_from = price_from or scenario.price_from
    pays = inputs.take(partial(load_arm, price_from)) if price_from else None
    if changed is None or pays is None or price_from is None:
        return changed
    priced = inputs.take(lambda: changed.priced_from(price_from))
    if priced is not None:
        inputs.take(lambda: pays.compose(priced))
    return priced


def _check_numbers(request: Request) -> None:
    problems = []
    if request.replications < 1:
        problems.append(Problem("--replications", f"must be at least 1, got {request.replications}"))
    if request.precision is not None and not 0 < request.precision < 1:
        problems.append(Problem("--precision", f"must lie between 0 and 1, got {request.precision:g}"))
    if request.processes is not None and request.processes < 1:
        problems.append(Problem("--processes", f"must be at least 1, got {request.processes}"))
    problems += check_seed(request.seed) + check_language(request.language)
    if problems:
        raise InputError(problems)


def check_seed(seed: int) -> list[Problem]:
    """A seed is a whole number that the keyed luck can hold."""
    return [] if 0 <= seed < 2**62 else [Problem("--seed", f"must lie between 0 and 2**62, got {seed}")]


def check_language(language: str) -> list[Problem]:
    """A language that pages and tables speak."""
    known = language in LANGUAGES
    return [] if known else [Problem("--language", f"unknown {language!r}{nearest(language, LANGUAGES)}")]


@contextmanager
def progress_bar(console: Console, silent: bool, language: str = DEFAULT_LANGUAGE) -> Iterator[Report | None]:
    """A bar over runs; without a known number of runs it counts."""
    if silent:
        yield None
        return
    say = words(language)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say("terminal.preparing"), total=None)

        def report(done: int, planned: int | None) -> None:
            bar.update(task, completed=done, total=planned, description=say("terminal.years"))

        yield report


def as_json(comparison: Comparison, folder: Path) -> Mapping[str, object]:
    """The comparison for another program; undefined numbers are null."""
    rows = [
        {k: None if v != v else v for k, v in vars(row).items()} | {"verdict": row.verdict} for row in comparison.rows
    ]
    contested = [{k: None if v != v else v for k, v in row.items()} for row in contested_rows(comparison)]
    return {
        "a": comparison.a,
        "b": comparison.b,
        "folder": str(folder),
        "measures": rows,
        "contested": contested,
        "provenance": dict(comparison.provenance),
        "notes": list(comparison.notes),
    }


def run_one(
    arm_name: str,
    scenario_name: str,
    staffing: str | None,
    seed: int,
    changes: tuple[str, ...],
    without: tuple[str, ...] = (),
    price_from: str | None = None,
) -> None:
    """One run of one arm, printed."""
    inputs = Inputs()
    arm = inputs.take(lambda: load_arm(arm_name))
    scenario = take_scenario(inputs, scenario_name, staffing, changes, without, price_from)
    inputs.problems += check_seed(seed)
    if arm is not None and scenario is not None:
        inputs.take(lambda: arm.compose(scenario))
    inputs.check()
    assert arm is not None
    assert scenario is not None
    run = simulate(settled(scenario, seed), arm, seed)
    title = f"{arm.title} in {scenario.title}, seed {seed}: one possible course of {scenario.horizon_days} days"
    Console().print(run_table(run, title, currency(scenario.country)))
