"""The room: a simulation, everybody who watches it, and what they are asked. One of them for a server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

from dashboards.live.access import Access
from dashboards.live.commands import Command
from dashboards.live.driver import Driver
from dashboards.live.hub import Hub
from dashboards.live.poll import Poll, Refused, Stage
from dashboards.live.questions import Outcome
from dashboards.live.race import Setup
from dashboards.live.show import Start
from dashboards.live.workshop import Prediction, Round, Workshop, used, versions

SLOTS = ("setup", "day", "room", "poll", "clock")
SCREENS, PHONES = 30, 300
RECORD_PATIENCE = 20.0
STATE_FIRST = 30.0


class Room:
    """names: of the two arms and the team as the command line gave them, for the workshop's file. address: what phones
    open, None where the server isn't shared."""

    def __init__(
        self, setup: Setup, names: tuple[str, str, str], access: Access, start: Start, address: str | None = None
    ) -> None:
        self.setup = setup
        self.access = access
        self.address = address
        self.screens = Hub(SLOTS, SCREENS)
        self.phones = Hub(("phone",), PHONES)
        self.polls: list[Poll] = []
        self.past: tuple[Prediction, ...] = ()
        self._names = names
        self._phones_here = 0
        self._driver = Driver(setup, start, self._heard)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._state: dict[str, Any] = {}
        self._offered: dict[int, str] = {}
        self._record: asyncio.Future[list[dict[str, Any]]] | None = None
        self._refused: list[str] = []
        self._broken = ""

    @property
    def pid(self) -> int | None:
        """The number of the simulation's process, once somebody has looked at the page."""
        return self._driver.pid

    @property
    def poll(self) -> Poll | None:
        """The question last asked."""
        return self.polls[-1] if self.polls else None

    def open(self) -> None:
        """Start the simulation, if this is the first to look."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self.tell_room()
            self._tell_poll()
            self._driver.start()

    def close(self) -> None:
        """End the simulation."""
        if self._loop is not None:
            self._driver.stop()

    def _heard(self, slot: str, text: str) -> None:
        """A message of the simulation, in the listener's thread."""
        assert self._loop is not None
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, slot, text)

    def _take(self, slot: str, text: str) -> None:
        """A message of the simulation, in the server's loop."""
        if slot in SLOTS:
            self.screens.post(slot, text)
            if slot == "setup":
                self._begun(json.loads(text))
        elif slot == "state":
            self._state = json.loads(text)
        elif slot == "outcome":
            self._reveal(json.loads(text))
        elif slot == "record" and self._record is not None and not self._record.done():
            self._record.set_result(json.loads(text)["rounds"])
        elif slot == "refused":
            self._refused = json.loads(text)["problems"]
            self.tell_room()
        elif slot == "broken":
            self._broken = "again" if json.loads(text)["again"] else "ended"
            self._ask_again()
            self.tell_room()

    def _begun(self, setup: dict[str, Any]) -> None:
        """A race has begun, the first or another."""
        self._offered = {offer["citizen"]: offer["name"] for offer in setup["offered"]}
        if self._broken:
            self._broken = ""
            self.tell_room()

    def name_of(self, citizen: int) -> str:
        """The invented name of a citizen who is offered."""
        return self._offered.get(citizen, "?")

    def do(self, command: Command) -> None:
        """Do what the facilitator asks. Raises Refused."""
        self._refused = []
        about_polls = {"ask": self._ask, "close": self._close, "drop": self._drop, "paper": self._paper}
        if command.do in about_polls:
            about_polls[command.do](command)
        else:
            if command.do == "reveal":
                self._close(command)
            if command.do == "seed" and self.poll is not None and self.poll.stage is Stage.OPEN:
                raise Refused("open")
            self._driver.command(**command.words())
        self.tell_room()

    def _ask(self, command: Command) -> None:
        """Put a question about the days that come."""
        if not self._state:
            raise Refused("starting")
        if self.poll is not None and self.poll.stage is Stage.OPEN:
            raise Refused("open")
        number, state = len(self.polls) + 1, self._state
        assert command.question is not None
        assert command.number is not None
        self.polls.append(
            Poll(number, command.question, state["seed"], state["days"], command.number, state["followed"])
        )
        self._ask_again()
        self._tell_poll()

    def _ask_again(self) -> None:
        """Let the simulation know the question that waits for an answer."""
        poll = self.poll
        if poll is not None and poll.stage is not Stage.REVEALED and poll.seed == self._state.get("seed"):
            about = {"first": poll.first_day, "days": poll.days, "citizen": poll.citizen, "number": poll.number}
            self._driver.command(do="ask", question=poll.question, **about)

    def _close(self, command: Command) -> None:
        if self.poll is None:
            raise Refused("unasked")
        self.poll.close()
        self._tell_poll()

    def _drop(self, command: Command) -> None:
        """Take the question back, as if nobody had asked."""
        if self.poll is not None and self.poll.stage is not Stage.REVEALED:
            self.polls.pop()
            self._driver.command(do="forget")
            self._tell_poll()

    def _paper(self, command: Command) -> None:
        if self.poll is None or command.option is None or command.number is None:
            raise Refused("unasked")
        self.poll.count_paper(command.option, command.number)
        self._tell_poll()

    def vote(self, voter: str, number: int, option: int, group: str) -> None:
        """Somebody's answer to a question. Raises Refused."""
        if self.poll is None or self.poll.number != number:
            raise Refused("closed")
        self.poll.vote(voter, option, group)
        self._tell_poll()

    def _reveal(self, found: dict[str, Any]) -> None:
        """The days asked about are over."""
        poll = next((p for p in self.polls if p.number == found["poll"]), None)
        if poll is not None:
            poll.close()
            poll.reveal(Outcome(found["option"], tuple(found["figures"])))
            self._tell_poll()

    def phone_joins(self) -> None:
        """A phone begins to listen."""
        self._phones_here += 1
        self.tell_room()

    def phone_leaves(self) -> None:
        """A phone is gone."""
        self._phones_here -= 1
        self.tell_room()

    def tell_room(self) -> None:
        """Tell screens who is here and what went wrong."""
        about = {"phones": self._phones_here, "address": self.address, "refused": self._refused}
        self.screens.post("room", _json({"k": "room", **about, "broken": self._broken}))

    def _tell_poll(self) -> None:
        """Tell screens and phones where the question is; nobody learns the tally before it has closed."""
        self.screens.post("poll", _json({"k": "poll", "poll": self._told(), "past": self._debrief()}))
        poll = self.poll
        about = {"n": 0, "s": "none"} if poll is None else {"n": poll.number, "s": poll.stage.value}
        if self.phones.latest.get("phone") != _json(about):
            self.phones.post("phone", _json(about))

    def _told(self) -> dict[str, Any] | None:
        """The question as screens show it."""
        poll = self.poll
        if poll is None:
            return None
        outcome = poll.outcome
        return {
            "number": poll.number,
            "question": poll.question,
            "options": poll.options,
            "seed": poll.seed,
            "first": poll.first_day,
            "days": poll.days,
            "citizen": poll.citizen,
            "stage": poll.stage.value,
            "answered": poll.answered,
            "tally": poll.tally(),
            "option": None if outcome is None else outcome.option,
            "figures": None if outcome is None else outcome.figures,
            "surprised": poll.surprised(),
        }

    def _debrief(self) -> list[dict[str, Any]]:
        """Questions answered so far: what came true, and how many had expected something else."""
        out = []
        for poll in self.polls:
            tally = poll.tally()
            if poll.outcome is None or tally is None:
                continue
            right = tally[poll.outcome.option]
            about = {"question": poll.question, "days": poll.days, "option": poll.options[poll.outcome.option]}
            out.append({**about, "answered": sum(tally), "surprised": sum(tally) - right})
        return out

    async def workshop(self) -> Workshop:
        """The whole workshop so far. Raises TimeoutError when the simulation doesn't answer."""
        self._record = asyncio.get_running_loop().create_future()
        self._driver.command(do="record")
        rounds = await asyncio.wait_for(self._record, RECORD_PATIENCE)
        arms = (*self.setup.arms, self.setup.team)
        first, second, team = (used(name, arm) for name, arm in zip(self._names, arms, strict=True))
        asked = tuple(Prediction.model_validate(poll.record()) for poll in self.polls)
        return Workshop(
            made_with=versions(),
            scenario=self.setup.scenario,
            arms=(first, second),
            team=team,
            rounds=tuple(Round.model_validate(r) for r in rounds),
            predictions=(*self.past, *asked),
        )


def goes_on(workshop: Workshop) -> Start:
    """Where a workshop from a file goes on: in its last round, as far as that was played."""
    last = workshop.rounds[-1] if workshop.rounds else None
    if last is None:
        return Start()
    return replace(Start(), seed=last.seed, events=last.events, days=max(last.days, 1), rounds=workshop.rounds[:-1])


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
