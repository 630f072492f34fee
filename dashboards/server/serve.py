"""Serving the dashboards: on this machine alone unless shared, on a port that is free, with a browser opened at it."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import closing

import uvicorn

from dashboards.server.app import create_app
from dashboards.server.settings import LOCAL, Settings
from sim.problems import InputError, Problem


def check_port(settings: Settings) -> None:
    """Raise InputError when the port can't be listened on."""
    if not 1 <= settings.port <= 65535:
        raise InputError([Problem("--port", f"must lie between 1 and 65535, got {settings.port}")])
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError([Problem(f"--port {settings.port}", f"can't be used: {reason}")]) from None


def new_token() -> str:
    """A facilitator's token: nobody guesses it, and it lasts as long as the server."""
    return secrets.token_urlsafe(16)


def serve(settings: Settings, browser: bool, told: Callable[[str], None]) -> None:
    """Serve until interrupted. told: called once with the address when the server listens."""
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=logging.WARNING,
        ws_max_size=64 * 1024,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    address = f"http://{LOCAL}:{settings.port}/"
    threading.Thread(target=_announce, args=(server, address, browser, told), daemon=True).start()
    # Once it has shut down, uvicorn raises the signal again that ended it. With the default handler that would end the
    # interpreter on the spot: nobody would give back the semaphores of the process pools.
    signal.signal(signal.SIGTERM, _leave)
    server.run()


def _leave(number: int, _frame: object) -> None:
    """End as any program ends."""
    raise SystemExit(128 + number)


def _announce(server: uvicorn.Server, address: str, browser: bool, told: Callable[[str], None]) -> None:
    while not server.started:
        if server.should_exit:
            return
        threading.Event().wait(0.05)
    told(address)
    if browser:
        webbrowser.open(address)
