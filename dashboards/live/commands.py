"""What a facilitator's page may ask for, and in which ranges. Nothing else that comes from a browser is done."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboards.live.choices import CHOICES
from dashboards.live.events import RANGES, Kind
from dashboards.live.player import SPEEDS
from dashboards.live.questions import LONGEST, QUESTIONS, SHORTEST
from dashboards.live.story import OF

Do = Literal[
    "play",
    "pause",
    "step",
    "jump",
    "speed",
    "seed",
    "follow",
    "throw",
    "ask",
    "close",
    "reveal",
    "drop",
    "paper",
    "begin",
    "go_on",
]
NUMBERS: dict[str, tuple[int, int]] = {
    "step": (-1, 1),
    "jump": (1, 28),
    "speed": (min(SPEEDS), max(SPEEDS)),
    "seed": (1, OF),
    "follow": (0, 100_000),
    "ask": (SHORTEST, LONGEST),
    "paper": (0, 500),
    "begin": (1, OF),
}
"""Least and most of the number that comes with these."""


class Command(BaseModel):
    """One thing to do. number: what it says depends on `do`; kind: of an event; question, option: of a poll; first,
    second, place, situation: shipped names with which a workshop begins; sure: though another is under way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Do
    number: Annotated[int | None, Field(strict=True)] = None
    kind: Kind | None = None
    question: str | None = None
    option: Annotated[int | None, Field(strict=True, ge=0, le=10)] = None
    first: str | None = None
    second: str | None = None
    place: str | None = None
    situation: str | None = None
    sure: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.do == "throw":
            if self.kind is None:
                raise ValueError("throw needs a kind")
            self._in_range(self.kind, RANGES[self.kind])
        elif self.do in NUMBERS:
            self._in_range(self.do, NUMBERS[self.do])
        elif self.number is not None:
            raise ValueError(f"{self.do} takes no number")
        if self.do == "begin":
            for field, known in CHOICES.items():
                if getattr(self, field) not in known():
                    raise ValueError(f"{field} must be the name of a shipped one")
        if self.do == "ask" and self.question not in QUESTIONS:
            raise ValueError(f"question must be one of {', '.join(QUESTIONS)}")
        return self

    def _in_range(self, what: str, limits: tuple[int, int]) -> None:
        low, high = limits
        if self.number is None or not low <= self.number <= high:
            raise ValueError(f"number of {what} must lie between {low} and {high}, got {self.number}")

    def words(self) -> dict[str, Any]:
        """As the show takes it."""
        return {name: value for name, value in self.model_dump(exclude={"sure"}).items() if value is not None}
