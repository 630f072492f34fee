"""A response surface over two parameters of a study, with what is held and what isn't known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from experiments.analysis.options import difference
from experiments.analysis.surface import KNOWN_SHARE, Surface
from experiments.analysis.surface_fit import fit_surface
from experiments.study.table import StudyTable
from sim.tables import FloatArray

STEPS = 41
"""Points along each side of the grid."""
MOST_SAMPLES = 200
"""Complete futures that a surface is fitted to here: fitting takes their number to the third power."""


@dataclass(frozen=True)
class Plane:
    """A surface on a grid, natural units. mean, deviation: of the difference averaged over luck, shape (x, y); known:
    where a sample is near enough to tell; base: the base case where it lies within the study (at: its difference);
    held: the values at which all other parameters stand; clipped: those of them that the study didn't reach, which
    stand at its nearest edge. futures: fitted to so many of `complete`."""

    x: FloatArray
    y: FloatArray
    mean: FloatArray
    deviation: FloatArray
    known: npt.NDArray[np.bool_]
    base: tuple[float, float] | None
    at: tuple[float, float]
    held: tuple[tuple[str, float], ...]
    clipped: tuple[str, ...]
    samples: FloatArray
    error: float
    explained: float
    futures: int
    complete: int


def plane(table: StudyTable, measure: str, a: str, b: str, axes: tuple[str, str], base: Mapping[str, float]) -> Plane:
    """Option b minus option a over two parameters, all others at the base case. Raises InputError: too few futures."""
    complete = list(difference(table, measure, a, b).samples)
    kept = complete[:: -(-len(complete) // MOST_SAMPLES)] if complete else []
    some = table if len(kept) == len(complete) else replace(table, runs=table.runs[table.runs["sample"].isin(kept)])
    surface = fit_surface(some, measure, a, b)
    places = [surface.names.index(name) for name in axes]
    point, clipped = _middle(surface, base)
    sides = [np.linspace(surface.low[k], surface.high[k], STEPS) for k in places]
    grid = np.tile(point, (STEPS * STEPS, 1))
    grid[:, places[0]], grid[:, places[1]] = np.repeat(sides[0], STEPS), np.tile(sides[1], STEPS)
    mean, deviation = surface.predict(grid)
    here = [float(base.get(name, np.nan)) for name in axes]
    within = all(surface.low[k] <= value <= surface.high[k] for k, value in zip(places, here, strict=True))
    if within:
        point[places] = here
    at = surface.predict(point[None])
    own = table.samples.loc[kept, list(axes)].to_numpy(float)
    return Plane(
        x=sides[0],
        y=sides[1],
        mean=mean.reshape(STEPS, STEPS),
        deviation=deviation.reshape(STEPS, STEPS),
        known=_known(surface, deviation).reshape(STEPS, STEPS),
        base=(here[0], here[1]) if within else None,
        at=(float(at[0][0]), float(at[1][0])),
        held=tuple((n, float(point[k])) for k, n in enumerate(surface.names) if n not in axes),
        clipped=tuple(n for n in clipped if n not in axes),
        samples=own,
        error=surface.left_out_error,
        explained=surface.explained,
        futures=len(kept),
        complete=len(complete),
    )


def _middle(surface: Surface, base: Mapping[str, float]) -> tuple[FloatArray, list[str]]:
    """The base case as far as the study reaches, the middle of the study where it isn't known."""
    wanted = [base.get(n, (surface.low[k] + surface.high[k]) / 2) for k, n in enumerate(surface.names)]
    point = np.clip(np.array(wanted, float), surface.low, surface.high)
    return point, [n for k, n in enumerate(surface.names) if point[k] != wanted[k]]


def _known(surface: Surface, deviation: FloatArray) -> npt.NDArray[np.bool_]:
    """Where a sample is near enough to tell. A surface whose shape is less than what one sample's mean is off by is as
    good as level, and known all over."""
    process = np.maximum(np.square(deviation) - surface.offset**2, 0.0)
    shape = surface.amplitude * surface.scale**2
    known: npt.NDArray[np.bool_] = (process <= KNOWN_SHARE * shape) | (shape <= surface.noise**2)
    return known
