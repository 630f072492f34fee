"""Draws by name or file: each line is one set of parameters that calibration could not rule out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

    def without(self, names: Iterable[str]) -> Draws:
        """The same draws, these parameters left as they are elsewhere."""
        fixed = set(names)
        return replace(self, values=tuple({k: v for k, v in d.items() if k not in fixed} for d in self.values))

    def __len__(self) -> int:
        return len(self.values)


def shipped_draws() -> list[str]:
    """Names of the sets that come with the model, by the scenario they were made for."""
    folder = resources.files("experiments.draws")
    return sorted(f.name.removesuffix(".csv") for f in folder.iterdir() if f.name.endswith(".csv"))


def find_draws(name: str) -> Draws:
    """A shipped set by name, or a .csv file by path. Raises InputError with every problem."""
    if name.endswith(".csv"):
        try:
            return parse_draws(Path(name).read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError([Problem(name, f"can't be read: {error}")]) from None
    if name not in shipped_draws():
        hint = nearest(name, shipped_draws())
        raise InputError([Problem(f"draws {name!r}", f"unknown{hint} (or give a .csv file)")])
    return parse_draws(resources.files("experiments.draws").joinpath(f"{name}.csv").read_text(encoding="utf-8"), name)


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
