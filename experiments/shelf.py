"""Where scenarios come from: the shipped ones by name, or a file of one's own by path."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sim.problems import InputError, Problem, nearest
from sim.scenario import Scenario, parse_scenario, read_scenario

_FOLDER = "experiments.scenarios"


def shipped_scenarios() -> list[str]:
    """Names of the shipped scenarios."""
    return sorted(f.name.removesuffix(".toml") for f in resources.files(_FOLDER).iterdir() if f.name.endswith(".toml"))


def scenario_text(name: str) -> str:
    """The file of a shipped scenario. Raises InputError when there is none of that name."""
    if name not in shipped_scenarios():
        hint = nearest(name, shipped_scenarios())
        raise InputError([Problem(f"scenario {name!r}", f"unknown{hint} (or give a .toml file)")])
    return resources.files(_FOLDER).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def find_scenario(name: str) -> Scenario:
    """A shipped scenario by name, or a file by path. Raises InputError with every problem."""
    if name.endswith(".toml"):
        return read_scenario(Path(name))
    return parse_scenario(scenario_text(name), f"{name}.toml")
