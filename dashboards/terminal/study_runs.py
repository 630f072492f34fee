"""`nabolab study run`, `resume` and `extend`: a progress bar while it runs, and what to do next when it ends."""

from __future__ import annotations

import json
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from experiments.study import session
from experiments.study.inputs import read_study, study_path
from experiments.study.plan import Study
from experiments.study.runner import Progress as Report
from experiments.study.runner import State
from experiments.study.session import Ended, Where
from experiments.study.size import CAP, size_of
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError, Problem, raise_if

RUNS_FAILED = 3
CAN_T_GO_ON = 4
TITLES = {m.key: m.title for m in CATALOGUE}


@dataclass(frozen=True)
class Manner:
    """Where to compute, and how to tell about it."""

    executor: str
    processes: int | None
    yes: bool
    quiet: bool
    as_json: bool

    @property
    def where(self) -> Where:
        return Where(self.executor, self.processes)


def run_study(name: str, out: Path | None, manner: Manner) -> None:
    """Check everything, ask about a large study, begin it, compute it."""
    raise_if(manner.where.problems())
    file = study_path(name)
    study = read_study(file)
    _allow(study, manner)
    console = Console(stderr=manner.as_json)
    for pruned in study.choices.pruned:
        console.print(f"Left out, for it can't work: {pruned}", soft_wrap=True, highlight=False, markup=False)
    with _bar(console, manner) as report:
        ended = session.start(study, file, out, manner.where, report)
    _end(ended, console, manner)


def resume_study(folder: Path, anyway: bool, retry: bool, manner: Manner) -> None:
    """Go on where a study stopped."""
    console = Console(stderr=manner.as_json)
    with _bar(console, manner) as report:
        ended = session.resume(folder, manner.where, anyway, retry, report)
    _end(ended, console, manner)


def extend_study(
    folder: Path, samples: str | None, replications: str | None, precision: float | None, anyway: bool, manner: Manner
) -> None:
    """Make a study larger and compute what is new."""
    console = Console(stderr=manner.as_json)
    with _bar(console, manner) as report:
        ended = session.go_further(
            folder,
            manner.where,
            samples,
            replications,
            precision,
            anyway,
            report,
            lambda study: _allow(study, manner),
        )
    _end(ended, console, manner)


def _allow(study: Study, manner: Manner) -> None:
    """Raise InputError for a study of more than CAP runs without --yes, with what it would take."""
    if study.count > CAP and not manner.yes:
        text = f"{size_of(study, manner.processes)}. More than {CAP:,} runs are begun only with --yes"
        raise InputError([Problem(study.spec.title, text)])


@contextmanager
def _bar(console: Console, manner: Manner) -> Iterator[Report | None]:
    """A bar over runs with rate, time left, failures and the widest interval."""
    if manner.quiet or manner.as_json:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=console, transient=True, refresh_per_second=2, speed_estimate_period=60) as bar:
        task = bar.add_task("Preparing (the first time compiles for half a minute)", total=None, rate="", words="")

        def report(state: State) -> None:
            done = state.done + state.failed
            bar.update(
                task,
                completed=done,
                total=max(state.planned, done),
                description="Finishing what is under way" if state.stopping else "Runs",
                rate=f"{state.rate:.1f}/s",
                words=_words(state),
            )

        yield report


def _words(state: State) -> str:
    """Failures and the widest interval, where there are any."""
    told = [f"{state.failed} failed"] if state.failed else []
    if state.width_known:
        told.append(f"widest ±{100 * state.widest:.2g} % ({TITLES[state.measure]})")
    return ", ".join(told)


def _end(ended: Ended, console: Console, manner: Manner) -> None:
    """Say how it ended and what to do next; leave with the exit code that says the same."""
    state, store = ended.state, ended.store
    folder = shlex.quote(str(store.folder))
    counts = store.counts()
    code = _exit_code(ended)
    if manner.as_json:
        told = {
            "folder": str(store.folder),
            "done": counts.done,
            "failed": counts.failed,
            "pending": counts.pending,
            "runs_per_second": round(state.rate, 3),
            "widest": state.widest if state.width_known else None,
            "widest_measure": state.measure or None,
            "stopped": ended.lost or (signal.Signals(ended.signal).name if ended.signal else None),
            "exit_code": code,
        }
        print(json.dumps(told, ensure_ascii=False))
        raise typer.Exit(code)

    def say(line: str) -> None:
        console.print(line, soft_wrap=True, highlight=False, markup=False)

    if ended.lost:
        say(f"Stopped: {ended.lost}.")
    elif ended.signal:
        say("Stopped as asked; what was under way is finished and kept.")
    say(f"{counts.done} runs done, {counts.failed} failed, {counts.pending} pending ({state.rate:.1f} a second).")
    if state.width_known:
        say(f"Widest interval: +-{100 * state.widest:.2g} % of the reference arm's mean ({TITLES[state.measure]}).")
    if store.manifest.target is not None and not ended.lost and not ended.signal:
        say(f"Precision {store.manifest.target:g}: reached at {state.reached} points, not at {state.capped}.")
    if state.failed:
        say(f"Failures: nabolab study failures {folder}")
    if ended.lost or ended.signal:
        say(f"Go on:    nabolab study resume {folder}")
    say(f"Study:    {store.folder}")
    raise typer.Exit(code)


def _exit_code(ended: Ended) -> int:
    if ended.lost:
        return CAN_T_GO_ON
    if ended.signal:
        return 128 + ended.signal
    return RUNS_FAILED if ended.state.failed else 0
