"""A question to the laboratory: two organisations in one place, asked pair by pair, with what nobody knows drawn anew.

The same question and seed give the same two runs, wherever and whenever they are run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from experiments.pricing import settled
from experiments.replicate import Pair
from experiments.run import simulate
from experiments.unknowns import with_unknowns_drawn
from policies.arm import Arm
from sim.problems import Problem
from sim.scenario import Scenario


@dataclass(frozen=True)
class Question:
    """Two arms in a scenario. wide: inputs that nobody has measured are drawn from their ranges, alike for both arms of
    a pair."""

    a: Arm
    b: Arm
    scenario: Scenario
    wide: bool = False

    @property
    def digest(self) -> str:
        """A hash of everything that can move a number; titles and descriptions are left out."""
        arms = [_definition(arm) for arm in (self.a, self.b)]
        text = repr((self.scenario.digest, arms, self.wide, sorted(self.scenario.parameters) if self.wide else []))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def problems(self) -> list[Problem]:
        """Why an arm can't work in this scenario."""
        found = self.a.problems(self.scenario)
        return found + [p for p in self.b.problems(self.scenario) if p not in found]

    def world(self, seed: int) -> Scenario:
        """The scenario of a pair: the same for both arms."""
        plausible = self.scenario.drawn(seed)
        drawn = with_unknowns_drawn(plausible, seed) if self.wide else plausible
        return settled(drawn, seed)

    def pair(self, seed: int) -> Pair:
        """Both arms with one seed in one world. Raises InputError when an arm can't work there."""
        world = self.world(seed)
        return simulate(world, self.a, seed), simulate(world, self.b, seed)


def _definition(arm: Arm | None) -> object:
    """What an arm does, without its name and words. Policies are frozen dataclasses, so that repr tells them whole."""
    if arm is None:
        return None
    parts = (_definition(arm.before), _definition(arm.beside), arm.only_in, arm.only_citizens, arm.from_day)
    return (repr(arm.policies), *parts)
