"""The registry: every number that is not arithmetic, with unit, range, tier and source (`data/parameters.toml`)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from sim.problems import Problem, nearest

Tier = Literal["evidence", "estimate", "assumption"]


@dataclass(frozen=True)
class Parameter:
    """One number of the model. `modifiable`: policies may change it; all others are the world's, alike for all arms."""

    name: str
    area: str
    title: str
    unit: str
    default: float
    low: float
    high: float
    tier: Tier
    sources: tuple[str, ...]
    modifiable: bool
    about: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.name}: default {self.default} lies outside {self.low} to {self.high}")
        if self.tier == "evidence" and not self.sources:
            raise ValueError(f"{self.name}: tier evidence needs a source")

    def fits(self, value: float) -> bool:
        return self.low <= value <= self.high


class Registry(Mapping[str, Parameter]):
    """All parameters by name."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def problems(self, values: Mapping[str, object], place: str) -> list[Problem]:
        """What is wrong with a table of values: unknown names, values that aren't numbers, values out of range."""
        found = []
        for name, value in values.items():
            if name not in self:
                found.append(Problem(f"{place}.{name}", f"unknown parameter{nearest(name, self)}"))
            elif isinstance(value, bool) or not isinstance(value, int | float):
                found.append(Problem(f"{place}.{name}", f"must be a number in {self[name].unit}, got {value!r}"))
            elif not self[name].fits(float(value)):
                p = self[name]
                found.append(
                    Problem(f"{place}.{name}", f"{value:g} lies outside {p.low:g} to {p.high:g} {p.unit} ({p.title})")
                )
        return found


@cache
def registry() -> Registry:
    """The shipped registry. Raises ValueError when its file is inconsistent."""
    text = resources.files("sim.data").joinpath("parameters.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return Registry(
        {name: Parameter(name=name, **{**entry, "sources": tuple(entry["sources"])}) for name, entry in entries.items()}
    )


@cache
def evidence() -> dict[str, dict[str, str]]:
    """The evidence table by id; columns as in `data/evidence.csv`."""
    text = resources.files("sim.data").joinpath("evidence.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}
