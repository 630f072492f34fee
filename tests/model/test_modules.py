"""Turning one module on in BUM changes first what the module says it touches, and until then not a bit of anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agents.model import PHASES, HomeCare
from policies.arm import Arm
from policies.base import AREAS, Change, Policy, known_policies
from policies.loading import load_arm
from policies.skill_mix import SkillMix
from sim.scenario import Scenario, parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.model

OPTIONS: dict[str, dict[str, Any]] = {
    "cover_in_order": {"steps": ("temps", "overtime", "move_practical")},
    "leadership_span": {"carers": 100.0},
    "money_of": {"of": "nl"},
    "network": {"share": 0.8},
    "planning_weight": {"minutes": 20.0},
    "reablement": {"share": 0.8},
    "team_size": {"carers": 8.0},
    "wage_premium": {"factor": 1.12},
}
CHANGES: dict[str, tuple[Change, ...]] = {
    "adoption": (Change("fidelity", "set", 0.5),),
    "independent_provider": (Change("deficit_covered", "set", 0.0),),
    "skill_mix": (Change("assistant_share", "set", 0.5),),
}
"""What an arm must say where a module by itself moves nothing."""
IN_BUM = {type(p).name for p in load_arm("bum").policies}
MODULES = [p for p in known_policies().values() if p.__module__.startswith("policies.") and p.name not in IN_BUM]


POOR = "\n[parameters]\nhourly_price = 500.0"
"""A price that no provider can live on, so that whoever covers deficits shows."""


@pytest.fixture(scope="module")
def place() -> Scenario:
    return parse_scenario(
        SMALL.replace("horizon_days = 56", "horizon_days = 42").replace("\n[parameters]", POOR), "small"
    )


@pytest.fixture(scope="module")
def base() -> Arm:
    return load_arm("bum")


def built(cls: type[Policy]) -> Policy:
    return cls(**OPTIONS.get(cls.name, {}), changes=CHANGES.get(cls.name, ()))


def base_of(cls: type[Policy], bum: Arm) -> Arm:
    """BUM; for modules about how a change is gone about, an arm that replaces BUM."""
    if cls.lever != "transition":
        return bum
    teams = load_arm("self_organising")
    changing = () if cls.name == "adoption" else (SkillMix(changes=(Change("transition", "set", 1.0),)),)
    return replace(teams, policies=(*teams.policies, *changing))


def with_module(arm: Arm, policy: Policy) -> Arm:
    """The arm with this module in the place of whoever owned its rights, or added."""
    kept = tuple(p for p in arm.policies if not set(p.owns) & set(policy.owns))
    return replace(arm, policies=(*kept, policy))


def packed(*parts: Any) -> bytes:
    """Arrays by their bytes, structured ones field by field (rows have gaps), anything else by its text."""
    out = []
    for part in parts:
        if isinstance(part, np.ndarray) and part.dtype.names:
            out += [part[name].tobytes() for name in part.dtype.names]
        else:
            out.append(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return b"|".join(out)


LOOKS: Mapping[str, Callable[[HomeCare], bytes]] = {
    "groups": lambda m: packed(m.formation.group_of, m.formation.functions),
    "staff": lambda m: packed(
        m.formation.begins, m.formation.ends, m.formation.post_grades, *(m.world.carers[f] for f in ("grade", "vacant"))
    ),
    "desks": lambda m: packed(m.visitators.paid, [(r, d.paid) for s in m.regimes for r, d in s.desks.items()]),
    "work": lambda m: packed(m.world.groups, m.world.lines["service"]),
    "windows": lambda m: packed(m.world.lines["late"], m.world.lines["early"]),
    "ties": lambda m: packed(m.world.bond),
    "need": lambda m: packed(*(m.world.citizens[f] for f in ("level", "jump", "relief", "training", "need"))),
    "help": lambda m: packed(m.world.lines["granted"], m.world.lines["active"], m.world.citizens["grant"]),
    "plans": lambda m: packed(m.base.sequence, m.base.length),
    "visits": lambda m: packed(m.journal.visits),
    "shifts": lambda m: packed(m.journal.shifts, m.journal.minutes),
    "cases": lambda m: packed(m.journal.cases),
    "office": lambda m: packed(m.journal.office),
    "owed": lambda m: packed([sorted(g.owed.items()) for g in m.groups]),
    "hospital": lambda m: packed(m.journal.stays, m.journal.endings),
    "people": lambda m: packed(
        m.workforce.strain, m.workforce.autonomy, m.world.carers["sick_until"], m.workforce.in_conflict
    ),
    "payments": lambda m: packed(m.journal.payments),
    "costs": lambda m: packed(m.journal.expenses, [vars(p.account) for p in m.providers]),
}


def first_difference(a: HomeCare, b: HomeCare, days: int) -> tuple[str, set[str]]:
    """The first phase after which anything differs, and what does."""

    def differing() -> set[str]:
        return {area for area, look in LOOKS.items() if look(a) != look(b)}

    found = differing()
    if found:
        return "formation", found
    for day in range(days):
        for phase in PHASES:
            getattr(a, phase)()
            getattr(b, phase)()
            found = differing()
            if found:
                return f"day {day}, {phase}", found
        a.today += 1
        b.today += 1
    return "never", set()


def test_every_area_is_looked_at() -> None:
    """What modules may say that they touch is what this test looks at."""
    assert set(LOOKS) == set(AREAS)


@pytest.mark.parametrize("cls", MODULES, ids=[m.name for m in MODULES])
def test_a_module_changes_first_what_it_says(cls: type[Policy], place: Scenario, base: Arm) -> None:
    """Everything else, luck included, is the same to the last bit until the first consequence."""
    arm, policy = base_of(cls, base), built(cls)
    plain = HomeCare(place, arm.compose(place), 1)
    moved = HomeCare(place, with_module(arm, policy).compose(place), 1)
    when, found = first_difference(plain, moved, place.days)
    assert found <= set(cls.touches), f"{when}: {sorted(found)}"
    assert bool(found) == bool(cls.touches), f"{cls.name} touches nothing in {place.days} days"
