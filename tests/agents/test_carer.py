"""Posts and those who hold them: notice, an empty post, a search that takes its time, and somebody new."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from agents.labour import MONTH, search
from agents.model import HomeCare
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.attendance import engage
from sim.clock import DAY
from sim.kinds import Activity, Engagement, Presence
from sim.scenario import Shock

pytestmark = pytest.mark.model

ALL_THERE = {"exit_rate": 0.1, "leaving_notice": 90.0, "time_to_hire": 2.0}
"""No post is vacant at the start: somebody is found within the notice."""


def model_of(arm: str = "self_organising", days: int = 120, **values: float) -> HomeCare:
    """A model on its first morning."""
    place = find_scenario("pilot_60").model_copy(update={"horizon_days": days, "warm_up_days": 0})
    place = place.with_parameters({**ALL_THERE, **values})
    return HomeCare(place, load_arm(arm).compose(place), 1)


def post_with_citizens(model: HomeCare) -> int:
    """The post of a first carer."""
    return int(np.argmax((model.world.bond[:, : model.staff] == 1).sum(axis=0)))


def time_to_fill(model: HomeCare, post: int, start: float) -> float:
    """Days that one search takes which begins at this minute."""
    done: list[float] = []

    def hunt() -> object:
        yield model.env.timeout(start - model.env.now)
        yield from search(model, model.carers[post], lambda: None)
        done.append(model.env.now)

    model.env.process(hunt())  # type: ignore[arg-type]
    model.env.run()
    return (done[0] - start) / DAY


@pytest.mark.statistical
def test_a_search_takes_its_closed_form_on_average() -> None:
    """With chance p an attempt succeeds after an advert's share a of T months: a T / p + (1 - a) T on average, at least
    T, and the first attempt succeeds with chance p."""
    model = model_of(failed_recruitment_nurse=0.4, time_to_hire=3.0, advert_share=0.4)
    post = next(c for c in range(model.staff) if model.carers[c].grade.name == "NURSE")
    times = np.array([time_to_fill(model, post, i * 3000 * DAY) for i in range(1, 1200)])
    whole = 3 * MONTH / DAY
    expected = 0.4 * whole / 0.6 + 0.6 * whole
    assert times.min() == pytest.approx(whole)
    assert times.mean() == pytest.approx(expected, abs=4.5 * times.std() / math.sqrt(len(times)))
    first = (times < whole + 1).mean()
    assert first == pytest.approx(0.6, abs=4.5 * math.sqrt(0.24 / len(times)))


def test_an_attempt_is_paid_for_each_time() -> None:
    """Whoever hires is set to work on each attempt when it begins, failed ones included."""
    model = model_of(failed_recruitment_nurse=0.7)
    post = next(c for c in range(model.staff) if model.carers[c].grade.name == "NURSE")
    minutes: list[float] = []
    model.env.process(search(model, model.carers[post], lambda: minutes.append(model.env.now)))
    model.env.run()
    advert = model.scenario.values["advert_share"] * model.scenario.values["time_to_hire"] * MONTH
    assert len(minutes) >= 1
    assert minutes == pytest.approx([k * advert for k in range(len(minutes))])
    assert model.env.now == pytest.approx((len(minutes) - 1) * advert + 2 * MONTH)


def test_nobody_is_found_while_recruitment_stands_still() -> None:
    """A shock of recruitment to nothing keeps a post empty for as long as it lasts."""
    model = model_of()
    shock = Shock(kind="recruitment", first_day=0, days=500, factor=0.0)
    model.scenario = model.scenario.model_copy(update={"shocks": (shock,)})
    assert time_to_fill(model, 0, 0.0) > 500


@pytest.mark.parametrize(("arm", "hirer"), [("bum", "hr"), ("self_organising", "team")])
def test_whoever_hires_spends_the_minutes(arm: str, hirer: str) -> None:
    """HR's minutes come off its desk over its next days, a team's are owed by its group."""
    model = model_of(arm)
    carer = model.carers[0]
    model.env.process(carer.find_somebody())
    model.env.run(until=1)
    spent = model.values["recruitment_minutes"]
    desk = sum(day.get("recruitment", 0.0) for day in model.regimes[0].desks["hr"].worked.values())
    assert (desk, carer.group.owed["recruitment"]) == ((spent, 0) if hirer == "hr" else (0, spent))


def test_who_leaves_is_forgotten_and_nobodys_own_carer() -> None:
    """An empty post is known by nobody and is no first or second carer; its citizens have others."""
    model = model_of()
    post = post_with_citizens(model)
    model.world.known[:, post] = 0.5
    citizens = np.flatnonzero(model.world.bond[:, post]).tolist()
    model.carers[post].leave("notice", 3)
    assert len(citizens) > 0
    assert (model.world.known[:, post] == 0).all()
    assert (model.world.bond[:, post] == 0).all()
    group = model.carers[post].group
    for citizen in citizens:
        assert (model.world.bond[citizen, group.first : group.last] == 1).sum() == 1
    held = model.carers[post].employment
    assert (held.left, held.cause) == (3, "notice")


def test_nobody_new_is_given_to_an_empty_post() -> None:
    """While a post is empty, a citizen whose help begins gets first and second carers who are there."""
    model = model_of()
    post = post_with_citizens(model)
    model.carers[post].leave("notice", 0)
    group = model.carers[post].group
    group.allocate(group.citizens())
    assert (model.world.bond[:, post] == 0).all()


def test_an_empty_post_works_nowhere() -> None:
    """It has no shift, no pay and no route, in the day's plan and in base plans alike, and is never called in."""
    model = model_of(days=28)
    post = post_with_citizens(model)
    model.carers[post].leave("notice", 0)
    model.run()
    assert not (model.journal.shifts["carer"] == post).any()
    assert not (model.journal.visits["carer"] == post).any()
    begins, ends = model.formation.begins[0], model.formation.ends[0]
    engage(model.world.carers, model.world.groups, model.staff, begins, ends, 0, True)
    assert model.world.carers["engagement"][post] == Engagement.OFF


