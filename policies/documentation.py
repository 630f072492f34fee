"""How much is written down, at each visit and at each change. Owns no right; what is saved are links of the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class FullDocumentation(Policy):
    """Everything is written at each visit and each change, in the categories of the common language (FSIII)."""

    name: ClassVar[str] = "full_documentation"
    title: ClassVar[str] = "Full documentation"
    lever: ClassVar[str] = "documentation"


@policy
@dataclass(frozen=True)
class ReusedData(Policy):
    """Data is entered once and reused; what that saves is the link reuse_on_documentation."""

    name: ClassVar[str] = "reused_data"
    title: ClassVar[str] = "Data reused"
    lever: ClassVar[str] = "documentation"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")
    moves: ClassVar[tuple[Change, ...]] = (Change("data_reuse", "set", 1, "estimate", ("N61",), "all of it"),)


@policy
@dataclass(frozen=True)
class MeaningfulMinimum(Policy):
    """Only what somebody will read is written; what that saves is the link minimum_on_documentation."""

    name: ClassVar[str] = "meaningful_minimum"
    title: ClassVar[str] = "Only what somebody will read"
    lever: ClassVar[str] = "documentation"
    touches: ClassVar[tuple[str, ...]] = ("work", "staff", "plans")
    moves: ClassVar[tuple[Change, ...]] = (
        Change("minimum_documentation", "set", 1, "assumption", (), "all of it, 0 to 1"),
    )
