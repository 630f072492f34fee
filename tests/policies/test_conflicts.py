"""What can't work together is found before a run, with both names and how to mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.rights import Right
from experiments.shelf import find_scenario
from policies.adjust import CarerAdjusts
from policies.allocate import PrimarySecondary
from policies.arm import Arm
from policies.base import Change, Policy, When
from policies.coordinate import Coaches
from policies.divide import Undivided
from policies.loading import load_arm
from policies.skill_mix import SkillMix
from sim.problems import InputError
from sim.scenario import Scenario

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def place() -> Scenario:
    return find_scenario("bording_engesvang")


@pytest.fixture(scope="module")
def bum() -> Arm:
    return load_arm("bum")


def plus(arm: Arm, *policies: Policy) -> Arm:
    return replace(arm, policies=(*arm.policies, *policies))


def instead(arm: Arm, policy: Policy) -> Arm:
    """The arm with this policy in the place of whoever owned its rights."""
    kept = tuple(p for p in arm.policies if not set(p.owns) & set(policy.owns))
    return replace(arm, policies=(*kept, policy))


def found(arm: Arm, place: Scenario) -> list[str]:
    with pytest.raises(InputError) as caught:
        arm.compose(place)
    return [p.text for p in caught.value.problems]


def test_a_ramp_that_ends_before_it_starts(bum: Arm, place: Scenario) -> None:
    """Both days are told."""
    (text,) = found(plus(bum, SkillMix(when=When(from_day=90, full_day=30))), place)
    assert "skill_mix: its ramp ends on day 30, before it starts on day 90" in text
    assert "exchange" in text


@pytest.mark.parametrize(
    ("when", "word"),
    [
        (When(full_day=30), "no from_day"),
        (When(from_day=50, until_day=50), "begins only on day 50"),
        (When(from_day=5, full_day=60, until_day=50), "before its ramp does"),
    ],
)
def test_days_in_the_wrong_order(when: When, word: str, bum: Arm, place: Scenario) -> None:
    """A ramp without a beginning, an end before the beginning, an end within the ramp."""
    assert any(word in text for text in found(plus(bum, SkillMix(when=when)), place))


def test_two_owners_on_some_days_only(bum: Arm, place: Scenario) -> None:
    """From when, who, and what would mend it."""
    arm = plus(bum, PrimarySecondary(when=When(from_day=100)))
    (text,) = found(arm, place)
    assert text.startswith("from day 100 the right 'allocate' has several owners: pool, primary_secondary")
    assert "give pool until_day = 100" in text


def test_a_right_that_nobody_owns_for_a_while(bum: Arm, place: Scenario) -> None:
    """A gap between two owners is a problem on the days of the gap."""
    pool = next(p for p in bum.policies if Right.ALLOCATE in p.owns)
    others = tuple(p for p in bum.policies if p is not pool)
    dated = (replace(pool, when=When(until_day=50)), PrimarySecondary(when=When(from_day=60)))
    (text,) = found(replace(bum, policies=(*others, *dated)), place)
    assert text.startswith("from day 50 nobody owns the right 'allocate'")


def test_ramps_that_overlap(bum: Arm, place: Scenario) -> None:
    """Two things that come in by degrees at different times are told with both names."""
    one = SkillMix(when=When(from_day=10, full_day=60))
    texts = found(plus(instead(bum, CarerAdjusts()), one, Coaches(when=When(from_day=30))), place)
    assert any("coaches changes something while skill_mix comes in (day 10 to 60)" in text for text in texts)


def test_a_grade_that_the_staff_lacks(bum: Arm, place: Scenario) -> None:
    """The policy that needs it, the policy that sets the shares, and the grade."""
    arm = plus(instead(bum, Undivided()), SkillMix(changes=(Change("nurse_share", "set", 0.0),)))
    texts = found(arm, place)
    assert any("undivided needs at least a nurse" in text and "shares of skill_mix" in text for text in texts)


def test_a_value_moved_out_of_its_range(bum: Arm, place: Scenario) -> None:
    """The value, where it ends up, and its range."""
    (text,) = found(plus(bum, SkillMix(changes=(Change("nurse_share", "set", 1.5),))), place)
    assert "skill_mix moves nurse_share to 1.5" in text


def test_a_first_day_needs_something_before_it(bum: Arm, place: Scenario) -> None:
    """An arm that begins on a day must say who is there until then."""
    (text,) = found(replace(bum, from_day=30), place)
    assert "name `before` or `beside`" in text


def test_places_that_do_not_exist(bum: Arm, place: Scenario) -> None:
    """With the nearest name."""
    texts = found(replace(load_arm("self_organising"), beside=bum, only_in=("Bordin",)), place)
    assert any("no settlement 'Bordin'" in text and "Bording" in text for text in texts)


def test_some_citizens_only_but_nobody_for_the_others(bum: Arm, place: Scenario) -> None:
    """A part of a place needs an arm for the rest."""
    (text,) = found(replace(bum, only_citizens=60), place)
    assert "name `beside`" in text


def test_everything_is_told_at_once(bum: Arm, place: Scenario) -> None:
    """A value out of range must not hide two owners."""
    arm = plus(bum, PrimarySecondary(), SkillMix(changes=(Change("nurse_share", "set", 1.5),)))
    assert len(found(arm, place)) == 2


def test_problems_are_told_once(bum: Arm, place: Scenario) -> None:
    """What is wrong on every day is one problem, not one for each day on which something changes."""
    arm = plus(bum, PrimarySecondary(), SkillMix(when=When(from_day=10)), SkillMix(when=When(from_day=20)))
    texts = found(arm, place)
    assert len([t for t in texts if "'allocate'" in t]) >= 1
    assert len(texts) == len(set(texts))
