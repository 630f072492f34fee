"""The runs behind a surface: a line per arm and sample, appended to a CSV as they come; what is there is kept."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.pool import cores, workers
from experiments.question import Question
from experiments.run import simulate
from experiments.surfaces.spec import Spec
from sim.problems import InputError
from sim.tables import FloatArray

Line = tuple[tuple[float, ...], tuple[float, ...]]
"""A run: the levers' values in its world, and its measures."""
Task = tuple[int, str]


@dataclass(frozen=True)
class Runs:
    """arms: those with a run of every sample; levers: (samples, levers), as they were in each world, moved or drawn;
    measures: (arms, samples, measures). Samples whose levers don't fit each other are left out."""

    arms: tuple[str, ...]
    levers: FloatArray
    measures: FloatArray


def run_one(question: Question, seed: int, levers: tuple[str, ...], measures: tuple[str, ...]) -> Line:
    """One arm in the world of a seed. Raises InputError where levers don't fit each other."""
    world = question.world(seed)
    run = simulate(world, question.a, seed)
    return tuple(world.values[n] for n in levers), tuple(run.measures[m] for m in measures)


def complete(spec: Spec, path: Path, told: Callable[[int, int], None], processes: int | None = None) -> None:
    """Run what the file lacks. told: called with the lines there are and shall be."""
    done = {(sample, arm) for sample, arm, _ in _lines(path)}
    moved = spec.samples_moved()
    tasks = [task for task in _in_order(spec) if task not in done]
    total = spec.samples * len(spec.arms)
    with workers(processes) as pool, path.open("a", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        running: dict[Future[Line], Task] = {}
        while tasks or running:
            while tasks and len(running) < 2 * (processes or cores()):
                n, arm = tasks.pop(0)
                question = spec.question(arm, moved[n])
                future = pool.submit(run_one, question, spec.first_seed + n, spec.levers, spec.measures)
                running[future] = (n, arm)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                n, arm = running.pop(future)
                try:
                    levers, measures = future.result()
                except InputError:
                    levers, measures = (math.nan,) * len(spec.levers), (math.nan,) * len(spec.measures)
                out.writerow([n, arm, *(f"{v:.8g}" for v in (*levers, *measures))])
                file.flush()
                done.add((n, arm))
                told(len(done), total)


def read_runs(spec: Spec, path: Path) -> Runs:
    """The file's runs. Raises ValueError when fewer than two arms are through."""
    found = {(sample, arm): values for sample, arm, values in _lines(path)}
    arms = tuple(arm for arm in spec.arms if all((n, arm) in found for n in range(spec.samples)))
    if len(arms) < 2:
        raise ValueError(f"{path}: two arms with {spec.samples} samples each are needed, found {len(arms)}")
    size = len(spec.levers)
    values = np.array([[found[n, arm] for n in range(spec.samples)] for arm in arms], float)
    fitting = np.isfinite(values[:, :, :size]).all(axis=(0, 2))
    values = values[:, fitting]
    return Runs(arms, values[0, :, :size], values[:, :, size:])


def _in_order(spec: Spec) -> list[Task]:
    """Both sides of the first pair sample by sample, then arm by arm."""
    first, rest = spec.arms[:2], spec.arms[2:]
    pairs = [(n, arm) for n in range(spec.samples) for arm in first]
    return pairs + [(n, arm) for arm in rest for n in range(spec.samples)]


def _lines(path: Path) -> Iterator[tuple[int, str, tuple[float, ...]]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield int(row[0]), row[1], tuple(float(cell) for cell in row[2:])
