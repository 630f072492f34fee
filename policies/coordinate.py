"""How information moves: notes and phone between groups, or the team's own meeting with a coach behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class NotesAndPhone(Policy):
    """Briefings, notes and phone calls between groups; a short meeting of the group."""

    name: ClassVar[str] = "notes_and_phone"
    title: ClassVar[str] = "Notes, phone and a group meeting"
    owns: ClassVar[tuple[Right, ...]] = (Right.COORDINATE,)
    coached: ClassVar[bool] = False


@policy
@dataclass(frozen=True)
class TeamMeeting(Policy):
    """A weekly team meeting, and coaches who support many teams."""

    name: ClassVar[str] = "team_meeting"
    title: ClassVar[str] = "Team meeting and coach"
    owns: ClassVar[tuple[Right, ...]] = (Right.COORDINATE,)
    coached: ClassVar[bool] = True
