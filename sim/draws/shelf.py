"""Draws by name or file: each line is one set of parameters that calibration could not rule out.

A scenario names its set; seed s then takes line s of it, counted round, so that a run still depends on scenario, arm
and seed alone, and both arms of a pair meet the same parameters.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

from sim.parameters import registry
from sim.problems import InputError, Problem, nearest, raise_if


@dataclass(frozen=True)
class Draws:
    """A set of plausible draws. about: lines that say how it was made, and which rows were fitted."""

    name: str
    about: tuple[str, ...]
    values: tuple[Mapping[str, float], ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that vary."""
        return tuple(self.values[0])

    @cached_property
    def digest(self) -> str:
        """A hash of every value."""
        return hashlib.sha256(repr([sorted(d.items()) for d in self.values]).encode()).hexdigest()[:16]

    def of(self, seed: int) -> Mapping[str, float]:
        """The set of parameters that a seed takes: the first for seed 1, and round again after the last."""
        return self.values[(seed - 1) % len(self.values)]

    def __len__(self) -> int:
        return len(self.values)


@lru_cache(maxsize=1)
def shipped_draws() -> list[str]:
    """Names of the sets that come with the model, by the scenario they were made for."""
    folder = resources.files("sim.draws")
    return sorted(f.name.removesuffix(".csv") for f in folder.iterdir() if f.name.endswith(".csv"))


def find_draws(name: str) -> Draws:
    """A shipped set by name, or a .csv file by path. Raises InputError with every problem."""
    if name.endswith(".csv"):
        try:
            return _of_file(name, Path(name).stat().st_mtime_ns)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
            raise InputError([Problem(name, f"can't be read: {reason}")]) from None
    if name not in shipped_draws():
        hint = nearest(name, shipped_draws())
        raise InputError([Problem(f"draws {name!r}", f"unknown{hint} (or give a .csv file)")])
    return _shipped(name)


@lru_cache(maxsize=16)
def _of_file(name: str, _written: int) -> Draws:
    """A file's draws; read again when it was written anew."""
    return parse_draws(Path(name).read_text(encoding="utf-8"), name)


@lru_cache(maxsize=16)
def _shipped(name: str) -> Draws:
    return parse_draws(resources.files("sim.draws").joinpath(f"{name}.csv").read_text(encoding="utf-8"), name)


def parse_draws(text: str, name: str) -> Draws:
    """Lines that begin with # say how the set was made; then a head of parameter names and a line per draw."""
    lines = text.splitlines()
    about = tuple(line.removeprefix("#").strip() for line in lines if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    if not rows:
        raise InputError([Problem(name, "holds no draws")])
    problems: list[Problem] = []
    values = []
    for number, row in enumerate(rows, start=1):
        try:
            draw = {key: float(value) for key, value in row.items()}
        except (TypeError, ValueError):
            problems.append(Problem(f"{name}: draw {number}", "every value must be a number"))
            continue
        problems += registry().problems(draw, f"{name}: draw {number}")
        values.append(draw)
    raise_if(problems)
    return Draws(name, about, tuple(values))


def written(about: Sequence[str], values: Sequence[Mapping[str, float]]) -> str:
    """The file's text: six significant digits."""
    names = list(values[0])
    lines = [f"# {line}" for line in about]
    lines.append(",".join(names))
    lines += [",".join(f"{draw[name]:.6g}" for name in names) for draw in values]
    return "\n".join(lines) + "\n"
