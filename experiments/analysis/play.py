"""Runs for those who choose while they run (OCBA, searches): in this process or in a pool, the numbers are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from experiments.pool import compile_kernels, cores, submit, workers
from experiments.run import Run, simulate
from policies.arm import Arm
from sim.scenario import Scenario


class Game(NamedTuple):
    """One run to make."""

    scenario: Scenario
    arm: Arm
    seed: int


Play = Callable[[Sequence[Game]], list[Run]]


@contextmanager
def player(scenario: Scenario, arms: Sequence[Arm], processes: int | None = None) -> Iterator[Play]:
    """A function that makes runs, in their order. processes: default one per core; 1: this one."""
    if (processes or cores()) == 1:
        yield lambda games: [simulate(*game) for game in games]
        return
    compile_kernels(scenario, arms)
    with workers(processes) as pool:

        def play(games: Sequence[Game]) -> list[Run]:
            futures = [submit(pool, *game) for game in games]
            return [future.result() for future in futures]

        yield play
