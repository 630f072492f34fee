"""Who came to the door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.model import HomeCare
from experiments.doors import DAYS, Door, DoorVisit, Face, at_the_doors, chosen, doors
from experiments.question import Question
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.kinds import Status
from sim.scenario import Scenario

pytestmark = pytest.mark.model


def door(faces: int) -> Door:
    """A door at which so many different carers came, one visit each."""
    return Door(tuple(DoorVisit(0, 0.0, n + 1, Face.SEEN, False) for n in range(faces)))


def test_the_three_are_ranked_by_the_average_of_both() -> None:
    """The citizens at 10, 50 and 90 % of the ranks are those by the average over both, whichever comes first."""
    at_a = {(n, 0): door(n % 7) for n in range(21)}
    at_b = {(n, 0): door(n // 2) for n in range(1, 22)}
    picked = chosen(at_a, at_b)
    turned = chosen(at_b, at_a)
    assert [c.number for c in picked] == [c.number for c in turned]
    both = list(range(1, 21))
    order = sorted(both, key=lambda n: (n % 7 + n // 2, n))
    assert [c.number for c in picked] == [order[round(q * 19)] for q in (0.1, 0.5, 0.9)]
    assert chosen(at_a, {}) == []


@pytest.fixture(scope="module")
def short() -> Scenario:
    """The sixty citizens of the pilot for six weeks, after two weeks that aren't measured."""
    return Scenario.model_validate({**find_scenario("pilot_60").model_dump(), "warm_up_days": 14, "horizon_days": 42})


def test_what_comes_later_changes_nothing(short: Scenario) -> None:
    """The doors of a question are the first four measured weeks of its run, though only these are simulated."""
    a, b = load_arm("bum"), load_arm("self_organising")
    found = doors(Question(a, b, short), 1)
    journal = HomeCare(short, a.compose(short), 1).run()
    whole = at_the_doors(journal, short.warm_up_days)
    assert len(found.citizens) == 3
    for citizen in found.citizens:
        assert any(repr(d) == repr(citizen.a) for (number, _), d in whole.items() if number == citizen.number)


def test_faces_are_counted_from_the_visits(short: Scenario) -> None:
    """A face is new once in a run, the most frequent carer comes most, and visits nobody made are missed."""
    journal = HomeCare(short, load_arm("bum").compose(short), 1).run()
    first = short.warm_up_days
    found = at_the_doors(journal, first)
    assert found
    for (number, episode), seen in found.items():
        rows = journal.visits
        mine = rows[(rows["citizen"] == number) & (rows["episode"] == episode) & (rows["status"] != Status.MOVED)]
        before = set(mine["person"][mine["day"] < first])
        after = mine[(mine["day"] >= first) & (mine["day"] < first + DAYS)]
        came = {int(p) for p in after["person"] if p >= 0}
        assert seen.faces <= len(came)  # second carers of shared visits are left out
        assert seen.count(Face.NEW) <= len(came - before)
        visits = [sum(v.carer == n for v in seen.visits) for n in range(1, seen.faces + 1)]
        assert visits == sorted(visits, reverse=True)
        assert all((v.carer == 0) == (v.face is Face.MISSED) for v in seen.visits)


def test_an_arm_beside_itself_has_one_door(short: Scenario) -> None:
    """Two arms with the same policies come to the same doors under different names."""
    a = load_arm("bum")
    found = doors(Question(a, replace(a, name="other", title="Other"), short), 3)
    assert all(repr(c.a) == repr(c.b) for c in found.citizens)
