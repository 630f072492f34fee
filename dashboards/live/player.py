"""The clock of the live page: which minute of which day the room sees, as real time passes and a facilitator plays."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.live.race import Race

MORNING, NIGHT = 150.0, 1170.0
"""Minutes after 04:00 between which a day is shown (06:30 to 23:30); the night's visits count in its totals."""
SPEEDS = (10, 60, 240, 960)
"""Simulated minutes a second."""
STEP = 15.0


@dataclass
class Player:
    """Plays the days of a race. day: the one that is shown, simulated already; until: the day before whose morning it
    stops, where a question is to be answered."""

    race: Race
    day: int = 0
    minute: float = MORNING
    playing: bool = False
    speed: int = 60
    until: int | None = None

    def pass_time(self, seconds: float) -> bool:
        """Let real time pass; returns whether another day is shown now."""
        if not self.playing:
            return False
        self.minute += seconds * self.speed
        if self.minute < NIGHT:
            return False
        return self.next_day()

    def next_day(self) -> bool:
        """The next morning; at the end, or where it is to stop, stay at night and pause. Returns whether it moved."""
        if self.race.over or self.day + 1 == self.until:
            self.minute, self.playing, self.until = NIGHT, False, None
            return False
        self.race.go_to(self.day + 2)
        self.day, self.minute = self.day + 1, MORNING
        return True

    def step(self, forward: bool) -> None:
        """A quarter of an hour on or back within the day; stops playing."""
        self.playing = False
        moved = self.minute + (STEP if forward else -STEP)
        self.minute = min(max(moved, MORNING), NIGHT)

    def jump(self, days: int) -> None:
        """So many mornings on, as far as there are days."""
        for _ in range(days):
            if not self.next_day():
                break

    @property
    def whole(self) -> bool:
        """Whether the room has seen the day to its end."""
        return self.minute >= NIGHT
