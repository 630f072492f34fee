"""Arms: conflicts of rights and values are found before anything runs, all at once, by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.rights import Right
from experiments.shelf import find_scenario, shipped_scenarios
from policies.allocate import Pool, PrimarySecondary
from policies.arm import Arm, resolve
from policies.base import Change, Policy
from policies.loading import load_arm, shipped_arms
from policies.skill_mix import SkillMix
from sim.measures.catalogue import CATALOGUE
from sim.parameters import registry
from sim.problems import InputError
from sim.scenario import Scenario

pytestmark = pytest.mark.unit

CAUSES = [p.name for p in registry().values() if p.modifiable]


@pytest.fixture(scope="module")
def place() -> Scenario:
    return find_scenario("pilot_60")


@pytest.fixture(scope="module")
def bum() -> Arm:
    return load_arm("bum")


def plus(arm: Arm, *policies: Policy) -> Arm:
    """The arm with further policies."""
    return replace(arm, policies=(*arm.policies, *policies))


def without(arm: Arm, right: Right) -> Arm:
    """The arm without the owner of a right."""
    return replace(arm, policies=tuple(p for p in arm.policies if right not in p.owns))


def found(arm: Arm, place: Scenario) -> list[str]:
    """What is wrong with an arm, in words."""
    with pytest.raises(InputError) as caught:
        arm.compose(place)
    return [p.text for p in caught.value.problems]


def moved(*changes: Change) -> Policy:
    """A policy that owns nothing and changes these."""
    return SkillMix(changes=changes)


@pytest.mark.parametrize("arm", shipped_arms())
@pytest.mark.parametrize("scenario", shipped_scenarios())
def test_every_preset_composes_in_every_scenario(arm: str, scenario: str) -> None:
    """What is shipped must work together: an owner for each right and every value in its range."""
    organisation = load_arm(arm).compose(find_scenario(scenario))
    assert set(organisation.owners) == set(Right)
    assert set(organisation.values) == set(registry())
    known = registry(load_arm(arm).country(find_scenario(scenario)))
    assert all(known[name].fits(value) for name, value in organisation.values.items())


def test_two_owners_of_a_right_are_both_named(bum: Arm, place: Scenario) -> None:
    """Nobody can guess which of two owners is meant, so both must be named with the right."""
    (text,) = found(plus(bum, PrimarySecondary()), place)
    assert "'allocate'" in text
    assert "pool" in text
    assert "primary_secondary" in text


def test_the_same_owner_twice_is_a_conflict_too(bum: Arm, place: Scenario) -> None:
    """Naming a policy twice is a mistake that must be told."""
    assert "pool, pool" in found(plus(bum, Pool()), place)[0]


@pytest.mark.parametrize("right", list(Right))
def test_a_right_that_nobody_owns_is_named(right: Right, bum: Arm, place: Scenario) -> None:
    """Each right needs an owner; BUM is a policy set like the others, never a default."""
    (text,) = found(without(bum, right), place)
    assert f"'{right}'" in text


def test_an_unknown_value_gets_the_nearest_name(bum: Arm, place: Scenario) -> None:
    """A misspelt value must be refused with the policy that names it and what was meant."""
    (text,) = found(plus(bum, moved(Change("group_sise", "set", 12))), place)
    assert "skill_mix" in text
    assert "'group_size'" in text


@pytest.mark.parametrize("name", [p.name for p in registry().values() if not p.modifiable])
def test_a_value_of_the_world_is_closed(name: str, bum: Arm, place: Scenario) -> None:
    """Needs, wages per grade, planner quality and luck are alike for all arms: no policy may move them."""
    (text,) = found(plus(bum, moved(Change(name, "multiply", 1.0))), place)
    assert name in text
    assert "belongs to the world" in text


@pytest.mark.parametrize("key", [m.key for m in CATALOGUE if m.key not in CAUSES])
def test_no_policy_reaches_a_measure(key: str, bum: Arm, place: Scenario) -> None:
    """A policy may change causes, never an outcome: a change of a measure must be refused."""
    (text,) = found(plus(bum, moved(Change(key, "multiply", 0.5))), place)
    assert key in text


def test_no_value_that_policies_move_is_called_like_a_measure() -> None:
    """A cause and an outcome must not share a name, or a rule about the one would be read as about the other."""
    assert not [m.key for m in CATALOGUE if m.key in CAUSES]


def test_changes_stack_in_the_order_of_policies() -> None:
    """Each change starts from what those before it left."""
    first = moved(Change("group_size", "set", 20), Change("group_size", "multiply", 2))
    second = moved(Change("group_size", "add", -10))
    assert resolve({"group_size": 35.0}, (first, second))["group_size"] == 30
    assert resolve({"group_size": 35.0}, (second, first))["group_size"] == 40


def test_resolving_leaves_the_scenarios_values_alone(place: Scenario) -> None:
    """One arm's changes must not leak into the other's world."""
    before = dict(place.values)
    resolve(place.values, (moved(Change("group_size", "set", 12)),))
    assert place.values == before


def test_changes_that_leave_the_range_together_name_both_policies(bum: Arm, place: Scenario) -> None:
    """Two changes that are fine alone and too much together must be told with both policies and the range."""
    half = moved(Change("group_size", "multiply", 2))
    plus(bum, half).compose(place)
    arm = plus(bum, half, replace(bum.policies[0], changes=(Change("group_size", "add", 100),)))
    texts = [t for t in found(arm, place) if "group_size" in t]
    assert len(texts) == 1
    for word in ("team_size", "skill_mix", "visitation", "190", "1 to 130"):
        assert word in texts[0]


def test_a_value_that_leaves_its_range_on_the_way_is_fine(bum: Arm, place: Scenario) -> None:
    """Only where a value ends counts, so that changes can be written in any order."""
    there = (Change("group_size", "multiply", 10), Change("group_size", "multiply", 0.1))
    assert plus(bum, moved(*there)).compose(place).values["group_size"] == pytest.approx(45)


def test_all_conflicts_are_told_at_once(bum: Arm, place: Scenario) -> None:
    """Rights and values, in one go."""
    bad = moved(Change("mortality", "set", 0.1), Change("nix", "set", 1), Change("leader_span", "set", 1))
    assert len(found(plus(without(bum, Right.COVER), PrimarySecondary(), bad), place)) == 5


def test_the_name_of_an_arm_decides_nothing(bum: Arm, place: Scenario) -> None:
    """Two arms with the same policies under different names must be the same organisation."""
    assert replace(bum, name="other", title="Other").compose(place) == bum.compose(place)
