"""The live page under a full room: one projector in a real Chromium and forty phones, all on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

from benchmarks.report import Row

PHONES = 40
WATCHED = 30.0
"""Seconds that are measured."""
STEPS = 30
KILLS = 12
DAYS_BEFORE_KILL = 28
WEEKS = 12
START = "from dashboards.terminal.app import main; main()"
PORT = 8753
ADDRESS = f"127.0.0.1:{PORT}"


def measure() -> list[Row]:
    """Serve the shipped district, play it at 60 simulated minutes a second, watch projector, phones and processes."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        return [Row("live page", "not measured", "no Chromium: apt-get install chromium")]
    with _server() as (server, key), ExitStack() as stack, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page(
            viewport={"width": 1920, "height": 1080}
        )
        page.goto(f"http://{ADDRESS}/live?theme=dark&key={key}")
        page.wait_for_selector("#counts-1 b", timeout=120_000)
        for _ in range(PHONES):
            _listen(stack.enter_context(connect(f"ws://{ADDRESS}/v/ws")))
        frames = Frames(stack.enter_context(connect(f"ws://{ADDRESS}/live/ws", max_size=None)))
        page.keyboard.press(" ")
        page.wait_for_timeout(3000)
        simulation = max(_children(server), key=_started)  # by the first look at the page
        rows = _watched(page, server, simulation, frames)
        rows += _controls(page) + _memory(page, server, simulation) + _sizes(frames)
    return rows + recovery(path)


