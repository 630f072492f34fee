"""The journal: columnar tables to which a run only ever appends. Every measure is a pure function of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.tables import ACTIVITIES, NOTICE, SHIFT, VISIT, DayRecord, FloatArray, Table

ROOM = 1.15
"""First allowance for rows beyond the visits of the care plans; tables grow when it isn't enough."""


class OfficeWork(NamedTuple):
    """Paid minutes of a post beside the carers on one day. regime: whose post it is; MUNICIPAL for the payer's."""

    day: int
    role: str
    activity: str
    minutes: float
    regime: int = 0


MUNICIPAL = -1


class Payment(NamedTuple):
    """What the payer settled with a provider for the month that ended on this day, in whole oere."""

    day: int
    regime: int
    oere: int


class Expense(NamedTuple):
    """What a provider spends on things, not hours: premises, systems, courses; in whole oere.

    An expense of the item `deficit_covered` is no cost: it is what the provider's owner gives towards a deficit.
    """

    day: int
    regime: int
    item: str
    oere: int


@dataclass
class Case:
    """Something that had to be decided: a referral, a changed need, a planned reassessment, a return from hospital.
    Times on the model's clock.

    arose: when help was first needed, or the need changed; reported: when somebody noticed; queued: minutes a case
    waited for a visitator; settled: when help had followed (NaN while open).
    """

    kind: str
    citizen: int
    arose: float
    reported: float = math.nan
    queued: float = 0.0
    settled: float = math.nan


@dataclass
class Stay:
    """A stay in hospital. admitted: a day on the clock; discharged: a minute on it, NaN while it lasts or where it
    ended otherwise."""

    citizen: int
    admitted: int
    cause: str
    again: bool
    discharged: float = math.nan


class Ending(NamedTuple):
    """A course of help that ended: death, nursing home, or no need any more. since: the day on which help began."""

    day: int
    citizen: int
    cause: str
    personal: bool
    since: int


class Wait(NamedTuple):
    """Days without any help although it was needed: from the need to the first visit. minutes: needed a day."""

    citizen: int
    first_day: int
    last_day: int
    minutes: float


@dataclass
class Employment:
    """One person in one post. left: the first day on which the post was empty (a large number while employed)."""

    post: int
    group: int
    grade: int
    contract: float
    hired: int
    left: int = 1 << 30
    cause: str = ""


class Event(NamedTuple):
    """Something that happens once to a provider: a change that begins, insolvency, handover."""

    day: int
    regime: int
    kind: str


class StaffDay(NamedTuple):
    """How the carers of a regime are on one day: posts, people in them, mean strain, mean autonomy, and groups in
    conflict."""

    day: int
    regime: int
    posts: int
    people: int
    strain: float
    autonomy: float
    groups: int
    conflicts: int


class CitizenDay(NamedTuple):
    """How the citizens of a regime are on one day: those in help, those of them with personal care, in hospital, mean
    need and mean trust of those with personal care, falls, and acute calls that the acute round answered."""

    day: int
    regime: int
    served: int
    personal: int
    away: int
    need: float
    trust: float
    falls: int
    rounds: int


class Journal:
    """Growing tables of one run: visits, shifts with their minutes by activity, office work and cases."""

    def __init__(self, lines: int, people: int, days: int, visits_a_day: float = 0.0) -> None:
        self._visits = np.zeros(int(visits_a_day * days * ROOM) + 2 * lines, VISIT)
        self._shifts = np.zeros(people * min(days, 400), SHIFT)
        self._minutes = np.zeros((len(self._shifts), ACTIVITIES))
        self._notices = np.zeros(lines + 1, NOTICE)
        self._lines = lines
        self._people = people
        self.days = days
        self.n_visits = 0
        self.n_shifts = 0
        self.planned = np.zeros(days, np.int64)
        self.office: list[OfficeWork] = []
        self.cases: list[Case] = []
        self.payments: list[Payment] = []
        self.expenses: list[Expense] = []
        self.stays: list[Stay] = []
        self.endings: list[Ending] = []
        self.waits: list[Wait] = []
        self.employments: list[Employment] = []
        self.events: list[Event] = []
        self.staff_days: list[StaffDay] = []
        self.citizen_days: list[CitizenDay] = []

    @property
    def visits(self) -> Table:
        """All visit rows so far (VISIT)."""
        return self._visits[: self.n_visits]

    @property
    def shifts(self) -> Table:
        """All shift rows so far (SHIFT)."""
        return self._shifts[: self.n_shifts]

    @property
    def minutes(self) -> FloatArray:
        """Minutes by activity of each shift row (shifts, activities)."""
        return self._minutes[: self.n_shifts]

    def room_for(self, people: int) -> None:
        """From now on a day may have shifts of so many people."""
        self._people = max(self._people, people)

    def blank(self) -> DayRecord:
        """Room for another day; rows become part of the journal through `wrote`."""
        if self.n_visits + 2 * self._lines > len(self._visits):
            self._visits = np.concatenate([self._visits, np.zeros(len(self._visits) // 4 + 2 * self._lines, VISIT)])
        if self.n_shifts + 2 * self._people > len(self._shifts):
            self._shifts = np.concatenate([self._shifts, np.zeros(len(self._shifts) // 4 + 2 * self._people, SHIFT)])
            self._minutes = np.concatenate(
                [self._minutes, np.zeros((len(self._shifts) - len(self._minutes), ACTIVITIES))]
            )
        return DayRecord(
            self._visits[self.n_visits :], self._shifts[self.n_shifts :], self._minutes[self.n_shifts :], self._notices
        )

    def wrote(self, visits: int = 0, shifts: int = 0) -> None:
        """So many rows of the last blank were filled."""
        self.n_visits += visits
        self.n_shifts += shifts
