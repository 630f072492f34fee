"""What can't work: found before a run, with the names of both sides and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from agents.formation import DIVISION_OF_PLACE
from agents.rights import QUESTIONS, Right
from agents.staffing import grade_shares
from policies.base import Change, Policy
from policies.timetable import at_work
from sim.care_plan import grades_asked_for
from sim.kinds import Function
from sim.parameters import Registry, registry
from sim.problems import Problem, nearest
from sim.scenario import Scenario

if TYPE_CHECKING:
    from policies.arm import Arm, Day


def arm_problems(arm: Arm, scenario: Scenario) -> list[Problem]:
    """Two owners of a right, rights nobody owns, unknown or closed values, values moved out of range, grades that
    nobody has, days in the wrong order, and arms that can't be blended or stand beside another. Each once."""
    found = _days(arm)
    if found:
        return found
    for day in (None, *arm.switching_days()):
        if arm.on(day) is arm:
            found += _on_a_day(arm, scenario, day)
    for other in (arm.before, arm.beside):
        found += arm_problems(other, scenario) if other is not None else []
    found += _others(arm, scenario)
    return list(dict.fromkeys(found))


def _on_a_day(arm: Arm, scenario: Scenario, day: Day) -> list[Problem]:
    policies = at_work(arm.policies, day)
    owners = _ownership(arm.name, policies, day)
    changes = _changes(arm, scenario, policies)
    if owners or changes:
        return owners + changes
    return _grades(arm, scenario, policies, day)


def _from(day: Day) -> str:
    return "" if day is None else f"from day {day} "


def _ownership(arm: str, policies: Sequence[Policy], day: Day) -> list[Problem]:
    problems = []
    for right in Right:
        owners = [p for p in policies if right in p.owns]
        names = ", ".join(p.name for p in owners)
        if len(owners) > 1:
            mend = "keep one of them"
            dated = [p for p in owners if p.when.from_day is not None]
            if dated and len(dated) < len(owners):
                other = next(p for p in owners if p not in dated)
                mend = f"keep one of them, or give {other.name} until_day = {dated[0].when.from_day}"
            problems.append(Problem(arm, f"{_from(day)}the right {right.value!r} has several owners: {names}; {mend}"))
        if not owners:
            text = f"{_from(day)}nobody owns the right {right.value!r} ({QUESTIONS[right]}); add a policy"
            problems.append(Problem(arm, text))
    return problems


def _changes(arm: Arm, scenario: Scenario, policies: Sequence[Policy]) -> list[Problem]:
    problems = []
    known = registry(arm.country(scenario))
    now = scenario.values_in(arm.country(scenario))
    movers: dict[str, list[str]] = {}
    for policy in policies:
        for change in policy.moving:
            problem = _unusable(arm.name, policy, change, known)
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
                    arm.name,
                    f"{' and '.join(by)} move{'s' if len(by) == 1 else ''} {name} to {now[name]:g}, "
                    f"outside {p.low:g} to {p.high:g} {p.unit}",
                )
            )
    return problems


def _unusable(arm: str, policy: Policy, change: Change, known: Registry) -> Problem | None:
    if change.value not in known:
        return Problem(arm, f"{policy.name} changes an unknown value {change.value!r}{nearest(change.value, known)}")
    if not known[change.value].modifiable:
        return Problem(arm, f"{policy.name} can't change {change.value!r}: it belongs to the world, alike for all arms")
    return None


def _grades(arm: Arm, scenario: Scenario, policies: Sequence[Policy], day: Day) -> list[Problem]:
    """Functions that ask for a grade which the groups that serve them don't hire."""
    organisation = arm.organisation(scenario, day)
    divider = next(p for p in policies if Right.DIVIDE in p.owns)
    shares_moved = ("nurse_share", "care_nurse_share", "integrated_helpers_share", "assistant_share", "unskilled_share")
    hiring = [p.name for p in policies if any(change.value in shares_moved for change in p.moving)]
    asked = [(divider.name, DIVISION_OF_PLACE[k], grade) for k, grade in grades_asked_for(scenario.values).items()]
    asked += [(p.name, Function.ASSESSMENT, p.needs) for p in policies if p.needs is not None]
    problems = []
    for functions in organisation.divide.divisions:
        shares = grade_shares(functions, organisation.values)
        for name, function, needed in asked:
            if function in functions and sum(shares[needed:]) == 0:
                text = (
                    f"{_from(day)}{name} needs at least a {needed.name.lower()} in the group for "
                    f"{_in_words(functions)}, but by the shares of {' and '.join(hiring) or 'the registry'} it hires "
                    "none; raise a share of grades, or divide functions otherwise"
                )
                problems.append(Problem(arm.name, text))
    return problems


