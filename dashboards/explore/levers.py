"""Levers, made from the registry: every parameter is one, with its range, unit, tier and sources."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dashboards.words.catalogue import Words
from sim.parameters import AREAS, Parameter, registry

STEPS = tuple(digit * 10.0**power for power in range(5, -7, -1) for digit in (5, 2, 1))


@cache
def first_names() -> tuple[str, ...]:
    """The levers that are shown first, at most twelve."""
    text = resources.files("dashboards.explore").joinpath("levers.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["first"])


@dataclass(frozen=True)
class Lever:
    """A parameter on a slider. place: its value in the place and situation at hand, where nothing is changed."""

    parameter: Parameter
    place: float

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def percent(self) -> bool:
        """Whether readers say it in per cent."""
        return self.parameter.unit == "share"

    @property
    def step(self) -> float:
        """The coarsest of 1, 2, 5 times a power of ten that has twenty steps or more and meets default and place."""
        p = self.parameter
        marks = (p.default - p.low, self.place - p.low, p.high - p.low)
        for step in STEPS:
            if step <= (p.high - p.low) / 20 and all(abs(m / step - round(m / step)) < 1e-6 for m in marks):
                return step
        return (p.high - p.low) / 1000

    def written(self, value: float, say: Words) -> str:
        """A value with its unit, as readers say it: 8.6 %, 30 min."""
        factor = 100 if self.percent else 1
        # A float's noise must not become digits: 0.1 + 0.2 is written 0.3.
        places = max(0, min(4, -math.floor(math.log10(self.step * factor) + 1e-9)))
        number = say.plain(value * factor, places)
        unit = "%" if self.percent else say.unit(self.parameter.unit)
        return number if self.parameter.unit in ("1", "index") else f"{number} {unit}"


def by_area(values: dict[str, float], country: str = "dk") -> Iterator[tuple[str, list[Lever]]]:
    """All levers, area by area; parameters that policies brought along come last. values: of the place."""
    known = registry(country)
    areas = [*AREAS, *sorted({p.area for p in known.values()} - set(AREAS))]
    for area in areas:
        found = [Lever(p, values[p.name]) for p in known.values() if p.area == area and p.low < p.high]
        if found:
            yield area, found
