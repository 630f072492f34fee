"""`nabolab report`: a comparison on two sheets of paper, in either language."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from dashboards.report.document import Report, render
from dashboards.terminal.compare import Request, checked_inputs, progress_bar
from dashboards.words.catalogue import words
from experiments.compare import compare
from experiments.doors import doors
from experiments.output import write_folder, write_tables
from experiments.pricing import settled
from experiments.question import Question


def run_report(request: Request) -> None:
    """Check everything, run, write the report and the tables behind it. Raises InputError before anything runs."""
    a, b, scenario = checked_inputs(request)
    say = words(request.language)
    console = Console(stderr=request.as_json)
    with progress_bar(console, request.quiet or request.as_json, request.language) as progress:
        comparison = compare(
            a,
            b,
            scenario,
            request.replications,
            request.precision,
            request.seed,
            request.processes,
            progress,
            f"{request.command} --language {request.language}",
            request.contested,
        )
        place = settled(scenario, request.seed)
        report = Report(comparison, doors(Question(a, b, place), request.seed), (a.name, b.name))

    def fill(folder: Path) -> None:
        (folder / "report.html").write_text(render(report, say), encoding="utf-8")
        write_tables(comparison, folder)

    folder = write_folder(request.out, f"{a.name}-{b.name}-report", fill)
    if request.as_json:
        print(json.dumps({"report": str(folder / "report.html")}, ensure_ascii=False))
        return
    console.print(say("terminal.report", path=folder / "report.html"), soft_wrap=True, highlight=False)
    console.print(say("terminal.tables", path=folder), soft_wrap=True, highlight=False)
