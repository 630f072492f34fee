"""`nabolab dashboard`: the pages in a browser, served from this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from dashboards.live.begin import Live, Names, begin, go_on
from dashboards.live.kept import FRESH, Kept, newest
from dashboards.server.network import local_network_address
from dashboards.server.serve import check_port, new_token, serve
from dashboards.server.settings import LOCAL, Settings
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import LANGUAGES
from sim.problems import InputError, Problem, nearest

DEFAULT_WORKSHOPS = Path("workshops")


@dataclass(frozen=True)
class LiveRequest:
    """What the live page is to begin with: names, or the file of a workshop to go on with. folder: where workshops are
    kept while they go on; proceed: go on with the one there that was changed last."""

    first: str
    second: str
    team: str
    scenario: str
    seed: int
    workshop: Path | None = None
    folder: Path = DEFAULT_WORKSHOPS
    proceed: bool = False

    def load(self) -> Live:
        """Raises InputError with every problem."""
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError([Problem("--workshops", f"{self.folder} is no folder")])
        return replace(self._begun(), folder=self.folder)

    def _begun(self) -> Live:
        if self.workshop is not None:
            return go_on(self.workshop)
        if self.proceed:
            last = newest(self.folder)
            if last is None:
                raise InputError([Problem("--continue", f"no workshop is kept in {self.folder}")])
            return go_on(last)
        new = begin(Names(self.first, self.second, self.team, self.scenario, self.seed))
        return replace(new, offered=self._unfinished())

    def _unfinished(self) -> Kept | None:
        """A workshop of today that may be gone on with; one that can't be any more isn't offered."""
        last = newest(self.folder, FRESH)
        try:
            return None if last is None else go_on(last).kept
        except InputError:
            return None


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
    token = (live.token if live else None) or new_token()
    settings = Settings(port, share, language, token if share else "", processes, live, studies)
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
        for line in _about_workshop(live):
            console.print(line, soft_wrap=True, highlight=False)
        if share:
            network = f"http://{local_network_address()}:{port}/"
            console.print(f"For others on this network: {network}", soft_wrap=True, highlight=False)
            control = f"http://{LOCAL}:{port}/live?key={settings.token}"
            console.print(
                f"Facilitator's page (keep this address to yourself): {control}", soft_wrap=True, highlight=False
            )

    serve(settings, browser, told)


def _about_workshop(live: Live | None) -> list[str]:
    """Which workshop goes on, or might."""
    if live is None:
        return []
    if live.kept is not None:
        return [f"Going on with {live.kept.path}"]
    if live.offered is not None:
        return [f"Unfinished: {live.offered.path}. The facilitator's page offers to go on; --continue goes on at once."]
    return []
