"""Designs: which futures a study tries, by SciPy and SALib, so that growing one keeps its first points."""

from __future__ import annotations

import hashlib
import itertools
import warnings
from collections.abc import Sequence

import numpy as np
from SALib.sample import morris, sobol
from scipy.stats import qmc

from experiments.study.spec import Design
from experiments.study.uncertainty import Spread
from sim.problems import Problem
from sim.tables import FloatArray

SEQUENCES = ("latin_hypercube", "sobol", "sobol_indices", "morris")
"""Designs with a number of samples; they can grow."""
LEVELS = {"factorial": 3, "one_at_a_time": 2, "morris": 4}


def design_problems(design: Design, factors: int, place: str) -> list[Problem]:
    """Keys that a design lacks or can't use, and an empty one."""
    where, kind = f"{place}: design", design.kind
    problems = []
    if kind in SEQUENCES and design.samples is None:
        problems.append(Problem(f"{where}.samples", f"is missing; {kind} takes a number of samples"))
    if kind not in SEQUENCES and design.samples is not None:
        problems.append(Problem(f"{where}.samples", f"belongs to {', '.join(SEQUENCES)}; {kind} has the points it has"))
    if (design.file is None) == (kind == "csv"):
        text = "is missing; csv reads its points from a file" if kind == "csv" else 'belongs to kind = "csv"'
        problems.append(Problem(f"{where}.file", text))
    if design.levels is not None and kind not in LEVELS:
        problems.append(Problem(f"{where}.levels", f"belongs to {', '.join(LEVELS)}"))
    if kind == "morris" and design.levels is not None and design.levels % 2:
        problems.append(Problem(f"{where}.levels", f"must be even for morris, got {design.levels}"))
    if design.block is not None and kind != "latin_hypercube":
        problems.append(Problem(f"{where}.block", "belongs to latin_hypercube"))
    if kind == "latin_hypercube":
        problems += block_problems(design, f"{where}.samples")
    if kind in SEQUENCES and factors == 0:
        problems.append(Problem(where, f"is empty: {kind} needs uncertain parameters; name some under [uncertain]"))
    return problems


def block_problems(design: Design, where: str) -> list[Problem]:
    """A Latin hypercube of something else than whole blocks, with the sizes that it may have."""
    samples, block = design.samples, design.block
    if samples is None or block is None or samples % block == 0:
        return []
    below, above = samples // block * block, (samples // block + 1) * block
    sizes = f"{below} or {above}" if below else f"{above}"
    text = f"a Latin hypercube stays one only in whole blocks of {block}; take {sizes}, got {samples}"
    return [Problem(where, text)]


def points(design: Design, spreads: Sequence[Spread]) -> FloatArray:
    """The design in natural units (samples, factors). `csv` is read elsewhere. One empty row without factors."""
    if not spreads:
        return np.zeros((1, 0))
    if design.kind == "factorial":
        return np.array(list(itertools.product(*(s.steps(_levels(design)) for s in spreads))))
    if design.kind == "one_at_a_time":
        return _one_at_a_time(spreads, _levels(design))
    unit = _unit(design, len(spreads))
    return np.column_stack([s.quantile(unit[:, k]) for k, s in enumerate(spreads)])


def _levels(design: Design) -> int:
    return design.levels or LEVELS[design.kind]


def _one_at_a_time(spreads: Sequence[Spread], levels: int) -> FloatArray:
    """The scenario itself, then each parameter at each of its levels with all others as in the scenario."""
    base = [s.base for s in spreads]
    rows = [base]
    for k, spread in enumerate(spreads):
        rows += [[*base[:k], float(v), *base[k + 1 :]] for v in spread.steps(levels) if v != base[k]]
    return np.array(rows)


def _unit(design: Design, factors: int) -> FloatArray:
    """Points in the unit cube. The first of them are the same, however many follow."""
    samples = design.samples or 0
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*balance properties.*")
        if design.kind == "sobol":
            return np.asarray(qmc.Sobol(factors, scramble=True, rng=design.seed).random(samples))
        if design.kind == "sobol_indices":
            cube = _cube(factors)
            rows = sobol.sample(cube, samples, calc_second_order=False, scramble=True, seed=design.seed)
            return np.asarray(rows)
    if design.kind == "morris":
        return np.vstack([_trajectory(design, factors, t) for t in range(samples)])
    block = design.block or samples
    blocks = [qmc.LatinHypercube(factors, rng=_seed(design.seed, b)).random(block) for b in range(samples // block)]
    return np.vstack(blocks)


def _trajectory(design: Design, factors: int, number: int) -> FloatArray:
    """One of Morris's trajectories (factors + 1, factors), drawn by itself, so that more can follow."""
    rows = morris.sample(_cube(factors), 1, num_levels=_levels(design), seed=_seed(design.seed, number))
    return np.asarray(rows)


def _cube(factors: int) -> dict[str, object]:
    return {"num_vars": factors, "names": [f"x{k}" for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def _seed(seed: int, number: int) -> int:
    """A seed for each block or trajectory."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:4])
