"""A folder of studies: a whole one with a failed run, one without results, one of another version, and other things."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.dashboards.studies.stores import begun, failed, write


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder itself; tests read it only."""
    found = tmp_path_factory.mktemp("work") / "studies"
    found.mkdir()
    store, kept = begun(found)
    write(store, [failed(kept[0]), *kept[1:]])
    begun(found, "new")
    (found / "future").mkdir()
    (found / "future" / "manifest.json").write_text(json.dumps({"format": 7, "nabolab": "9.9"}), encoding="utf-8")
    (found / "notes").mkdir()
    (found / ".unfinished-x").mkdir()
    (found / ".unfinished-x" / "manifest.json").write_text("{}", encoding="utf-8")
    (found.parent / "manifest.json").write_text("{}", encoding="utf-8")
    return found
