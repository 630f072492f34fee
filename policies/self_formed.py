"""Teams formed from below: who works in them chose to. Owns no right; whether such staff differ is a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class SelfFormedTeams(Policy):
    """Staff formed their teams themselves; whether such people fare better is the link self_selection."""

    name: ClassVar[str] = "self_formed_teams"
    title: ClassVar[str] = "Teams formed from below"
    lever: ClassVar[str] = "teams formed from below"
    moves: ClassVar[tuple[Change, ...]] = (Change("self_formed", "set", 1, "estimate", ("N25", "N62")),)
