"""What is wrong with an input, in words: all problems at once, each with its place and the nearest valid name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where (file and key) and what."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class InputError(ValueError):
    """Input that can't be used. Carries every problem found, so that they can be mended in one go."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)


def nearest(name: str, known: Iterable[str]) -> str:
    """A polite ending for an unknown name: the nearest known one, or all of them when they are few."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    if 0 < len(names) <= 12:
        return f"; known: {', '.join(names)}"
    return ""


def raise_if(problems: Iterable[Problem]) -> None:
    """Raise InputError when there is any problem."""
    found = list(problems)
    if found:
        raise InputError(found)
