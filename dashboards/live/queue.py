"""How many cases wait for whoever decides, minute by minute: a SimPy process that looks and touches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import DAY

if TYPE_CHECKING:
    from agents.model import HomeCare
    from agents.rights import Process

EVERY = 10.0
"""Minutes between two looks."""


class QueueWatch:
    """Looks at the visitators' desk, and at visits asked for on nurses' routes, of one world.

    Its own events change nothing: SimPy keeps the order of everybody else's, and it draws no luck.
    """

    def __init__(self, model: HomeCare) -> None:
        self._model = model
        self._day = -1
        self._steps: list[tuple[int, int]] = []
        model.env.process(self._look())

    def of_today(self) -> list[tuple[int, int]]:
        """When the queue came to be how long on the day last simulated: (minute of the day, cases), first at 0."""
        return list(self._steps)

    def _look(self) -> Process:
        env = self._model.env
        while True:
            day = int(env.now // DAY)
            minute, waiting = int(env.now - day * DAY), self._waiting()
            if day != self._day:
                self._day, self._steps = day, [(minute, waiting)]
            elif waiting != self._steps[-1][1]:
                self._steps.append((minute, waiting))
            yield env.timeout(EVERY)

    def _waiting(self) -> int:
        """Cases at the visitators' desk, the one in hand included, and citizens who wait for a nurse's visit."""
        seats = self._model.visitators.seats
        return len(seats.queue) + int(seats.count) + self._model.dispatch.asked
