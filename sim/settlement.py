"""Settlement: the months of a run, and what a month holds that a rule of payment may look at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sim.clock import YEAR_DAYS
from sim.kinds import Function, Status
from sim.tables import Table

OERE = 100
MONTHS = 12
MONTH_DAYS = YEAR_DAYS / MONTHS


@dataclass(frozen=True)
class Month:
    """What a provider did in a month (or the part of one at either end of a run), both days included.

    delivered: minutes of planned help given; granted: minutes granted in planned visits, each visit once, where it
    ended; citizens: those in help on the last day; price_factor: what a shock makes of the usual price. usual: minutes
    that those in help on the last day, and not in hospital, are granted in so many days at need 1; courses: how many of
    them are in each band of weekly hours; course_hours: weekly hours of each band's average course, as it was agreed.
    """

    first_day: int
    last_day: int
    delivered: float
    granted: float
    citizens: int
    price_factor: float = 1.0
    usual: float = 0.0
    courses: tuple[int, ...] = ()
    course_hours: tuple[float, ...] = ()

    @property
    def days(self) -> int:
        return self.last_day - self.first_day + 1

    @property
    def share(self) -> float:
        """How much of an average month it is: what is paid by the month is paid in this proportion."""
        return self.days / MONTH_DAYS


def months(warm_up_days: int, days: int) -> dict[int, int]:
    """First day of each month by its last day, twelve a year. The measured time begins with a month.

    What doesn't fill a month, before the measured time and at the end of the run, is settled as a part of one.
    """
    reach = days // int(MONTH_DAYS) + 1
    edges = {warm_up_days + (m * YEAR_DAYS + MONTHS // 2) // MONTHS for m in range(-reach, reach + 1)}
    inside = sorted({0, days} | {e for e in edges if 0 < e < days})
    return {after - 1: first for first, after in pairwise(inside)}


def planned_minutes(visits: Table) -> tuple[float, float]:
    """Minutes of planned help given, and granted; acute calls and assessments are not settled."""
    planned = visits["function"] <= Function.NURSING
    stays = planned & (visits["status"] != Status.MOVED)
    return float(visits["care"][planned].sum()), float(visits["granted"][stays].sum())


def by_the_hour(minutes: float, price: float) -> int:
    """Whole oere for so many minutes at a price per hour."""
    return round(minutes / 60 * price * OERE)
