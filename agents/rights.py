"""Decision rights: the questions that an organisation answers, and what an answer must be able to do.

Agents ask whoever owns a right; they never ask which organisation they are in. An owner gets the named values of its
own organisation: where two organisations blend or stand side by side, each decides by its own.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import simpy

from sim.journal import Case
from sim.kinds import Function
from sim.settlement import Month

if TYPE_CHECKING:
    from agents.carer import Carer
    from agents.group import Group
    from agents.model import HomeCare

Values = Mapping[str, float]
Process = Generator[simpy.Event, Any, Any]
PlannedBy = Literal["office", "group"]


class Right(StrEnum):
    """What can be decided, by exactly one owner."""

    ASSESS = "assess"
    ADJUST = "adjust"
    ALLOCATE = "allocate"
    ROSTER = "roster"
    DIVIDE = "divide"
    PLAN_DAY = "plan_day"
    COVER = "cover"
    COORDINATE = "coordinate"
    SETTLE = "settle"
    SUPERVISE = "supervise"
    RECRUIT = "recruit"


QUESTIONS = {
    Right.ASSESS: "who grants help at the start, and how long it takes",
    Right.ADJUST: "who changes help when need changes",
    Right.ALLOCATE: "who belongs to whom",
    Right.ROSTER: "who decides who works when",
    Right.DIVIDE: "which kinds of help are given by groups of their own",
    Right.PLAN_DAY: "who decides who visits whom",
    Right.COVER: "what happens when visits have nobody",
    Right.COORDINATE: "how information moves",
    Right.SETTLE: "what is paid for",
    Right.SUPERVISE: "how quality is watched, and who leads",
    Right.RECRUIT: "who hires",
}


class Casework(NamedTuple):
    """Minutes of a visitator in one case of each kind: a first assessment, a reassessment, a return from hospital."""

    first: float = 0.0
    again: float = 0.0
    home: float = 0.0


class Assesses(Protocol):
    """Owner of `assess`."""

    def by_visitators(self, values: Values) -> Casework:
        """What each case takes of visitators; their posts follow (see `agents.staffing`)."""

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        """From referral to the moment at which help may start (it starts the next day)."""

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        """A planned look at whether help still fits; returns the factor granted from the next day on."""

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        """A referral from hospital whose need no longer fits; returns the factor granted from the next day on."""


class Adjusts(Protocol):
    """Owner of `adjust`."""

    def by_visitators(self, values: Values) -> float:
        """Minutes of visitators in an average change of help."""

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        """From a noticed change to adjusted help; returns the factor granted from the next day on."""


class Allocates(Protocol):
    """Owner of `allocate`."""

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """Write the bonds between these citizens and the group's carers."""


class Rosters(Protocol):
    """Owner of `roster`."""

    planned_by: PlannedBy


class Divides(Protocol):
    """Owner of `divide`. divisions: sets of functions, each served by groups of its own; every function in one."""

    divisions: tuple[frozenset[Function], ...]


class PlansDay(Protocol):
    """Owner of `plan_day`."""

    planned_by: PlannedBy


class Covers(Protocol):
    """Owner of `cover`. steps: names of the ways to cover, in the order in which they are tried."""

    steps: tuple[str, ...]


class Coordinates(Protocol):
    """Owner of `coordinate`; its cost comes through named values."""


class Settles(Protocol):
    """Owner of `settle`."""

    def settle(self, month: Month, values: Values) -> int:
        """What the payer pays the provider for a month, in whole oere."""


class Supervises(Protocol):
    """Owner of `supervise`; its cost comes through named values."""


class Recruits(Protocol):
    """Owner of `recruit`. hired_by: whose minutes an attempt takes."""

    hired_by: PlannedBy

    def recruit(self, model: HomeCare, carer: Carer, values: Values) -> Process:
        """From a post that falls vacant to the moment at which somebody begins in it."""
