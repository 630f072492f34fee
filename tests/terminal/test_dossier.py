"""`nabolab dossier`: Markdown on the terminal, or a new folder of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Call

pytestmark = pytest.mark.model


def test_a_folder_of_pages_with_plots(nabolab: Call, tiny: str) -> None:
    """Pages for everything, one of them with plots."""
    answer = nabolab("dossier", "--html", "pages", "--scenario", tiny, "--runs", "3", "--processes", "1")
    assert answer.code == 0, answer.all
    names = {path.name for path in Path("pages").iterdir()}
    assert {"index.html", "odd.html", "left-out.html", "choices.html"} <= names
    assert Path("pages/choices.html").read_text(encoding="utf-8").count("<svg") == 2
    again = nabolab("dossier", "--html", "pages", "--runs", "1")
    assert again.code == 2
    assert "isn't empty" in again.err
    assert "--runs" in again.err


def test_the_pictures_are_of_the_runs_that_are_kept(nabolab: Call) -> None:
    """Written again over those of before; what was kept isn't overwritten, and one thing is asked for at a time."""
    for _ in range(2):
        assert nabolab("dossier", "--pictures", "shown").code == 0
    assert {path.name for path in Path("shown").iterdir()} == {"settling.svg", "narrowing.svg"}
    refused = nabolab("dossier", "--save", "shown/settling.svg", "--runs", "0")
    assert refused.code == 2
    assert "nothing is overwritten" in refused.err
    assert "--runs" in refused.err
    assert nabolab("dossier", "--save", "x.json", "--pictures", "y").code == 2


def test_markdown_on_the_terminal(nabolab: Call) -> None:
    """Without a folder the page is printed."""
    answer = nabolab("dossier")
    assert answer.code == 0
    assert answer.out.startswith("# Dossier")
    assert nabolab("dossier", "--html", "x", "--markdown").code == 2
