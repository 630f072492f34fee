"""What a live page begins with, from the command line: which organisations, where, and from which workshop."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dashboards.live.access import Access
from dashboards.live.choices import FIRST, PLACE, SECOND
from dashboards.live.commands import Command
from dashboards.live.kept import SUFFIX, Kept, read_kept
from dashboards.live.race import Setup
from dashboards.live.room import Room
from dashboards.live.show import Start
from dashboards.live.workshop import Workshop, read_workshop, setup_of
from experiments.pricing import settled
from experiments.shelf import find_scenario
from experiments.situations import AS_TODAY, situations
from policies.loading import load_arm
from sim.problems import InputError, Problem


@dataclass(frozen=True)
class Names:
    """Arms and scenario by name or path. first, second: who races; team: of which a team may start beside either;
    situation: what is different from the place as its file describes it."""

    first: str = FIRST
    second: str = SECOND
    team: str = SECOND
    scenario: str = PLACE
    seed: int = 1
    situation: str = AS_TODAY

    @property
    def arms(self) -> tuple[str, str, str]:
        """The three arms."""
        return self.first, self.second, self.team


@dataclass(frozen=True)
class Live:
    """Everything that a room is made of. folder: where the workshop is kept while it goes on; kept: one to go on with
    at once; offered: an unfinished one that the facilitator may go on with."""

    setup: Setup
    arms: tuple[str, str, str] = Names().arms
    start: Start = field(default_factory=Start)
    workshop: Workshop | None = None
    folder: Path | None = None
    kept: Kept | None = None
    offered: Kept | None = None

    @property
    def token(self) -> str | None:
        """The facilitator's token of a workshop that may be gone on with: pages that hold it stay in control."""
        known = self.kept or self.offered
        return None if known is None else known.keys.token

    def room(self, access: Access, address: str | None) -> Room:
        """The room; nothing runs before somebody looks at it."""
        room = Room(self.setup, self.arms, access, self.start, address, self.folder, self.offered)
        if self.workshop is not None:
            room.asking.past = self.workshop.predictions
        if self.offered is not None:
            access.adopt(self.offered.keys.token, self.offered.keys.secret)
        if self.kept is not None:
            room.remember(self.kept)
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
        scenario = situations()[names.situation].applied(find_scenario(names.scenario))
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


def chosen(command: Command, team: str) -> Names:
    """What a facilitator chose on the page: names that have been checked against the shipped ones."""
    first, second, place = command.first or FIRST, command.second or SECOND, command.place or PLACE
    return Names(first, second, team, place, command.number or 1, command.situation or AS_TODAY)


def go_on(path: Path) -> Live:
    """A workshop from its file, saved or kept while it went on, where it ended. Raises InputError."""
    if path.suffix == SUFFIX:
        kept = read_kept(path)
        arms = tuple(arm.name for arm in (*kept.workshop.arms, kept.workshop.team))
        return Live(setup_of(kept.workshop), arms, kept.start, kept=kept)  # type: ignore[arg-type]
    workshop = read_workshop(path)
    first, second = (arm.name for arm in workshop.arms)
    return Live(setup_of(workshop), (first, second, workshop.team.name), goes_on(workshop), workshop)


def goes_on(workshop: Workshop) -> Start:
    """Where a workshop from a file goes on: in its last round, as far as that was played."""
    last = workshop.rounds[-1] if workshop.rounds else None
    if last is None:
        return Start()
    return Start(seed=last.seed, events=last.events, days=max(last.days, 1), rounds=workshop.rounds[:-1])
