"""`nabolab replay`: a workshop's file is run again and compared with what it says, to the last bit."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from dashboards.live.replay import replay_page
from dashboards.live.workshop import Workshop, differences, held_again, read_workshop, versions
from dashboards.server.request import View
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import LANGUAGES
from sim.problems import InputError, Problem, nearest

DIFFERS = 1


def run_replay(path: Path, page: Path | None, language: str) -> None:
    """Run every round again, tell what differs, write a replay page if asked. Raises InputError before anything runs;
    leaves with exit code 1 when something differs."""
    inputs = Inputs()
    workshop = inputs.take(lambda: read_workshop(path))
    if language not in LANGUAGES:
        inputs.problems.append(Problem("--language", f"unknown {language!r}{nearest(language, LANGUAGES)}"))
    if page is not None and page.exists():
        inputs.problems.append(Problem(str(page), "is there already; it was left as it is"))
    if workshop is not None and not workshop.rounds:
        inputs.problems.append(Problem(str(path), "no round was played"))
    inputs.check()
    assert workshop is not None
    found = _compared(workshop)
    if page is not None:
        _write(page, replay_page(View(language=language, theme="dark"), workshop))
    if found:
        raise typer.Exit(DIFFERS)


def _compared(workshop: Workshop) -> list[str]:
    """Print a line a round; returns what differs."""
    console, found = Console(), []
    table = Table(title=f"Workshop in {workshop.scenario.title}", title_justify="left")
    for heading in ("Seed", "Days", "Thrown in", "Reproduces"):
        table.add_column(heading)
    for number, played in enumerate(workshop.rounds):
        differs = differences(workshop, number, held_again(workshop, number))
        found += differs
        table.add_row(
            str(played.seed), str(played.days), str(len(played.events)), "no" if differs else "to the last bit"
        )
    console.print(table)
    for line in found:
        console.print(line, soft_wrap=True, highlight=False)
    now = versions()
    other = [f"{n} {v} (now {now.get(n)})" for n, v in workshop.made_with.items() if now.get(n) != v]
    if found and other:
        console.print(f"Made with {', '.join(other)}.", soft_wrap=True, highlight=False)
    return found


def _write(page: Path, text: str) -> None:
    try:
        with page.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError([Problem(str(page), f"can't be written: {error.strerror or error}")]) from None
    Console().print(f"Wrote {page}.", soft_wrap=True, highlight=False)
