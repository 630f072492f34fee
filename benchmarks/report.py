"""How a benchmark tells what it found: rows of a small table."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from statistics import median
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PACKAGES = ("mesa", "simpy", "numpy", "numba")


class Row(NamedTuple):
    """One figure: what was measured, the figure with its unit, and how it was measured."""

    what: str
    figure: str
    how: str = ""


def seconds(times: Sequence[float]) -> str:
    """Minimum and median: the minimum is the machine undisturbed, the median what one gets."""
    return f"{min(times):.2f} s (median {median(times):.2f})"


def show(title: str, rows: Sequence[Row]) -> None:
    """Print one benchmark's table."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("What")
    table.add_column("Figure", justify="right", no_wrap=True)
    table.add_column("How", style="dim")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def environment() -> str:
    """What the figures depend on besides the code."""
    versions = ", ".join(f"{p} {metadata.version(p)}" for p in PACKAGES)
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {versions}"
