"""The fairness rules of the design, on whole runs."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import simpy

from agents.labour import search
from agents.model import HomeCare
from agents.rights import Right
from experiments.compare import compare
from experiments.run import measure
from experiments.verify.books import books
from experiments.verify.symmetry import journal_bytes
from policies.arm import Arm
from policies.base import Change, Policy
from sim.kinds import Engagement
from sim.ledger import COVERED
from sim.links import links
from sim.scenario import Scenario
from sim.tables import LINES, NURSE_PROCEDURE

from .conftest import SMALL, books_of, run

pytestmark = pytest.mark.model


@pytest.mark.parametrize("name", ["bum", "teams"])
def test_a_name_changes_nothing(name: str, small: Scenario, request: pytest.FixtureRequest) -> None:
    """The same policies under another name, title and text give the same bits."""
    arm: Arm = request.getfixturevalue(name)
    other = dataclasses.replace(arm, name="xyz", title="Another", about="...")
    assert journal_bytes(run(small, arm)) == journal_bytes(run(small, other))


def test_an_arm_compared_with_itself_shows_no_difference(small: Scenario, bum: Arm) -> None:
    """Paired differences of an arm with itself are exactly zero."""
    comparison = compare(bum, bum, small, replications=2, processes=1)
    assert all(row.difference == 0 for row in comparison.rows if row.pairs)


def test_an_unrelated_policy_leaves_every_draw_unchanged(small: Scenario, teams: Arm) -> None:
    """A policy that only moves a price leaves every visit, shift, case and minute as it was, and all that happens to
    people; only payments and what they leave to be covered differ."""

    @dataclasses.dataclass(frozen=True)
    class Dearer(Policy):
        """Another price per hour."""

        name = "dearer"

    more = dataclasses.replace(teams, policies=(*teams.policies, Dearer(changes=(Change("hourly_price", "add", 50),))))
    plain, dearer = run(small, teams), run(small, more)
    assert plain.journal.payments != dearer.journal.payments
    dearer.journal.payments = plain.journal.payments
    for model in (plain, dearer):
        model.journal.expenses = [e for e in model.journal.expenses if e.item != COVERED]
    assert journal_bytes(plain) == journal_bytes(dearer)


@pytest.mark.parametrize("name", ["bum", "teams"])
def test_the_books_balance(name: str, small: Scenario, request: pytest.FixtureRequest) -> None:
    """Minutes, visits, places, skills and money are in order, by every check of the books that `nabolab verify` has."""
    model = run(small, request.getfixturevalue(name))
    found = books(name, model)
    assert [f for f in found if f.verdict != "holds"] == []
    assert len({f.check for f in found}) == len(found) > 15
    assert len(model.journal.shifts) > 100
    assert (model.journal.visits["line"] % LINES == NURSE_PROCEDURE).sum() > 50


def test_every_krone_is_booked_once(small: Scenario, bum: Arm) -> None:
    """Items add up to the total, payer by payer, and each item can be found again from the journal."""
    model = run(small, bum)
    journal = model.journal
    books = books_of(model)
    assert sum(books.items.values()) == books.total == books.provider + books.items["visitators"]
    visitators = sum(w.minutes for w in journal.office if w.role == "visitator") / 60 * model.values["wage_visitator"]
    assert books.items["visitators"] == pytest.approx(100 * visitators, abs=len(journal.office))
    temps = journal.shifts[journal.shifts["engagement"] == Engagement.TEMP]
    assert (books.items["temps"] > 0) == (len(temps) > 0)


def test_both_arms_meet_the_same_people_and_the_same_luck(small: Scenario, bum: Arm, teams: Arm) -> None:
    """Citizens, care plans, roads and need changes are the same in both arms, and so is help to the same visit."""
    a, b = (run(small.without_links(links()), arm) for arm in (bum, teams))
    assert a.world.travel.tobytes() == b.world.travel.tobytes()
    assert (a.world.citizens["episode"] == b.world.citizens["episode"]).all()
    served = (a.world.citizens["served"] > 0) & (b.world.citizens["served"] > 0)
    for name in ("level", "jump"):
        assert (a.world.citizens[name][served] == b.world.citizens[name][served]).all()
    first = [m.journal.visits[(m.journal.visits["day"] == 0) & (m.journal.visits["carer"] >= 0)] for m in (a, b)]
    lines, i, j = np.intersect1d(first[0]["line"], first[1]["line"], return_indices=True)
    assert len(lines) > 40
    assert (first[0]["care"][i] == first[1]["care"][j]).all()


def side_by_side(scenario: Scenario, *arms: Arm) -> tuple[HomeCare, ...]:
    """A model of each arm on its first morning."""
    return tuple(HomeCare(scenario, arm.compose(scenario), 5) for arm in arms)


def test_people_fall_on_the_same_days_in_both_arms(small: Scenario, bum: Arm, teams: Arm) -> None:
    """Whoever falls under one organisation falls under the other on the same day, unless they aren't at home there: in
    hospital, gone, or waiting for help. What falls lead to may differ by nothing but links."""
    year = small.model_copy(update={"horizon_days": 351}).with_parameters({"falls_per_year": 2.0})
    both = side_by_side(year, bum, teams)
    before = [m.world.citizens.copy() for m in both]
    common = 0
    for _ in range(year.days):
        for model in both:
            model.step()
        away = [
            (b["served"] == 0) | (b["away"] > 0) | (m.world.citizens["served"] == 0)
            for b, m in zip(before, both, strict=True)
        ]
        fell = [m.fate.fell for m in both]
        assert away[1][fell[0] & ~fell[1]].all()
        assert away[0][fell[1] & ~fell[0]].all()
        common += int((fell[0] & fell[1]).sum())
        before = [m.world.citizens.copy() for m in both]
    assert common > 30


def test_without_links_hospital_and_the_end_of_help_are_the_same(small: Scenario, bum: Arm, teams: Arm) -> None:
    """With every link off, first courses of help have the same stays, of the same length, and the same end."""
    year = small.model_copy(update={"horizon_days": 351}).without_links(links())
    both = [run(year, arm, 5).journal for arm in (bum, teams)]
    first = [{e.citizen: e for e in reversed(j.endings)} for j in both]
    ended = [{c: (e.day, e.cause) for c, e in f.items()} for f in first]
    assert ended[0] == ended[1]
    assert len(ended[0]) > 5
    stays = [
        {(s.citizen, s.admitted, s.cause, str(s.discharged)) for s in j.stays if s.admitted < day_of_end(e, s.citizen)}
        for j, e in zip(both, ended, strict=True)
    ]
    assert stays[0] == stays[1]
    assert len(stays[0]) > 20


def day_of_end(ended: Mapping[int, tuple[int, str]], citizen: int) -> int:
    """The day on which a citizen's first course of help ended."""
    return ended.get(citizen, (10**6, ""))[0]


