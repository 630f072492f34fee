"""The plan: which runs a study consists of. A run that several points share is computed once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.statistics import DECISION_MEASURES
from experiments.study.choices import Choices
from experiments.study.spec import Spec
from experiments.study.table import Factor
from experiments.study.version import digest_of
from policies.arm import Arm
from sim.scenario import Scenario
from sim.tables import FloatArray, LongArray


class Cell(NamedTuple):
    """A run's place in a study: which sample, which combination of levers, which arm, which replication."""

    sample: int
    levers: int
    arm: int
    replication: int


@dataclass(frozen=True)
class Study:
    """What is asked, with everything it names looked up. samples: natural units (samples, factors)."""

    spec: Spec
    scenario: Scenario
    arms: tuple[Arm, ...]
    choices: Choices
    factors: tuple[Factor, ...]
    samples: FloatArray

    @property
    def combinations(self) -> int:
        """Combinations of levers that work; one where there are no levers."""
        return len(self.choices.rows)

    @property
    def points(self) -> int:
        """Futures times choices."""
        return len(self.samples) * self.combinations

    @property
    def most(self) -> int:
        """The most replications that a point may get."""
        return self.spec.precision.most if self.spec.precision else self.spec.replications

    @property
    def decisions(self) -> tuple[str, ...]:
        """Measures whose intervals are watched, and decide where there is a precision."""
        if self.spec.precision is not None:
            return self.spec.precision.measures
        return tuple(key for key in self.spec.measures if key in DECISION_MEASURES)

    @cached_property
    def arm_digests(self) -> tuple[tuple[str, ...], ...]:
        """What each arm is (combinations, arms), whatever it is called."""
        return tuple(tuple(arm_digest(arm) for arm in here) for here in self.choices.arms)

    @cached_property
    def scenario_digest(self) -> str:
        """The scenario's digest, with whose cost sets the price."""
        return digest_of([self.scenario.digest, str(self.scenario.price_from)])

    @cached_property
    def same_sample(self) -> LongArray:
        """For each sample the first one with the same values."""
        return first_equal(self.samples)

    @cached_property
    def same_levers(self) -> LongArray:
        """For each combination and arm the first combination in which the arm is the same (combinations, arms)."""
        return first_equal_arms(self.arm_digests)

    def computed(self, cell: Cell) -> Cell:
        """The run that stands for a cell: the first of all that are the same."""
        s, levers, arm, replication = cell
        return Cell(int(self.same_sample[s]), int(self.same_levers[levers, arm]), arm, replication)

    def own_combinations(self, arm: int) -> list[int]:
        """Combinations in which an arm differs from what it was in all before."""
        return [k for k in range(self.combinations) if self.same_levers[k, arm] == k]

    def runs_at(self, sample: int, replications: Sequence[int]) -> Iterator[Cell]:
        """The runs of one sample, pairs close together."""
        own = [set(self.own_combinations(arm)) for arm in range(len(self.arms))]
        for levers in range(self.combinations):
            for replication in replications:
                for arm in range(len(self.arms)):
                    if levers in own[arm]:
                        yield Cell(sample, levers, arm, replication)

    @property
    def count(self) -> int:
        """Runs to compute with the fewest replications; a precision may ask for more."""
        different = len(np.unique(self.same_sample))
        return different * sum(len(self.own_combinations(a)) for a in range(len(self.arms))) * self.spec.replications

    def draw(self, sample: int) -> dict[str, float]:
        """Values of the uncertain parameters in a sample."""
        return {f.name: float(v) for f, v in zip(self.factors, self.samples[sample], strict=True)}

    def seed(self, cell: Cell) -> int:
        """The same luck in every sample, combination and arm."""
        return self.spec.seed + cell.replication

    def run_id(self, cell: Cell, code: str) -> str:
        """A hash of code version, scenario, arm, draw and seed."""
        arm = self.arm_digests[cell.levers][cell.arm]
        parts = [code, self.scenario_digest, arm, json.dumps(self.draw(cell.sample)), str(self.seed(cell))]
        if self.scenario.price_from is not None:
            parts.append(str(self.spec.seed))
        return digest_of(parts)

    def sample_table(self) -> pd.DataFrame:
        """Samples as a table, index `sample`."""
        index = pd.RangeIndex(len(self.samples), name="sample")
        return pd.DataFrame(self.samples, columns=[f.name for f in self.factors], index=index)

    def lever_table(self) -> pd.DataFrame:
        """Combinations of levers as a table, index `levers`."""
        index = pd.RangeIndex(self.combinations, name="levers")
        columns = list(self.choices.names)
        return pd.DataFrame([list(row) for row in self.choices.rows], columns=columns, index=index)


def arm_digest(arm: Arm) -> str:
    """What an arm is, whatever it is called and whatever is said about it."""
    others = [arm_digest(other) if other is not None else "none" for other in (arm.before, arm.beside)]
    policies = [f"{type(p).__module__}.{p!r}" for p in arm.policies]
    return digest_of([*policies, *others, repr((arm.only_in, arm.only_citizens, arm.from_day))])


def first_equal(values: FloatArray) -> LongArray:
    """For each row the number of the first row that equals it."""
    if values.shape[1] == 0:
        return np.zeros(len(values), np.int64)
    _, first, inverse = np.unique(values, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[inverse.reshape(-1)], np.int64)


def first_equal_arms(digests: Sequence[Sequence[str]]) -> LongArray:
    """For each combination and arm the first combination in which the arm is the same (combinations, arms)."""
    columns = list(zip(*digests, strict=True))
    return np.array([[column.index(row[k]) for k, column in enumerate(columns)] for row in digests], np.int64)
