"""What a live page begins with, from the command line: which organisations, where, and from which workshop."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dashboards.live.access import Access
from dashboards.live.race import Setup
from dashboards.live.room import Room, goes_on
from dashboards.live.show import Start
from dashboards.live.workshop import Workshop, read_workshop, setup_of
from experiments.pricing import settled
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.problems import InputError, Problem

FIRST, SECOND, PLACE = "bum", "self_organising", "bording_engesvang"


@dataclass(frozen=True)
class Names:
    """Arms and scenario by name or path. first, second: who races; team: of which a team may start beside either."""

    first: str = FIRST
    second: str = SECOND
    team: str = SECOND
    scenario: str = PLACE
    seed: int = 1

    @property
    def arms(self) -> tuple[str, str, str]:
        """The three arms."""
        return self.first, self.second, self.team


@dataclass(frozen=True)
class Live:
    """Everything that a room is made of."""

    setup: Setup
    arms: tuple[str, str, str] = Names().arms
    start: Start = field(default_factory=Start)
    workshop: Workshop | None = None

    def room(self, access: Access, address: str | None) -> Room:
        """The room; nothing runs before somebody looks at it."""
        room = Room(self.setup, self.arms, access, self.start, address)
        if self.workshop is not None:
            room.past = self.workshop.predictions
        return room


def begin(names: Names) -> Live:
    """A new workshop. Raises InputError with all problems of arms and scenario, before anything runs."""
    problems: list[Problem] = []
    loaded = []
    for name in names.arms:
        try:
            loaded.append(load_arm(name))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    scenario = None
    try:
        scenario = find_scenario(names.scenario)
    except InputError as error:
        problems += error.problems
    if scenario is not None and names.seed not in range(2**63):
        problems.append(Problem("--seed", f"must lie between 0 and 2**63 - 1, got {names.seed}"))
    if problems or scenario is None:
        raise InputError(problems)
    scenario = settled(scenario, names.seed)
    for arm in dict.fromkeys((loaded[0], loaded[1])):
        problems += arm.problems(scenario)
    if problems:
        raise InputError(problems)
    return Live(Setup(scenario, (loaded[0], loaded[1]), loaded[2]), names.arms, Start(seed=names.seed))


def go_on(path: Path) -> Live:
    """A workshop from its file, where it ended. Raises InputError."""
    workshop = read_workshop(path)
    first, second = (arm.name for arm in workshop.arms)
    return Live(setup_of(workshop), (first, second, workshop.team.name), goes_on(workshop), workshop)
