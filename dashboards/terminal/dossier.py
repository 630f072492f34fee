"""`nabolab dossier`: the model's dossier as Markdown, or as a folder of pages with plots; the runs behind the plots."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from dashboards.dossier.choices import Stored, just_made, save, shipped_choices
from dashboards.dossier.html import write_dossier
from dashboards.dossier.pages import one_page, pages
from dashboards.dossier.plots import choices_page, write_pictures
from dashboards.figures._svg import LIGHT
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import told_progress
from dashboards.words.catalogue import words
from experiments.choices import FEWEST, choices
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.problems import Problem
from sim.scenario import Scenario

ARMS = ("bum", "self_organising")


@dataclass(frozen=True)
class DossierRequest:
    """What was asked for. html: a new folder of pages; save: a new file of the runs behind the plots; pictures: the
    folder of the Markdown's plots; runs: behind the plots, 0 for those that were stored last."""

    html: Path | None
    save: Path | None
    pictures: Path | None
    scenario: str
    runs: int
    processes: int | None = None

    @property
    def command(self) -> str:
        """The command line that gives the same numbers."""
        return shlex.join(
            ["nabolab", "dossier", "--save", "choices.json", "-s", self.scenario, "--runs", str(self.runs)]
        )


def run_dossier(commands: frozenset[str], request: DossierRequest) -> None:
    """Build everything, then print or write. Raises InputError before anything runs."""
    inputs = Inputs()
    place = inputs.take(lambda: find_scenario(request.scenario))
    texts = inputs.take(lambda: pages(commands))
    inputs.problems += _problems(request)
    inputs.check()
    assert place is not None
    assert texts is not None
    console = Console()
    if request.pictures:
        told = write_pictures(request.pictures, shipped_choices())
    elif request.save:
        save(request.save, _seen(request, place, console))
        told = [request.save]
    elif request.html:
        kept = _seen(request, place, console) if request.runs else shipped_choices()
        told = write_dossier(request.html, texts, choices_page(kept, words("en"), LIGHT))[:1]
    else:
        print(one_page(commands), end="")
        return
    for path in told:
        console.print(f"Dossier: {path}", soft_wrap=True, highlight=False)


def _problems(request: DossierRequest) -> list[Problem]:
    problems = []
    if request.html and request.html.exists() and any(request.html.iterdir()):
        problems.append(Problem(f"--html {request.html}", "isn't empty; nothing is overwritten"))
    if request.save and request.save.exists():
        problems.append(Problem(f"--save {request.save}", "is there already; nothing is overwritten"))
    elif request.save and not request.save.parent.is_dir():
        problems.append(Problem(f"--save {request.save}", "there is no such folder"))
    few = request.runs < FEWEST and (request.runs != 0 or request.save is not None)
    text = f"must be at least {FEWEST}{'' if request.save else ', or 0 for the stored ones'}, got {request.runs}"
    return problems + ([Problem("--runs", text)] if few else [])


def _seen(request: DossierRequest, place: Scenario, console: Console) -> Stored:
    with told_progress(console) as progress:
        a, b = (load_arm(name) for name in ARMS)
        found = choices(a, b, place, request.runs, processes=request.processes, progress=progress)
    return just_made(found, ARMS, request.command)
