"""References of the dossier: whatever stands in backticks must be something that exists, or the dossier isn't built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from agents.model import PHASES
from agents.rights import Right
from experiments.targets.observe import known_outputs
from policies.base import known_policies
from policies.loading import shipped_arms
from sim.luck import Purpose
from sim.parameters import registry
from sim.problems import Problem, nearest
from sim.tables import CARER, CITIZEN, GROUP, LINE, SHIFT, VISIT

QUOTED = re.compile(r"`([^`\n]+)`")
PACKAGES = ("sim", "agents", "policies", "experiments", "dashboards")
OUTSIDE = ("tests", "benchmarks", "docs")
"""Folders that are in the repository but not in an installed package."""
COMMAND = re.compile(r"nabolab ([a-z-]+)")


def broken(text: str, commands: frozenset[str]) -> list[Problem]:
    """References of a page that lead nowhere, each with the nearest that exists."""
    known = names()
    return [
        Problem(f"dossier: `{name}`", f"leads nowhere{nearest(name, known)}")
        for name in dict.fromkeys(QUOTED.findall(text))
        if not exists(name, commands, known)
    ]


def exists(name: str, commands: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a name in backticks is a command, a file, or something the code knows by that name."""
    command = COMMAND.match(name)
    if command:
        return command.group(1) in commands
    if "/" in name:
        return _is_file(name)
    return name in known


def _is_file(name: str) -> bool:
    """A file or folder of ours; those that aren't installed are looked for only where there is a repository."""
    top, *_ = name.split("/")
    root = _root()
    if top in OUTSIDE:
        return not (root / top).exists() or (root / name).exists()
    return top in PACKAGES and (root / name).exists()


@cache
def _root() -> Path:
    """The folder that holds our packages."""
    found = find_spec("sim")
    assert found is not None
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))).parent


def names() -> frozenset[str]:
    """Everything that a page may name: parameters, links, measures, rights, policies, arms, phases, columns, luck."""
    return frozenset(_names())


def _names() -> Iterator[str]:
    yield from registry()
    yield from known_outputs()
    yield from (right.value for right in Right)
    yield from known_policies()
    yield from shipped_arms()
    yield from PHASES
    for table in (CITIZEN, LINE, CARER, GROUP, VISIT, SHIFT):
        yield from table.names or ()
    yield from (purpose.name for purpose in Purpose)
