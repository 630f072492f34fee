"""A workshop is kept as it goes on: nothing is lost with a killed server, and nobody else may read or change it."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboards.live.begin import Live, go_on
from dashboards.live.events import LiveEvent
from dashboards.live.kept import FRESH, Keeper, Keys, newest, read_kept
from dashboards.live.poll import Stage
from dashboards.live.race import Setup
from dashboards.live.show import Start
from dashboards.live.workshop import Round, Workshop, used, versions
from sim.problems import InputError
from tests.dashboards.live.conftest import PLACE
from tests.dashboards.live.serving import Screen, Served, alive, children, free_port, program, served, until

pytestmark = pytest.mark.model

ARMS = ("bum", "self_organising", "self_organising")
START = Start(
    seed=3,
    events=(LiveEvent(kind="price", day=4, number=90, thrown_day=3, thrown_minute=540),),
    days=5,
    rounds=(Round(seed=2, days=4, digest="abc"),),
    followed=7,
    minute=612.5,
    speed=240,
)


@pytest.fixture
def inputs(setup: Setup) -> Workshop:
    """What a workshop begins with."""
    first, second, team = (used(name, arm) for name, arm in zip(ARMS, (*setup.arms, setup.team), strict=True))
    return Workshop(made_with=versions(), scenario=setup.scenario, arms=(first, second), team=team, rounds=())


@pytest.fixture
def kept(inputs: Workshop, tmp_path: Path) -> Path:
    """A workshop in which two questions were asked, one of them still open."""
    path = tmp_path / "workshops" / "one.jsonl"
    keeper = Keeper(path)
    keeper.begin("one", Keys("token", b"secret"), inputs, Start(seed=3))
    about: dict[str, Any] = {"seed": 3, "first_day": 2, "days": 2, "citizen": 7}
    keeper.write(ask={"number": 1, "question": "troubled", **about})
    keeper.write(vote=["phone", 2, "staff"])
    keeper.write(paper=[0, 3])
    keeper.write(reveal=[1, 0, [5.0, 4.0]])
    keeper.write(ask={"number": 2, "question": "away", **about})
    keeper.write(vote=["phone", 1, "other"])
    keeper.where(START)
    keeper.close()
    return path


def test_a_kept_workshop_is_read_back_whole(kept: Path, inputs: Workshop) -> None:
    """Inputs, keys, where the race is, every answer; only its owner may read the file."""
    found = read_kept(kept)
    assert (found.id, found.keys, found.workshop, found.start) == ("one", Keys("token", b"secret"), inputs, START)
    first, second = found.polls
    assert (first.stage, first.tally()) == (Stage.REVEALED, [3, 0, 1])
    assert (second.stage, second.tally(), second.has_voted("phone")) == (Stage.OPEN, None, True)
    assert kept.stat().st_mode & 0o077 == 0


def test_half_a_line_is_left_out_and_written_over(kept: Path) -> None:
    """A server killed while it wrote leaves half a line: the change before it counts, and the file goes on."""
    with kept.open("ab") as file:
        file.write(b'{"vote":["somebody","')
    assert read_kept(kept).polls[-1].answered == 1
    keeper = Keeper(kept)
    keeper.write(vote=["another", 0, "staff"])
    keeper.close()
    assert read_kept(kept).polls[-1].answered == 2


@pytest.mark.parametrize(
    "text",
    ["", "no json\n", "{}\n", '{"begin": {"format": "other"}}\n', '{"begin": []}\n', "[1]\n"],
)
def test_a_file_that_is_no_kept_workshop_is_told_in_words(tmp_path: Path, text: str) -> None:
    """Whatever is wrong with it."""
    path = tmp_path / "other.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.jsonl"):
        go_on(path)


def test_the_newest_is_offered_for_a_day(kept: Path) -> None:
    """And never one of a folder that isn't there."""
    assert newest(kept.parent, FRESH) == kept
    assert newest(kept.parent, -1) is None
    assert newest(kept.parent / "nowhere") is None


