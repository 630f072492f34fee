"""What a surface is fitted to: place, organisations, levers, and the questions that its samples ask."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.question import Question
from experiments.shelf import find_scenario
from experiments.situations import situations
from policies.loading import load_arm
from sim.parameters import registry
from sim.scenario import Scenario
from sim.tables import FloatArray


@dataclass(frozen=True)
class Spec:
    """samples: pairs of each two arms; first_seed: of the first sample, each following one takes the next; moved:
    chance that a sample moves a lever."""

    scenario: str
    situation: str
    samples: int
    first_seed: int
    moved: float
    arms: tuple[str, ...]
    measures: tuple[str, ...]
    levers: tuple[str, ...]

    def place(self) -> Scenario:
        """The scenario in the situation, before any lever."""
        return situations()[self.situation].applied(find_scenario(self.scenario))

    def question(self, arm: str, moved: dict[str, float]) -> Question:
        """One arm's side of a pair: the worlds are those of any pair with these levers."""
        place = self.place()
        found = load_arm(arm)
        return Question(found, found, place.with_parameters(moved) if moved else place, wide=True)

    def samples_moved(self) -> list[dict[str, float]]:
        """The levers that each sample moves and where to: scrambled Sobol points, half of whose columns say whether."""
        count = len(self.levers)
        size = 1 << (self.samples - 1).bit_length()
        unit = qmc.Sobol(2 * count, scramble=True, rng=1).random(size)[: self.samples]
        known = [registry()[name] for name in self.levers]
        values = [[p.low + u * (p.high - p.low) for p, u in zip(known, row, strict=True)] for row in unit[:, :count]]
        return [
            {name: round(v, 6) for name, v, u in zip(self.levers, row, chances, strict=True) if u < self.moved}
            for row, chances in zip(values, unit[:, count:], strict=True)
        ]

    def box(self) -> tuple[FloatArray, FloatArray]:
        """The levers' lowest and highest values."""
        known = [registry()[name] for name in self.levers]
        return np.array([p.low for p in known]), np.array([p.high for p in known])


def read_spec(path: Path) -> Spec:
    """A spec from a file."""
    return _spec(path.read_text(encoding="utf-8"))


@cache
def shipped_spec() -> Spec:
    """What the shipped surface is fitted to."""
    return _spec(resources.files("experiments.surfaces").joinpath("explore.toml").read_text(encoding="utf-8"))


def _spec(text: str) -> Spec:
    data: dict[str, Any] = tomllib.loads(text)
    return of_fields(data)


def of_fields(data: Mapping[str, Any]) -> Spec:
    """A spec from a file's fields. Raises TypeError for fields that it doesn't have."""
    fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in data.items()}
    return Spec(**fields)
