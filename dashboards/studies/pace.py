"""How long a study that is being written still takes, by the pace at which its runs were seen to finish."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from dashboards.words.catalogue import Words
from experiments.study.store import Counts

WINDOW = 180.0
"""Seconds that are looked back."""
SOONEST = 3.0
"""Seconds to have watched before anything is said."""
MOST = 64
"""Studies that are kept in mind."""


@dataclass
class Pace:
    """What was seen of each study: moments (seconds of any clock) with how many runs had finished."""

    seen: dict[Path, deque[tuple[float, int]]] = field(default_factory=dict)

    def left(self, folder: Path, counts: Counts, now: float) -> float | None:
        """Seconds left; None while too little was seen. Call it at each look while the study is being written."""
        sightings = self.seen.setdefault(folder, deque())
        finished = counts.done + counts.failed
        if sightings and finished < sightings[-1][1]:
            sightings.clear()  # another study of that name
        sightings.append((now, finished))
        while len(sightings) > 2 and sightings[1][0] < now - WINDOW:
            sightings.popleft()
        while len(self.seen) > MOST:
            self.seen.pop(next(iter(self.seen)))
        first, before = sightings[0]
        if finished == before or now - first < SOONEST:
            return None
        return counts.pending * (now - first) / (finished - before)

    def forget(self, folder: Path) -> None:
        """Nobody writes to it any more: a pause is no pace."""
        self.seen.pop(folder, None)


def told_time(seconds: float, say: Words) -> str:
    """Seconds as readers say them, never too exact: under a minute, minutes, hours and minutes."""
    minutes = math.ceil(seconds / 60)
    if minutes <= 1:
        return say("studies.progress.under_a_minute")
    if minutes < 60:
        return say("studies.progress.minutes", minutes=minutes)
    return say("studies.progress.hours", hours=minutes // 60, minutes=minutes % 60)