def test_a_newcomer_is_somebody_else_and_accompanies_at_first() -> None:
    """Somebody new is a person of their own number, known by nobody, on training for onboarding_shifts shifts without a
    route, and then makes visits."""
    model = model_of(days=56)
    post = post_with_citizens(model)
    before = int(model.world.carers["person"][post])
    model.carers[post].leave("notice", 0)
    model.carers[post].begin(0)
    assert model.world.carers["person"][post] not in (before, *range(len(model.world.carers)))
    assert (model.world.known[:, post] == 0).all()
    journal = model.run()
    mine = journal.shifts["carer"] == post
    shifts, minutes = journal.shifts[mine], journal.minutes[mine]
    learning = (shifts["presence"] == Presence.LEARNING) & (shifts["ends"] > shifts["begins"])
    assert learning.sum() == model.values["onboarding_shifts"]
    assert (minutes[learning, Activity.TRAINING] == shifts["paid"][learning]).all()
    visits = journal.visits[journal.visits["carer"] == post]
    assert len(visits) > 0
    assert visits["day"].min() > shifts["day"][learning].max()
    assert (visits["person"] == model.world.carers["person"][post]).all()


def test_notice_is_worked_and_the_post_empty_until_somebody_comes() -> None:
    """Whoever gives notice works for leaving_notice days more; employments of a post follow each other, and the gap is
    at least a day."""
    model = model_of(days=730, exit_rate=0.35, leaving_notice=10.0)
    shifts = model.run().shifts
    by_post: dict[int, list[tuple[int, int, str]]] = {}
    for e in model.journal.employments:
        by_post.setdefault(e.post, []).append((e.hired, e.left, e.cause))
    gaps = [(a, b) for rows in by_post.values() for (_, a, _), (b, _, _) in pairwise(rows)]
    assert len(gaps) >= 3
    assert all(left < hired for left, hired in gaps)
    for post, rows in by_post.items():
        mine = shifts[shifts["carer"] == post]["day"]
        for (_, left, _), (hired, _, _) in pairwise(rows):
            assert not ((mine >= left) & (mine < hired)).any()
    assert {e.cause for e in model.journal.employments} <= {"", "notice", "start"}


def test_inexperience_fades_with_its_half_life() -> None:
    """A newcomer needs inexperience_minutes more a visit, half of it after experience_half_life days."""
    model = model_of(inexperience_minutes=4.0, experience_half_life=60.0)
    model.carers[0].begin(0)
    found = []
    for day in (0, 60, 120):
        model.workforce.set_pace(day)
        found.append(float(model.world.carers["slow"][0]))
    assert found == pytest.approx([4.0, 2.0, 1.0])


def test_who_leaves_is_keyed_to_post_and_day() -> None:
    """Both arms draw the same luck for the same post and day, so that at the same chance the same posts fall empty."""

    def leavers(arm: str) -> Callable[[int], set[int]]:
        model = model_of(arm)
        return lambda day: {c for c in model.workforce.leavers(day) if c < 8}

    one, other = leavers("bum"), leavers("self_organising")
    days = [(one(day), other(day)) for day in range(2000)]
    assert all(a == b for a, b in days)
    assert any(a for a, _ in days)
