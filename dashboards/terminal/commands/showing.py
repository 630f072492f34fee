"""Commands that serve the pages, and play a workshop again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.terminal.commands.options import DEFAULT_SCENARIO, PolicyFlag, ProcessesFlag, ScenarioFlag
from dashboards.terminal.errors import told_in_words


def dashboard(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8050,
    share: Annotated[
        bool, typer.Option("--share", help="Also for others on the local network; controls then need a token.")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser at the pages.")] = True,
    language: Annotated[str | None, typer.Option(help="Language of pages: en or da; default: the browser's.")] = None,
    processes: ProcessesFlag = None,
    first: Annotated[str, typer.Option(help="Live: the first organisation, a shipped arm or a .toml file.")] = "bum",
    second: Annotated[str, typer.Option(help="Live: the second organisation.")] = "self_organising",
    team: Annotated[
        str, typer.Option(help="Live: the arm of which a team may start beside either.")
    ] = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    seed: Annotated[int, typer.Option(help="Live: the first seed.")] = 1,
    workshop: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Live: go on with a workshop's file instead of the five above.")
    ] = None,
    workshops: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Live: where a workshop is kept while it goes on.")
    ] = Path("workshops"),
    proceed: Annotated[bool, typer.Option("--continue", help="Live: go on with the workshop kept there last.")] = False,
    studies: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Studies: the folder whose studies are shown.")
    ] = Path("studies"),
    policy: PolicyFlag = None,
) -> None:
    """Serve the dashboards: explore a situation, race two live, read studies. Only on this machine unless shared."""
    from dashboards.terminal.dashboard import LiveRequest, run_dashboard

    with told_in_words(policy):
        live = LiveRequest(first, second, team, scenario, seed, workshop, workshops, proceed)
        run_dashboard(port, share, browser, language, processes, live, studies)


def replay(
    workshop: Annotated[Path, typer.Argument(help="A workshop's file, as the live page saves it.")],
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Also write a page that plays it again.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of that page: en or da.")] = "en",
    policy: PolicyFlag = None,
) -> None:
    """Run a workshop again and tell whether it reproduces to the last bit; leaves with 1 when it doesn't."""
    from dashboards.terminal.replay import run_replay

    with told_in_words(policy):
        run_replay(workshop, page, language)
