"""All checks of some arms in one place, as `nabolab verify` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from experiments.pricing import settled
from experiments.verify.books import books
from experiments.verify.closed_forms import closed_forms
from experiments.verify.extremes import extremes
from experiments.verify.finding import Finding, lived
from experiments.verify.luck import luck
from experiments.verify.memory import memory
from experiments.verify.queue import queue_forms
from experiments.verify.responses import responses
from experiments.verify.symmetry import symmetry
from policies.arm import Arm
from sim.problems import raise_if
from sim.scenario import Scenario

MEASURED_DAYS, WARM_UP_DAYS = 56, 14
"""Checks look at ten weeks: laws that hold for a day hold for a year, and several runs are needed for each arm."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Verification:
    """What all checks found."""

    scenario: str
    days: int
    seed: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether no check failed."""
        return all(f.verdict != "fails" for f in self.findings)


def shortened(scenario: Scenario) -> Scenario:
    """The same place for ten weeks at most, without shocks beyond them."""
    days, before = min(scenario.horizon_days, MEASURED_DAYS), min(scenario.warm_up_days, WARM_UP_DAYS)
    shocks = tuple(s for s in scenario.shocks if s.first_day < days)
    return scenario.model_copy(update={"horizon_days": days, "warm_up_days": before, "shocks": shocks})


def verify(
    arms: Sequence[Arm], scenario: Scenario, seed: int = 1, quick: bool = False, progress: Progress | None = None
) -> Verification:
    """Check arms in a place: each by itself, and the luck of the first against every other.

    Where the place names draws, everything is checked in the world of the seed. quick: fewer runs for extremes and
    responses. Raises InputError when an arm can't work here.
    """
    place = shortened(scenario)
    raise_if(problem for arm in arms for problem in arm.problems(place))
    place = settled(place, seed).drawn(seed)
    found = list(_checked(arms, place, seed, quick, progress or (lambda _: None)))
    return Verification(scenario.title, place.days, seed, tuple(found))


def _checked(arms: Sequence[Arm], place: Scenario, seed: int, quick: bool, say: Progress) -> Iterator[Finding]:
    for arm in arms:
        say(f"{arm.name}: books, memory")
        model = lived(place, arm, seed)
        yield from books(arm.name, model)
        yield from memory(arm.name, model)
        say(f"{arm.name}: symmetry")
        yield from symmetry(arm, place, model)
        say(f"{arm.name}: extremes")
        yield from extremes(arm, place, seed, quick)
        say(f"{arm.name}: responses")
        yield from responses(arm, place, model, quick)
        say(f"{arm.name}: closed forms")
        yield from closed_forms(arm, place, model, quick)
    say("queue")
    yield from queue_forms()
    for other in arms[1:]:
        say(f"{arms[0].name}, {other.name}: luck")
        yield from luck(arms[0], other, place, seed)
