"""Run benchmarks and print what they find: `python -m benchmarks`, or some of them by name."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from benchmarks import cores, first, kills, live, memory, ratio, speed, studies
from benchmarks.report import Row, environment, show


class Benchmark(StrEnum):
    """What can be measured."""

    SPEED = "speed"
    RATIO = "ratio"
    MEMORY = "memory"
    FIRST = "first"
    CORES = "cores"
    STUDIES = "studies"
    KILLS = "kills"
    LIVE = "live"


MEASURES: dict[Benchmark, tuple[str, Callable[[], list[Row]]]] = {
    Benchmark.SPEED: ("A simulated year", speed.measure),
    Benchmark.RATIO: ("Plain SimPy and Mesa against kernels", ratio.measure),
    Benchmark.MEMORY: ("Memory", memory.measure),
    Benchmark.FIRST: ("A fresh install", first.measure),
    Benchmark.CORES: ("Several cores", cores.measure),
    Benchmark.STUDIES: ("Studies", studies.measure),
    Benchmark.KILLS: ("Studies that are killed", kills.measure),
    Benchmark.LIVE: ("The live page: one projector and forty phones", live.measure),
}


def main(
    which: Annotated[list[Benchmark] | None, typer.Argument(help="Which to run; default: all but kills.")] = None,
) -> None:
    """Measure how fast Nabolab is here; all benchmarks take about three minutes, `kills` some minutes more."""
    print(environment())
    print()
    for name in which or [name for name in Benchmark if name is not Benchmark.KILLS]:
        title, measure = MEASURES[name]
        show(title, measure())


if __name__ == "__main__":
    typer.run(main)
