"""The grade of evidence behind each measure: A, B or C, as `grades.toml` says and explains."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Grade = Literal["A", "B", "C"]


@dataclass(frozen=True)
class Graded:
    """A measure's grade; evidence: rows of the evidence table that it is held against (grade A)."""

    grade: Grade
    evidence: tuple[str, ...] = ()


@cache
def grades() -> Mapping[str, Graded]:
    """The grade of each measure by key."""
    text = resources.files("experiments").joinpath("grades.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    best = {key: Graded("A", tuple(rows)) for key, rows in data["A"].items()}
    return best | {key: Graded("B") for key in data["B"]["keys"]} | {key: Graded("C") for key in data["C"]["keys"]}
