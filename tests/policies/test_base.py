"""Policies: what a change does, and how policies are known."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import pytest

from agents.rights import QUESTIONS, Right
from policies import base
from policies.base import Change, Operation, Policy, known_policies, policy

pytestmark = pytest.mark.unit

POLICIES = list(known_policies().values())


@pytest.mark.parametrize(
    ("operation", "amount", "after"), [("set", 3.0, 3.0), ("multiply", 0.5, 5.0), ("add", -4.0, 6.0)]
)
def test_a_change_does_what_its_operation_says(operation: Operation, amount: float, after: float) -> None:
    """Set replaces, multiply scales and add shifts the value before."""
    assert Change("x", operation, amount).apply(10.0) == after


@pytest.mark.parametrize("cls", POLICIES, ids=[p.name for p in POLICIES])
def test_every_policy_explains_itself(cls: type[Policy]) -> None:
    """Name, title and first line of documentation are shown to users."""
    assert cls.name.isidentifier()
    assert cls.title
    assert (cls.__doc__ or "").strip().splitlines()[0].endswith(".")


@pytest.mark.parametrize("cls", POLICIES, ids=[p.name for p in POLICIES])
def test_policies_hold_changes_and_nothing_else(cls: type[Policy]) -> None:
    """A policy must be frozen and carry no state but options, changes and days, so that two alike ones act alike."""
    assert [f.name for f in fields(cls)][:2] == ["changes", "when"]
    assert all(f.compare and f.init for f in fields(cls))
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_every_right_can_be_owned_and_is_explained() -> None:
    """For each decision right there must be a question and at least two policies that answer it differently."""
    for right in Right:
        assert QUESTIONS[right]
        assert len([p for p in POLICIES if right in p.owns]) >= 2


def test_an_owner_can_do_what_its_right_asks_for() -> None:
    """Owners must have the methods and attributes that agents use."""
    needs = {
        Right.ASSESS: ("assess", "reassess", "welcome_home", "by_visitators"),
        Right.ADJUST: ("adjust", "by_visitators"),
        Right.ALLOCATE: ("allocate",),
        Right.ROSTER: ("planned_by",),
        Right.DIVIDE: ("divisions",),
        Right.PLAN_DAY: ("planned_by",),
        Right.COVER: ("steps",),
        Right.SETTLE: ("settle",),
        Right.RECRUIT: ("recruit", "hired_by"),
    }
    for cls in POLICIES:
        has = {*dir(cls), *(field.name for field in fields(cls))}
        for right in cls.owns:
            assert set(needs.get(right, ())) <= has, (cls.name, right)


def test_a_policy_without_a_name_is_refused() -> None:
    """A policy that presets can't call must not register."""

    @dataclass(frozen=True)
    class Nameless(Policy):
        """It has a docstring."""

    with pytest.raises(ValueError, match="needs a name"):
        policy(Nameless)


def test_two_policies_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is taken must not silently change its meaning."""
    monkeypatch.setattr(base, "_POLICIES", dict(known_policies()))

    @dataclass(frozen=True)
    class Impostor(Policy):
        """Claims to be the pool."""

        name: ClassVar[str] = "pool"

    with pytest.raises(ValueError, match="two policies are called 'pool'"):
        policy(Impostor)
