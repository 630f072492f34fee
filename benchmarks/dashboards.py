"""How fast the dashboards are: a real server, a real headless Chromium, p50 and p95 printed.

Lever to repainted: from the key press to the page that shows the change (chips, hash, what is known about the new
question). First pair and ten pairs: from the change to real paired runs of it on the page. First load: bytes over the
network, compressed. Memory: of the server, before and after many changes.
"""

from __future__ import annotations

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
PRESSES = 30
CHANGES = 200
PATIENCE = 120_000


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
    transferred: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: transferred.append(int(event["encodedDataLength"])))
    started = time.perf_counter()
    page.goto(ADDRESS)
    expect(page.locator("#changed")).to_be_visible()
    print(f"First load: {sum(transferred) / 1e6:.2f} MB compressed, shown after {time.perf_counter() - started:.1f} s")
    expect(page.locator("#row-carers_14")).to_be_visible()
    taken = [_lever(page, n) for n in range(PRESSES)]
    middle, slow = np.percentile(taken, [50, 95])
    print(f"Lever to repainted: p50 {middle:.0f} ms, p95 {slow:.0f} ms over {PRESSES} presses")
    page.evaluate("document.activeElement.blur()")
    for pairs in (1, 10):
        page.goto(f"{ADDRESS}&exit_rate={0.2 + pairs / 1000:.3f}")
        print(f"First {pairs} pairs: {_seconds(lambda pairs=pairs: _until(page, pairs)):.1f} s")  # type: ignore[misc]
    before = psutil.Process(server).memory_info().rss
    for n in range(CHANGES):
        page.goto(f"{ADDRESS}&documentation_minutes={1 + n / 100:.2f}")
        expect(page.locator("#provenance")).to_be_visible()
    after = psutil.Process(server).memory_info().rss
    print(f"Memory of the server: {before / 1e6:.0f} MB, after {CHANGES} more changes {after / 1e6:.0f} MB")


def _lever(page: Page, n: int) -> float:
    """Milliseconds from a key press on a lever to the hash of the new question on the page."""
    old = page.inner_text("#provenance")
    return float(
        page.evaluate(
            """async ([old, name]) => {
                const lever = document.getElementById(name);
                const start = performance.now();
                lever.stepUp(1);
                lever.dispatchEvent(new Event("input", { bubbles: true }));
                lever.dispatchEvent(new Event("change", { bubbles: true }));
                while (document.getElementById("provenance").textContent === old)
                    await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                return performance.now() - start;
            }""",
            [old, "lever-sickness_share" if n % 2 else "lever-orientation_minutes"],
        )
    )


def _until(page: Page, pairs: int) -> None:
    """Wait until so many pairs are on the page."""
    while int(page.inner_text(".told").split()[0]) < pairs:
        page.wait_for_timeout(50)


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
