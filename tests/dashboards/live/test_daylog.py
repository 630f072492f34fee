"""The log of a day: everything that moves on a map, read from the journal and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from agents.model import HomeCare
from dashboards.live.daylog import OFFICE, DayLog, day_log
from dashboards.live.doors import door_strip
from dashboards.live.race import Race
from dashboards.live.running import away_share, different_carers, running, troubled
from sim.kinds import Activity, Function, Presence, Status

pytestmark = pytest.mark.model


@pytest.fixture(scope="module", params=[0, 1])
def model(finished: Race, request: pytest.FixtureRequest) -> HomeCare:
    return finished.models[request.param]


@pytest.fixture(scope="module")
def log(model: HomeCare) -> DayLog:
    return day_log(model, model.today - 1, [(0, 2)])


def test_every_visit_made_is_a_stop_of_its_carer(model: HomeCare, log: DayLog) -> None:
    """At its minute, with the minutes of help, marked where it came late; every route ends at the office."""
    visits = model.journal.visits
    today = visits[(visits["day"] == model.today - 1) & (visits["carer"] >= 0)]
    told = sorted((r.carer, s.citizen, s.start, s.minutes) for r in log.routes for s in r.stops if s.citizen != OFFICE)
    assert told == sorted(
        (int(v["carer"]), int(v["citizen"]), round(float(v["start"])), round(float(v["care"]))) for v in today
    )
    late = (today["status"] == Status.LATE) & (today["function"] <= Function.NURSING)
    assert log.late_by(10**6) == late.sum()
    assert log.late_by(-1) == 0
    behind = {(r.carer, s.start): s.late for r in log.routes for s in r.stops if s.late}
    assert behind == {
        (int(v["carer"]), round(float(v["start"]))): max(round(float(v["start"] - v["late_after"])), 1)
        for v in today[late]
    }
    assert all(route.stops[-1].citizen == OFFICE for route in log.routes if route.stops)


def test_a_way_is_as_long_as_the_road(model: HomeCare, log: DayLog) -> None:
    """Minutes of the road table for the carer's vehicle; none to another visit in the same home."""
    for route in log.routes:
        here = OFFICE
        for stop in route.stops:
            road = model.world.travel[int(model.world.carers["mode"][route.carer]), here, stop.citizen]
            assert stop.way == (0 if here == stop.citizen else round(float(road)))
            here = stop.citizen


def test_visits_that_nobody_made_are_told_with_the_minute_they_were_due(model: HomeCare) -> None:
    """Missed and cancelled ones of the plan, on every day; moved ones are only counted."""
    found = 0
    for day in range(model.today):
        log = day_log(model, day, [])
        visits = model.journal.visits[model.journal.visits["day"] == day]
        planned = visits[visits["function"] <= Function.NURSING]
        left = planned[np.isin(planned["status"], (Status.MISSED, Status.CANCELLED))]
        assert [u.citizen for u in log.unmade] == left["citizen"].tolist()
        assert sum(u.missed for u in log.unmade) == (left["status"] == Status.MISSED).sum()
        assert log.unmade_by(10**6) == len(left)
        assert log.moved == (planned["status"] == Status.MOVED).sum()
        found += len(left) + log.moved
    assert found > 0


def test_sick_and_absent_are_counted_today(model: HomeCare, log: DayLog) -> None:
    """Carers who were to work and are ill; citizens in hospital; homes without help."""
    shifts = model.journal.shifts[model.journal.shifts["day"] == model.today - 1]
    assert log.sick == (shifts["presence"] == Presence.SICK).sum()
    assert len(log.away) == model.world.citizens["away"].sum()
    assert len(log.empty) == (model.world.citizens["served"] == 0).sum()


def test_a_packed_log_is_whole_numbers(log: DayLog) -> None:
    """Four numbers of a route and five of each stop, in order."""
    packed = log.packed()
    first, row = log.routes[0], packed["r"][0]
    assert row[:4] == [first.carer, first.group, first.begins, first.ends]
    assert [tuple(row[k : k + 5]) for k in range(4, len(row), 5)] == [tuple(s) for s in first.stops]
    assert packed["q"] == [0, 2]
    assert all(type(number) is int for route in packed["r"] for number in route)


def test_the_queue_is_that_of_the_day(finished: Race) -> None:
    """It begins with the day's first minute, moves in time, and somebody waits at some time in one of the worlds."""
    race = Race(finished.setup, 3)
    longest = [0, 0]
    for day in range(10):
        race.go_to(day + 1)
        for number, queue in enumerate(race.queues):
            minutes = [minute for minute, _ in queue.of_today()]
            assert minutes[0] == 0
            assert minutes == sorted(set(minutes))
            assert minutes[-1] < 1440
            longest[number] = max(longest[number], *(cases for _, cases in queue.of_today()))
    assert longest[0] > 0


def test_a_door_strip_counts_people(finished: Race, model: HomeCare) -> None:
    """A mark for each planned visit; faces are different people; new ones have never come before in this course of
    help; the first mark of the three most frequent belongs to whoever came most often."""
    row, episode, _ = finished.offered[0]
    last = model.today - 1
    strip = door_strip(model.journal, row, episode, last - 27, last)
    v = model.journal.visits
    mine = v[(v["citizen"] == row) & (v["episode"] == episode) & (v["function"] <= Function.NURSING)]
    mine = mine[mine["status"] != Status.MOVED]
    shown = mine[mine["day"] > last - 28]
    people = shown["person"][shown["person"] >= 0]
    before = set(mine["person"][mine["day"] <= last - 28].tolist())
    assert sum(map(len, strip.days)) == len(shown)
    assert strip.faces == len(set(people.tolist()))
    assert strip.new == len(set(people.tolist()) - before) == "".join(strip.days).count("n")
    assert strip.unmade == (shown["person"] < 0).sum() == "".join(strip.days).count("m")
    most = max(people.tolist().count(p) for p in set(people.tolist()))
    new = int("n" in "".join(strip.days))
    assert most - new <= "".join(strip.days).count("a") <= most
    assert len(door_strip(model.journal, row, episode, 0, last).days) == 28


def test_running_measures_are_those_of_the_catalogue(model: HomeCare) -> None:
    """Shares from the minutes of the last week; visits not made are counted; a fortnight must have passed."""
    last = model.today - 1
    shifts = model.journal.shifts["day"]
    minutes = model.journal.minutes[(shifts > last - 7) & (shifts <= last)]
    absent = minutes[:, [Activity.SICK, Activity.HOLIDAY, Activity.OTHER_ABSENCE]].sum()
    share = 100 * (1 - minutes[:, Activity.CARE].sum() / (minutes.sum() - absent))
    assert away_share(model.journal, last - 6, last) == pytest.approx(share)
    assert running(model, last)["troubled"] == troubled(model.journal, last - 6, last)
    visits = model.journal.visits
    week = visits[(visits["day"] > last - 7) & (visits["day"] <= last) & (visits["function"] <= Function.NURSING)]
    assert troubled(model.journal, last - 6, last) == sum(
        int((week["status"] == s).sum()) for s in (Status.LATE, Status.CANCELLED, Status.MISSED)
    )
    assert np.isnan(different_carers(model.journal, 12))
    assert different_carers(model.journal, last) > 1
