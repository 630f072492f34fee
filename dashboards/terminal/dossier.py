"""`nabolab dossier`: the model's dossier as Markdown, or as a folder of pages with plots."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from dashboards.dossier.html import write_dossier
from dashboards.dossier.pages import one_page, pages
from dashboards.dossier.plots import choices_page
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import told_progress
from experiments.choices import FEWEST, choices
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.problems import Problem

ARMS = ("bum", "self_organising")


def run_dossier(
    commands: frozenset[str], folder: Path | None, scenario: str, runs: int, processes: int | None = None
) -> None:
    """Build everything, then print or write. runs: behind the plots, 0 for none. Raises InputError."""
    inputs = Inputs()
    place = inputs.take(lambda: find_scenario(scenario))
    texts = inputs.take(lambda: pages(commands))
    if folder is not None and folder.exists() and any(folder.iterdir()):
        inputs.problems.append(Problem(f"--html {folder}", "isn't empty; nothing is overwritten"))
    if runs and runs < FEWEST:
        inputs.problems.append(Problem("--runs", f"must be 0 or at least {FEWEST}, got {runs}"))
    inputs.check()
    assert place is not None
    assert texts is not None
    if folder is None:
        print(one_page(commands), end="")
        return
    console = Console()
    plots = ""
    if runs:
        with told_progress(console) as progress:
            a, b = (load_arm(name) for name in ARMS)
            plots = choices_page(choices(a, b, place, runs, processes=processes, progress=progress))
    for path in write_dossier(folder, texts, plots)[:1]:
        console.print(f"Dossier: {path}", soft_wrap=True, highlight=False)
