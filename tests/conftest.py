"""What all tests share: one thread of linear algebra for each process, and the longest modules first.

Workers and the servers that tests start share the cores already. With threads of their own on top, each core waits for
the other: fitting a response surface then took six times the CPU.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # read when NumPy is first imported, which no plugin of pytest does

TESTS = Path(__file__).resolve().parent
LONGEST = ("browser", "experiments", "terminal", "model")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take modules in this order, so that no core idles at the end; within a folder it is pytest's own."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    folder = path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
