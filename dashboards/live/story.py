"""What a page is told: once what stands still, then whatever a day brings, complete each time.

Each message replaces the one before it of its kind, so nobody who misses some is left with half a picture.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

from dashboards.live.became import became
from dashboards.live.daylog import day_log
from dashboards.live.doors import WINDOW, Strip, door_strip
from dashboards.live.events import LiveEvent
from dashboards.live.followed import Followed
from dashboards.live.race import Race
from dashboards.live.running import LINES, running

OF = 100
"""Seeds that a workshop may flick through: the run shown is one of so many possible courses."""
SHOWN = 84
"""Days that the lines show."""
PER_KM = 100
"""Homes are told in tens of metres."""


class Story:
    """The race of one seed as pages are told it, day after day. shown: the day that is shown."""

    def __init__(self, race: Race, followed: int | None = None) -> None:
        """followed: row of the citizen that is followed from the start, if it is one of those offered."""
        self.race = race
        self.warm_up = race.setup.scenario.warm_up_days
        self.followed = race.offered[0] if followed is None else race.offered_as(followed) or race.offered[0]
        self.lines = [{key: deque[float](maxlen=SHOWN) for key in LINES} for _ in race.models]
        for day in range(max(self.warm_up - WINDOW, 0), race.models[0].today):
            self._take_in(day)
        self._see()

    @property
    def shown(self) -> int:
        """The day last simulated."""
        return self.race.day - 1

    def after_a_day(self) -> None:
        """Take in the day that has just been simulated."""
        self._take_in(self.warm_up + self.shown)
        self._see()

    def follow(self, citizen: int) -> None:
        """Follow another of those offered."""
        self.followed = self.race.offered_as(citizen) or self.followed

    def _take_in(self, day: int) -> None:
        for model, lines in zip(self.race.models, self.lines, strict=True):
            for key, value in running(model, day).items():
                lines[key].append(value)

    def _see(self) -> None:
        """Look at today while its state is there."""
        day = self.warm_up + self.shown
        pairs = zip(self.race.models, self.race.queues, strict=True)
        self._logs = (
            [day_log(model, day, queue.of_today()).packed() for model, queue in pairs] if self.shown >= 0 else []
        )

    def setup(self) -> dict[str, Any]:
        """What stands still: the place, the two organisations, whom one may follow."""
        scenario, citizens = self.race.setup.scenario, self.race.models[0].world.citizens
        places = [(citizens[axis] * PER_KM).round().astype(int).tolist() for axis in ("x", "y")]
        return {
            "k": "setup",
            "seed": self.race.seed,
            "of": OF,
            "scenario": scenario.title,
            "horizon": scenario.horizon_days,
            "arms": [{"name": arm.name, "title": arm.title} for arm in self.race.setup.arms],
            "homes": [c for pair in zip(*places, strict=True) for c in pair],
            "office": [round(scenario.office.x_km * PER_KM), round(scenario.office.y_km * PER_KM)],
            "places": [
                [s.name, s.kind, round(s.x_km * PER_KM), round(s.y_km * PER_KM), round(s.radius_km * PER_KM)]
                for s in scenario.settlements
            ],
            "offered": [{"citizen": f.citizen, "name": f.name} for f in self.race.offered],
        }

    def today(self) -> dict[str, Any]:
        """All that a day brings: logs, running lines, door strips, what was thrown in."""
        strips = [self._strip(model, self.followed) for model in self.race.models]
        return {
            "k": "day",
            "seed": self.race.seed,
            "day": self.shown,
            "logs": self._logs,
            "groups": [self._groups(model) for model in self.race.models],
            "lines": [{key: [_short(v) for v in line] for key, line in lines.items()} for lines in self.lines],
            "followed": {"citizen": self.followed.citizen, "name": self.followed.name},
            "doors": [{"days": s.days, "faces": s.faces, "new": s.new, "unmade": s.unmade} for s in strips],
            "events": [e.model_dump(exclude_none=True) for e in self.race.events],
            "became": [self._became(event) for event in self.race.events],
        }

    def _became(self, event: LiveEvent) -> list[dict[str, Any] | None]:
        """What became of an event in each world so far."""
        return [became(model, event, self.shown) for model in self.race.models]

    def _strip(self, model: Any, followed: Followed) -> Strip:
        last = self.warm_up + self.shown
        return door_strip(model.journal, followed.citizen, followed.episode, max(last - WINDOW + 1, 0), last)

    def _groups(self, model: Any) -> list[int]:
        """Groups that bring the followed citizen help, the one of their personal care first."""
        groups = model.formation.group_of[self.followed.citizen].tolist()
        return list(dict.fromkeys(int(g) for g in groups))


def _short(value: float) -> float | None:
    """A value as a page needs it; None where undefined."""
    return None if math.isnan(value) else round(value, 2)
