"""The room: a simulation, everybody who watches it, and what they are asked. One of them for a server."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from dashboards.live.access import Access
from dashboards.live.asking import Asking
from dashboards.live.commands import Command
from dashboards.live.driver import Driver
from dashboards.live.hub import Hub
from dashboards.live.kept import SUFFIX, Keeper, Kept, Keys, new_id
from dashboards.live.poll import Poll, Refused
from dashboards.live.race import Setup
from dashboards.live.show import Start
from dashboards.live.workshop import Prediction, Round, Workshop, setup_of, used, versions

SLOTS = ("setup", "day", "room", "poll", "clock")
SCREENS, PHONES = 30, 300
RECORD_PATIENCE = 20.0
KEPT_EVERY = 1.0
"""Seconds between two times that the clock's minute is kept."""


class Room:
    """names: of the two arms and the team as the command line gave them, for the workshop's file. address: what phones
    open, None where the server isn't shared. folder: where the workshop is kept while it goes on, None for nowhere.
    offered: an unfinished workshop that the facilitator may go on with; nothing is simulated before that is decided."""

    def __init__(
        self,
        setup: Setup,
        names: tuple[str, str, str],
        access: Access,
        start: Start,
        address: str | None = None,
        folder: Path | None = None,
        offered: Kept | None = None,
    ) -> None:
        self.access = access
        self.address = address
        self.folder = folder
        self.offered = offered
        self.screens = Hub(SLOTS, SCREENS)
        self.phones = Hub(("phone",), PHONES)
        self._phones_here = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._record: asyncio.Future[list[dict[str, Any]]] | None = None
        self._number = 0
        self._become(setup, names, start)

    def _become(self, setup: Setup, names: tuple[str, str, str], start: Start) -> None:
        """Hold this workshop from now on; its simulation isn't started yet."""
        self.id = new_id()
        self.setup = setup
        self.names = names
        self.asking = Asking(self._keep, [])
        self._number += 1
        number = self._number
        self._driver = Driver(setup, start, lambda slot, text: self._heard(number, slot, text))
        self._first = start
        self._touched = False
        self._keeper: Keeper | None = None
        self._kept_at = 0.0
        self._state: dict[str, Any] = {}
        self._names_offered: dict[int, str] = {}
        self._refused: list[str] = []
        self._broken = ""

    def remember(self, kept: Kept) -> None:
        """Go on with a kept workshop: the same questions and answers, and the last picture until the days are there."""
        names = (*(arm.name for arm in kept.workshop.arms), kept.workshop.team.name)
        self._become(setup_of(kept.workshop), names, kept.start)  # type: ignore[arg-type]
        self.id, self.offered, self._touched = kept.id, None, True
        self.access.adopt(kept.keys.token, kept.keys.secret)
        self.asking = Asking(self._keep, kept.polls, kept.workshop.predictions)
        start = kept.start
        picture = kept.picture
        for slot, text in picture.items():
            self.screens.post(slot, text)
        if picture:
            clock = {"k": "clock", "seed": start.seed, "day": start.days - 1, "minute": start.minute}
            self.screens.post("clock", _json({**clock, "playing": False, "speed": start.speed, "over": False}))
            self._names_offered = _names_in(json.loads(picture["setup"]))
        self._keeper = Keeper(kept.path)
        self._keeper.where(start)

    @property
    def pid(self) -> int | None:
        """The number of the simulation's process, once somebody has looked at the page."""
        return self._driver.pid

    @property
    def poll(self) -> Poll | None:
        """The question last asked."""
        return self.asking.poll

    @property
    def under_way(self) -> bool:
        """Whether something would be lost from sight if another workshop began."""
        return self._touched or self._driver.now.days > self._first.days

    def open(self) -> None:
        """Start the simulation, if this is the first to look and nothing has to be decided first."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self.tell_room()
            self._tell_poll()
            if self.offered is None:
                self._start()

    def close(self) -> None:
        """End the simulation; what is kept stays."""
        if self._loop is not None:
            self._driver.stop()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def go_on(self) -> None:
        """Go on with the workshop that is offered. Raises Refused, or InputError when its arms have changed."""
        if self.offered is None:
            raise Refused("nothing")
        self.remember(self.offered)
        self._anew()

    async def begin(self, setup: Setup, names: tuple[str, str, str], start: Start) -> None:
        """Hold another workshop from now on. What was is kept."""
        old, keeper = self._driver, self._keeper
        self.offered = None
        self._become(setup, names, start)
        if keeper is not None:
            keeper.close()
        self.screens.forget(SLOTS)
        self._begin_keeping()
        await asyncio.to_thread(old.stop)
        self._anew()

    def _start(self) -> None:
        """Start the simulation; before anything else it hears of the question that it is to answer."""
        self._driver.start()
        self._ask_again(self._driver.now.seed)

    def _ask_again(self, seed: int) -> None:
        """Let the race of a seed know the question that waits for its answer."""
        poll = self.asking.waits_in(seed)
        if poll is not None:
            self._driver.command(do="ask", **_about(poll))

    def _anew(self) -> None:
        """Start the simulation of what the room holds now."""
        self._start()
        self.tell_room()
        self._tell_poll()

    def _heard(self, number: int, slot: str, text: str) -> None:
        """A message of a simulation, in the listener's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, number, slot, text)

    def _take(self, number: int, slot: str, text: str) -> None:
        """A message of a simulation, in the server's loop; one that was left behind isn't heard any more."""
        if number != self._number:
            return
        if slot in SLOTS:
            self.screens.post(slot, text)
        if slot == "setup":
            self._begun(json.loads(text))
        elif slot == "state":
            self._state = json.loads(text)
            self._keep_where(at_once=True)
            self._keep_picture()
        elif slot == "clock":
            self._keep_where(at_once=not json.loads(text)["playing"])
        elif slot == "outcome":
            found = json.loads(text)
            self.asking.reveal(found["poll"], found["option"], found["figures"])
            self._tell_poll()
        elif slot == "record" and self._record is not None and not self._record.done():
            self._record.set_result(json.loads(text)["rounds"])
        elif slot == "refused":
            self._refused = json.loads(text)["problems"]
            self.tell_room()
        elif slot == "broken":
            self._broken = "again" if json.loads(text)["again"] else "ended"
            self.tell_room()

    def _begun(self, setup: dict[str, Any]) -> None:
        """A race has begun, the first or another; it may have a question to answer."""
        self._names_offered = _names_in(setup)
        self._ask_again(setup["seed"])
        if self._broken:
            self._broken = ""
            self.tell_room()

    def _keep(self, **change: Any) -> None:
        """Keep a change, from the first one on."""
        if self._keeper is None:
            self._begin_keeping()
        if self._keeper is not None:
            self._keeper.write(**change)

    def _begin_keeping(self) -> None:
        """From now on this workshop has a file; a room that nobody did anything in leaves none."""
        if self.folder is None or self._keeper is not None:
            return
        self._keeper = Keeper(self.folder / f"{self.id}{SUFFIX}")
        keys = Keys(self.access.token, self.access.secret)
        inputs = self._workshop((), self.asking.past)
        self._keeper.begin(self.id, keys, inputs, self._driver.now)
        self._keep_picture()

    def _keep_where(self, at_once: bool) -> None:
        """Keep where the race is; while it plays, once a second."""
        now = time.monotonic()
        if self._keeper is None or not (at_once or now - self._kept_at >= KEPT_EVERY):
            return
        self._kept_at = now
        self._keeper.where(self._driver.now)
        if self._loop is not None and self._keeper.dirty:
            self._loop.run_in_executor(None, self._keeper.sync)

    def _keep_picture(self) -> None:
        told = {slot: text for slot, text in self.screens.latest.items() if slot in ("setup", "day")}
        if self._keeper is not None and len(told) == 2:
            self._keeper.picture(told)

    def name_of(self, citizen: int) -> str:
        """The invented name of a citizen who is offered."""
        return self._names_offered.get(citizen, "?")

    def do(self, command: Command) -> None:
        """Do what the facilitator asks. Raises Refused."""
        if self.offered is not None:
            raise Refused("offered")
        self._refused = []
        about_polls = {"ask": self._ask, "close": self._close, "drop": self._drop, "paper": self._paper}
        if command.do in about_polls:
            about_polls[command.do](command)
        else:
            if command.do == "reveal":
                self._close(command)
            if command.do == "seed" and self.asking.open:
                raise Refused("open")
            self._driver.command(**command.words())
        self._touched = True
        self._begin_keeping()
        self.tell_room()

    def _ask(self, command: Command) -> None:
        """Put a question about the days that come."""
        if not self._state:
            raise Refused("starting")
        assert command.question is not None
        assert command.number is not None
        state = self._state
        self.asking.ask(command.question, command.number, state["seed"], state["days"], state["followed"])
        assert self.poll is not None
        self._driver.command(do="ask", **_about(self.poll))
        self._tell_poll()

    def _close(self, _command: Command) -> None:
        self.asking.close()
        self._tell_poll()

    def _drop(self, _command: Command) -> None:
        if self.asking.drop():
            self._driver.command(do="forget")
            self._tell_poll()

    def _paper(self, command: Command) -> None:
        self.asking.paper(command)
        self._tell_poll()

    def vote(self, voter: str, number: int, option: int, group: str) -> None:
        """Somebody's answer to a question. Raises Refused."""
        self.asking.vote(voter, number, option, group)
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
        """Tell screens which workshop this is, who is here and what went wrong."""
        about = {"phones": self._phones_here, "address": self.address, "refused": self._refused}
        state = {"id": self.id, "offered": self.offered is not None, "under_way": self.under_way}
        self.screens.post("room", _json({"k": "room", **about, **state, "broken": self._broken}))

    def _tell_poll(self) -> None:
        """Tell screens and phones where the question is; nobody learns the tally before it has closed."""
        told = {"k": "poll", "poll": self.asking.told(), "past": self.asking.debrief()}
        self.screens.post("poll", _json(told))
        poll = self.poll
        about = {"n": 0, "s": "none"} if poll is None else {"n": poll.number, "s": poll.stage.value}
        if self.phones.latest.get("phone") != _json(about):
            self.phones.post("phone", _json(about))

    async def workshop(self) -> Workshop:
        """The whole workshop so far. Raises TimeoutError when the simulation doesn't answer."""
        self._record = asyncio.get_running_loop().create_future()
        self._driver.command(do="record")
        rounds = await asyncio.wait_for(self._record, RECORD_PATIENCE)
        return self._workshop(tuple(Round.model_validate(r) for r in rounds), self.asking.record())

    def _workshop(self, rounds: tuple[Round, ...], predictions: tuple[Prediction, ...]) -> Workshop:
        """This workshop's inputs with what was played and expected."""
        arms = (*self.setup.arms, self.setup.team)
        first, second, team = (used(name, arm) for name, arm in zip(self.names, arms, strict=True))
        about = {"made_with": versions(), "scenario": self.setup.scenario, "arms": (first, second), "team": team}
        return Workshop(**about, rounds=rounds, predictions=predictions)  # type: ignore[arg-type]


def _about(poll: Poll) -> dict[str, Any]:
    """A question as the simulation is asked it."""
    about = {"first": poll.first_day, "days": poll.days, "citizen": poll.citizen, "number": poll.number}
    return {"question": poll.question, **about}


def _names_in(setup: dict[str, Any]) -> dict[int, str]:
    return {offer["citizen"]: offer["name"] for offer in setup["offered"]}


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
