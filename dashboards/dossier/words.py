"""The words of the dossier that code can't say by itself, read from `texts/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module, resources
from typing import Any


@cache
def text(name: str) -> dict[str, Any]:
    """One file of words."""
    file = resources.files("dashboards.dossier").joinpath("texts", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def first_line(module: str) -> str:
    """What a module says it is for. Raises ModuleNotFoundError when there is none of that path."""
    found = import_module(module.removesuffix(".py").replace("/", "."))
    return (found.__doc__ or "").strip().split("\n")[0]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(cell.replace(chr(10), ' ').strip() for cell in row)} |" for row in rows]
