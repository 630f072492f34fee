"""The race: the same luck in both worlds, events that are real causes, and days that come again to the last bit."""

from __future__ import annotations

import pytest

from dashboards.live.events import LiveEvent, arm_with, place_with
from dashboards.live.race import Race, Setup
from sim.problems import InputError

pytestmark = pytest.mark.model

THROWN = (
    LiveEvent(kind="sick_calls", day=3, number=5),
    LiveEvent(kind="discharges", day=4, number=6),
    LiveEvent(kind="price", day=5, number=90),
    LiveEvent(kind="team", day=7, number=20),
)


def thrown_in_live(setup: Setup, events: tuple[LiveEvent, ...], days: int = 40) -> Race:
    """A race in which each event is thrown in the evening before it takes effect."""
    race = Race(setup, 3)
    for event in events:
        race.go_to(event.day)
        race.throw_in(event)
    race.go_to(days)
    return race


def test_what_was_thrown_in_comes_again_when_it_is_planned(setup: Setup, finished: Race) -> None:
    """All kinds of events, thrown in live, give the days of a race that knows them from the start; each of them alone
    gives other days than none, in both worlds."""
    live = thrown_in_live(setup, THROWN)
    planned = Race(setup, 3, THROWN)
    planned.go_to(40)
    assert live.digest() == planned.digest()
    assert live.events == THROWN
    for event in THROWN[:3]:
        one = Race(setup, 3, (event,))
        one.go_to(30)
        assert one.digest() != finished.digest()


def test_a_digest_belongs_to_days_and_seed(setup: Setup, finished: Race) -> None:
    """The same seed and days give the same digest; another seed, or a day more, another."""
    again, more, other = Race(setup, 3), Race(setup, 3), Race(setup, 4)
    for race, days in ((again, 30), (more, 31), (other, 30)):
        race.go_to(days)
    assert again.digest() == finished.digest()
    assert len({again.digest(), more.digest(), other.digest()}) == 3


def test_the_past_stays_and_nothing_is_half_done(setup: Setup) -> None:
    """An event of a day that has been, or a second team, is refused in words; the race goes on as if nobody had
    asked."""
    race = Race(setup, 3)
    race.go_to(5)
    with pytest.raises(InputError, match="day 4 has been already; the next one is 5"):
        race.throw_in(LiveEvent(kind="sick_calls", day=4, number=5))
    race.throw_in(LiveEvent(kind="team", day=5, number=20))
    with pytest.raises(InputError, match="already has another organisation beside it"):
        race.throw_in(LiveEvent(kind="team", day=6, number=20))
    race.go_to(10)
    alone = Race(setup, 3, (LiveEvent(kind="team", day=5, number=20),))
    alone.go_to(10)
    assert race.digest() == alone.digest()


@pytest.mark.parametrize(("kind", "number"), [("sick_calls", 0), ("discharges", 51), ("team", 4), ("price", 0)])
def test_an_event_has_a_range(kind: str, number: int) -> None:
    """A number outside it is refused with the range."""
    with pytest.raises(ValueError, match="must lie between"):
        LiveEvent(kind=kind, day=1, number=number)  # type: ignore[arg-type]


def test_events_are_data_of_scenario_and_arm(setup: Setup) -> None:
    """Incidents and a price that lasts to the end go into the scenario; a team is a dated arm beside both."""
    place = place_with(setup.scenario, THROWN)
    assert [(i.kind, i.day, i.number) for i in place.incidents] == [("sick_calls", 3, 5), ("discharges", 4, 6)]
    assert [(s.kind, s.first_day, s.days, s.factor) for s in place.shocks] == [("price", 5, 35, 0.9)]
    for arm in setup.arms:
        with_team = arm_with(arm, THROWN, setup.team, setup.scenario)
        assert (with_team.beside, with_team.from_day, with_team.only_citizens) == (arm, 7, 20)
        assert with_team.name == setup.team.name


def test_a_team_serves_as_many_as_the_event_says(setup: Setup) -> None:
    """From its day on, twenty citizens of the pilot's settlement have it in both worlds."""
    race = Race(setup, 3, THROWN)
    race.go_to(7)
    assert all((m.formation.regime_of_citizen == 0).all() for m in race.models)
    race.go_to(8)
    for model in race.models:
        mine = model.formation.regime_of_citizen == 1
        assert mine.sum() == 20
        assert (model.world.citizens["settlement"][mine] == 0).all()


def test_looking_at_queues_changes_nothing(setup: Setup, finished: Race) -> None:
    """A world that is watched writes what one that isn't watched writes."""
    from agents.model import HomeCare

    for arm, watched in zip(setup.arms, finished.models, strict=True):
        alone = HomeCare(setup.scenario, arm.compose(setup.scenario), 3)
        while alone.today < watched.today:
            alone.step()
        assert alone.journal.visits.tobytes() == watched.journal.visits.tobytes()
        assert alone.journal.cases == watched.journal.cases or repr(alone.journal.cases) == repr(watched.journal.cases)


def test_those_offered_are_the_same_citizens_in_both_worlds(finished: Race) -> None:
    """Three different ones, with two or more visits every day on the first day."""
    rows = [f.citizen for f in finished.offered]
    assert len(set(rows)) == len(rows) == 3
    assert finished.offered_as(rows[1]) == finished.offered[1]
    assert finished.offered_as(-5) is None
