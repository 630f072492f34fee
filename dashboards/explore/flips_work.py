"""The errand behind "Where the answer flips": pairs of the question with one assumption held at one value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.explore.errands import Errand, Job
from dashboards.headline import HEADLINES
from experiments.flips import FINEST, KINDS, Assumption, Bracket, Kind, assumptions, bracket, held, kind_of, next_value
from experiments.odds import Odds
from experiments.question import Question

FEWEST = 5
"""Pairs of a value after which its words are shown, so far."""
FIRST_SEED = 1
SHARP = 1 / FINEST + 1e-9
PRESENT = ("", 0.0)
"""The question as it is, among the values tried."""
Pair = tuple[dict[str, float], dict[str, float]]
Point = tuple[str, float]
"""An assumption's name and the value that it is held at."""


@dataclass(frozen=True)
class Turn:
    """What becomes of a measure's word with an assumption held at an end of its range. where: between which values."""

    assumption: Assumption
    end: float
    measure: str
    kind: Kind
    before: Odds
    after: Odds
    where: Bracket | None


class FlipErrand(Errand):
    """pairs: how many are wanted of each value; points: what they measured, by seed."""

    kind = "flips"

    def __init__(self, question: Question, pairs: int) -> None:
        super().__init__(question.digest)
        self.question = question
        self.pairs = pairs
        self.assumptions = assumptions(question)
        self.points: dict[Point, dict[int, Pair]] = {PRESENT: {}}
        self.failed: dict[Point, dict[int, str]] = {}

    def want(self, pairs: int, known: Mapping[int, Pair]) -> None:
        """So many pairs are wanted of each value; what is in beyond them stays. known: pairs of the question as it is,
        by seed."""
        self.pairs = pairs
        for seed in self._seeds(self.pairs):
            if seed in known:
                self.points[PRESENT][seed] = known[seed]

    def through(self, point: Point, pairs: int) -> int:
        """How many of so many pairs of a value are in, well or not."""
        tried = self.points.get(point, {}).keys() | self.failed.get(point, {}).keys()
        return sum(seed in tried for seed in self._seeds(pairs))

    def progress(self, pairs: int) -> tuple[int, int]:
        """Pairs in and pairs wanted, as far as it is known by now."""
        wanted = list(self._wanted(pairs))
        return sum(self.through(point, pairs) for point in wanted), pairs * len(wanted)

    def done(self, pairs: int) -> bool:
        """Whether nothing more comes for so many pairs."""
        done, of = self.progress(pairs)
        return bool(self.reason) or done == of

    def turns(self, pairs: int) -> list[Turn]:
        """Every word that changes, those that turn round first."""
        found = [turn for a in self.assumptions for turn in self._turns(a, pairs)]
        return sorted(found, key=lambda t: (KINDS.index(t.kind), HEADLINES.index(t.measure)))

    def odds(self, point: Point, measure: str, pairs: int) -> tuple[Odds, Odds]:
        """Of the question as it is and of a value, over the pairs that both have."""
        before, after = self.differences(point, measure, pairs)
        return Odds.of(before), Odds.of(after)

    def becomes(self, point: Point, measure: str, pairs: int) -> Kind | None:
        """What becomes of a measure's word at a value."""
        return kind_of(*self.differences(point, measure, pairs))

    def differences(self, point: Point, measure: str, pairs: int) -> tuple[list[float], list[float]]:
        """B minus A of the question as it is and of a value, in the pairs that both have."""
        here, there = self.points[PRESENT], self.points.get(point, {})
        seeds = [s for s in self._seeds(pairs) if s in here and s in there]
        gaps = [[pair[s][1][measure] - pair[s][0][measure] for s in seeds] for pair in (here, there)]
        return gaps[0], gaps[1]

    @staticmethod
    def fewest(pairs: int) -> int:
        """Pairs of a value from which on its words are shown."""
        return min(FEWEST, pairs)

    def values(self, a: Assumption) -> list[float]:
        """The values of an assumption that were tried or are about to be."""
        begun = {value for name, value in self.points.keys() | self.failed.keys() if name == a.name}
        return sorted(begun.union(a.ends))

    def searching(self, turn: Turn) -> bool:
        """Whether it is still being looked for between which values a word changes."""
        a = turn.assumption
        wide = turn.where is None or abs(turn.where.same - turn.where.other) > SHARP * (a.high - a.low)
        return wide and next_value(a, self._words(a, self.pairs), (turn.measure,)) is not None

    def next(self, given: Collection[object]) -> Job | None:
        """The question itself where its pairs stopped early; the ends with a few pairs, then with all; then between."""
        for pairs in dict.fromkeys((self.fewest(self.pairs), self.pairs)):
            for point in self._ends():
                if job := self._job(point, pairs, given):
                    return job
        for point in self._wanted(self.pairs):
            if job := self._job(point, self.pairs, given):
                return job
        return None

    def keep(self, job: Job, result: Any, reason: str) -> None:
        """A pair that fails stays out of its value."""
        point, seed = job.name
        if reason:
            self.failed.setdefault(point, {})[seed] = reason
        else:
            self.points.setdefault(point, {})[seed] = result

    def _job(self, point: Point, pairs: int, given: Collection[object]) -> Job | None:
        tried = self.points.get(point, {}).keys() | self.failed.get(point, {}).keys()
        for seed in self._seeds(pairs):
            job = Job(self.key, (point, seed), pair_held, (self.question, point, seed))
            if seed not in tried and job not in given:
                return job
        return None

    def _ends(self) -> Iterator[Point]:
        yield PRESENT
        for a in self.assumptions:
            yield from ((a.name, end) for end in a.ends)

    def _wanted(self, pairs: int) -> Iterator[Point]:
        """Every value that is to be tried, as far as it is known by now."""
        yield from self._ends()
        for a in self.assumptions:
            yield from (p for p in self.points.keys() | self.failed.keys() if p[0] == a.name and p[1] not in a.ends)
            if all(self.through((a.name, end), pairs) == pairs for end in a.ends):
                value = next_value(a, self._words(a, pairs, complete=True), HEADLINES)
                if value is not None and self.through((a.name, value), pairs) == 0:
                    yield a.name, value

    def _words(self, a: Assumption, pairs: int, complete: bool = False) -> dict[float, dict[str, Kind | None]]:
        """What becomes of each measure's word at each value with enough pairs."""
        enough = pairs if complete else self.fewest(pairs)
        out: dict[float, dict[str, Kind | None]] = {}
        for name, value in self.points:
            if name == a.name and self.through((name, value), pairs) >= enough:
                out[value] = {m: self.becomes((name, value), m, pairs) for m in HEADLINES}
        return out if a.drawn else out | {a.now: dict.fromkeys(HEADLINES)}

    def _turns(self, a: Assumption, pairs: int) -> Iterator[Turn]:
        words = self._words(a, pairs)
        for end in a.ends:
            for measure, kind in words.get(end, {}).items():
                if kind is not None:
                    odds = self.odds((a.name, end), measure, pairs)
                    yield Turn(a, end, measure, kind, *odds, bracket(words, measure, end))

    @staticmethod
    def _seeds(pairs: int) -> range:
        return range(FIRST_SEED, FIRST_SEED + pairs)


def pair_held(question: Question, point: Point, seed: int) -> Pair:
    """The headline measures of both arms in one pair, an assumption held at a value."""
    asked = question if point == PRESENT else held(question, *point)
    a, b = asked.pair(seed)
    return tuple({m: run.measures[m] for m in HEADLINES} for run in (a, b))  # type: ignore[return-value]
