"""`nabolab dashboard`: the pages in a browser, served from this machine."""

from __future__ import annotations

from rich.console import Console

from dashboards.server.serve import check_port, local_network_address, new_token, serve
from dashboards.server.settings import Settings
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import LANGUAGES
from sim.problems import Problem, nearest


def run_dashboard(port: int, share: bool, browser: bool, language: str, processes: int | None) -> None:
    """Check everything, then serve until interrupted. Raises InputError before anything starts."""
    settings = Settings(port, share, language, new_token() if share else "", processes)
    inputs = Inputs()
    if language not in LANGUAGES:
        inputs.problems.append(Problem("--language", f"unknown {language!r}{nearest(language, LANGUAGES)}"))
    if processes is not None and processes < 1:
        inputs.problems.append(Problem("--processes", f"must be at least 1, got {processes}"))
    inputs.take(lambda: check_port(settings))
    inputs.check()
    console = Console()

    def told(address: str) -> None:
        console.print(f"Dashboard: {address} (stop with Ctrl+C)", soft_wrap=True, highlight=False)
        if share:
            network = f"http://{local_network_address()}:{port}/"
            console.print(f"For others on this network: {network}", soft_wrap=True, highlight=False)
            console.print(f"Facilitator's token: {settings.token}", soft_wrap=True, highlight=False)

    serve(settings, browser, told)
