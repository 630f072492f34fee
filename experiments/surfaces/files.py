"""A surface as a small JSON file: six digits are finer than any of its numbers is known."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from experiments.surfaces.spec import of_fields
from experiments.surfaces.surface import Curves, Surface
from sim.problems import InputError, Problem
from sim.tables import FloatArray

DIGITS = 6


def save(surface: Surface, path: Path) -> None:
    """Write a surface, a line per measure."""
    curves = {key: {name: _rounded(values) for name, values in vars(c).items()} for key, c in surface.curves.items()}
    data = {
        "code": surface.code,
        "asked": dict(surface.asked),
        "spec": asdict(surface.spec),
        "arms": list(surface.arms),
        "low": surface.low.tolist(),
        "high": surface.high.tolist(),
    }
    head = json.dumps(data, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(c, separators=(',', ':'))}" for key, c in curves.items())
    path.write_text(f'{head},\n "curves": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


def load(text: str, place: str) -> Surface:
    """A surface from the text of a file. Raises InputError when it isn't one."""
    try:
        data = json.loads(text)
        spec = of_fields(data["spec"])
        curves = {
            key: Curves(**{name: np.asarray(values, float) for name, values in c.items()})
            for key, c in data["curves"].items()
        }
        low, high = np.asarray(data["low"], float), np.asarray(data["high"], float)
        return Surface(spec, tuple(data["arms"]), low, high, curves, data["code"], data["asked"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError([Problem(place, f"not a surface: {error}")]) from None


@cache
def shipped_surface() -> Surface:
    """The one that comes with the laboratory."""
    file = resources.files("experiments.surfaces").joinpath("explore.json")
    return load(file.read_text(encoding="utf-8"), "explore.json")


def _rounded(values: FloatArray) -> Any:
    if values.ndim > 1:
        return [_rounded(row) for row in values]
    return [float(f"{v:.{DIGITS}g}") for v in values]