def _in_words(functions: frozenset[Function]) -> str:
    words = [f.name.lower() for f in sorted(functions) if f <= Function.NURSING]
    return " and ".join(words) or "nights"


def _days(arm: Arm) -> list[Problem]:
    """Days in the wrong order, and ramps that overlap."""
    problems = [Problem(arm.name, f"{p.name}: {text}") for p in arm.policies for text in _wrong_order(p)]
    if arm.from_day is not None and not (arm.before or arm.beside):
        problems.append(Problem(arm.name, "from_day says when, but not after what: name `before` or `beside`"))
    return problems + ([] if problems else _overlaps(arm))


def _wrong_order(policy: Policy) -> Iterator[str]:
    when = policy.when
    first = when.from_day
    if when.full_day is not None and first is None:
        yield f"full_day = {when.full_day} says when it is all there, but no from_day says when it begins"
    if when.full_day is not None and first is not None and when.full_day < first:
        yield f"its ramp ends on day {when.full_day}, before it starts on day {first}; exchange full_day and from_day"
    if when.until_day is not None and first is not None and when.until_day <= first:
        yield f"it ends on day {when.until_day} and begins only on day {first}; put until_day after from_day"
    if when.until_day is not None and when.full_day is not None and when.until_day < when.full_day:
        yield f"it ends on day {when.until_day}, before its ramp does on day {when.full_day}; let full_day come first"


def _overlaps(arm: Arm) -> list[Problem]:
    problems = []
    for policy in arm.policies:
        first, full = policy.when.from_day, policy.when.full_day
        if first is None or full is None or full <= first:
            continue
        for other in arm.policies:
            w = other.when
            inside = [d for d in (w.from_day, w.until_day) if d is not None and first < d < full]
            if inside or (w.from_day == first and (w.full_day or first) != full):
                text = (
                    f"{other.name} changes something while {policy.name} comes in (day {first} to {full}); give both "
                    "the same from_day and full_day, or let one wait for the other"
                )
                problems.append(Problem(arm.name, text))
    return problems


def _others(arm: Arm, scenario: Scenario) -> list[Problem]:
    """Arms that can't be blended or stand beside another."""
    problems = []
    before, beside = arm.before, arm.beside
    if beside is not None:
        problems += _places(arm, scenario)
        if beside.beside:
            problems.append(
                Problem(arm.name, f"can't stand beside {beside.name}, which itself stands beside another arm")
            )
        if beside.country(scenario) != arm.country(scenario):
            problems.append(Problem(arm.name, f"can't stand beside {beside.name}, which has another country's money"))
    elif arm.only_in or arm.only_citizens:
        problems.append(Problem(arm.name, "is only for some citizens, but nobody serves the others: name `beside`"))
    if before is not None and (before.before or before.beside):
        problems.append(Problem(arm.name, f"can't replace {before.name}, which itself replaces another arm"))
    if before is not None and before.country(scenario) != arm.country(scenario) and _partial(arm, scenario):
        problems.append(Problem(arm.name, f"can't replace {before.name} by degrees: it has another country's money"))
    if any(p.when.full_day is not None for p in arm.policies) and before is not None and _partial(arm, scenario):
        text = "has policies that come in by degrees, and replaces another arm by degrees: choose one of the two"
        problems.append(Problem(arm.name, text))
    return problems


def _partial(arm: Arm, scenario: Scenario) -> bool:
    """Whether the arm replaces another only in part, or over time."""
    values = arm.organisation(scenario, arm.from_day).values
    return values["transition"] >= 0.5 or values["fidelity"] < 1.0


def _places(arm: Arm, scenario: Scenario) -> list[Problem]:
    """Settlements that don't exist or that nobody lives in."""
    names = [s.name for s in scenario.settlements]
    problems = [
        Problem(arm.name, f"only_in: the scenario has no settlement {name!r}{nearest(name, names)}")
        for name in arm.only_in
        if name not in names
    ]
    if not problems and not any(scenario.is_pilot(s, arm.only_in) and s.citizens for s in scenario.settlements):
        text = "stands beside another arm, but no settlement is marked `pilot = true` and none is named in `only_in`"
        problems.append(Problem(arm.name, text))
    return problems
