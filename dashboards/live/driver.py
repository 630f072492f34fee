"""The server's side of the simulation: starts its process, hands commands on, hears messages, starts it again."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from dashboards.live import simulation
from dashboards.live.events import LiveEvent
from dashboards.live.player import MORNING
from dashboards.live.race import Setup
from dashboards.live.show import Start
from dashboards.live.workshop import Round
from experiments.pool import main_left_alone
from policies.extensions import loaded_files

Heard = Callable[[str, str], None]
FAILURES, WITHIN = 3, 60.0
"""A simulation that has broken so often in so many seconds isn't started again."""
GRACE = 5.0


class Driver:
    """One simulation process. heard: called from a thread with the slot and the text of every message; the slot
    `broken` tells that the process has ended though nobody asked it to, and whether another has been started."""

    def __init__(self, setup: Setup, start: Start, heard: Heard) -> None:
        self._setup = setup
        self._start = start
        self._heard = heard
        self._stopping = False
        self._failed: list[float] = []
        self._lock = threading.Lock()
        self._pipe: Connection | None = None
        self._process: Any = None

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process and listen to it."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        files = tuple(file.path for file in loaded_files())
        arguments = (theirs, pickle.dumps(self._setup), pickle.dumps(self._start), files)
        self._process = context.Process(target=simulation.main, args=arguments, daemon=True, name="nabolab-live")
        with main_left_alone(self._setup.arms[0]):
            self._process.start()
        theirs.close()
        self._pipe = ours
        threading.Thread(target=self._listen, args=(ours,), daemon=True, name="nabolab-live-listener").start()

    @property
    def now(self) -> Start:
        """Where the race is: from here it is started again, with the same days to the last bit."""
        return self._start

    def command(self, **words: Any) -> None:
        """Hand on a command; lost when the process has just broken."""
        if words["do"] == "speed":
            self._start = replace(self._start, speed=words["number"])
        with self._lock:
            if self._pipe is None:
                return
            try:
                self._pipe.send_bytes(json.dumps(words).encode())
            except OSError:
                return

    def stop(self) -> None:
        """End the process."""
        self._stopping = True
        self.command(**simulation.END)
        if self._process is not None:
            self._process.join(GRACE)
            if self._process.is_alive():
                self._process.kill()

    def _listen(self, pipe: Connection) -> None:
        while True:
            try:
                slot, _, text = pipe.recv_bytes().decode().partition("\n")
            except (EOFError, OSError):
                break
            if slot == "state":
                self._remember(json.loads(text))
            elif slot == "clock":
                self._remember_time(json.loads(text))
            self._heard(slot, text)
        if not self._stopping:
            self._start_again()

    def _remember_time(self, clock: dict[str, Any]) -> None:
        """The minute of the day that is shown."""
        if (clock["seed"], clock["day"]) == (self._start.seed, self._start.days - 1):
            self._start = replace(self._start, minute=clock["minute"])

    def _remember(self, state: dict[str, Any]) -> None:
        """From where to go on, should the process break."""
        same = (state["seed"], state["days"]) == (self._start.seed, self._start.days)
        self._start = replace(
            self._start,
            minute=self._start.minute if same else MORNING,
            seed=state["seed"],
            days=state["days"],
            followed=state["followed"],
            events=tuple(LiveEvent.model_validate(e) for e in state["events"]),
            rounds=tuple(Round.model_validate(r) for r in state["rounds"]),
        )

    def _start_again(self) -> None:
        """The same seed and events give the same days, so the room goes on where it was."""
        now = time.monotonic()
        self._failed = [t for t in self._failed if now - t < WITHIN] + [now]
        again = len(self._failed) < FAILURES
        self._heard("broken", json.dumps({"again": again}))
        if again:
            self.start()
