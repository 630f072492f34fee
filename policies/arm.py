"""An arm: a named set of policies. Composed into an organisation, with every conflict found before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.organisation import Later, Organisation
from policies.base import Policy
from policies.conflicts import arm_problems
from policies.timetable import at_work, first_days, ramp_on
from sim.problems import Problem, raise_if
from sim.scenario import Scenario

Day = int | None
"""A day of the measured time; None: before all of them, in the warm-up."""


@dataclass(frozen=True)
class Arm:
    """A set of policies under a name. The name is for people: nothing computed depends on it.

    before: the arm that this one replaces; as far as fidelity falls short of 1, its policies go on. beside: the arm of
    everybody else, where two stand side by side. only_in: names of the settlements that are this arm's (none: those
    that the scenario marks as pilots); only_citizens: at most so many of their citizens, those who live closest
    together. from_day: until then the arm before (or beside) is alone at work.
    """

    name: str
    title: str
    policies: tuple[Policy, ...]
    about: str = ""
    sources: tuple[str, ...] = ()
    before: Arm | None = None
    beside: Arm | None = None
    only_in: tuple[str, ...] = ()
    only_citizens: int | None = None
    from_day: int | None = None

    def compose(self, scenario: Scenario) -> Organisation:
        """The organisation in this scenario, and what it becomes later. Raises InputError with every conflict, every
        value out of range and every grade that is missing."""
        raise_if(self.problems(scenario))
        first = self.organisation(scenario, None)
        later = [
            Later(scenario.warm_up_days + day, self.organisation(scenario, day))
            for day in self.switching_days()
            if day < scenario.horizon_days
        ]
        return replace(first, later=tuple(later))

    def problems(self, scenario: Scenario) -> list[Problem]:
        """Everything that keeps it from working in this scenario (see `policies.conflicts`)."""
        return arm_problems(self, scenario)

    def country(self, scenario: Scenario) -> str:
        """Whose wages and prices it uses."""
        return next((p.country for p in reversed(self.policies) if p.country is not None), scenario.country)

    def switching_days(self) -> list[int]:
        """Days of the measured time on which something begins or ends."""
        days = set(first_days(self.policies))
        if self.from_day is not None:
            days = {day for day in days if day > self.from_day} | {self.from_day}
        for other in (self.before, self.beside):
            days |= set(other.switching_days()) if other is not None else set()
        return sorted(days)

    def on(self, day: Day) -> Arm:
        """The arm that is at work on a day: this one, or until its first day the one before or beside it."""
        started = self.from_day is None or (day is not None and day >= self.from_day)
        alone = self.beside or self.before
        return self if started or alone is None else alone.on(day)

    def organisation(self, scenario: Scenario, day: Day) -> Organisation:
        """What is composed for a day, unchecked."""
        arm = self.on(day)
        if arm is not self:
            return arm.organisation(scenario, day)
        beside = self.beside.organisation(scenario, day) if self.beside else None
        before = self.before.organisation(scenario, day) if self.before else None
        ramp = ramp_on(self.policies, day)
        if ramp is not None:
            earlier = at_work(self.policies, ramp.before)
            before = self._composed(scenario, earlier, None, None)
        now = self._composed(scenario, at_work(self.policies, day), before, beside)
        since = scenario.warm_up_days + (self.from_day or 0)
        span = ramp.shifted(scenario.warm_up_days) if ramp is not None else None
        return replace(now, since=since, ramp=span)

    def _composed(
        self, scenario: Scenario, policies: Sequence[Policy], before: Organisation | None, beside: Organisation | None
    ) -> Organisation:
        place = scenario.values_in(self.country(scenario))
        owners = {right: p for p in policies for right in p.owns}
        values = resolve(place, policies) | scenario.off
        return Organisation(owners, values, place, before, beside, self.only_in, self.only_citizens)


def resolve(values: Mapping[str, float], policies: Sequence[Policy]) -> dict[str, float]:
    """Named values after all changes: policies in their order, each policy's changes in theirs."""
    out = dict(values)
    for policy in policies:
        for change in policy.moving:
            out[change.value] = change.apply(out[change.value])
    return out
