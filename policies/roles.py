"""Roles that carers share in a team. Owns no right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class TaskRoles(Policy):
    """Carers share the roles of their team (planner, mentor, housekeeper), in role_minutes of paid time a week."""

    name: ClassVar[str] = "task_roles"
    title: ClassVar[str] = "Shared task roles"
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")
    moves: ClassVar[tuple[Change, ...]] = (Change("task_roles", "set", 1, "assumption", (), "everybody, 0 to 1"),)
