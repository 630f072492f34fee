"""`nabolab study report`: a study's answer in tables, and a folder with all their numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dashboards.terminal.errors import Inputs
from experiments.analysis.goals import parse_goals
from experiments.analysis.report import StudyReport, report_on
from experiments.analysis.report_parts import ReportTable
from experiments.analysis.report_text import as_markdown, as_plain, headings, rows, shown
from experiments.analysis.surface import save_surfaces
from experiments.output import check_writable, write_folder
from experiments.study.store import Store


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    folder: Path
    measures: tuple[str, ...]
    goals: tuple[str, ...]
    reference: str | None
    out: Path
    markdown: bool
    as_json: bool


def run_report(request: Request) -> None:
    """Read the study, print its tables, write a folder. Raises InputError with everything wrong."""
    inputs = Inputs()
    store = inputs.take(lambda: Store(request.folder))
    inputs.take(lambda: check_writable(request.out))
    inputs.check()
    assert store is not None
    study = store.table()
    goals = inputs.take(lambda: parse_goals(request.goals, study.measures)) or ()
    report = inputs.take(lambda: report_on(study, request.measures, goals, request.reference, store.manifest.title))
    inputs.check()
    assert report is not None
    folder = write_folder(request.out, f"{request.folder.resolve().name}-report", lambda path: fill(report, path))
    if request.as_json:
        print(json.dumps({"folder": str(folder), **as_plain(report)}, ensure_ascii=False, allow_nan=False))
    elif request.markdown:
        print(as_markdown(report), end="")
    else:
        console = Console()
        console.print(tables(report))
        console.print(f"Tables: {folder}", soft_wrap=True, highlight=False)


def fill(report: StudyReport, folder: Path) -> None:
    """A CSV per table, the report as Markdown and as JSON, and the response surfaces."""
    for table in report.tables:
        table.frame.to_csv(folder / f"{table.key}.csv", index=False)
    (folder / "report.md").write_text(as_markdown(report), encoding="utf-8")
    text = json.dumps(as_plain(report), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    if report.surfaces:
        save_surfaces(report.surfaces, folder / "surfaces.json")


def tables(report: StudyReport) -> RenderableType:
    """All tables that are printed, and the notes."""
    head = Text(report.title, style="bold")
    parts: list[RenderableType] = [head, Text(f"Held against {report.reference}.")]
    for table in shown(report):
        parts += [Text(), Text(table.title, style="bold"), Text(table.about), *_split(table)]
    return Group(*parts, Text(), *(Text(f"- {note}") for note in report.notes))


def _split(table: ReportTable) -> list[Table]:
    """A table for each measure or goal, so that there is room for the rest; one where there is neither."""
    heads, lines = headings(table), rows(table)
    if heads[0] not in ("measure", "goal"):
        return [_table("", heads, lines)]
    starts = [k for k, cells in enumerate(lines) if cells[0]]
    ends = [*starts[1:], len(lines)]
    return [_table(lines[a][0], heads[1:], [c[1:] for c in lines[a:b]]) for a, b in zip(starts, ends, strict=True)]


def _table(title: str, heads: list[str], lines: list[list[str]]) -> Table:
    out = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    words = ("option", "goal", "factor", "x", "y", "verdict", "beaten by")
    for heading in heads:
        out.add_column(heading, justify="left" if heading in words else "right")
    for cells in lines:
        out.add_row(*cells)
    return out