def recovery(path: str) -> list[Row]:
    """A server killed again and again in a workshop, and started again with --continue at once: until the page
    that stayed open has been told the same day with its history, and until the simulation has caught up."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        more = ("--workshops", folder)
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page(
            viewport={"width": 1920, "height": 1080}
        )
        running, key = _started_with(*more)
        page.goto(f"http://{ADDRESS}/live?theme=dark&key={key}")
        page.wait_for_selector("#counts-1 b", timeout=300_000)
        for _ in range(DAYS_BEFORE_KILL // 7):
            page.keyboard.press("w")
        page.wait_for_selector(f"#when:text-matches(' {DAYS_BEFORE_KILL // 7 + 1} ')", timeout=120_000)
        page.wait_for_timeout(1500)
        times = []
        for _ in range(KILLS):
            shown = _picture(page)
            running.kill()
            running.wait()
            began = 1000 * time.time()
            running, _key = _started_with(*more, "--continue", wait=False)
            times.append([(_heard_since(page, began, kind) - began) / 1000 for kind in ("clock", "simulated")])
            page.wait_for_timeout(1500)
            if _picture(page) != shown:
                raise RuntimeError("the page shows something else")
        running.terminate()
        running.wait(20)
    load, how = os.getloadavg()[0], f"p50 / p95 of {KILLS} kills, four weeks played; load {{:.0f}}"
    p = np.percentile(np.array(times), (50, 95), axis=0)
    return [
        Row("killed: until the same day is shown again", f"{p[0, 0]:.1f} / {p[1, 0]:.1f} s", how.format(load)),
        Row("killed: until the simulation goes on", f"{p[0, 1]:.1f} / {p[1, 1]:.1f} s", "the same kills"),
    ]


def _picture(page: Page) -> list[str]:
    """What the page says of the day: clock, counts, doors and the ends of the lines."""
    found: list[str] = page.evaluate(
        "() => ['#when', '#counts-0', '#counts-1', '#doors-body', '.lines'].map(s => document.querySelector(s))"
        ".map(n => n.innerText + [...n.querySelectorAll('path')].map(p => p.getAttribute('d')))"
    )
    return found


def _heard_since(page: Page, began: float, kind: str) -> float:
    """When the page was told a message of a kind, first after this time (milliseconds since 1970)."""
    for _ in range(6000):
        heard = page.evaluate("() => liveStats.heard")
        if all(heard.get(k, 0) > began for k in ("setup", "day", kind)):
            return float(max(heard[k] for k in ("setup", "day", "clock")) if kind == "clock" else heard[kind])
        page.wait_for_timeout(20)
    raise RuntimeError("the page was told nothing")


def _started_with(*more: str, wait: bool = True) -> tuple[subprocess.Popen[str], str]:
    """A shared server, and the facilitator's token where somebody waits for it."""
    words = ["dashboard", "--share", "--no-browser", "--processes", "1", "--port", str(PORT), *more]
    running = subprocess.Popen([sys.executable, "-c", START, *words], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    key = next(found[1] for line in running.stdout if (found := re.search(r"key=(\S+)", line))) if wait else ""
    return running, key


def _watched(page: Page, server: int, simulation: int, frames: Frames) -> list[Row]:
    """Frames, lag and processor time while nothing is touched."""
    begin = page.evaluate("() => { liveStats.lags.length = 0; return [liveStats.frames, liveStats.draws]; }")
    busy, seen, then = (_busy(server), _busy(simulation)), frames.of("clock"), time.monotonic()
    page.wait_for_timeout(WATCHED * 1000)
    passed = time.monotonic() - then
    used = [_busy(server) - busy[0], _busy(simulation) - busy[1]]
    end = page.evaluate("() => [liveStats.frames, liveStats.draws]")
    lags = np.percentile(page.evaluate("() => liveStats.lags"), (50, 95))
    how = f"1 projector, {PHONES} phones, {passed:.0f} s"
    return [
        Row("clock messages applied by the page", f"{(end[0] - begin[0]) / passed:.1f} a second", "10 are sent"),
        Row("pictures drawn", f"{(end[1] - begin[1]) / passed:.0f} a second", "software rendering, 1920 x 1080"),
        Row("lag, simulation to applied", f"{lags[0]:.0f} / {lags[1]:.0f} ms", "p50 / p95"),
        Row(
            "clock messages to another screen",
            f"{(frames.of('clock') - seen) / passed:.1f} a second",
            "a client in Python",
        ),
        Row("server, processor time", f"{100 * used[0] / passed:.1f} % of a core", how),
        Row("simulation, processor time", f"{100 * used[1] / passed:.1f} % of a core", "its own process"),
    ]


def _controls(page: Page) -> list[Row]:
    """From a key to the changed clock on the screen."""
    page.keyboard.press(" ")
    page.wait_for_timeout(500)
    times = []
    for k in range(STEPS):
        before, then = page.inner_text("#when"), time.perf_counter()
        page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")
        while page.inner_text("#when") == before:
            if time.perf_counter() - then > 5:
                raise RuntimeError("a key did nothing")
        times.append(1000 * (time.perf_counter() - then))
    p50, p95 = np.percentile(times, (50, 95))
    return [Row("key to changed screen", f"{p50:.0f} / {p95:.0f} ms", f"p50 / p95 of {STEPS} steps of 15 minutes")]


def _memory(page: Page, server: int, simulation: int) -> list[Row]:
    """Memory before and after twelve weeks."""
    before = [_held(pid) for pid in (server, simulation)]
    week = int(re.findall(r"\d+", page.inner_text("#when"))[0])
    for _ in range(WEEKS):
        page.keyboard.press("w")
    page.wait_for_selector(f"#when:text-matches(' {week + WEEKS} ')", timeout=120_000)
    after = [_held(pid) for pid in (server, simulation)]
    how = f"before and after {WEEKS} weeks are played"
    return [
        Row("server, memory", f"{before[0]:.0f} / {after[0]:.0f} MB", how),
        Row("simulation, memory", f"{before[1]:.0f} / {after[1]:.0f} MB", f"{how}; its journal grows"),
    ]


def _held(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _sizes(frames: Frames) -> list[Row]:
    """Bytes of what is sent."""
    phone, screen = (_fetched(path) for path in ("/v", "/live"))
    files = sum(_fetched(path) for path in ("/live/static/live.js", "/live/static/live.css", "/static/base.css"))
    days = sorted(frames.sizes["day"])
    return [
        Row("frame (a clock message)", f"{max(frames.sizes['clock'])} B", "largest, before compression"),
        Row(
            "a day's log with lines and doors", f"{days[len(days) // 2] / 1000:.1f} kB", "median; once a simulated day"
        ),
        Row("message to a phone", f"{len(_phone_message())} B", "when a question opens, closes, is revealed"),
        Row("phone page", f"{phone / 1000:.1f} kB", "all of it, uncompressed"),
        Row("screen, first load", f"{(screen + files) / 1000:.1f} kB", "page, script and styles, uncompressed"),
    ]


class Frames:
    """A second screen that counts what it is sent. sizes: bytes of every message by kind."""

    def __init__(self, channel: ClientConnection) -> None:
        self.sizes: dict[str, list[int]] = {}
        _listen(channel, self._take)

    def of(self, kind: str) -> int:
        """Messages of a kind so far."""
        return len(self.sizes.get(kind, []))

    def _take(self, bundle: str) -> None:
        for line in bundle.split("\n"):
            self.sizes.setdefault(json.loads(line)["k"], []).append(len(line.encode()))


def _listen(channel: ClientConnection, take: Any = None) -> None:
    """Acknowledge everything, as a page does."""

    def watch() -> None:
        for bundle in channel:
            if take is not None:
                take(str(bundle))
            channel.send(".")

    threading.Thread(target=watch, daemon=True).start()


def _phone_message() -> str:
    with connect(f"ws://{ADDRESS}/v/ws") as phone:
        return str(phone.recv())


def _fetched(path: str) -> int:
    with urllib.request.urlopen(f"http://{ADDRESS}{path}", timeout=30) as answer:
        return len(answer.read())


@contextmanager
def _server() -> Iterator[tuple[int, str]]:
    """`nabolab dashboard --share` as anybody would start it: its process, and the facilitator's token."""
    with tempfile.TemporaryDirectory() as folder:
        running, key = _started_with("--workshops", folder)
        try:
            yield running.pid, key
        finally:
            running.terminate()
            running.wait(20)


def _children(server: int) -> set[int]:
    """The server's processes."""
    files = Path(f"/proc/{server}/task").glob("*/children")
    return {int(pid) for file in files for pid in file.read_text(encoding="ascii").split()}


def _started(pid: int) -> int:
    """When a process started, in ticks since the machine did."""
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])


def _busy(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
