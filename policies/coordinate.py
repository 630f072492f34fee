"""How information moves: notes and phone between groups, or the team's own meeting; with coaches or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class NotesAndPhone(Policy):
    """Briefings, notes and phone calls between groups; a short meeting of the group."""

    name: ClassVar[str] = "notes_and_phone"
    title: ClassVar[str] = "Notes, phone and a group meeting"
    owns: ClassVar[tuple[Right, ...]] = (Right.COORDINATE,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")


@policy
@dataclass(frozen=True)
class TeamMeeting(Policy):
    """A weekly meeting of the whole team, those off duty included."""

    name: ClassVar[str] = "team_meeting"
    title: ClassVar[str] = "Team meeting"
    owns: ClassVar[tuple[Right, ...]] = (Right.COORDINATE,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")
    moves: ClassVar[tuple[Change, ...]] = (Change("meeting_minutes_per_week", "set", 75, "estimate", ("N35",)),)


@policy
@dataclass(frozen=True)
class Coaches(Policy):
    """Coaches without a say in what teams decide; a conflict ends sooner with one."""

    name: ClassVar[str] = "coaches"
    title: ClassVar[str] = "Coaches"
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("desks",)
    moves: ClassVar[tuple[Change, ...]] = (
        Change("coached_share", "set", 1, "evidence", ("N22",), "every team has a coach to call"),
    )
