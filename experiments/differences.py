"""What two arms differ in, right by right and value by value, as one would explain them to a council."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from agents.rights import QUESTIONS, Right
from policies.arm import Arm
from policies.base import Policy
from policies.timetable import at_work
from sim.parameters import currency, registry
from sim.scenario import Scenario


@dataclass(frozen=True)
class Side:
    """What one arm does about a right or a lever: its policies' names, titles, and what happens, in a sentence each."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    what: tuple[str, ...]

    @classmethod
    def of(cls, policies: Sequence[Policy]) -> Side:
        return cls(
            tuple(in_words(p) for p in policies),
            tuple(p.title for p in policies),
            tuple((p.__doc__ or "").strip().splitlines()[0] for p in policies),
        )


@dataclass(frozen=True)
class Choice:
    """A right or a lever, the question that it answers, and both answers."""

    name: str
    question: str
    a: Side
    b: Side

    @property
    def same(self) -> bool:
        return self.a == self.b


@dataclass(frozen=True)
class Moved:
    """A named value in which the two differ, with who moves it and on what grounds."""

    name: str
    title: str
    unit: str
    area: str
    a: float
    b: float
    by: tuple[str, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """Two arms side by side. rights: every decision right; levers: what policies without a right do; values: named
    values that differ; around: where, when, after whom and in whose money each is at work, by what it is about."""

    name_a: str
    name_b: str
    title_a: str
    title_b: str
    rights: tuple[Choice, ...]
    levers: tuple[Choice, ...]
    values: tuple[Moved, ...]
    around: tuple[tuple[str, str, str], ...]

    @property
    def alike(self) -> bool:
        """Whether there is no difference at all."""
        choices = all(choice.same for choice in (*self.rights, *self.levers))
        return choices and not self.values and all(a == b for _, a, b in self.around)


def differences(a: Arm, b: Arm, scenario: Scenario) -> Differences:
    """Put two arms side by side in a scenario, as they are when everything dated has come. Raises InputError."""
    organisations = [arm.compose(scenario) and arm.organisation(scenario, _last_day(arm)) for arm in (a, b)]
    now = [at_work(arm.policies, _last_day(arm)) for arm in (a, b)]
    rights = tuple(
        Choice(right.value, QUESTIONS[right], *(Side.of([p for p in ps if right in p.owns]) for ps in now))
        for right in Right
    )
    free = [[p for p in ps if not p.owns] for ps in now]
    names = sorted({p.lever for ps in free for p in ps})
    levers = tuple(Choice(name, "", *(Side.of([p for p in ps if p.lever == name]) for ps in free)) for name in names)
    values = _moved(a, b, scenario, [dict(o.values) for o in organisations], now)
    around = tuple(
        zip(("Money", "Where", "When", "Instead of"), _around(a, scenario), _around(b, scenario), strict=True)
    )
    return Differences(a.name, b.name, a.title, b.title, rights, levers, values, around)


def in_words(policy: Policy) -> str:
    """A policy's name with its options and days."""
    common = {f.name for f in fields(Policy)}
    options = [f"{f.name} = {_short(getattr(policy, f.name))}" for f in fields(policy) if f.name not in common]
    when = policy.when
    days = [f"from day {when.from_day}"] if when.from_day is not None else []
    days += [f"whole on day {when.full_day}"] if when.full_day is not None else []
    days += [f"until day {when.until_day}"] if when.until_day is not None else []
    return " ".join(filter(None, [policy.name, f"({', '.join(options)})" if options else "", ", ".join(days)]))


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else ", ".join(value) if isinstance(value, tuple) else str(value)


def _last_day(arm: Arm) -> int | None:
    days = arm.switching_days()
    return days[-1] if days else None


def _around(arm: Arm, scenario: Scenario) -> tuple[str, str, str, str]:
    """In whose money, where, when and in whose place an arm is at work, in words."""
    where = "everywhere"
    if arm.beside is not None:
        places = " and ".join(arm.only_in) or "settlements marked as pilots"
        most = f", at most {arm.only_citizens} citizens" if arm.only_citizens else ""
        where = f"{places}{most}; elsewhere {arm.beside.title}"
    when = "from the beginning" if arm.from_day is None else f"from day {arm.from_day}"
    values = arm.organisation(scenario, _last_day(arm)).values
    partly = arm.before is not None and (values["fidelity"] < 1 or values["transition"] >= 0.5)
    instead = f"{arm.before.title}, by degrees to {values['fidelity']:.0%}" if arm.before and partly else "nothing"
    return currency(arm.country(scenario)), where, when, instead


def _moved(
    a: Arm, b: Arm, scenario: Scenario, values: Sequence[dict[str, float]], now: Sequence[Sequence[Policy]]
) -> tuple[Moved, ...]:
    """Named values that differ; in different money, the values about money are left to the table of that country."""
    known = registry(scenario.country)
    other_money = a.country(scenario) != b.country(scenario)
    out = []
    for name, p in known.items():
        moves = [(policy, change) for ps in now for policy in ps for change in policy.moving if change.value == name]
        if values[0][name] == values[1][name] or (other_money and p.area == "money" and not moves):
            continue
        by = tuple(dict.fromkeys(policy.name for policy, _ in moves))
        said = ("; ".join(filter(None, [c.tier, ", ".join(c.sources), c.note])) for _, c in moves)
        out.append(
            Moved(name, p.title, p.unit, p.area, values[0][name], values[1][name], by, tuple(dict.fromkeys(said)))
        )
    return tuple(out)
