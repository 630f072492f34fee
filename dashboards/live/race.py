"""The race: two organisations go through the same days in one place with one seed, and take what is thrown in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from agents.model import HomeCare
from dashboards.live.events import LiveEvent, arm_with, place_with
from dashboards.live.followed import Followed, to_follow
from dashboards.live.queue import QueueWatch
from experiments.run import let_go
from experiments.verify.symmetry import journal_bytes
from policies.arm import Arm
from sim.problems import InputError, Problem
from sim.scenario import Scenario

NUMBER_OF_ARMS = 2


@dataclass(frozen=True)
class Setup:
    """Who races where. arms: the two organisations; team: the one of which a team may start beside either."""

    scenario: Scenario
    arms: tuple[Arm, Arm]
    team: Arm


class Race:
    """Both worlds of one seed, the warm-up behind them. Days are those of the measured time.

    offered: citizens whom the room may follow, chosen on the first day.
    """

    def __init__(self, setup: Setup, seed: int, events: Iterable[LiveEvent] = ()) -> None:
        """events: known from the start, which gives the same days as throwing them in. Raises InputError."""
        self.setup = setup
        self.seed = seed
        self.events = tuple(events)
        self.world = setup.scenario.drawn(seed)
        scenario = place_with(self.world, self.events)
        self.models = [
            HomeCare(scenario, arm_with(arm, self.events, setup.team, self.world).compose(scenario), seed)
            for arm in setup.arms
        ]
        self.queues = [QueueWatch(model) for model in self.models]
        self.go_to(0)
        self.offered = to_follow(self.models)

    def offered_as(self, citizen: int) -> Followed | None:
        """One of those offered, by the row of the citizen table."""
        return next((f for f in self.offered if f.citizen == citizen), None)

    @property
    def day(self) -> int:
        """The day that comes next."""
        return int(self.models[0].today) - self.setup.scenario.warm_up_days

    @property
    def over(self) -> bool:
        """Whether no day is left."""
        return self.day >= self.setup.scenario.horizon_days

    def advance(self) -> None:
        """One day in both worlds."""
        for model in self.models:
            model.step()

    def go_to(self, day: int) -> None:
        """Simulate until this day comes next (or none is left)."""
        while self.day < day and not self.over:
            self.advance()

    def throw_in(self, event: LiveEvent) -> None:
        """Let something happen from a day on that hasn't been yet. Raises InputError, and then nothing has changed."""
        if event.day < self.day:
            raise InputError([Problem("day", f"day {event.day} has been already; the next one is {self.day}")])
        events = (*self.events, event)
        scenario = place_with(self.world, events)
        arms = [arm_with(arm, events, self.setup.team, self.world) for arm in self.setup.arms]
        futures = [arm.compose(scenario) for arm in arms]
        for model, future in zip(self.models, futures, strict=True):
            model.go_on_with(scenario, future)
        self.events = events

    def end(self) -> None:
        """Let both worlds leave memory."""
        for model in self.models:
            let_go(model)

    def digest(self) -> str:
        """A hash of everything that both worlds have written so far, to the last bit."""
        return hashlib.sha256(b"".join(journal_bytes(model) for model in self.models)).hexdigest()
