"""Situations that a reader may put two organisations into: a place as it is, and what is different about it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from sim.problems import InputError, Problem, nearest
from sim.scenario import Scenario, Shock

AS_TODAY = "today"


@dataclass(frozen=True)
class Situation:
    """What differs from a place as its file describes it. citizens: factor on the citizens of every settlement."""

    name: str
    shocks: tuple[Shock, ...] = ()
    citizens: float = 1.0
    parameters: Mapping[str, float] = field(default_factory=dict)

    def applied(self, scenario: Scenario) -> Scenario:
        """The scenario in this situation. Raises InputError when a value doesn't fit the place."""
        data = scenario.model_dump()
        for settlement in data["settlements"]:
            settlement["citizens"] = round(settlement["citizens"] * self.citizens)
        data["shocks"] = (*scenario.shocks, *self.shocks)
        changed = Scenario.model_validate(data)
        return changed.with_parameters(self.parameters) if self.parameters else changed


@cache
def situations() -> Mapping[str, Situation]:
    """The shipped situations by name, in the order of their file."""
    text = resources.files("experiments").joinpath("situations.toml").read_text(encoding="utf-8")
    return {name: _situation(name, entry) for name, entry in tomllib.loads(text).items()}


def find_situation(name: str) -> Situation:
    """A shipped situation. Raises InputError for an unknown one."""
    if name not in situations():
        raise InputError([Problem(f"situation {name!r}", f"unknown{nearest(name, list(situations()))}")])
    return situations()[name]


def _situation(name: str, entry: Mapping[str, object]) -> Situation:
    shocks = tuple(Shock.model_validate(shock) for shock in entry.get("shocks", ()))  # type: ignore[attr-defined]
    parameters = dict(entry.get("parameters", {}))  # type: ignore[call-overload]
    return Situation(name, shocks, float(entry.get("citizens", 1.0)), parameters)  # type: ignore[arg-type]
