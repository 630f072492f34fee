"""The simulation's own process: plays a show, takes commands from a pipe, and ends when nobody holds the other end.

However the server ends, its end of the pipe is closed by the operating system; the process then reads the end of the
pipe, or can't write to it, and returns.
"""

from __future__ import annotations

import json
import pickle
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from dashboards.live.show import Show, Start
from policies.extensions import load_policy_files

END = {"do": "end"}
IDLE = 1.0
"""Seconds between clock messages while standing still, so that a page can tell that somebody is there."""


def main(pipe: Connection, setup: bytes, start: bytes, policy_files: tuple[str, ...]) -> None:
    """Run until the pipe ends. setup, start: pickled, because policies of one's own must be known before."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends this one
    load_policy_files(policy_files)
    first: Start = pickle.loads(start)

    def send(slot: str, message: dict[str, Any]) -> None:
        pipe.send_bytes(f"{slot}\n{json.dumps(message, separators=(',', ':'), ensure_ascii=False)}".encode())

    try:
        _play(Show(pickle.loads(setup), first, send), pipe, first.rate)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _play(show: Show, pipe: Connection, rate: float) -> None:
    """Let time pass, do what is asked, tell the time."""
    show.tell_clock()
    seen = told = due = time.monotonic()
    while True:
        if pipe.poll(max(due - time.monotonic(), 0.0)):
            command = json.loads(pipe.recv_bytes())
            if command == END:
                return
            show.do(command)
            continue
        now = time.monotonic()
        show.pass_time(now - seen)
        seen, due = now, max(due + 1 / rate, now)  # so many a second on average; nothing is made up for after a pause
        if show.player.playing or now - told >= IDLE:
            show.tell_clock()
            told = now
