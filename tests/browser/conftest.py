"""A real server and a real headless Chromium for the pages. Without a browser these tests are skipped, in CI never."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MISSING = "no browser: apt-get install chromium (or set NABOLAB_CHROMIUM to a Chromium or Chrome)"
PATIENCE = 60
expect.set_options(timeout=PATIENCE * 1000)


def chromium() -> str | None:
    """Where a Chromium is on this machine."""
    given = os.environ.get("NABOLAB_CHROMIUM")
    names = (given, "chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of pages."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(*flags: str, module: str = "dashboards.terminal.app") -> tuple[subprocess.Popen[str], str]:
    """A dashboard server of its own process, and its address; returns when it answers. module: what is run."""
    port = free_port()
    command = [sys.executable, "-m", module, "dashboard", "--no-browser", "--port", str(port)]
    command += flags
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(PATIENCE * 5):
        try:
            with urllib.request.urlopen(f"{address}/static/base.css", timeout=2):
                return server, address
        except OSError:
            assert server.poll() is None, server.stdout and server.stdout.read()
            time.sleep(0.2)
    server.kill()
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a running dashboard."""
    server, address = started("--processes", "1")
    yield address
    server.terminate()
    server.wait(15)


class Visit:
    """A page with what went over the network and what its scripts complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the dashboard."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def violations(self, within: str | None = None) -> list[str]:
        """What axe-core finds on the page as it stands: WCAG 2.2 A and AA, and best practice. within: only there."""
        found = Axe().run(self.page, context=within, options={"runOnly": RULES}).response["violations"]
        return [f"{v['id']}: {[node['target'] for node in v['nodes']][:3]}" for v in found]

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A new visitor with an empty memory, 1,400 by 900 pixels."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield Visit(context.new_page(), address)
    context.close()
