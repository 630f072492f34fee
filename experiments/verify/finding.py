"""What a check found, and what all checks share: a finished run to look at, arms with one value changed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

from agents.model import HomeCare
from policies.arm import Arm
from policies.base import Change
from sim.scenario import Scenario

Verdict = Literal["holds", "fails", "doesn't apply"]
Family = Literal["books", "memory", "symmetry", "luck", "extremes", "responses", "closed forms"]


@dataclass(frozen=True)
class Finding:
    """One check of one arm: what must hold, whether it does, and what was seen."""

    family: Family
    arm: str
    check: str
    verdict: Verdict
    seen: str


def finding(family: Family, arm: str, check: str, holds: bool, seen: str) -> Finding:
    """A check that could be made."""
    return Finding(family, arm, check, "holds" if holds else "fails", seen)


def lived(scenario: Scenario, arm: Arm, seed: int) -> HomeCare:
    """A finished run."""
    model = HomeCare(scenario, arm.compose(scenario), seed)
    model.run()
    return model


def with_value(arm: Arm, value: str, amount: float) -> Arm:
    """The arm, and those that it replaces or stands beside, with one more change at the end."""
    last = dataclasses.replace(arm.policies[-1], changes=(*arm.policies[-1].changes, Change(value, "set", amount)))
    return dataclasses.replace(
        arm,
        policies=(*arm.policies[:-1], last),
        before=with_value(arm.before, value, amount) if arm.before else None,
        beside=with_value(arm.beside, value, amount) if arm.beside else None,
    )
