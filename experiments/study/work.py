"""What a worker does: compute a batch of runs from its arguments, and send back numbers. It keeps nothing of a study.

The same function works in a spawned process here and on a Dask worker elsewhere: whatever it needs travels with it.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.pricing import settled
from experiments.run import observe
from experiments.study.plan import Cell
from experiments.study.version import version
from policies.arm import Arm
from policies.extensions import load_policy_file, loaded_files
from sim.measures.daily import SERIES
from sim.problems import InputError
from sim.scenario import Scenario
from sim.tables import FloatArray

ONE_AT_A_TIME = threading.Lock()
"""Held during a run: a worker with several threads must not run two at once (a run isn't made for it, nor faster)."""


class Source(NamedTuple):
    """A policy file that workers need: the digits of its digest and its content."""

    digest: str
    content: bytes


class Brief(NamedTuple):
    """What all runs of a study share. scenario: pickled; first_seed: of the runs from which a price is taken."""

    scenario: bytes
    sources: tuple[Source, ...]
    measures: tuple[str, ...]
    series: tuple[str, ...]
    first_seed: int


class Task(NamedTuple):
    """A run to compute. arm: pickled; draw: values of the uncertain parameters."""

    cell: Cell
    arm: bytes
    draw: tuple[tuple[str, float], ...]
    seed: int


class Outcome(NamedTuple):
    """How a run ended. values: its measures, then its series one after the other; all NaN where it failed."""

    cell: Cell
    values: FloatArray
    seconds: float
    version: str
    error: str = ""
    trace: str = ""


def compute(brief: Brief, tasks: Sequence[Task]) -> list[Outcome]:
    """Compute runs one after the other. A run that fails is an outcome like the others."""
    _know(brief.sources)
    with ONE_AT_A_TIME:
        return [_outcome(brief, task) for task in tasks]


def _outcome(brief: Brief, task: Task) -> Outcome:
    started = time.perf_counter()
    try:
        values = values_of(brief, task)
    except Exception as error:
        told = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        gone = np.full(length(brief), np.nan)
        seconds = time.perf_counter() - started
        return Outcome(task.cell, gone, seconds, version(), told, traceback.format_exc())
    return Outcome(task.cell, values, time.perf_counter() - started, version())


def length(brief: Brief) -> int:
    """How many numbers a run brings."""
    days = _scenario(brief.scenario).horizon_days
    return len(brief.measures) + len(brief.series) * days


def values_of(brief: Brief, task: Task) -> FloatArray:
    """The numbers of one run. Raises whatever the run raises."""
    scenario = _future(brief.scenario, task.draw, brief.first_seed)
    run, journal = observe(scenario, _arm(task.arm), task.seed)
    first, last = scenario.warm_up_days, scenario.days
    measures = np.array([run.measures[key] for key in brief.measures], float)
    return np.concatenate([measures, *(SERIES[name].count(journal, first, last) for name in brief.series)])


@lru_cache(4)
def _scenario(pickled: bytes) -> Scenario:
    scenario = pickle.loads(pickled)
    assert isinstance(scenario, Scenario)
    return scenario


@lru_cache(4)
def _future(pickled: bytes, draw: tuple[tuple[str, float], ...], first_seed: int) -> Scenario:
    """The scenario with the values of a sample, and with the price that follows from them where one does."""
    scenario = _scenario(pickled)
    return settled(scenario.with_parameters(dict(draw)) if draw else scenario, first_seed)


@lru_cache(64)
def _arm(pickled: bytes) -> Arm:
    arm = pickle.loads(pickled)
    assert isinstance(arm, Arm)
    return arm


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """Where this process puts policy files that came from elsewhere; it goes with the process."""
    return tempfile.TemporaryDirectory(prefix="nabolab-policies-")


def _know(sources: Sequence[Source]) -> None:
    """Run policy files that this process hasn't run yet; arms made of their policies can be unpacked only then."""
    known = {file.digest for file in loaded_files()}
    for source in sources:
        if source.digest not in known:
            assert hashlib.sha256(source.content).hexdigest().startswith(source.digest)
            path = Path(_own_folder().name) / f"policy_{source.digest}.py"
            path.write_bytes(source.content)
            load_policy_file(path)
