"""Causal links: every way in which one thing moves another outside simple arithmetic, each with an off switch.

A link is carried by one parameter of the registry, so its size, range, tier and source stand there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sim.parameters import Parameter, registry
from sim.problems import Problem, nearest


@dataclass(frozen=True)
class Link:
    """`cause` moves `effect`; `off` is the parameter's value at which it doesn't. contested: research disagrees."""

    name: str
    cause: str
    effect: str
    off: float
    contested: bool
    about: str = ""

    @property
    def parameter(self) -> Parameter:
        """The parameter that carries the link."""
        return registry()[self.name]

    @property
    def on(self) -> bool:
        """Whether it acts by default."""
        return self.parameter.default != self.off


@cache
def links() -> Mapping[str, Link]:
    """All links by name, in the order of their file. Raises ValueError when a link has no parameter of its name."""
    entries = tomllib.loads(resources.files("sim.data").joinpath("links.toml").read_text(encoding="utf-8"))
    unknown = [name for name in entries if name not in registry() or not registry()[name].fits(entries[name]["off"])]
    if unknown:
        raise ValueError(f"links without a parameter that can be switched off: {', '.join(unknown)}")
    return {
        name: Link(name, e["from"], e["to"], float(e["off"]), bool(e["contested"]), e["about"])
        for name, e in entries.items()
    }


def contested_links() -> tuple[str, ...]:
    """Names of the links about which research disagrees."""
    return tuple(name for name, link in links().items() if link.contested)


def switched_off(names: Iterable[str]) -> dict[str, float]:
    """Values that remove these links."""
    return {name: links()[name].off for name in names}


def link_problems(names: Iterable[str], place: str) -> list[Problem]:
    """Names that no link has, each with the nearest that exists."""
    return [
        Problem(place, f"unknown link {name!r}{_hint(name)}") for name in dict.fromkeys(names) if name not in links()
    ]


def _hint(name: str) -> str:
    """The nearest link, or where to see them all."""
    return nearest(name, links()) or "; `nabolab links` lists them all"