def test_deaths_are_nobodys_doing(small: Scenario, bum: Arm, teams: Arm) -> None:
    """With all links on, a citizen who dies under one organisation dies on that day under the other too, or has moved
    to a nursing home before; no link reaches mortality."""
    years = small.model_copy(update={"horizon_days": 730})
    first = [{e.citizen: e for e in reversed(run(years, arm, 5).journal.endings)} for arm in (bum, teams)]
    deaths = 0
    for one, other in (first, first[::-1]):
        for citizen, end in one.items():
            if end.cause == "death":
                there = other[citizen]
                assert there.day <= end.day
                assert (there.day, there.cause) == (end.day, "death") or there.cause == "nursing home"
                deaths += 1
    assert deaths > 10


def test_holidays_and_hiring_belong_to_the_post(small: Scenario, bum: Arm, teams: Arm) -> None:
    """The same post has the same weeks off, and the same luck in finding somebody, under both organisations."""
    even = {f"failed_recruitment_{grade}": 0.45 for grade in ("nurse", "assistant", "helper", "unskilled")}
    both = side_by_side(small.with_parameters(even), bum, teams)
    posts = min(m.staff for m in both)
    assert posts > 10
    assert np.array_equal(both[0].holidays[:posts], both[1].holidays[:posts])
    found = []
    for model in both:
        days: list[float] = []
        for post in range(posts):
            env = model.env = simpy.Environment()
            env.process(search(model, model.carers[post], lambda: None))
            env.run()
            days.append(env.now)
        found.append(days)
    assert found[0] == found[1]
    assert len(set(found[0])) > 1


def test_no_policy_can_reach_a_measure(small: Scenario, bum: Arm) -> None:
    """Measures can be taken again from the journal alone, and no policy is asked while they are."""
    model = run(small, bum)
    before = measure(model, model.journal, "bum").measures
    blind = dataclasses.replace(model.organisation, owners={Right.SETTLE: model.organisation.settle})
    model.organisation = blind
    again = measure(model, model.journal, "bum").measures
    assert {k: repr(v) for k, v in before.items()} == {k: repr(v) for k, v in again.items()}


BITS = """
import hashlib, sys
from experiments.verify.symmetry import journal_bytes
from tests.model.conftest import SMALL, run
from policies.loading import load_arm
from sim.scenario import parse_scenario
small = parse_scenario(SMALL, "small")
for name in ("bum", "self_organising"):
    print(hashlib.sha256(journal_bytes(run(small, load_arm(name), 3))).hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_under_two_hash_seeds() -> None:
    """Fresh interpreters with different PYTHONHASHSEEDs write the same journals."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", BITS],
            env={**os.environ, "PYTHONHASHSEED": h},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for h in ("0", "12345")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].split()) == 2


def test_one_or_two_worker_processes_give_the_same_numbers(small: Scenario, bum: Arm, teams: Arm) -> None:
    """The tables of a comparison don't depend on how many processes ran it."""
    one = compare(bum, teams, small, replications=3, processes=1)
    two = compare(bum, teams, small, replications=3, processes=2)
    assert one.runs.to_csv() == two.runs.to_csv()
    assert one.hours.to_csv() == two.hours.to_csv()
    assert one.costs.to_csv() == two.costs.to_csv()


def test_another_seed_gives_another_course(small: Scenario, bum: Arm) -> None:
    """Luck matters: two seeds differ."""
    assert journal_bytes(run(small, bum, 1)) != journal_bytes(run(small, bum, 2))


THREE_LINES = """
import nabolab
result = nabolab.compare("bum", "self_organising", scenario="small.toml", replications=2)
print(result)
"""


def test_three_lines_of_python_need_no_guard(tmp_path: Path) -> None:
    """A script of three lines, without a `__main__` block, prints the tables once."""
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "three.py").write_text(THREE_LINES, encoding="utf-8")
    done = subprocess.run([sys.executable, "three.py"], cwd=tmp_path, capture_output=True, check=True, text=True)
    assert done.stdout.count("For the citizen") == 1
    assert "Different carers in 14 days" in done.stdout
