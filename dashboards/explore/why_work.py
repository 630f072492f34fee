"""The errand behind the waterfall: every set of levers of every pair, and what the complete pairs say of each lever."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dashboards.explore.errands import Errand, Job
from experiments.decompose import Coalition, Decomposition, Game, decomposed, game_between
from experiments.question import Question
from sim.problems import InputError
from sim.tables import FloatArray

ORDERS = 2
"""Orders of levers that each pair samples where there are too many to work all out: one, and its reverse."""
FIRST_SEED = 1
CHECK = "check"


class WhyErrand(Errand):
    """pairs: how many replications are wanted; worth: of each, every measure by the set of levers that is pulled."""

    kind = "why"

    def __init__(self, question: Question, pairs: int) -> None:
        super().__init__(question.digest)
        self.pairs = pairs
        self.worth: dict[int, dict[Coalition, FloatArray]] = {}
        self.failed: dict[int, str] = {}
        self.checked = 0
        self._found: tuple[tuple[int, ...], Decomposition] | None = None
        self.game: Game | None = None
        try:
            self.game = game_between(question.a, question.b, question.scenario, None, ORDERS, question.wide)
        except InputError as error:
            self.reason = str(error)

    @property
    def alike(self) -> bool:
        """Whether the arms don't differ in any lever."""
        return self.game is not None and not self.game.levers

    def want(self, pairs: int) -> None:
        """So many replications are wanted; what is in beyond them stays."""
        self.pairs = pairs

    def seeds(self, pairs: int) -> tuple[int, ...]:
        """The complete ones of so many replications."""
        wanted = range(FIRST_SEED, FIRST_SEED + pairs)
        return tuple(s for s in wanted if s in self.worth and len(self.worth[s]) == self._size(s))

    def runs(self, pairs: int) -> tuple[int, int]:
        """Runs that are in and runs that so many replications take, without those of replications that failed."""
        seeds = [s for s in range(FIRST_SEED, FIRST_SEED + pairs) if s not in self.failed]
        return sum(len(self.worth.get(s, ())) for s in seeds), sum(map(self._size, seeds))

    def done(self, pairs: int) -> bool:
        """Whether nothing more comes for so many replications."""
        wanted = range(FIRST_SEED, FIRST_SEED + pairs)
        return (
            bool(self.reason) or self.alike or len(self.seeds(pairs)) + sum(s in self.failed for s in wanted) == pairs
        )

    def found(self, pairs: int) -> Decomposition | None:
        """The decomposition over the complete ones of so many replications; None before the first."""
        seeds = self.seeds(pairs)
        if self.game is None or not seeds:
            return None
        if self._found is None or self._found[0] != seeds:
            self._found = seeds, decomposed(self.game, {s: self.worth[s] for s in seeds})
        return self._found[1]

    def next(self, given: Collection[object]) -> Job | None:
        """Replication by replication; first a look whether the levers can be pulled one without the other."""
        if self.game is None or self.alike:
            return None
        if self.checked < self.pairs:
            seeds = tuple(range(FIRST_SEED, FIRST_SEED + self.pairs))
            job = Job(self.key, (CHECK, self.pairs), clashing, (self.game, seeds))
            return None if job in given else job
        for seed in range(FIRST_SEED, FIRST_SEED + self.pairs):
            if seed in self.failed or len(self.worth.get(seed, ())) == self._size(seed):
                continue
            for coalition in self.game.coalitions(seed):
                job = Job(self.key, (seed, coalition), worth, (self.game, seed, coalition))
                if coalition not in self.worth.get(seed, ()) and job not in given:
                    return job
        return None

    def keep(self, job: Job, result: Any, reason: str) -> None:
        """A set of levers that fails fails its replication."""
        seed, what = job.name
        if seed == CHECK:
            self.checked = what
            self.reason = reason or result
        elif reason:
            self.failed[seed] = reason
        else:
            self.worth.setdefault(seed, {})[what] = result

    def _size(self, seed: int) -> int:
        return len(self.game.coalitions(seed)) if self.game else 0


def clashing(game: Game, seeds: tuple[int, ...]) -> str:
    """Why levers can't be pulled one without the other, or nothing."""
    return "; ".join(str(problem) for problem in game.clashes(seeds))


def worth(game: Game, seed: int, coalition: Coalition) -> FloatArray:
    """Every measure with these levers pulled."""
    return game.worth(seed, coalition)
