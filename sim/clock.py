"""The only clock: minutes since 04:00 on the first day, a Monday. Days begin at 04:00, so no route crosses their edge.

The rule for the edge, written once: minute t belongs to day `t // DAY`, so 04:00 sharp is the first minute of the new
day; only the night shift, which begins at 23:00, stays with its day as a whole. SimPy's `run(until=t)` stops before t,
hence a day is finished by running until the first minute of the next one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.kernel import kernel

DAY = 1440.0
WEEK_DAYS = 7
CYCLE_DAYS = 14
"""Rosters and care plans repeat every fortnight: every second weekend on duty, cleaning every second week."""
DAY_STARTS_AT = 240.0
YEAR_DAYS = 365
TICK = 1.0 / 64.0
"""All durations are multiples of 1/64 minute: sums are then exact in binary, and books balance to the last bit."""


def minute_of_day(hours: int, minutes: int = 0) -> float:
    """Minutes after 04:00 of a wall-clock time, e.g. 07:00 -> 180."""
    return (hours * 60 + minutes - DAY_STARTS_AT) % DAY


DAY_SHIFT = minute_of_day(7)
EVENING_SHIFT = minute_of_day(15)
NIGHT_SHIFT = minute_of_day(23)
"""When shifts begin. A night belongs to the day on which it begins, so its minutes go beyond 1440."""


def wall_clock(minute: float) -> str:
    """The wall-clock time of a simulated minute, e.g. 180 -> '07:00'."""
    total = int(minute % DAY + DAY_STARTS_AT) % int(DAY)
    return f"{total // 60:02d}:{total % 60:02d}"


def day_of(minute: float) -> int:
    """The operational day that a minute belongs to."""
    return int(minute // DAY)


def is_weekend(day: int) -> bool:
    """Saturday or Sunday; day 0 is a Monday."""
    return day % WEEK_DAYS >= 5


@kernel
def ticks(minutes: float) -> float:
    """Round a duration to the tick, half up."""
    return math.floor(minutes / TICK + 0.5) * TICK


@dataclass(frozen=True)
class OfficeHours:
    """When an office works: `opens` to `closes` (minutes of the operational day) on working days.

    `OfficeHours.always()` never closes, which is what queueing formulas assume.
    """

    opens: float
    closes: float
    weekends: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise ValueError(f"office hours must lie within a day, got {self.opens} to {self.closes}")

    @classmethod
    def always(cls) -> OfficeHours:
        return cls(0.0, DAY, weekends=True)

    def is_working_day(self, day: int) -> bool:
        return self.weekends or not is_weekend(day)

    def next_open(self, minute: float) -> float:
        """The first minute at or after `minute` at which the office works."""
        day = day_of(minute)
        if self.is_working_day(day):
            within = minute - day * DAY
            if within < self.opens:
                return day * DAY + self.opens
            if within < self.closes:
                return minute
        day += 1
        while not self.is_working_day(day):
            day += 1
        return day * DAY + self.opens

    def after(self, minute: float, work: float) -> float:
        """When `work` minutes are done that start at `minute` and pause while the office is closed."""
        days = self.worked(minute, work)
        day, last = days[-1]
        return (self.next_open(minute) if len(days) == 1 else day * DAY + self.opens) + last

    def worked(self, minute: float, work: float) -> list[tuple[int, float]]:
        """The days on which `work` minutes that start at `minute` are done, with the minutes of each."""
        now = self.next_open(minute)
        left = day_of(now) * DAY + self.closes - now
        out = []
        while work > left:
            out.append((day_of(now), left))
            work -= left
            now = self.next_open((day_of(now) + 1) * DAY)
            left = self.closes - self.opens
        return [*out, (day_of(now), work)]

    def working_days_later(self, minute: float, days: float) -> float:
        """The minute that many working days of this office after `minute` (fractions are fractions of its hours)."""
        return self.after(minute, days * (self.closes - self.opens))


WORKING_DAY = OfficeHours(minute_of_day(8), minute_of_day(16))
"""Hours in which letters are read and visits are booked, Monday to Friday."""
