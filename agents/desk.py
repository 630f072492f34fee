"""Posts beside the carers: visitators, planners, leaders, coaches, the office. Cases queue and are worked on there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa
import simpy

from agents.rights import Process
from sim.clock import DAY, OfficeHours, minute_of_day, ticks
from sim.journal import Case, OfficeWork

if TYPE_CHECKING:
    from agents.model import HomeCare

OPENS = minute_of_day(8)
WORKING_DAYS = 5
SHORTEST = 30.0
"""Minutes that a desk with any post is open a day."""


class Desk(mesa.Agent):  # type: ignore[misc]
    """So many posts of one role. A part post is a desk that closes earlier.

    paid: minutes a working day; worked: minutes spent on cases, by day and activity. What is left of a paid day is the
    role's own duty (leading, coaching, general duties); what exceeds it is paid as well. regime: who pays.
    """

    def __init__(
        self,
        model: HomeCare,
        role: str,
        posts: float,
        hours_a_week: float,
        duty: str,
        regime: int = 0,
        most: float = 0.0,
    ) -> None:
        """most: posts that the desk may come to have during a run."""
        super().__init__(model)
        self.role = role
        self.duty = duty
        self.regime = regime
        self.worked: dict[int, dict[str, float]] = {}
        self._day = hours_a_week * 60 / WORKING_DAYS
        self.seats = simpy.Resource(model.env, capacity=max(math.ceil(max(posts, most)), 1))
        self.staff(posts)

    def staff(self, posts: float, most: float = 0.0) -> None:
        """So many posts from now on, at most so many later. Each seat is open for its share of what is paid.

        Where there are too few seats, there are others for cases to come; those that wait are worked on where they are.
        """
        needed = math.ceil(max(posts, most))
        if needed > self.seats.capacity:
            self.seats = simpy.Resource(self.model.env, capacity=needed)
        self.paid = ticks(posts * self._day)
        each = ticks(min(max(self.paid / self.seats.capacity, SHORTEST), DAY - OPENS))
        self.hours = OfficeHours(OPENS, OPENS + each)

    def handle(self, case: Case, minutes: float, activity: str) -> Process:
        """A case waits for a free seat and for the office to open, is worked on, and leaves."""
        case.queued += yield from self.receive(minutes, activity)

    def receive(self, minutes: float, activity: str) -> Process:
        """Wait for a seat, work, leave; returns the minutes waited until work began (closed hours included)."""
        env = self.model.env
        asked = env.now
        with self.seats.request() as turn:
            yield turn
            begun = self.hours.next_open(env.now)
            for day, worked in self.hours.worked(env.now, ticks(minutes)):
                self.book(day, activity, worked)
            yield env.timeout(self.hours.after(env.now, ticks(minutes)) - env.now)
        return begun - asked

    def book(self, day: int, activity: str, minutes: float) -> None:
        """Minutes of this role spent on a day."""
        today = self.worked.setdefault(day, {})
        today[activity] = today.get(activity, 0.0) + minutes

    def close(self, day: int) -> None:
        """Write the day's paid minutes to the journal: cases by activity, the rest as the role's own duty."""
        office = self.model.journal.office
        paid = self.paid if self.hours.is_working_day(day) else 0.0
        spent = self.worked.pop(day, {})
        for activity, minutes in spent.items():
            office.append(OfficeWork(day, self.role, activity, minutes, self.regime))
        rest = paid - sum(spent.values())
        if rest > 0:
            office.append(OfficeWork(day, self.role, self.duty, rest, self.regime))
