"""The registry: every number that is not arithmetic, with unit, range, tier and source (`data/parameters/`)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

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


AREAS = (
    "population",
    "need",
    "health",
    "travel",
    "work",
    "staff",
    "people",
    "planning",
    "office",
    "overhead",
    "transition",
    "money",
    "payment",
    "liquidity",
)
"""The registry's areas in the order in which they are shown: files under `data/parameters/`; `money` is a file for each
country under `data/money/`."""


COUNTRIES = ("dk", "nl", "uk")
_ADDED: dict[str, Parameter] = {}


def add_parameters(parameters: Sequence[Parameter]) -> None:
    """Let parameters that policies bring along join the registry. Raises ValueError: taken names, unknown sources."""
    for parameter in parameters:
        if registry().get(parameter.name, parameter) != parameter:
            raise ValueError(f"two parameters are called {parameter.name!r}")
        unknown = [source for source in parameter.sources if source not in evidence()]
        if unknown:
            raise ValueError(f"parameter {parameter.name!r}: unknown evidence id {unknown[0]!r}")
    _ADDED.update((parameter.name, parameter) for parameter in parameters)
    registry.cache_clear()


def remove_parameters(parameters: Iterable[Parameter]) -> None:
    """Take parameters that policies brought along out of the registry again."""
    for parameter in parameters:
        _ADDED.pop(parameter.name, None)
    registry.cache_clear()


@cache
def registry(country: str = "dk") -> Registry:
    """The shipped registry with a country's wages and prices. Raises ValueError when its files are inconsistent."""
    parameters: dict[str, Parameter] = {}
    for area in AREAS:
        entries = _money(country) if area == "money" else _entries("sim.data.parameters", area)
        for name, entry in entries.items():
            if name in parameters:
                raise ValueError(f"{name} stands in two areas")
            parameters[name] = Parameter(name=name, area=area, **{**entry, "sources": tuple(entry["sources"])})
    return Registry(parameters | _ADDED)


def currency(country: str) -> str:
    """The code of the money in which a country's wages and prices are given, such as DKK."""
    return str(_entries("sim.data.money", country)["currency"])


def _money(country: str) -> dict[str, Any]:
    """A country's wages and prices, without the head of the file."""
    return {name: entry for name, entry in _entries("sim.data.money", country).items() if isinstance(entry, dict)}


def _entries(package: str, file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(f"{file}.toml").read_text(encoding="utf-8"))


@cache
def evidence() -> dict[str, dict[str, str]]:
    """The evidence table by id; columns as in `data/evidence.csv`."""
    text = resources.files("sim.data").joinpath("evidence.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}
