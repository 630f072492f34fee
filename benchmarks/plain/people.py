"""Who and what a plain day is made of: visits, citizens, groups, and a Mesa agent for each carer."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa
import simpy

from sim.tables import ACTIVITIES

if TYPE_CHECKING:
    from benchmarks.plain.drive import Turn


class Group(SimpleNamespace):
    """A group of carers; its named values (`continuity_weight` and so on) are attributes."""

    row: int
    carers: list[Carer]


NO_GROUP = Group(row=-1, carers=[])
"""Where those called in from outside belong until a group calls them."""


@dataclass(eq=False, slots=True)
class Citizen:
    """A citizen and how well carers know them. known is kept in single precision, as the model keeps it."""

    row: int
    episode: int = 0
    groups: int = 0
    noticed: int = 0
    visits_a_week: float = 0.0
    need: float = 1.0
    changed_at: float = 0.0
    visits: list[Visit] = field(default_factory=list)
    bond: list[float] = field(default_factory=list)
    known: array[float] = field(default_factory=lambda: array("f"))
    known_day: list[int] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Visit:
    """A line of a care plan and its place in today's plan: who makes it, when it starts, how late it may start."""

    row: int
    citizen: Citizen
    group: Group
    partner: Visit | None = None
    function: int = 0
    skill: int = 0
    active: int = 0
    days: int = 0
    early: float = 0.0
    late: float = 0.0
    deadline: float = 0.0
    minutes: float = 0.0
    granted: float = 0.0
    service: float = 0.0
    carer: Carer | None = None
    start: float = 0.0
    latest: float = 0.0


class Carer(mesa.Agent):  # type: ignore[misc]
    """A carer with today's shift, today's route, and where they are on it."""

    group: Group
    grade: int
    mode: int
    engagement: int
    begins: float
    ends: float
    fixed: float
    briefing: float
    planning: float
    casework: float
    supervision: float
    training: float
    recruitment: float
    meeting: float
    slow: float
    person: int
    process: simpy.Process
    turn: Turn

    def __init__(self, model: District, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.route: list[Visit] = []

    def leave_office(self) -> None:
        """At the office, ready to go: the shift's fixed minutes are over."""
        self.stop = 0
        self.free = self.begins + self.fixed
        self.place = self.model.office
        self.waits_since: float | None = None
        self.km = 0.0
        self.minutes = [0.0] * ACTIVITIES

    def leg(self, origin: int, target: int) -> float:
        """Planned minutes between two places; none between two visits at one door."""
        if origin == target:
            return 0.0
        minutes: float = self.model.travel[self.mode][origin][target]
        return minutes

    def familiarity(self, citizen: Citizen, day: int, half_life: float) -> float:
        """How well this carer knows a citizen today."""
        known = citizen.known[self.row]
        return known * math.exp2(-(day - citizen.known_day[self.row]) / half_life) if known else 0.0


class District(mesa.Model):  # type: ignore[misc]
    """Everybody, and the roads between them; the office is the last place."""

    def __init__(self, travel: list[list[list[float]]], distance: list[list[float]], groups: int, carers: int) -> None:
        super().__init__(rng=0)
        self.travel = travel
        self.distance = distance
        self.office = len(distance) - 1
        self.citizens = [Citizen(i) for i in range(self.office)]
        self.groups = [Group(row=g, carers=[]) for g in range(groups)]
        self.carers = [Carer(self, c) for c in range(carers)]
        self.visits: list[Visit] = []

    def at_work(self) -> list[Carer]:
        """Carers on duty today, in the order of their rows."""
        return [carer for carer in self.carers if carer.engagement]
