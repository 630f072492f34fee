"""Agreed times: how narrow a window the citizen is promised. Owns no right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class AgreedWindows(Policy):
    """Times agreed with the citizen: each visit is promised within half of today's window, from its beginning on."""

    name: ClassVar[str] = "agreed_windows"
    title: ClassVar[str] = "Narrower agreed times"
    lever: ClassVar[str] = "planning"
    touches: ClassVar[tuple[str, ...]] = ("windows", "staff", "desks", "people", "plans", "ties", "work")
    moves: ClassVar[tuple[Change, ...]] = (
        Change("window_share", "set", 0.5, "assumption", (), "0.2 to 1.5 of the usual width"),
    )
