"""The questions of a workshop: asked, answered, closed, revealed; each change is kept as it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboards.live.commands import Command
from dashboards.live.poll import Poll, Refused, Stage
from dashboards.live.questions import Outcome
from dashboards.live.workshop import Prediction

Keep = Callable[..., None]


class Asking:
    """keep: called with every change after it was made. past: predictions of earlier sittings."""

    def __init__(self, keep: Keep, polls: list[Poll], past: tuple[Prediction, ...] = ()) -> None:
        self.polls = polls
        self.past = past
        self._keep = keep

    @property
    def poll(self) -> Poll | None:
        """The question last asked."""
        return self.polls[-1] if self.polls else None

    @property
    def open(self) -> bool:
        """Whether a question takes answers."""
        return self.poll is not None and self.poll.stage is Stage.OPEN

    def ask(self, question: str, days: int, seed: int, first_day: int, citizen: int) -> None:
        """Put a question about the days that come. Raises Refused."""
        if self.open:
            raise Refused("open")
        about = {"number": len(self.polls) + 1, "question": question, "seed": seed, "first_day": first_day}
        poll = Poll(**about, days=days, citizen=citizen)  # type: ignore[arg-type]
        self.polls.append(poll)
        self._keep(ask={**about, "days": days, "citizen": citizen})

    def close(self) -> None:
        """Take no more answers. Raises Refused."""
        if self.poll is None:
            raise Refused("unasked")
        if self.open:
            self.poll.close()
            self._keep(close=self.poll.number)

    def drop(self) -> bool:
        """Take the question back, as if nobody had asked. Returns whether there was one."""
        if self.poll is None or self.poll.stage is Stage.REVEALED:
            return False
        self._keep(drop=self.polls.pop().number)
        return True

    def paper(self, command: Command) -> None:
        """Answers counted by hand. Raises Refused."""
        if self.poll is None or command.option is None or command.number is None:
            raise Refused("unasked")
        self.poll.count_paper(command.option, command.number)
        self._keep(paper=[command.option, command.number])

    def vote(self, voter: str, number: int, option: int, group: str) -> None:
        """Somebody's answer to a question. Raises Refused."""
        if self.poll is None or self.poll.number != number:
            raise Refused("closed")
        self.poll.vote(voter, option, group)
        self._keep(vote=[voter, option, group])

    def reveal(self, number: int, option: int, figures: list[float]) -> None:
        """The days asked about are over."""
        poll = next((p for p in self.polls if p.number == number), None)
        if poll is not None and poll.stage is not Stage.REVEALED:
            poll.close()
            poll.reveal(Outcome(option, tuple(figures)))
            self._keep(reveal=[number, option, figures])

    def waits_in(self, seed: int) -> Poll | None:
        """The question that the race of a seed is still to answer."""
        poll = self.poll
        return poll if poll is not None and poll.stage is not Stage.REVEALED and poll.seed == seed else None

    def told(self) -> dict[str, Any] | None:
        """The question as screens show it; no tally before it has closed."""
        poll = self.poll
        if poll is None:
            return None
        outcome = poll.outcome
        return {
            "number": poll.number,
            "question": poll.question,
            "options": poll.options,
            "seed": poll.seed,
            "first": poll.first_day,
            "days": poll.days,
            "citizen": poll.citizen,
            "stage": poll.stage.value,
            "answered": poll.answered,
            "tally": poll.tally(),
            "option": None if outcome is None else outcome.option,
            "figures": None if outcome is None else outcome.figures,
            "surprised": poll.surprised(),
        }

    def debrief(self) -> list[dict[str, Any]]:
        """Questions answered so far: what came true, and how many had expected something else."""
        out = []
        for poll in self.polls:
            tally = poll.tally()
            if poll.outcome is None or tally is None:
                continue
            right = tally[poll.outcome.option]
            about = {"question": poll.question, "days": poll.days, "option": poll.options[poll.outcome.option]}
            out.append({**about, "answered": sum(tally), "surprised": sum(tally) - right})
        return out

    def record(self) -> tuple[Prediction, ...]:
        """What a workshop's file keeps: counts by group, no voters."""
        return (*self.past, *(Prediction.model_validate(poll.record()) for poll in self.polls))
