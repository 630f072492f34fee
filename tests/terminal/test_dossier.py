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
    assert "Plotly.newPlot" in Path("pages/choices.html").read_text(encoding="utf-8")
    again = nabolab("dossier", "--html", "pages", "--runs", "1")
    assert again.code == 2
    assert "isn't empty" in again.err
    assert "--runs" in again.err


def test_markdown_on_the_terminal(nabolab: Call) -> None:
    """Without a folder the page is printed."""
    answer = nabolab("dossier")
    assert answer.code == 0
    assert answer.out.startswith("# Dossier")
    assert nabolab("dossier", "--html", "x", "--markdown").code == 2
