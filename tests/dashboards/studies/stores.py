"""Real stores, written by the writer of studies, with results whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.kills import PLACE
from experiments.study.folder import begin
from experiments.study.inputs import read_study
from experiments.study.plan import Cell, Study
from experiments.study.store import Store
from experiments.study.tail import Kept
from experiments.study.work import Outcome
from experiments.study.writer import Writer

HEAD = """
title = "Roads & <sickness>"
scenario = "place.toml"
arms = ["bum", "self_organising", "deviation_1"]
replications = 4
measures = ["carers_14", "cost_per_delivered_hour", "overhead_share_cost", "strain"]
"""
DESIGN = """
[design]
kind = "latin_hypercube"
samples = 40
[uncertain.detour]
low = 1.1
high = 1.5
[uncertain.mortality]
"""
TURNS = 1.3
"""Detour at which the cost of both arms is the same."""
ERROR = "RuntimeError: broken <here>"
Made = tuple[Store, list[Kept]]


def begun(folder: Path, name: str = "roads", more: str = DESIGN, head: str = HEAD) -> Made:
    """A study that was just begun in folder/name, and the results of all its runs; what it needs lies beside it."""
    beside = folder.parent / "inputs"
    beside.mkdir(exist_ok=True)
    (beside / "place.toml").write_text(PLACE, encoding="utf-8")
    (beside / f"{name}.toml").write_text(head + more, encoding="utf-8")
    study = read_study(beside / f"{name}.toml")
    store = begin(study, head + more, beside, folder / name)
    cells = [cell for s in range(len(study.samples)) for cell in study.runs_at(s, range(study.spec.replications))]
    return store, [(study.run_id(c, "code"), Outcome(c, numbers(study, c), 0.1, "version")) for c in cells]


def numbers(study: Study, cell: Cell) -> np.ndarray:  # type: ignore[type-arg]
    """Fewer carers with arm 1; its cost turns with the roads; arm 2 is as arm 0, but dearer and with more strain."""
    sample, _, arm, replication = cell
    detour = float(study.samples[sample][0]) if study.samples.shape[1] else TURNS
    luck = float(np.random.default_rng((sample, replication)).normal())
    carers = 20.0 + luck - 8.0 * (arm == 1)
    cost = 800.0 + 5 * luck + (arm == 1) * (300 * (detour - TURNS) + 0.5 * luck) + 60.0 * (arm == 2)
    values = {"carers_14": carers, "cost_per_delivered_hour": cost, "overhead_share_cost": 0.13 - 0.05 * (arm == 1)}
    return np.array([(values | {"strain": 10.0 + 2.0 * (arm == 2)})[m] for m in study.spec.measures])


def failed(one: Kept) -> Kept:
    """The same run as if it had failed."""
    run, outcome = one
    return run, outcome._replace(values=np.full(len(outcome.values), np.nan), error=ERROR, trace="Traceback ...")


def write(store: Store, kept: list[Kept]) -> None:
    """Write results into a store."""
    writer = Writer(store.folder, store.manifest)
    for one in kept:
        writer.append([one])
    writer.close()
