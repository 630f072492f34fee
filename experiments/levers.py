"""Levers: what two arms differ in, lever by lever, and the arms between them that have pulled only some."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from policies.arm import Arm
from policies.base import Policy, known_policies
from sim.problems import InputError, Problem, nearest, raise_if
from sim.scenario import Scenario

THE_REST = "the rest"
_FOLDER = "experiments.groups"


@dataclass(frozen=True)
class Lever:
    """A group of policies that are exchanged together: those of the first arm, those of the second."""

    name: str
    a: tuple[Policy, ...]
    b: tuple[Policy, ...]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    levers: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


class _Groups(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = ""
    group: Annotated[list[_Group], Field(min_length=1)]


@dataclass(frozen=True)
class Grouping:
    """Which group each lever, or each single policy, belongs to; what is in none belongs to the rest."""

    levers: Mapping[str, str]
    policies: Mapping[str, str]

    def of(self, policy: Policy) -> str:
        return self.policies.get(policy.name, self.levers.get(policy.lever, THE_REST))


def shipped_groupings() -> list[str]:
    """Names of the shipped groupings."""
    files = resources.files(_FOLDER).iterdir()
    return sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))


def load_grouping(name: str) -> Grouping:
    """A shipped grouping by name, or a file by path. Raises InputError with every problem."""
    if name.endswith(".toml"):
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
            raise InputError([Problem(name, f"can't be read: {reason}")]) from None
        return parse_grouping(text, name)
    if name not in shipped_groupings():
        hint = nearest(name, shipped_groupings())
        raise InputError([Problem(f"groups {name!r}", f"unknown{hint} (or give a .toml file)")])
    return parse_grouping(resources.files(_FOLDER).joinpath(f"{name}.toml").read_text(encoding="utf-8"), name)


def parse_grouping(text: str, place: str) -> Grouping:
    """A grouping from TOML. Raises InputError: unknown levers or policies, and any that stand in two groups."""
    try:
        groups = _Groups.model_validate(tomllib.loads(text)).group
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(place, f"not valid TOML: {error}")]) from None
    except ValidationError as error:
        found = (Problem(f"{place}: {'.'.join(map(str, e['loc']))}", str(e["msg"]).lower()) for e in error.errors())
        raise InputError(found) from None
    known = known_policies()
    levers, policies = {p.lever for p in known.values()}, set(known)
    problems = [Problem(f"{place}: group", f"two groups are called {n!r}") for n in _twice(g.name for g in groups)]
    for kind, names, there in (
        ("lever", [n for g in groups for n in g.levers], levers),
        ("policy", [n for g in groups for n in g.policies], policies),
    ):
        problems += [
            Problem(f"{place}: group", f"unknown {kind} {n!r}{nearest(n, sorted(there))}")
            for n in names
            if n not in there
        ]
        problems += [Problem(f"{place}: group", f"{kind} {n!r} stands in two groups") for n in _twice(names)]
    raise_if(problems)
    return Grouping({n: g.name for g in groups for n in g.levers}, {n: g.name for g in groups for n in g.policies})


def _twice(names: Iterable[str]) -> list[str]:
    all_names = list(names)
    return sorted({n for n in all_names if all_names.count(n) > 1})


def levers_between(a: Arm, b: Arm, grouping: Grouping | None = None) -> tuple[Lever, ...]:
    """What has to be changed to get from one arm to the other. Owners of the same right are exchanged together, even
    where they belong to different levers; a lever in which the arms are alike is left out."""
    both = (*a.policies, *b.policies)
    start = [grouping.of(p) if grouping else p.lever or p.name for p in both]
    names = _joined(both, start)
    out = []
    for name in dict.fromkeys(names):
        of_a = tuple(p for p, n in zip(a.policies, names, strict=False) if n == name)
        of_b = tuple(p for p, n in zip(b.policies, names[len(a.policies) :], strict=True) if n == name)
        if _in_any_order(of_a) != _in_any_order(of_b):
            out.append(Lever(name, of_a, of_b))
    return tuple(sorted(out, key=lambda lever: lever.name))


def _joined(policies: Sequence[Policy], names: Sequence[str]) -> list[str]:
    """The names, where levers that own a right between them are one."""
    joined = {name: {name} for name in names}
    for i, one in enumerate(policies):
        for j, other in enumerate(policies[:i]):
            if (set(one.owns) & set(other.owns) or one.name == other.name) and joined[names[i]] is not joined[names[j]]:
                merged = joined[names[i]] | joined[names[j]]
                for name in merged:
                    joined[name] = merged
    return [" and ".join(sorted(joined[name])) for name in names]


def _in_any_order(policies: Sequence[Policy]) -> list[str]:
    return sorted(repr(p) for p in policies)


def between(a: Arm, b: Arm, levers: Sequence[Lever], pulled: Collection[int]) -> Arm:
    """The first arm with these levers (by number) as in the second; everything in which they are alike stays."""
    changed = {id(p) for lever in levers for p in lever.a}
    common = [p for p in a.policies if id(p) not in changed]
    own = [p for k, lever in enumerate(levers) for p in (lever.b if k in pulled else lever.a)]
    return replace(a, name="between", policies=(*common, *own), before=b.before or a.before)


def separable(a: Arm, b: Arm) -> list[Problem]:
    """Why two arms can't be taken apart lever by lever, if so: they differ in where or when they are at work."""
    place = f"{a.name} and {b.name}"
    problems = []
    if (a.beside, a.only_in, a.only_citizens) != (b.beside, b.only_in, b.only_citizens):
        text = (
            "differ in whom they are for, which is no lever; give both the same `beside`, `only_in` and `only_citizens`"
        )
        problems.append(Problem(place, text))
    if a.from_day != b.from_day:
        problems.append(Problem(place, "differ in the day on which they begin, which is no lever"))
    if a.before is not None and b.before is not None and a.before != b.before and (_by_degrees(a) or _by_degrees(b)):
        problems.append(Problem(place, "replace different arms by degrees, which is no lever"))
    return problems


def _by_degrees(arm: Arm) -> bool:
    return any(change.value in ("fidelity", "transition") for p in arm.policies for change in p.moving)


def clashes(
    a: Arm, b: Arm, levers: Sequence[Lever], wanted: Iterable[frozenset[int]], scenario: Scenario
) -> list[Problem]:
    """Sets of levers that can't be pulled together without the others, each with why."""
    problems: dict[str, Problem] = {}
    for pulled in wanted:
        for problem in between(a, b, levers, pulled).problems(scenario):
            names = " + ".join(levers[k].name for k in sorted(pulled)) or "none of the levers"
            text = f"{problem.text}; put the levers that need each other into one group (--groups)"
            problems.setdefault(problem.text, Problem(f"{a.name} with {names} of {b.name}", text))
    return list(problems.values())
