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
    """A set of policies under a name. The name is for people: nothing computed depends on it."""

    name: str
    title: str
    policies: tuple[Policy, ...]
    about: str = ""
    sources: tuple[str, ...] = ()

    def compose(self, scenario: Scenario) -> Organisation:
        """The organisation in this scenario. Raises InputError with every conflict and every value out of range."""
        raise_if(self.problems(scenario.values))
        owners = {right: p for p in self.policies for right in p.owns}
        return Organisation(owners, resolve(scenario.values, self.policies))

    def problems(self, values: Mapping[str, float]) -> list[Problem]:
        """Two owners of a right, rights nobody owns, unknown or closed values, values moved out of range."""
        return _ownership(self.name, self.policies) + _changes(self.name, values, self.policies)


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


def _changes(arm: str, values: Mapping[str, float], policies: Sequence[Policy]) -> list[Problem]:
    problems = []
    now = dict(values)
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
        p = registry()[name]
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
