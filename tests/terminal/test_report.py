"""`nabolab report` on the command line: one file on two sheets, with the tables behind it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.terminal.conftest import Call

pytestmark = pytest.mark.model


def test_a_report_is_one_small_file_without_scripts(nabolab: Call, tiny: str) -> None:
    """In Danish, with the command that gives the same numbers, and nothing from elsewhere."""
    answer = nabolab(
        *(
            "report",
            "bum",
            "haderslev",
            "-s",
            tiny,
            "-n",
            "2",
            "--processes",
            "1",
            "--language",
            "da",
            "--quiet",
            "--json",
        )
    )
    assert answer.code == 0, answer.all
    path = Path(json.loads(answer.out)["report"])
    text = path.read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert '<html lang="da"' in text
    assert "<script" not in text
    assert not re.search(r'(src|href)="https?:', text)
    assert "nabolab report bum haderslev" in text
    assert "--language da" in text
    assert (path.parent / "measures.csv").exists()


def test_an_unknown_language_is_told_with_everything_else(nabolab: Call, tiny: str) -> None:
    """All problems at once, and nothing written."""
    answer = nabolab("report", "bum", "nobody", "-s", tiny, "--language", "dk")
    assert answer.code == 2
    assert "'dk'" in answer.err
    assert "'nobody'" in answer.err
    assert not Path("results").exists()
