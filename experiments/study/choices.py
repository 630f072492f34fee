"""Policy levers of a study: what can be chosen, every combination of it, and the combinations that can't work."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.rights import Right
from experiments.study.spec import LeverEntry, LeverValue
from policies.arm import Arm
from policies.base import Change, Policy, known_policies
from policies.loading import read_options
from sim.parameters import registry
from sim.problems import Problem, nearest
from sim.scenario import Scenario


@dataclass(frozen=True)
class Pruned:
    """A combination of lever values that can't work, and why."""

    values: tuple[tuple[str, LeverValue], ...]
    reason: str

    def __str__(self) -> str:
        return f"{', '.join(f'{name} = {value}' for name, value in self.values)}: {self.reason}"


@dataclass(frozen=True)
class Choices:
    """The combinations that work: their lever values, and the arms in each (combinations, arms); those that don't."""

    names: tuple[str, ...]
    rows: tuple[tuple[LeverValue, ...], ...]
    arms: tuple[tuple[Arm, ...], ...]
    pruned: tuple[Pruned, ...] = ()


def lever_problems(levers: Sequence[LeverEntry], arms: Sequence[Arm], scenario: Scenario, place: str) -> list[Problem]:
    """Levers that no arm has, values that their policy refuses, and two levers with one name or for one thing."""
    problems = []
    names = [lever.name for lever in levers]
    things = [(v.policy, v.option, v.value, v.right) for v in levers]
    for k, lever in enumerate(levers):
        where = f"{place}: lever {lever.name!r}"
        if lever.name in names[:k]:
            problems.append(Problem(where, "two levers have this name"))
        if things[k] in things[:k] and not _apart(lever, levers[things.index(things[k])]):
            problems.append(Problem(where, f"moves the same as lever {names[things.index(things[k])]!r}"))
        if len(set(map(repr, lever.values))) < len(lever.values):
            problems.append(Problem(f"{where}.values", "a value stands there twice"))
        found = [*_form(lever, where), *_whose(lever, arms, where)]
        problems += found or [p for value in lever.values for p in _value_problems(lever, value, scenario, where)]
    return problems


def _apart(one: LeverEntry, other: LeverEntry) -> bool:
    """Whether two levers belong to different arms."""
    return one.arms is not None and other.arms is not None and not set(one.arms) & set(other.arms)


def _form(lever: LeverEntry, where: str) -> list[Problem]:
    """Keys that don't go together, and names that nobody knows."""
    policies = known_policies()
    given = [key for key in ("option", "value", "right") if getattr(lever, key) is not None]
    if lever.right is not None:
        if lever.policy is not None or len(given) > 1:
            return [Problem(where, "`right` stands alone; its values are the policies that may own it")]
        rights = [r.value for r in Right]
        unknown = lever.right not in rights
        return [Problem(f"{where}.right", f"unknown{nearest(lever.right, rights)}")] if unknown else []
    if lever.policy is None:
        return [Problem(where, "needs a policy, or a right")]
    if lever.policy not in policies:
        return [Problem(f"{where}.policy", f"unknown{nearest(lever.policy, policies)}")]
    if len(given) > 1:
        return [Problem(where, "give one of option and value, not both")]
    if lever.value is not None and lever.value not in registry():
        return [Problem(f"{where}.value", f"unknown{nearest(lever.value, registry())}")]
    if not given and not all(isinstance(v, bool) for v in lever.values):
        return [Problem(f"{where}.values", "a policy alone is there (true) or not (false); or name its option")]
    return []


def _whose(lever: LeverEntry, arms: Sequence[Arm], where: str) -> list[Problem]:
    names = [arm.name for arm in arms]
    unknown = [n for n in lever.arms or () if n not in names]
    problems = [Problem(f"{where}.arms", f"no arm of the study is called {n!r}{nearest(n, names)}") for n in unknown]
    mine = [arm for arm in arms if lever.arms is None or arm.name in lever.arms]
    if not unknown and not any(_has(lever, arm) for arm in mine):
        problems.append(Problem(where, f"none of {', '.join(a.name for a in mine)} has the policy {lever.policy!r}"))
    return problems + [p for arm in mine if lever.value is not None for p in _moved_again(lever, arm, where)]


