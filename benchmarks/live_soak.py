"""Hours of live: a real server, a projector in Chromium, forty phones and a client that stalls; memory over time.

`python -m benchmarks.live_soak --minutes 480` plays at ten frames a second in real time. `--rate 200 --frames 288000`
tells the time faster, until as many frames as eight hours have were told; a page draws sixty a second at most and skips
the rest. Whatever a workshop does goes on meanwhile: questions with forty answers, things thrown in, other courses.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import connect

from dashboards.live.begin import Names, begin
from dashboards.server.serve import new_token, serve
from dashboards.server.settings import Settings

PHONES = 40
PORT = int(os.environ.get("PORT", "8754"))
ADDRESS = f"127.0.0.1:{PORT}"
SERVE = "from benchmarks.live_soak import serve_at; serve_at({port}, {rate})"
EVERY = 60.0
FIELDS = (
    *("minute", "load", "server_mb", "simulation_mb", "browser_pss_mb", "heap_mb", "frames", "frames_a_second"),
    *("lag_p50", "lag_p95", "screen_heard", "phones_heard", "phones_lost", "stalled", "voted", "refused"),
    *("server_cpu_s", "simulation_cpu_s", "when"),
)
QUESTION, EVENT, COURSE = 5, 11, 17
"""Minutes between two questions, two things thrown in, two courses."""


class Client:
    """A socket of a phone that comes back by itself, as the page does, and counts."""

    def __init__(self, path: str) -> None:
        self.heard = self.lost = 0
        self._path = path
        threading.Thread(target=self._go, daemon=True).start()

    def _go(self) -> None:
        while True:
            try:
                with connect(f"ws://{ADDRESS}{self._path}", max_size=None) as channel:
                    for _ in channel:
                        self.heard += 1
                        channel.send(".")
            except Exception:
                pass
            self.lost += 1
            time.sleep(1)


class Stalled:
    """A screen that never answers what it is sent; let go by the server, it comes again."""

    def __init__(self) -> None:
        self.times = 0
        threading.Thread(target=self._go, daemon=True).start()

    def _go(self) -> None:
        while True:
            try:
                with connect(f"ws://{ADDRESS}/live/ws", max_size=None, max_queue=1) as channel:
                    self.times += 1
                    channel.recv()
                    while True:
                        channel.recv()
            except Exception:
                time.sleep(1)


def main(
    minutes: Annotated[float, typer.Option(help="How long, in real time.")] = 75,
    rate: Annotated[float, typer.Option(help="Frames a second.")] = 10.0,
    frames: Annotated[int | None, typer.Option(help="End when so many were told.")] = None,
    out: Annotated[Path, typer.Option(help="Where the samples go, one row a minute.")] = Path("soak.csv"),
) -> None:
    """Play for so many minutes and sample memory, frames and lag every minute."""
    path = next(p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name)))
    with _server(rate) as (server, key), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        )
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"http://{ADDRESS}/live?theme=dark&key={key}")
        page.wait_for_selector("#counts-1 b", timeout=1_500_000)
        phones, stalled = [Client("/v/ws") for _ in range(PHONES)], Stalled()
        cookies = [_cookie() for _ in range(PHONES)]
        page.keyboard.press(" ")
        screen = Client("/live/ws")
        _soak(Watched(page, server, phones, stalled, screen, Room(key, cookies)), minutes, frames, out)


class Room:
    """The facilitator and forty voters."""

    def __init__(self, key: str, cookies: list[str]) -> None:
        self.key, self.cookies = key, cookies
        self.asked = self.counted = self.voted = self.refused = 0
        self.seed = 1

    def do(self, **command: Any) -> int:
        return _post("/live/do", command, f"nabolab_facilitator={self.key}")

    def act(self, minute: int) -> None:
        """What happens in this minute of the workshop."""
        if minute % COURSE == COURSE - 1:
            self.seed += 1
            self.do(do="seed", number=self.seed)
            time.sleep(10)
            self.do(do="play")
        if minute % EVENT == EVENT - 1:
            self.do(do="throw", kind=("sick_calls", "discharges")[minute % 2], number=5)
        if minute % QUESTION == 1:
            self.do(do="ask", question="troubled", number=7)
            time.sleep(1)
            number = _number(self.cookies[0])
            for k, cookie in enumerate(self.cookies):
                status = _post("/v/answer", {"n": number, "o": k % 3, "g": "staff"}, cookie)
                self.voted += status == 204
                self.refused += status != 204
            self.do(do="reveal")
            time.sleep(12)
            self.do(do="play")


@dataclass
class Watched:
    """Everybody who is there. server: its process."""

    page: Page
    server: int
    phones: list[Client]
    stalled: Stalled
    screen: Client
    room: Room


def _soak(watched: Watched, minutes: float, enough: int | None, out: Path) -> None:
    """A row a minute until the time is over or so many frames were told."""
    begin = then = time.monotonic()
    browser, rows, last = _browser(), 0, 0
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        while time.monotonic() - begin < minutes * 60 and (enough is None or watched.screen.heard < enough):
            watched.page.wait_for_timeout(max(EVERY - (time.monotonic() - then), 0) * 1000)
            now = time.monotonic()
            row = _sampled(watched, browser)
            row["minute"] = round((now - begin) / 60, 2)
            row["frames_a_second"] = round((row["frames"] - last) / (now - then), 2)
            writer.writerow(row)
            file.flush()
            last, then, rows = row["frames"], now, rows + 1
            watched.room.act(rows)
    print(out.read_text(encoding="utf-8"))


def _sampled(watched: Watched, browser: int) -> dict[str, Any]:
    """Memory in MB, frames, lag in ms, and who has heard what."""
    frames, lags, heap = watched.page.evaluate(
        "() => { if (window.gc) gc(); const l = liveStats.lags.slice(); liveStats.lags.length = 0;"
        " return [liveStats.frames, l, performance.memory.usedJSHeapSize]; }"
    )
    p50, p95 = (round(float(p), 1) for p in np.percentile(lags, (50, 95))) if lags else ("", "")
    simulation = _simulation(watched.server)
    return {
        "load": round(os.getloadavg()[0], 2),
        "server_mb": round(_held(watched.server), 1),
        "simulation_mb": round(_held(simulation), 1),
        "browser_pss_mb": round(sum(_pss(p) for p in _tree(browser)), 1),
        "heap_mb": round(heap / 1e6, 2),
        "frames": frames,
        "lag_p50": p50,
        "lag_p95": p95,
        "screen_heard": watched.screen.heard,
        "phones_heard": sum(p.heard for p in watched.phones),
        "phones_lost": sum(p.lost for p in watched.phones),
        "stalled": watched.stalled.times,
        "voted": watched.room.voted,
        "refused": watched.room.refused,
        "server_cpu_s": round(_busy(watched.server), 1),
        "simulation_cpu_s": round(_busy(simulation), 1),
        "when": watched.page.inner_text("#when"),
    }


def _browser() -> int:
    """The browser that this process started."""
    me = os.getpid()
    for pid in _tree(me):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"chrom" in words[0] and not any(w.startswith(b"--type=") for w in words):
            return pid
    raise RuntimeError("no browser")


def _tree(pid: int) -> list[int]:
    found = [pid]
    for child in _children(pid):
        found += _tree(child)
    return found


def _simulation(server: int) -> int:
    """The simulation's process: the live page's own, last started of the server's."""
    return max(_children(server), key=_started)


