"""Input that can't be used: every problem in words, exit code 2, no traceback, nothing written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.text import Text

from sim.problems import InputError, Problem

T = TypeVar("T")
BAD_INPUT = 2


class Inputs:
    """Collects problems from several inputs, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = list(_PENDING)

    def take(self, make: Callable[[], T]) -> T | None:
        """What `make` returns, or None after keeping its problems."""
        try:
            return make()
        except InputError as error:
            self.problems += [p for p in error.problems if p not in self.problems]
            return None

    def check(self) -> None:
        """Raise InputError when anything was wrong."""
        if self.problems:
            raise InputError(self.problems)


_PENDING: list[Problem] = []
"""Problems of policy files, told together with those of every other input."""


@contextmanager
def told_in_words(policy_files: Iterable[Path] | None = None) -> Iterator[None]:
    """Run policy files first; print problems and leave with exit code 2."""
    _PENDING.clear()
    if policy_files:
        _PENDING.extend(_problems_of(policy_files))
    try:
        yield
        Inputs().check()
    except InputError as error:
        console = Console(stderr=True)
        count = len(error.problems)
        console.print(Text(f"{count} problem{'s' if count > 1 else ''}:", style="bold"))
        for problem in error.problems:
            console.print(Text(f"  {problem}"), soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from None


def _problems_of(policy_files: Iterable[Path]) -> Iterator[Problem]:
    """Run the files. Imported here, for `nabolab --help` needs no simulation."""
    from policies.extensions import load_policy_file

    for path in policy_files:
        try:
            load_policy_file(path)
        except InputError as error:
            yield from error.problems


def settings(pairs: list[str], inputs: Inputs) -> dict[str, float]:
    """Parameter values from NAME=VALUE flags; the malformed ones become problems of `inputs`."""
    out: dict[str, float] = {}
    problems = inputs.problems
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            out[name.strip()] = number
        else:
            problems.append(Problem("--set", f"{pair!r} is not of the form NAME=NUMBER"))
    return out
