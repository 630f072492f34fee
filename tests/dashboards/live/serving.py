"""A real server on a port of its own, in a thread of the tests, and clients that speak to it as browsers do."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from dashboards.live.access import Access
from dashboards.live.begin import Live
from dashboards.live.room import Room
from dashboards.live.routes import LivePages
from dashboards.server.guard import Guard
from dashboards.server.settings import Settings

TOKEN = "the-facilitators-token"
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Served:
    """A server that is up, and its room."""

    port: int
    room: Room
    token: str = TOKEN

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, body: Any = None, cookie: str = "", **headers: str) -> Answer:
        """One request; redirects are not followed. body: sent as JSON unless it is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data)
        for name, value in {"content-type": "application/json", "cookie": cookie, **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), dict(error.headers))

    def do(self, **command: Any) -> Answer:
        """A facilitator's command."""
        return self.ask("/live/do", command, cookie=f"nabolab_facilitator={self.token}")

    def phone(self) -> str:
        """A new phone's cookie."""
        return self.ask("/v").headers["set-cookie"].split(";")[0]

    def export(self) -> str:
        """The workshop's file."""
        return self.ask("/live/workshop.json", cookie=f"nabolab_facilitator={self.token}").text


@dataclass
class Program(Served):
    """`nabolab dashboard --share` in a process of its own."""

    process: subprocess.Popen[str] | None = None

    def end(self, number: int) -> str:
        """Send it a signal and return what it wrote on its way out."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)[1]


@contextmanager
def program(port: int, *more: str) -> Iterator[Program]:
    """Start the command as anybody would and wait until it listens."""
    code = "from dashboards.terminal.app import main; main()"
    words = ["dashboard", "--share", "--no-browser", "--processes", "1", "--port", str(port), *more]
    pipe = subprocess.PIPE
    running = subprocess.Popen([sys.executable, "-c", code, *words], stdout=pipe, stderr=pipe, text=True)
    try:
        assert running.stdout is not None
        key = next(found[1] for line in running.stdout if (found := re.search(r"key=(\S+)", line)))
        yield Program(port, None, key, running)  # type: ignore[arg-type]
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def served(live: Live, *, share: bool = True) -> Iterator[Served]:
    """Serve the live page, with styles and frame of every page but without the other pages, until the block ends."""
    port = free_port()
    app = FastAPI(openapi_url=None)
    room = live.room(Access(TOKEN, share), f"http://127.0.0.1:{port}/v" if share else None)
    app.include_router(LivePages(room).router())
    app.mount("/static", StaticFiles(directory=str(resources.files("dashboards.server").joinpath("static"))))
    app.add_middleware(Guard, settings=Settings(port, share, None, TOKEN))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield Served(port, room)
    finally:
        room.close()
        server.should_exit = True
        thread.join(20)


class Screen:
    """Somebody who watches: the last message of each kind, how many came, and the largest."""

    def __init__(self, port: int, path: str = "/live/ws") -> None:
        self.last: dict[str, Any] = {}
        self.count: dict[str, int] = {}
        self.largest: dict[str, int] = {}
        self.order: list[str] = []
        self._going = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(f"ws://127.0.0.1:{port}{path}",), daemon=True)
        self._thread.start()

    def _watch(self, address: str) -> None:
        try:
            with connect(address, max_size=None) as channel:
                while not self._going.is_set():
                    try:
                        bundle = channel.recv(timeout=0.2)
                    except TimeoutError:
                        continue
                    for line in str(bundle).split("\n"):
                        self._take(line)
                    channel.send(".")
        except ConnectionClosed:
            return

    def _take(self, line: str) -> None:
        message = json.loads(line)
        kind = message.get("k", "phone")
        self.last[kind] = message
        self.order.append(kind)
        self.count[kind] = self.count.get(kind, 0) + 1
        self.largest[kind] = max(self.largest.get(kind, 0), len(line.encode()))

    def close(self) -> None:
        """Go."""
        self._going.set()
        self._thread.join(5)

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def until(true: Any, patience: float = PATIENCE) -> Any:
    """Wait until something is true and return it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not true after {patience} s")


def alive(pid: int) -> bool:
    """Whether a process is there and isn't just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> set[int]:
    """Processes below another, at any depth."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            found |= {int(child)} | children(int(child))
    return found
