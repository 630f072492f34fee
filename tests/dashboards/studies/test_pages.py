"""The Studies pages: the list, a study, its files, what is shown where nothing can be, and what is never opened."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typer.testing import CliRunner

from dashboards.server.request import CURRENT, view_of
from dashboards.studies.reading import FIGURES
from dashboards.studies.routes import StudyPages
from dashboards.terminal.app import app
from experiments.study.lock import sole_writer
from tests.dashboards.studies.stores import ERROR, begun, write

pytestmark = pytest.mark.unit

COST = "cost_per_delivered_hour"


def text(make: Callable[[], Response], path: str = "/studies", query: str = "lang=en") -> str:
    """What a page answers to this address."""
    token = CURRENT.set(view_of(path, query, "", "en"))
    try:
        return bytes(make().body).decode()
    finally:
        CURRENT.reset(token)


def study(folder: Path, name: str, query: str = "lang=en") -> str:
    """A study's page."""
    return text(lambda: StudyPages(folder).study(name), f"/studies/{name}", query)


def test_the_list_names_every_store_and_nothing_else(folder: Path) -> None:
    """Whole, empty and of another version; folders that are no stores, hidden and outer ones are left out."""
    page = text(StudyPages(folder).listed)
    assert re.findall(r'href="/studies/([^?"]+)', page) == ["future", "new", "roads"]
    assert "479 of 480" in page
    assert "480 pending" in page
    assert "of another version (7)" in page


@pytest.mark.parametrize("name", ["..", "../work", "/etc", "notes", ".unfinished-x", "nobody", "roads/../new", ""])
def test_no_other_place_is_opened(folder: Path, name: str) -> None:
    """A name that was not found in the folder is no page, nor a file of one."""
    pages = StudyPages(folder)
    for make in (lambda: pages.study(name), lambda: pages.progress(name), lambda: pages.file(name, "flips", "csv")):
        with pytest.raises(HTTPException) as caught:
            text(make)
        assert caught.value.status_code == 404


def test_a_study_shows_progress_failure_and_figures(folder: Path) -> None:
    """Counts, the failed run with its error as text and its command, and all figures with data, picture, command."""
    page = study(folder, "roads", f"lang=en&measure={COST}")
    assert "479 runs done, 1 failed, 0 pending, of 480" in page
    assert html.escape(ERROR) in page
    assert "<here>" not in page
    assert "Roads &amp; &lt;sickness&gt;" in page
    assert f"nabolab study failures {folder / 'roads'} --run " in page
    for key in FIGURES:
        assert f'id="{key}"' in page
        assert f"/studies/roads/{key}.csv?" in page
        assert f"/studies/roads/{key}.svg?" in page
    assert page.count("<svg") == len(FIGURES)


def test_the_command_beside_a_figure_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    """Run as it stands on the page, every command writes the bytes that the page downloads."""
    query = f"lang=en&measure={COST}&cell=2"
    page = study(folder, "roads", query)
    commands = [shlex.split(html.unescape(c)) for c in re.findall(r"<code>(nabolab study figure [^<]+)</code>", page)]
    assert [c[4] for c in commands] == ["differences", *FIGURES]
    pages = StudyPages(folder)
    for command in commands:
        key = command[4]
        ran = CliRunner().invoke(app, [*command[1:], "--out", str(tmp_path / key)])
        assert ran.exit_code == 0, ran.output
        written = {file.suffix[1:]: file for file in (tmp_path / key).rglob(f"{key}.*")}
        assert set(written) == ({"csv"} if key == "differences" else {"csv", "svg"})
        for kind, file in written.items():
            assert file.read_bytes().decode() == text(lambda k=key, f=kind: pages.file("roads", k, f), "/", query)


def test_wrong_flags_of_the_command_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    """Figure, language and measure in one message, exit code 2."""
    flags = ["--measure", "carers", "--language", "dk", "--out", str(tmp_path)]
    ran = CliRunner().invoke(app, ["study", "figure", str(folder / "roads"), "flip", *flags])
    assert ran.exit_code == 2
    for word in ("3 problems", "'flips'", "'dk'", "'carers'"):
        assert word in ran.stderr


def test_an_address_that_asks_for_what_is_not_there(folder: Path) -> None:
    """The page shows what the study has first and says so; a file is never another than the one asked for."""
    for query in ("measure=nothing", "cell=99", "cell=x", "option=<b>", f"measure={'y' * 900}"):
        page = study(folder, "roads", f"lang=en&{query}")
        assert "The address asks for something that this study doesn" in page
        assert "<b>" not in page
        with pytest.raises(HTTPException):
            text(lambda: StudyPages(folder).file("roads", "pairs", "csv"), "/", query)
    assert "The address asks" not in study(folder, "roads", f"lang=en&measure={COST}&cell=1")


def test_nothing_to_show_is_said(folder: Path, tmp_path: Path) -> None:
    """No folder, an empty one, a study without a finished run, a damaged one, another version: each its own words."""
    assert "no folder of that name yet" in text(StudyPages(tmp_path / "nowhere").listed)
    assert "holds no study" in text(StudyPages(tmp_path).listed)
    assert "No run is finished yet" in study(folder, "new")
    assert f"nabolab study resume {folder / 'new'}" in study(folder, "new")
    assert "version 7 of the format" in study(folder, "future")
    store, kept = begun(tmp_path / "studies", "broken")
    write(store, kept[:200])
    part = next((store.folder / "parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:50])
    assert "This study can&#x27;t be read" in study(tmp_path / "studies", "broken")
    assert "can&#x27;t be read" in text(StudyPages(tmp_path / "studies").listed)


def test_a_study_being_written_says_so(tmp_path: Path) -> None:
    """Its progress is asked for again while a process holds it, in the page's language, and not after."""
    store, kept = begun(tmp_path / "studies")
    write(store, kept[:300])
    pages = StudyPages(tmp_path / "studies")
    with sole_writer(store.folder):
        assert "data-live" in study(tmp_path / "studies", "roads")
        assert "300 kørsler færdige" in text(lambda: pages.progress("roads"), "/studies/roads/progress", "lang=da")
    assert "data-live" not in text(lambda: pages.progress("roads"))
