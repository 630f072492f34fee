"""The show: a race that is played, and everything a facilitator can do with it. Lives in the simulation's own process.

It sends messages, each with the name of the slot that it fills: `setup`, `day` and `clock` for pages; `state`, from
which a broken process is started again; `outcome` of a question; `refused`, what couldn't be done and why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboards.live.events import LiveEvent
from dashboards.live.player import MORNING, Player
from dashboards.live.questions import QUESTIONS, answer
from dashboards.live.race import Race, Setup
from dashboards.live.story import Story
from dashboards.live.workshop import Round
from sim.problems import InputError

Send = Callable[[str, dict[str, Any]], None]
FAST = 960


@dataclass(frozen=True)
class Start:
    """Where a show begins: seed, what is thrown in from the start, days simulated already, rounds played before, the
    minute of the last of these days, and how many minutes are to pass a second. It stands still at first. rate: times a
    second that the time is told while it plays."""

    seed: int = 1
    events: tuple[LiveEvent, ...] = ()
    days: int = 1
    rounds: tuple[Round, ...] = ()
    followed: int | None = None
    minute: float = MORNING
    speed: int = Player.speed
    rate: float = 10.0


class Show:
    """A race, how it is played, and who is told."""

    def __init__(self, setup: Setup, start: Start, send: Send) -> None:
        self._setup = setup
        self._send = send
        self._rounds = list(start.rounds)
        self._asked: dict[str, Any] | None = None
        self._speed = start.speed
        self._begin(start.seed, start.events, start.days, start.followed)
        self.player.minute = start.minute

    def _begin(self, seed: int, events: tuple[LiveEvent, ...], days: int, followed: int | None) -> None:
        """Another race, shown at the morning of the last of so many days."""
        self.race = Race(self._setup, seed, events)
        self.race.go_to(max(days, 1))
        self.story = Story(self.race, followed)
        self.player = Player(self.race, self.race.day - 1, speed=self._speed)
        self._send("setup", self.story.setup())
        self._tell_day()

    def pass_time(self, seconds: float) -> None:
        """Let real time pass."""
        if self.player.pass_time(seconds):
            self.story.after_a_day()
            self._tell_day()
        self._settle_question()

    def do(self, command: dict[str, Any]) -> None:
        """Do what a facilitator asks; what can't be done is told."""
        try:
            getattr(self, f"do_{command.pop('do')}")(**command)
        except InputError as error:
            self._send("refused", {"problems": [str(p) for p in error.problems]})
        self.tell_clock()

    def do_play(self) -> None:
        """Go on."""
        self.player.playing = True

    def do_pause(self) -> None:
        """Stand still."""
        self.player.playing = False

    def do_speed(self, number: int) -> None:
        """So many simulated minutes a second."""
        self.player.speed = self._speed = number

    def do_step(self, number: int) -> None:
        """A quarter of an hour on, or back for a negative number."""
        self.player.step(number > 0)

    def do_jump(self, number: int) -> None:
        """So many mornings on."""
        for _ in range(number):
            if not self.player.next_day():
                break
            self.story.after_a_day()
        self._tell_day()
        self._settle_question()

    def do_seed(self, number: int) -> None:
        """Another course of the same days: everything thrown in so far is planned there."""
        self._rounds.append(self._round())
        self._asked = None
        before = self.race
        self._begin(number, before.events, before.day, self.story.followed.citizen)
        before.end()

    def do_follow(self, number: int) -> None:
        """Follow another citizen."""
        self.story.follow(number)
        self._tell_day()

    def do_throw(self, kind: str, number: int) -> None:
        """Throw something in: it takes effect on the day after the one shown."""
        p = self.player
        thrown = {"thrown_day": p.day, "thrown_minute": int(p.minute)}
        self.race.throw_in(LiveEvent(kind=kind, day=self.race.day, number=number, **thrown))  # type: ignore[arg-type]
        self._tell_day()

    def do_ask(self, question: str, first: int, days: int, citizen: int, number: int) -> None:
        """Remember a question about days to come; number: the poll's. Answered when the room has seen them."""
        self._asked = {"question": question, "first": first, "days": days, "citizen": citizen, "poll": number}

    def do_reveal(self) -> None:
        """Play fast until the question is answered."""
        if self._asked is None:
            return
        self.player.until = self._asked["first"] + self._asked["days"]
        self.player.playing, self.player.speed = True, FAST

    def do_forget(self) -> None:
        """The question isn't to be answered."""
        self._asked = self.player.until = None

    def do_record(self) -> None:
        """Tell all rounds, with the hash of what the present one has written."""
        rounds = [*self._rounds, self._round()]
        self._send("record", {"rounds": [r.model_dump(mode="json") for r in rounds]})

    def tell_clock(self) -> None:
        """Tell what time it is."""
        p = self.player
        clock = {"k": "clock", "seed": self.race.seed, "day": p.day, "minute": round(p.minute, 1)}
        clock["at"] = round(time.time() * 1000)  # for whoever measures how late it arrives
        self._send("clock", {**clock, "playing": p.playing, "speed": p.speed, "over": self.race.over and p.whole})

    def _tell_day(self) -> None:
        self._send("day", self.story.today())
        state = {"seed": self.race.seed, "days": self.race.day, "followed": self.story.followed.citizen}
        events = [e.model_dump() for e in self.race.events]
        self._send("state", {**state, "events": events, "rounds": [r.model_dump(mode="json") for r in self._rounds]})

    def _round(self) -> Round:
        return Round(seed=self.race.seed, days=self.race.day, events=self.race.events, digest=self.race.digest())

    def _settle_question(self) -> None:
        """Tell the answer once the room has seen the last day that was asked about."""
        asked = self._asked
        if asked is None or not self._seen(asked["first"] + asked["days"] - 1):
            return
        self._asked = None
        followed = self.race.offered_as(asked["citizen"]) or self.story.followed
        question = QUESTIONS[asked["question"]]
        # The room may have gone on: the figures are those of the days asked about, whatever came after.
        found = answer(question, self.race, followed, asked["first"], asked["days"])
        self.player.speed = self._speed
        self._send("outcome", {"poll": asked["poll"], "option": found.option, "figures": list(found.figures)})

    def _seen(self, day: int) -> bool:
        return self.player.day > day or (self.player.day == day and self.player.whole)