def _moved_again(lever: LeverEntry, arm: Arm, where: str) -> list[Problem]:
    """Policies that move a lever's value after the policy that the lever is about, so that it would change nothing."""
    names = [p.name for p in arm.policies]
    after = arm.policies[names.index(lever.policy) + 1 :] if lever.policy in names else ()
    later = [p.name for p in after if any(change.value == lever.value for change in p.moving)]
    text = "in {}, {!r} moves {} after {}; name that policy"
    return [Problem(where, text.format(arm.name, n, lever.value, lever.policy)) for n in later]


def _has(lever: LeverEntry, arm: Arm) -> bool:
    """Whether the lever can be pulled in an arm."""
    switch = lever.right is not None or (lever.option is None and lever.value is None)
    return switch or any(p.name == lever.policy for p in arm.policies)


def _value_problems(lever: LeverEntry, value: LeverValue, scenario: Scenario, where: str) -> list[Problem]:
    policies = known_policies()
    if lever.right is not None:
        if value not in policies or Right(lever.right) not in policies[str(value)].owns:
            owners = [name for name, p in policies.items() if Right(lever.right) in p.owns]
            return [Problem(f"{where}.values", f"{value!r} owns no right {lever.right!r}{nearest(str(value), owners)}")]
        return read_options(policies[str(value)], {}, where)[0]
    assert lever.policy is not None
    if lever.option is not None:
        known = [f for f in policies[lever.policy].__dataclass_fields__ if f not in Policy.__dataclass_fields__]
        if lever.option not in known:
            return [Problem(f"{where}.option", f"unknown option{nearest(lever.option, known)}")]
        found = read_options(policies[lever.policy], {lever.option: value}, where)[0]
        return [p for p in found if p.place.startswith(f"{where}.{lever.option}")]
    if lever.value is not None:
        return registry(scenario.country).problems({lever.value: value}, where)
    return []


def choose(levers: Sequence[LeverEntry], arms: Sequence[Arm], scenario: Scenario) -> Choices:
    """Every combination of lever values (checked before), without those in which an arm can't work."""
    rows, pulled, pruned = [], [], []
    for values in itertools.product(*(lever.values for lever in levers)):
        here = tuple(_pulled(arm, levers, values) for arm in arms)
        problems = [p for arm in here for p in arm.problems(scenario)]
        if problems:
            named = tuple((lever.name, value) for lever, value in zip(levers, values, strict=True))
            pruned.append(Pruned(named, "; ".join(map(str, dict.fromkeys(problems)))))
        else:
            rows.append(values)
            pulled.append(here)
    return Choices(tuple(lever.name for lever in levers), tuple(rows), tuple(pulled), tuple(pruned))


def _pulled(arm: Arm, levers: Sequence[LeverEntry], values: Sequence[LeverValue]) -> Arm:
    for lever, value in zip(levers, values, strict=True):
        if (lever.arms is None or arm.name in lever.arms) and _has(lever, arm):
            arm = replace(arm, policies=tuple(_policies(arm, lever, value)))
    return arm


def _policies(arm: Arm, lever: LeverEntry, value: LeverValue) -> Iterator[Policy]:
    """The arm's policies with one lever pulled; a policy that was there keeps its place and all it was told."""
    if lever.right is not None:
        yield from _owned(arm, Right(lever.right), str(value))
        return
    mine = [p for p in arm.policies if p.name == lever.policy]
    if lever.option is None and lever.value is None:
        yield from (p for p in arm.policies if value or p not in mine)
        if value and not mine:
            yield known_policies()[str(lever.policy)]()
        return
    for policy in arm.policies:
        if policy not in mine:
            yield policy
        elif lever.option is not None:
            yield replace(policy, **read_options(type(policy), {lever.option: value}, "")[1])
        else:
            kept = (c for c in policy.changes if c.value != lever.value)
            change = Change(str(lever.value), "set", float(value), note="a lever")
            yield replace(policy, changes=(*kept, change))


def _owned(arm: Arm, right: Right, name: str) -> Iterator[Policy]:
    """The arm's policies with another owner of a right in the place of the one that it has."""
    for policy in arm.policies:
        yield policy if right not in policy.owns or policy.name == name else known_policies()[name]()
