"""Playing: the clock, the show and what it tells; questions are answered when the room has seen the last day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboards.live.events import LiveEvent
from dashboards.live.player import MORNING, NIGHT, Player
from dashboards.live.questions import FACES, MORE, QUESTIONS, answer, in_bins, larger
from dashboards.live.race import Race, Setup
from dashboards.live.show import Show, Start

pytestmark = pytest.mark.model


class Audience:
    """Everybody who is told: the last message of each slot, and how many there were."""

    def __init__(self) -> None:
        self.last: dict[str, dict[str, Any]] = {}
        self.count: dict[str, int] = {}

    def __call__(self, slot: str, message: dict[str, Any]) -> None:
        self.last[slot] = json.loads(json.dumps(message))
        self.count[slot] = self.count.get(slot, 0) + 1


@pytest.fixture
def audience() -> Audience:
    return Audience()


@pytest.fixture
def show(setup: Setup, audience: Audience) -> Show:
    return Show(setup, Start(seed=3), audience)


def test_time_passes_only_while_playing(setup: Setup) -> None:
    """At the speed chosen; a day ends at night and the next begins in the morning; a step stays within its day."""
    race = Race(setup, 3)
    race.go_to(1)
    player = Player(race)
    assert not player.pass_time(5)
    assert player.minute == MORNING
    player.playing = True
    player.pass_time(2)
    assert player.minute == MORNING + 120
    assert player.pass_time((NIGHT - MORNING) / 60)
    assert (player.day, player.minute, race.day) == (1, MORNING, 2)
    player.step(forward=False)
    assert (player.day, player.minute, player.playing) == (1, MORNING, False)
    player.step(forward=True)
    assert player.minute == MORNING + 15


def test_it_stops_in_the_evening_before_the_day_it_was_told(setup: Setup) -> None:
    """And at the end of the days there are."""
    race = Race(setup, 3)
    race.go_to(1)
    player = Player(race, playing=True, speed=960, until=3)
    for _ in range(20):
        player.pass_time(1.0)
    assert (player.day, player.minute, player.playing, player.until) == (2, NIGHT, False, None)
    player.jump(1000)
    assert (player.day, player.whole, race.over) == (39, True, True)


def test_a_show_tells_the_place_the_day_and_the_time(show: Show, audience: Audience) -> None:
    """Homes in pairs, a log for each world, lines of the warm-up's last weeks; each day's message stands alone."""
    setup, day = audience.last["setup"], audience.last["day"]
    assert len(setup["homes"]) == 2 * 70
    assert [arm["name"] for arm in setup["arms"]] == ["bum", "self_organising"]
    assert (day["day"], len(day["logs"]), len(day["doors"])) == (0, 2, 2)
    assert len(day["lines"][0]["away_share"]) == 29
    show.do({"do": "play"})
    show.pass_time(20.0)
    assert audience.last["day"]["day"] == 1
    assert len(audience.last["day"]["lines"][1]["troubled"]) == 30
    assert audience.last["clock"]["playing"]


def test_a_jump_shows_the_morning_of_a_later_day(show: Show, audience: Audience) -> None:
    """With all days between in its lines, and as if they had been played one by one."""
    show.do({"do": "jump", "number": 7})
    assert (audience.last["clock"]["day"], audience.last["clock"]["minute"]) == (7, MORNING)
    jumped = audience.last["day"]
    other, told = Show(show.race.setup, Start(seed=3), audience), audience
    for _ in range(7):
        other.do({"do": "jump", "number": 1})
    assert told.last["day"] == jumped


def test_another_seed_is_the_same_day_of_another_course(show: Show, audience: Audience) -> None:
    """With what was thrown in; the round left behind is kept with its hash."""
    show.do({"do": "throw", "kind": "sick_calls", "number": 5})
    show.do({"do": "jump", "number": 4})
    left = show.race.digest()
    before = show.race.models
    show.do({"do": "seed", "number": 9})
    assert [model.__dict__ for model in before] == [{}, {}], "worlds that were left stay in memory"
    assert (audience.last["setup"]["seed"], audience.last["day"]["day"]) == (9, 4)
    thrown = {"thrown_day": 0, "thrown_minute": int(MORNING)}
    assert audience.last["day"]["events"] == [{"kind": "sick_calls", "day": 1, "number": 5, **thrown}]
    show.do({"do": "record"})
    rounds = audience.last["record"]["rounds"]
    assert [(r["seed"], r["days"]) for r in rounds] == [(3, 5), (9, 5)]
    assert rounds[0]["digest"] == left


def test_a_show_goes_on_from_its_state(show: Show, audience: Audience) -> None:
    """What is told as state is enough to start again where it was, to the last bit."""
    show.do({"do": "throw", "kind": "discharges", "number": 6})
    show.do({"do": "jump", "number": 3})
    state, day = audience.last["state"], audience.last["day"]
    events = tuple(LiveEvent.model_validate(e) for e in state["events"])
    again = Show(show.race.setup, Start(state["seed"], events, state["days"], (), state["followed"]), audience)
    assert again.race.digest() == show.race.digest()
    assert audience.last["day"]["logs"] == day["logs"]
    assert audience.last["day"]["doors"] == day["doors"]


def test_what_cannot_be_thrown_in_is_told(show: Show, audience: Audience) -> None:
    """In words, and the show goes on."""
    show.do({"do": "throw", "kind": "team", "number": 20})
    assert "refused" not in audience.last
    show.do({"do": "throw", "kind": "team", "number": 20})
    assert "already has another organisation" in audience.last["refused"]["problems"][0]
    show.do({"do": "jump", "number": 2})
    assert audience.last["clock"]["day"] == 2


def test_a_question_is_answered_when_its_last_day_has_been_seen(show: Show, audience: Audience) -> None:
    """Not before; by what happened in its days; a reveal plays to that evening and stands still."""
    citizen = show.story.followed.citizen
    show.do({"do": "ask", "question": "faces_first", "first": 1, "days": 3, "citizen": citizen, "number": 1})
    show.do({"do": "jump", "number": 3})
    assert "outcome" not in audience.last
    show.do({"do": "reveal"})
    for _ in range(40):
        show.pass_time(0.1)
    assert (show.player.day, show.player.playing) == (3, False)
    found = answer(QUESTIONS["faces_first"], show.race, show.story.followed, 1, 3)
    assert audience.last["outcome"] == {"poll": 1, "option": found.option, "figures": list(found.figures)}
    assert audience.count["outcome"] == 1


def test_a_question_about_days_to_come_has_no_answer(finished: Race) -> None:
    """Even its last day must be over."""
    with pytest.raises(ValueError, match="aren't over"):
        answer(QUESTIONS["troubled"], finished, finished.offered[0], 25, 6)
    assert len(answer(QUESTIONS["troubled"], finished, finished.offered[0], 25, 5).figures) == 2


def test_rules_for_answers_are_the_same_for_both_worlds() -> None:
    """Swapping the worlds swaps the answer; less than a tenth apart is about the same; bins meet without gaps."""
    pairs = [(10.0, 5.0), (10.0, 9.5), (0.0, 0.0), (3.0, 2.9), (0.0, 1.0)]
    swapped = {"first": "second", "alike": "alike", "second": "first"}
    assert [larger(*p) for p in pairs] == ["first", "alike", "alike", "alike", "second"]
    assert [larger(b, a) for a, b in pairs] == [swapped[larger(a, b)] for a, b in pairs]
    assert [in_bins(n) for n in (0, 5, 6, 20, 21, 99)] == [0, 0, 1, 3, 4, 4]
    assert set(MORE) == set(swapped)
    assert len(QUESTIONS["faces_first"].options) == len(FACES) + 1