def play(server: Served, screen: Screen, phones: list[str]) -> None:
    """The first half of a workshop: a day, something thrown in at eleven, a question with answers that stays open."""
    server.do(do="jump", number=1)
    for _ in range(6):
        server.do(do="step", number=1)
    assert server.do(do="throw", kind="sick_calls", number=3).status == 204
    until(lambda: screen.last["day"]["events"] and screen.last["clock"]["minute"] == 240)
    until(lambda: server.do(do="ask", question="troubled", number=2).status == 204)
    for k, phone in enumerate(phones[:3]):
        assert server.ask("/v/answer", {"n": 1, "o": k % 3, "g": "staff"}, cookie=phone).status == 204
    server.do(do="paper", option=0, number=4)


def play_on(server: Served, screen: Screen, phones: list[str]) -> str:
    """The second half: who has answered can't again, the others can; the reveal, another course; the file."""
    answers = [server.ask("/v/answer", {"n": 1, "o": 1, "g": "staff"}, cookie=phone).status for phone in phones]
    assert answers == [409, 409, 409, 204]
    server.do(do="reveal")
    until(lambda: screen.last["poll"]["poll"]["stage"] == "revealed")
    server.do(do="throw", kind="price", number=90)
    server.do(do="jump", number=1)
    server.do(do="seed", number=8)
    server.do(do="jump", number=1)
    return server.export()


def test_nothing_is_lost_with_a_server_that_is_killed(setup: Setup, tmp_path: Path) -> None:
    """Killed without warning, it takes its simulations with it. Started again the same way it offers to go on, shows
    the same picture and knows its phones. In the end its file is, byte for byte, that of an uninterrupted workshop."""
    with served(Live(setup, ARMS, Start(seed=3))) as whole, Screen(whole.port) as screen:
        until(lambda: "clock" in screen.last)
        phones = [whole.phone() for _ in range(4)]
        play(whole, screen, phones)
        expected = play_on(whole, screen, phones)
    place, port = tmp_path / "small.toml", free_port()
    place.write_text(PLACE, encoding="utf-8")
    same = ("--scenario", str(place), "--seed", "3", "--workshops", str(tmp_path / "workshops"))
    with program(port, *same) as first, Screen(port) as before:
        until(lambda: "clock" in before.last)
        phones = [first.phone() for _ in range(4)]
        play(first, before, phones)
        until(lambda: (before.last["poll"]["poll"] or {}).get("answered") == 7)
        until(lambda: before.last["day"]["events"] and before.last["clock"]["minute"] == 240)
        assert first.process is not None
        below = children(first.process.pid)
        assert below
        first.end(signal.SIGKILL)
        until(lambda: not [pid for pid in below if alive(pid)], 5)
    with program(port, *same) as again, Screen(port) as after:
        assert again.token == first.token
        assert until(lambda: after.last.get("room"))["offered"]
        assert again.do(do="play").status == 409
        assert "Go on with it" in again.ask("/live?lang=en", cookie=f"nabolab_facilitator={again.token}").text
        assert again.do(do="go_on").status == 204
        until(lambda: "clock" in after.last)
        until(lambda: not after.last["room"]["offered"])
        for kind in ("setup", "day", "poll"):
            assert after.last[kind] == before.last[kind], kind
        assert after.last["clock"]["minute"] == 240
        assert play_on(again, after, phones) == expected
        assert "leaked" not in again.end(signal.SIGTERM)


def test_a_picture_is_there_before_the_days_are(kept: Path) -> None:
    """Screens of a workshop that goes on are told the last picture at once, and then the same by the simulation."""
    live = replace(go_on(kept), folder=kept.parent)
    with served(live) as running, Screen(running.port) as screen:
        until(lambda: "clock" in screen.last)
        day, place = screen.last["day"], screen.last["setup"]
        running.do(do="follow", number=day["followed"]["citizen"])
        assert screen.last["clock"]["minute"] == START.minute
        until(lambda: "vote" in kept.read_text(encoding="utf-8") and read_kept(kept).picture)
    with served(replace(go_on(kept), folder=kept.parent)) as running:
        told = running.room.screens.latest
        assert json.loads(told["day"]) == day
        assert json.loads(told["setup"]) == place
        assert running.room.pid is None
