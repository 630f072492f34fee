"""How fast the dashboards are: a real server, a real headless Chromium, p50 and p95 printed.

Lever to answer: from a lever's move to the painted answer of the new question (sentence, dots, counts, table), as
estimated from stored pairs. Lever to page: to the page that shows everything else of it (chips, hash). First pair and
ten pairs: from the change to real paired runs of it. First load: bytes over the network, compressed. Memory: of the
server and of its simulations, before and after many changes of a lever; what one left to do is dropped at the next.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import numpy as np
import psutil
from playwright.sync_api import Page, expect, sync_playwright

PORT = 8099
ADDRESS = f"http://127.0.0.1:{PORT}/lab/explore?lang=da&theme=light"
PRESSES = 40
CHANGES = 500
PATIENCE = 300_000
MOVE = """async ([name, value, whole]) => {
    const question = (id) => document.querySelector(id)?.dataset.question;
    const estimated = "#first [data-question]", real = "#asked", old = [question(estimated), question(real)];
    const lever = document.getElementById(name), start = performance.now();
    lever.value = value;
    lever.dispatchEvent(new Event("input", { bubbles: true }));
    while (question(estimated) === old[0]) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const answered = performance.now() - start;
    while (whole && question(real) === old[1]) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return [answered, performance.now() - start];
}"""
"""Moves a lever; gives milliseconds to the painted answer and, where `whole`, to the page that shows the rest of it."""


def main() -> None:
    """Start a server, measure, print."""
    command = [sys.executable, "-m", "dashboards.terminal.app", "dashboard", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for_server()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            measure(browser.new_page(viewport={"width": 1400, "height": 900}), server.pid)
    finally:
        server.terminate()
        server.wait(15)


def measure(page: Page, server: int) -> None:
    """All figures of the Explore page."""
    expect.set_options(timeout=PATIENCE)
    page.set_default_timeout(PATIENCE)
    transferred: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: transferred.append(int(event["encodedDataLength"])))
    _load()
    started = time.perf_counter()
    page.goto(ADDRESS)
    expect(page.locator("#changed")).to_be_visible()
    print(f"First load: {sum(transferred) / 1e6:.2f} MB compressed, shown after {time.perf_counter() - started:.1f} s")
    _until(page, 1)
    taken = np.array([_move(page, n) for n in range(PRESSES)])
    for name, column in (("answer", 0), ("page", 1)):
        middle, slow = np.percentile(taken[:, column], [50, 95])
        print(f"Lever to {name}: p50 {middle:.0f} ms, p95 {slow:.0f} ms over {PRESSES} moves")
    for attempt in range(3):
        _move(page, PRESSES + attempt)
        first = _seconds(lambda: _until(page, 1))
        ten = first + _seconds(lambda: _until(page, 10))
        print(f"First pair: {first:.1f} s, ten pairs: {ten:.1f} s")
    _load()
    before = _memory(server)
    started = time.perf_counter()
    for n in range(CHANGES):
        _move(page, n)
    took, after = time.perf_counter() - started, _memory(server)
    print(f"Memory over {CHANGES} changes in {took:.0f} s: server {before[0]:.0f} to {after[0]:.0f} MB,", end=" ")
    print(f"simulations {before[1]:.0f} to {after[1]:.0f} MB")
    _load()


def _move(page: Page, n: int) -> list[float]:
    """One move of one of two levers; no two of them ask the same question."""
    name, low, steps = ("lever-exit_rate", 0.1, 0.0005) if n % 2 else ("lever-documentation_minutes", 0.5, 0.01)
    page.evaluate("name => { document.getElementById(name).step = 'any'; }", name)
    return [float(ms) for ms in page.evaluate(MOVE, [name, f"{low + steps * (n + 1):.4f}", True])]


def _memory(server: int) -> tuple[float, float]:
    """Megabytes of the server and of its processes."""
    process = psutil.Process(server)
    children = sum(child.memory_info().rss for child in process.children(recursive=True))
    return process.memory_info().rss / 1e6, children / 1e6


def _load() -> None:
    """What else this machine is doing."""
    print(f"Load over the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _until(page: Page, pairs: int) -> None:
    """Wait until so many pairs are on the page."""
    while int(page.inner_text(".told").split()[0]) < pairs:
        page.wait_for_timeout(20)


def _seconds(wait: Callable[[], None]) -> float:
    started = time.perf_counter()
    wait()
    return time.perf_counter() - started


def _wait_for_server() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/static/base.css").close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
