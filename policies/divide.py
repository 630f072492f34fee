"""Which kinds of help are given by groups of their own: one carer may do at one visit what lies within one group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Policy, policy
from sim.kinds import Function

PRACTICAL = frozenset({Function.PRACTICAL})
PERSONAL = frozenset({Function.PERSONAL, Function.ACUTE})
NURSING = frozenset({Function.NURSING, Function.ASSESSMENT})
NIGHT = frozenset({Function.NIGHT})
"""Nights have a group of their own everywhere: nobody works by day and by night."""


@policy
@dataclass(frozen=True)
class ByFunction(Policy):
    """Practical help, personal care and nursing have groups of their own: several people at one door, handovers."""

    name: ClassVar[str] = "by_function"
    title: ClassVar[str] = "A group for each function"
    owns: ClassVar[tuple[Right, ...]] = (Right.DIVIDE,)
    lever: ClassVar[str] = "integration"
    touches: ClassVar[tuple[str, ...]] = ("groups", "owed", "people", "plans", "staff", "work")
    divisions: ClassVar[tuple[frozenset[Function], ...]] = (PRACTICAL, PERSONAL, NURSING, NIGHT)


@policy
@dataclass(frozen=True)
class NursingApart(Policy):
    """Practical help and personal care together, nursing by a group of nurses: partly integrated care."""

    name: ClassVar[str] = "nursing_apart"
    title: ClassVar[str] = "Care and practical help together, nursing apart"
    owns: ClassVar[tuple[Right, ...]] = (Right.DIVIDE,)
    lever: ClassVar[str] = "integration"
    touches: ClassVar[tuple[str, ...]] = ("groups", "owed", "people", "plans", "staff", "work")
    divisions: ClassVar[tuple[frozenset[Function], ...]] = (PRACTICAL | PERSONAL, NURSING, NIGHT)


@policy
@dataclass(frozen=True)
class Undivided(Policy):
    """One group does everything for a citizen; one carer may do several things at one visit."""

    name: ClassVar[str] = "undivided"
    title: ClassVar[str] = "Integrated care: one group does everything"
    owns: ClassVar[tuple[Right, ...]] = (Right.DIVIDE,)
    lever: ClassVar[str] = "integration"
    touches: ClassVar[tuple[str, ...]] = ("groups", "owed", "people", "plans", "staff", "work")
    divisions: ClassVar[tuple[frozenset[Function], ...]] = (PRACTICAL | PERSONAL | NURSING, NIGHT)