def _pss(pid: int) -> float:
    """Megabytes of memory, what is shared divided by who shares it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1000  # type: ignore[index]


def _held(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children(pid: int) -> set[int]:
    out = set()
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            out |= {int(p) for p in file.read_text(encoding="ascii").split()}
        except OSError:
            continue
    return out


def _started(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])


def _busy(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _post(path: str, body: dict[str, Any], cookie: str) -> int:
    request = urllib.request.Request(f"http://{ADDRESS}{path}", json.dumps(body).encode())
    request.add_header("content-type", "application/json")
    request.add_header("cookie", cookie)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)


def _number(cookie: str) -> int:
    request = urllib.request.Request(f"http://{ADDRESS}/v/question", headers={"cookie": cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(json.loads(answer.read())["n"])


def _cookie() -> str:
    with urllib.request.urlopen(f"http://{ADDRESS}/v", timeout=30) as answer:
        return str(answer.headers["set-cookie"]).split(";")[0]


def serve_at(port: int, rate: float) -> None:
    """Serve the shipped district as `nabolab dashboard --share` does, with so many frames a second."""
    live = begin(Names())
    live = replace(live, start=replace(live.start, rate=rate), folder=Path(tempfile.mkdtemp()))
    settings = Settings(port, True, None, new_token(), 1, live)
    serve(settings, False, lambda _: print(f"key={settings.token}", flush=True))


@contextmanager
def _server(rate: float) -> Iterator[tuple[int, str]]:
    code = SERVE.format(port=PORT, rate=rate)
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        for line in running.stdout:
            found = re.search(r"key=(\S+)", line)
            if found:
                yield running.pid, found[1]
                return
        raise RuntimeError("the server did not start")
    finally:
        running.terminate()
        running.wait(20)


if __name__ == "__main__":
    typer.run(main)
