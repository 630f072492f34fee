"""Errands: long jobs about a question that a reader asked for, run where its pairs run and after them.

An errand says which run it wants next and keeps what comes in. Whoever stops looking stops being worked for.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

PATIENCE = 4.0
"""Seconds after which nobody is taken to look at an errand any more."""
MOST_KEPT = 16
"""Errands whose findings are kept; the longest unasked goes first."""


@dataclass(frozen=True)
class Job:
    """One run of an errand: what a process has to call. Equal jobs have the same errand and name."""

    errand: str
    name: Any
    call: Callable[..., Any] = field(compare=False)
    arguments: tuple[Any, ...] = field(compare=False, default=())


class Errand(ABC):
    """What every errand has. digest: of the question that it is about; reason: why it can't go on, if so."""

    kind = ""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        self.cancelled = False
        self.reason = ""
        self.wanted = 0.0
        self.kept = 0

    @property
    def key(self) -> str:
        """The errand's name: one of a kind for each question."""
        return f"{self.digest}-{self.kind}"

    @property
    def stamp(self) -> str:
        """Changes whenever there is more to show."""
        return f"{self.key}-{self.kept}-{int(self.cancelled)}-{int(bool(self.reason))}"

    @abstractmethod
    def next(self, given: Collection[object]) -> Job | None:
        """The next run that is wanted and not among those given out."""

    @abstractmethod
    def keep(self, job: Job, result: Any, reason: str) -> None:
        """Keep what a run found; `reason` says why it found nothing."""


E = TypeVar("E", bound=Errand)


class Errands:
    """All errands. lock: of the work that they are part of; whoever reads what an errand found holds it."""

    def __init__(self, lock: threading.Condition) -> None:
        self.lock = lock
        self.all: OrderedDict[str, Errand] = OrderedDict()

    def ask(self, key: str, make: Callable[[], E]) -> E:
        """The errand of this key, made when nobody asked for it yet; asking again keeps it wanted."""
        with self.lock:
            found = self.all.get(key)
        errand = make() if found is None else found
        with self.lock:
            errand = self.all.setdefault(key, errand)
            self.all.move_to_end(key)
            errand.wanted = time.monotonic()
            while len(self.all) > MOST_KEPT:
                self.all.popitem(last=False)
            self.lock.notify_all()
            return cast(E, errand)

    def cancel(self, key: str, cancelled: bool = True) -> None:
        """Stop an errand, or go on with it."""
        with self.lock:
            if key in self.all:
                self.all[key].cancelled = cancelled
                self.lock.notify_all()

    def next(self, digest: str, given: Collection[object]) -> Job | None:
        """The next run of the errands about a question."""
        now = time.monotonic()
        for errand in list(self.all.values()):
            if errand.digest != digest or errand.cancelled or errand.reason or now - errand.wanted > PATIENCE:
                continue
            try:
                job = errand.next(given)
            except Exception as error:  # a mistake of ours must not end the thread that hands out work
                logging.getLogger(__name__).exception("an errand failed")
                errand.reason = f"{type(error).__name__}: {error}"
                continue
            if job is not None:
                return job
        return None

    def keep(self, job: Job, result: Any, reason: str) -> None:
        """Hand a run's result to its errand, if that is still kept."""
        errand = self.all.get(job.errand)
        if errand is not None:
            errand.kept += 1
            errand.keep(job, result, reason)
