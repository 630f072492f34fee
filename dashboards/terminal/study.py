"""`nabolab study ...`: the commands of studies. Reading commands join through `study_app` too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.terminal.commands.options import JsonFlag, PolicyFlag, QuietFlag
from dashboards.terminal.errors import told_in_words

study_app = typer.Typer(
    help="Designed studies: many runs that are stored as they finish, and can be resumed and extended.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The study's folder.")]
ExecutorFlag = Annotated[
    str, typer.Option("--executor", metavar="WHERE", help="local, or dask://HOST:PORT for a Dask cluster.")
]
ProcessesFlag = Annotated[int | None, typer.Option(help="Worker processes of this machine; default: one per core.")]
YesFlag = Annotated[bool, typer.Option("--yes", help="Run a large study without being asked.")]
AnywayFlag = Annotated[
    bool, typer.Option("--anyway", help="Go on although the code or its packages have changed since.")
]


@study_app.command()
def run(
    file: Annotated[str, typer.Argument(metavar="STUDY", help="A .toml file, or a shipped study.")],
    out: Annotated[Path | None, typer.Option(help="The study's folder; default: studies/NAME.")] = None,
    executor: ExecutorFlag = "local",
    processes: ProcessesFlag = None,
    yes: YesFlag = False,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
    policy: PolicyFlag = None,
) -> None:
    """Begin a study: freeze it in a folder and compute its runs."""
    from dashboards.terminal.study_runs import Manner, run_study

    with told_in_words(policy):
        run_study(file, out, Manner(executor, processes, yes, quiet, as_json))


@study_app.command()
def resume(
    folder: FolderArgument,
    executor: ExecutorFlag = "local",
    processes: ProcessesFlag = None,
    anyway: AnywayFlag = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Also compute failed runs again.")] = False,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Go on with a study that was interrupted; what is stored is kept."""
    from dashboards.terminal.study_runs import Manner, resume_study

    with told_in_words():
        resume_study(folder, anyway, retry_failed, Manner(executor, processes, True, quiet, as_json))


@study_app.command()
def extend(
    folder: FolderArgument,
    samples: Annotated[str | None, typer.Option(metavar="N|+N", help="Go to N samples, or N more.")] = None,
    replications: Annotated[
        str | None, typer.Option(metavar="N|+N", help="Go to N replications at every point, or N more.")
    ] = None,
    precision: Annotated[
        float | None, typer.Option(help="Replicate until +- is at most this share of the reference arm's mean.")
    ] = None,
    executor: ExecutorFlag = "local",
    processes: ProcessesFlag = None,
    anyway: AnywayFlag = False,
    yes: YesFlag = False,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Make a study larger and compute what is new; all earlier runs stay."""
    from dashboards.terminal.study_runs import Manner, extend_study

    with told_in_words():
        manner = Manner(executor, processes, yes, quiet, as_json)
        extend_study(folder, samples, replications, precision, anyway, manner)


@study_app.command()
def status(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """Say how far a study is, and how wide its intervals are; also while it runs."""
    from dashboards.terminal.study_status import show_status

    with told_in_words():
        show_status(folder, as_json)


@study_app.command()
def failures(
    folder: FolderArgument,
    run: Annotated[str | None, typer.Option(metavar="ID", help="Compute this run again here.")] = None,
    anyway: AnywayFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """List failed runs: why, with which inputs, and how to see each of them fail again."""
    from dashboards.terminal.study_status import show_again, show_failures

    with told_in_words():
        if run is None:
            show_failures(folder, as_json)
        else:
            show_again(folder, run, anyway)


@study_app.command()
def report(
    folder: FolderArgument,
    measures: Annotated[list[str] | None, typer.Option("--measure", help="A measure to report on; repeat.")] = None,
    goals: Annotated[
        list[str] | None,
        typer.Option("--goal", metavar="GOAL", help="MEASURE-, MEASURE+, MEASURE<=NUMBER, MEASURE>=NUMBER; repeat."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="OPTION", help="What the others are held against; default: the first.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Results go into a new folder in here.")] = Path("results"),
    markdown: Annotated[bool, typer.Option("--markdown", help="Print as Markdown.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Read a study's answer: differences, what moves them, where they flip, regret, fronts, response surfaces."""
    from dashboards.terminal.study_report import Request, run_report

    with told_in_words():
        run_report(Request(folder, tuple(measures or ()), tuple(goals or ()), reference, out, markdown, as_json))


@study_app.command()
def figure(
    folder: FolderArgument,
    key: Annotated[
        str,
        typer.Argument(metavar="FIGURE", help="differences, flips, contour, drivers, pairs, replications or pareto."),
    ],
    measure: Annotated[str, typer.Option(help="The measure; default: the study's first.")] = "",
    option: Annotated[str, typer.Option(help="What is held against the reference; default: the first other.")] = "",
    reference: Annotated[str, typer.Option(help="What it is held against; default: the first option.")] = "",
    x: Annotated[str, typer.Option(help="Parameter across; default: what moves the difference most.")] = "",
    y: Annotated[str, typer.Option(help="Parameter upwards; default: what moves it next.")] = "",
    cell: Annotated[
        int | None, typer.Option(help="For pairs: the cell of `flips` to show, from 1; default: all.")
    ] = None,
    goals: Annotated[
        list[str] | None,
        typer.Option(
            "--goal", metavar="GOAL", help="For pareto: MEASURE- or MEASURE+, less or more is better; repeat."
        ),
    ] = None,
    png: Annotated[bool, typer.Option("--png", help="Also as PNG, which takes a Chromium of this machine.")] = False,
    language: Annotated[str, typer.Option(help="Language of the picture: en or da.")] = "en",
    out: Annotated[Path, typer.Option(help="Files go into a new folder in here.")] = Path("results"),
    as_json: JsonFlag = False,
) -> None:
    """Write one figure of the Studies page: its data as CSV and its picture as SVG, on demand as PNG."""
    from dashboards.studies.asked import Asked
    from dashboards.terminal.study_figure import FigureRequest, run_figure

    with told_in_words():
        number = None if cell is None else cell - 1
        asked = Asked(measure, option, number, reference, x, y, tuple(goals or ()))
        run_figure(FigureRequest(folder, key, asked, language, png, out, as_json))
