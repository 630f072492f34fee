"""The order of the tests: folders whose modules take longest come first, so that no core idles at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LONGEST = ("browser", "experiments", "terminal", "model")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folder by folder; within a folder as pytest found them. Workers take modules in this order."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    folder = path.relative_to(TESTS).parts[0] if path.is_relative_to(TESTS) else ""
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)
