"""`nabolab dashboard`: the pages in a browser, served from this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from dashboards.live.begin import Live, Names, begin, go_on
from dashboards.server.network import local_network_address
from dashboards.server.serve import check_port, new_token, serve
from dashboards.server.settings import LOCAL, Settings
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import LANGUAGES
from sim.problems import Problem, nearest


@dataclass(frozen=True)
class LiveRequest:
    """What the live page is to begin with: names, or the file of a workshop to go on with."""

    first: str
    second: str
    team: str
    scenario: str
    seed: int
    workshop: Path | None = None

    def load(self) -> Live:
        """Raises InputError with every problem."""
        if self.workshop is not None:
            return go_on(self.workshop)
        return begin(Names(self.first, self.second, self.team, self.scenario, self.seed))


def run_dashboard(
    port: int,
    share: bool,
    browser: bool,
    language: str | None,
    processes: int | None,
    request: LiveRequest,
    studies: Path,
) -> None:
    """Check everything, then serve until interrupted. Raises InputError before anything starts."""
    inputs = Inputs()
    live = inputs.take(request.load)
    settings = Settings(port, share, language, new_token() if share else "", processes, live, studies)
    if language is not None and language not in LANGUAGES:
        inputs.problems.append(Problem("--language", f"unknown {language!r}{nearest(language, LANGUAGES)}"))
    if processes is not None and processes < 1:
        inputs.problems.append(Problem("--processes", f"must be at least 1, got {processes}"))
    if studies.exists() and not studies.is_dir():
        inputs.problems.append(Problem("--studies", f"{studies} is no folder"))
    inputs.take(lambda: check_port(settings))
    inputs.check()
    console = Console()

    def told(address: str) -> None:
        console.print(f"Dashboard: {address} (stop with Ctrl+C)", soft_wrap=True, highlight=False)
        if share:
            network = f"http://{local_network_address()}:{port}/"
            console.print(f"For others on this network: {network}", soft_wrap=True, highlight=False)
            control = f"http://{LOCAL}:{port}/live?key={settings.token}"
            console.print(
                f"Facilitator's page (keep this address to yourself): {control}", soft_wrap=True, highlight=False
            )

    serve(settings, browser, told)
