"""Who came to the door: four weeks of visits to three citizens, the same three in both organisations.

The three are chosen by a rule that favours neither: citizens with help on every day in both are ranked by the average
over both of how many different carers came, and those at 10, 50 and 90 % of the ranks are shown. Ranked by one
organisation alone, an extreme citizen would look less extreme in the other whatever that one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from experiments.question import Question
from experiments.run import model_of
from policies.arm import Arm
from sim.journal import Journal
from sim.kinds import Status
from sim.scenario import Scenario
from sim.tables import LINES, PERSONAL_LINES, SECOND_CARER, Table

DAYS = 28
RANKS = (10, 50, 90)
Person = tuple[int, int]
"""A citizen's course of help: citizen and episode."""


class Face(StrEnum):
    """Who a visit was by, seen by the citizen: by how many of these weeks' visits the carer made, or never before."""

    OWN = "own"
    SECOND = "second"
    THIRD = "third"
    SEEN = "seen"
    NEW = "new"
    MISSED = "missed"


class DoorVisit(NamedTuple):
    """A visit. day: 0 to 27; minute: when it began, after 04:00, NaN if nobody came; carer: 1 for the one who came most
    often, 0 if nobody came; late: after its window."""

    day: int
    minute: float
    carer: int
    face: Face
    late: bool


@dataclass(frozen=True)
class Door:
    """Four weeks at one citizen's door."""

    visits: tuple[DoorVisit, ...]

    @property
    def faces(self) -> int:
        """Different carers who came."""
        return len({v.carer for v in self.visits} - {0})

    def count(self, face: Face) -> int:
        """Visits of a kind."""
        return sum(v.face == face for v in self.visits)


@dataclass(frozen=True)
class Citizen:
    """One of the three: their rank, and their door in both arms."""

    number: int
    rank: int
    a: Door
    b: Door


@dataclass(frozen=True)
class Doors:
    """The three citizens (fewer where fewer have help every day); seed: of the runs; of: how many were ranked."""

    citizens: tuple[Citizen, ...]
    seed: int
    of: int


def doors(question: Question, seed: int) -> Doors:
    """Both arms' first four measured weeks. Raises InputError when an arm can't work in the question's scenario.

    Only these weeks are simulated: what comes later can't change them.
    """
    world = question.world(seed)
    short = Scenario.model_validate({**world.model_dump(), "horizon_days": min(DAYS, world.horizon_days)})
    at_a, at_b = (at_the_doors(_journal(short, arm, seed), short.warm_up_days) for arm in (question.a, question.b))
    return Doors(tuple(chosen(at_a, at_b)), seed, len(at_a.keys() & at_b.keys()))


def chosen(at_a: Mapping[Person, Door], at_b: Mapping[Person, Door]) -> list[Citizen]:
    """The citizens at the ranks, by the average over both arms; ties go to the lower number."""
    both = sorted(at_a.keys() & at_b.keys())
    if not both:
        return []
    mean = np.array([(at_a[p].faces + at_b[p].faces) / 2 for p in both])
    order = np.argsort(mean, kind="stable")
    places = dict.fromkeys(round(rank / 100 * (len(both) - 1)) for rank in RANKS)
    ranks = RANKS if len(places) == len(RANKS) else RANKS[: len(places)]
    persons = [both[int(order[place])] for place in places]
    return [Citizen(p[0], rank, at_a[p], at_b[p]) for p, rank in zip(persons, ranks, strict=True)]


def at_the_doors(journal: Journal, first: int, days: int = DAYS) -> dict[Person, Door]:
    """The door of every citizen who had visits planned on each of the days from `first` on."""
    rows = _in_time(journal.visits, first + days)
    found: dict[Person, Door] = {}
    persons = rows["citizen"].astype(np.int64) << 32 | rows["episode"]
    for part in np.split(rows, np.flatnonzero(np.diff(persons)) + 1):
        window = part[part["day"] >= first]
        if len(np.unique(window["day"])) == days:
            before = set(part["person"][part["day"] < first].tolist())
            found[int(part["citizen"][0]), int(part["episode"][0])] = _door(window, before, first)
    return found


def _in_time(visits: Table, until: int) -> Table:
    """Visits before a day, by person and time; moved ones and second carers of shared visits left out."""
    place = visits["line"] % LINES
    second = (place >= SECOND_CARER) & (place < SECOND_CARER + PERSONAL_LINES)
    rows: Table = visits[(visits["day"] < until) & (visits["status"] != Status.MOVED) & ~second]
    planned = np.where(np.isnan(rows["start"]), rows["late_after"], rows["start"])
    ordered: Table = rows[np.lexsort((planned, rows["day"], rows["episode"], rows["citizen"]))]
    return ordered


def _door(window: Table, before: set[int], first: int) -> Door:
    ranks = _ranks(window["person"].tolist())
    known = set(before)
    visits = []
    for row in window:
        who = int(row["person"])
        face = Face.MISSED if who < 0 else Face.NEW if who not in known else _face(ranks[who])
        known.add(who)
        late = int(row["status"]) == Status.LATE
        visits.append(DoorVisit(int(row["day"]) - first, float(row["start"]), ranks.get(who, 0), face, late))
    return Door(tuple(visits))


def _ranks(persons: Sequence[int]) -> dict[int, int]:
    """Carers by how often they came, 1 for the most frequent; of two alike, whoever came first."""
    came = [p for p in persons if p >= 0]
    order = sorted(dict.fromkeys(came), key=lambda p: (-came.count(p), came.index(p)))
    return {person: rank for rank, person in enumerate(order, start=1)}


def _face(rank: int) -> Face:
    return (Face.OWN, Face.SECOND, Face.THIRD)[rank - 1] if rank <= 3 else Face.SEEN


def _journal(scenario: Scenario, arm: Arm, seed: int) -> Journal:
    with model_of(scenario, arm, seed) as model:
        return model.run()
