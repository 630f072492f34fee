"""A question put to the room: one answer each, no tally before it closes, then who was surprised by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dashboards.live.questions import QUESTIONS, Outcome

GROUPS = ("politics", "management", "staff", "citizens", "other")
"""What somebody may say they are; nothing else is asked of anybody."""
PAPER = "paper"
LEAST_GROUP = 3
"""A group with fewer answers is shown together with the others: nobody can be told from a group."""
MOST_VOTES = 500


class Stage(StrEnum):
    """Where a question is: taking answers, closed (the tally may be seen), or answered by the run."""

    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Refused(ValueError):
    """An answer that isn't taken; the reason is a key of the catalogue."""


@dataclass
class Poll:
    """number: of the question in this workshop; first_day, days: what it is about (of the measured time)."""

    number: int
    question: str
    seed: int
    first_day: int
    days: int
    citizen: int
    stage: Stage = Stage.OPEN
    outcome: Outcome | None = None
    _votes: dict[str, tuple[int, str]] = field(default_factory=dict)
    _paper: dict[int, int] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        """Keys of the answers, in order."""
        return QUESTIONS[self.question].options

    @property
    def answered(self) -> int:
        """How many have answered, on paper too."""
        return len(self._votes) + sum(self._paper.values())

    def vote(self, voter: str, option: int, group: str) -> None:
        """Take somebody's answer. Raises Refused: closed, answered already, no such option, too many."""
        if self.stage is not Stage.OPEN:
            raise Refused("closed")
        if voter in self._votes:
            raise Refused("twice")
        if not 0 <= option < len(self.options) or group not in GROUPS:
            raise Refused("unknown")
        if self.answered >= MOST_VOTES:
            raise Refused("full")
        self._votes[voter] = (option, group)

    def has_voted(self, voter: str) -> bool:
        """Whether this one has answered."""
        return voter in self._votes

    def count_paper(self, option: int, number: int) -> None:
        """Answers counted by hand for an option; a later count replaces an earlier. Raises Refused."""
        if self.stage is not Stage.OPEN:
            raise Refused("closed")
        others = self.answered - self._paper.get(option, 0)
        if not 0 <= option < len(self.options) or number < 0 or others + number > MOST_VOTES:
            raise Refused("unknown")
        self._paper[option] = number

    def close(self) -> None:
        """Take no more answers."""
        if self.stage is Stage.OPEN:
            self.stage = Stage.CLOSED

    def reveal(self, outcome: Outcome) -> None:
        """The days are over. Takes no more answers either."""
        self.stage, self.outcome = Stage.REVEALED, outcome

    def tally(self) -> list[int] | None:
        """Answers by option; None to anybody as long as somebody may still answer."""
        if self.stage is Stage.OPEN:
            return None
        counted = Counter(option for option, _ in self._votes.values())
        return [counted[k] + self._paper.get(k, 0) for k in range(len(self.options))]

    def surprised(self) -> Mapping[str, tuple[int, int]]:
        """By group: how many answered, and how many of them something else than came true. Groups of fewer than three
        are put together as "other", and left out where they are fewer than three even so. Empty before the reveal."""
        if self.outcome is None:
            return {}
        answers = self._by_group()
        told = {g: options for g, options in sorted(answers.items()) if len(options) >= LEAST_GROUP}
        truth = self.outcome.option
        return {g: (len(options), sum(o != truth for o in options)) for g, options in told.items()}

    def _by_group(self) -> dict[str, list[int]]:
        """Options chosen by group, small groups put together as "other"."""
        answers: dict[str, list[int]] = {}
        for option, group in self._votes.values():
            answers.setdefault(group, []).append(option)
        paper = [option for option, number in self._paper.items() for _ in range(number)]
        if paper:
            answers[PAPER] = paper
        small = [g for g, options in answers.items() if len(options) < LEAST_GROUP]
        rest = [option for g in small for option in answers.pop(g)]
        if rest:
            answers["other"] = answers.get("other", []) + rest
        return answers

    def record(self) -> dict[str, Any]:
        """What a workshop's file keeps: counts by group, no voters."""
        return {
            "question": self.question,
            "seed": self.seed,
            "first_day": self.first_day,
            "days": self.days,
            "citizen": self.citizen,
            "answers": {g: [o.count(k) for k in range(len(self.options))] for g, o in sorted(self._by_group().items())},
            "outcome": None if self.outcome is None else self.outcome.option,
            "figures": None if self.outcome is None else list(self.outcome.figures),
        }
