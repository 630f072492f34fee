"""Run benchmarks and print what they find: `python -m benchmarks`, or some of them by name."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from benchmarks import cores, first, live, memory, ratio, speed
from benchmarks.report import Row, environment, show


class Benchmark(StrEnum):
    """What can be measured."""

    SPEED = "speed"
    RATIO = "ratio"
    MEMORY = "memory"
    FIRST = "first"
    CORES = "cores"
    LIVE = "live"


MEASURES: dict[Benchmark, tuple[str, Callable[[], list[Row]]]] = {
    Benchmark.SPEED: ("A simulated year", speed.measure),
    Benchmark.RATIO: ("Plain SimPy and Mesa against kernels", ratio.measure),
    Benchmark.MEMORY: ("Memory", memory.measure),
    Benchmark.FIRST: ("A fresh install", first.measure),
    Benchmark.CORES: ("Several cores", cores.measure),
    Benchmark.LIVE: ("The live page: one projector and forty phones", live.measure),
}


def main(
    which: Annotated[list[Benchmark] | None, typer.Argument(help="Which to run; default: all.")] = None,
) -> None:
    """Measure how fast Nabolab is here; all benchmarks take about two minutes."""
    print(environment())
    print()
    for name in which or list(Benchmark):
        title, measure = MEASURES[name]
        show(title, measure())


if __name__ == "__main__":
    typer.run(main)
