"""An arm: a named set of policies. Composed into an organisation, with every conflict found before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.organisation import Organisation
from agents.rights import QUESTIONS, Right
from policies.base import Change, Policy
from sim.parameters import registry
from sim.problems import Problem, nearest, raise_if
from sim.scenario import Scenario


@dataclass(frozen=True)
class Arm:
    """A set of policies under a name. The name is for people: nothing computed depends on it.

    before: the arm that this one replaces; as far as fidelity falls short of 1, its policies go on. beside: the arm of
    the settlements that are not pilots, where two stand side by side.
    """

    name: str
    title: str
    policies: tuple[Policy, ...]
    about: str = ""
    sources: tuple[str, ...] = ()
    before: Arm | None = None
    beside: Arm | None = None

    def compose(self, scenario: Scenario) -> Organisation:
        """The organisation in this scenario. Raises InputError with every conflict and every value out of range."""
        raise_if(self.problems(scenario))
        return self._organisation(scenario)

    def _organisation(self, scenario: Scenario) -> Organisation:
        owners = {right: p for p in self.policies for right in p.owns}
        values = resolve(scenario.values, self.policies) | scenario.off
        before = self.before._organisation(scenario) if self.before else None
        beside = self.beside._organisation(scenario) if self.beside else None
        return Organisation(owners, values, before, beside)

    def problems(self, scenario: Scenario) -> list[Problem]:
        """Two owners of a right, rights nobody owns, unknown or closed values, values moved out of range, an arm that
        can't be blended or stand beside another."""
        problems = _ownership(self.name, self.policies) + _changes(self.name, scenario, self.policies)
        for other in (self.before, self.beside):
            problems += other.problems(scenario) if other is not None else []
        if self.beside is not None and not any(s.pilot and s.citizens for s in scenario.settlements):
            problems.append(Problem(self.name, "stands beside another arm, but no settlement is marked `pilot = true`"))
        if self.before is not None and (self.before.before or self.before.beside):
            problems.append(Problem(self.name, f"can't replace {self.before.name}, which itself replaces another arm"))
        if self.beside is not None and self.beside.beside:
            problems.append(
                Problem(self.name, f"can't stand beside {self.beside.name}, which itself stands beside another arm")
            )
        return problems


def resolve(values: Mapping[str, float], policies: Sequence[Policy]) -> dict[str, float]:
    """Named values after all changes: policies in their order, each policy's changes in theirs."""
    out = dict(values)
    for policy in policies:
        for change in policy.changes:
            out[change.value] = change.apply(out[change.value])
    return out


def _ownership(arm: str, policies: Sequence[Policy]) -> list[Problem]:
    problems = []
    for right in Right:
        owners = [p.name for p in policies if right in p.owns]
        if len(owners) > 1:
            problems.append(
                Problem(arm, f"the right {right.value!r} has several owners: {', '.join(owners)}; keep one of them")
            )
        if not owners:
            problems.append(Problem(arm, f"nobody owns the right {right.value!r} ({QUESTIONS[right]}); add a policy"))
    return problems


def _changes(arm: str, scenario: Scenario, policies: Sequence[Policy]) -> list[Problem]:
    problems = []
    known = registry(scenario.country)
    now = dict(scenario.values)
    movers: dict[str, list[str]] = {}
    for policy in policies:
        for change in policy.changes:
            problem = _unusable(arm, policy, change)
            if problem:
                problems.append(problem)
                continue
            now[change.value] = change.apply(now[change.value])
            movers.setdefault(change.value, []).append(policy.name)
    for name, by in movers.items():
        p = known[name]
        if not p.fits(now[name]):
            problems.append(
                Problem(
                    arm,
                    f"{' and '.join(by)} move{'s' if len(by) == 1 else ''} {name} to {now[name]:g}, "
                    f"outside {p.low:g} to {p.high:g} {p.unit}",
                )
            )
    return problems


def _unusable(arm: str, policy: Policy, change: Change) -> Problem | None:
    if change.value not in registry():
        return Problem(
            arm, f"{policy.name} changes an unknown value {change.value!r}{nearest(change.value, registry())}"
        )
    if not registry()[change.value].modifiable:
        return Problem(arm, f"{policy.name} can't change {change.value!r}: it belongs to the world, alike for all arms")
    return None
