"""Who is hired: owns no right, changes only the shares of grades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class SkillMix(Policy):
    """Other shares of nurses, assistants and helpers than the registry's."""

    name: ClassVar[str] = "skill_mix"
    title: ClassVar[str] = "Skill mix"
    lever: ClassVar[str] = "skill mix"
    touches: ClassVar[tuple[str, ...]] = ("staff", "plans")
