"""The Studies pages: the list, a study, its files, what is shown where nothing can be, and what is never opened."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typer.testing import CliRunner

from dashboards.server.request import CURRENT, view_of
from dashboards.studies.pace import Pace, told_time
from dashboards.studies.png import NAMES
from dashboards.studies.reading import FIGURES
from dashboards.studies.routes import StudyPages
from dashboards.studies.shelf import Shelf
from dashboards.terminal.app import app
from dashboards.words.catalogue import words
from experiments.study.lock import sole_writer
from experiments.study.store import Counts
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
    slow = text(lambda: StudyPages(folder).card("roads", "contour"), "/", f"lang=en&measure={COST}")
    assert 'data-card="/studies/roads/card/contour?' in page
    for key in FIGURES:
        here = slow if key == "contour" else page
        assert f'id="{key}"' in here
        for address in (f"/studies/roads/{key}.csv?", f"/studies/roads/{key}.svg?"):
            assert address in here
        assert f'data-png="/studies/roads/{key}.svg?' in here
    assert page.count("<svg") + slow.count("<svg") == len(FIGURES)


@pytest.mark.parametrize(
    ("language", "more"),
    [
        ("en", ""),
        ("da", "&reference=deviation_1&option=self_organising&x=mortality&y=detour&goal1=strain%2B&goal2=carers_14-"),
    ],
)
def test_the_command_beside_a_figure_makes_the_same_files(
    folder: Path, tmp_path: Path, language: str, more: str
) -> None:
    """Run as it stands on the page, every command writes the bytes that the page downloads."""
    query = f"lang={language}&measure={COST}&cell=2{more}"
    pages = StudyPages(folder)
    page = study(folder, "roads", query) + text(lambda: pages.card("roads", "contour"), "/", query)
    commands = [shlex.split(html.unescape(c)) for c in re.findall(r"<code>(nabolab study figure [^<]+)</code>", page)]
    assert sorted(c[4] for c in commands) == sorted(["differences", *FIGURES])
    for command in commands:
        key = command[4]
        if more and key not in ("flips", "contour", "pareto"):
            continue  # the same code with other numbers
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
    for query in (
        "measure=nothing",
        "x=nothing",
        "reference=self_organising&option=self_organising",
        "goal1=strain",
        "cell=99",
        "cell=x",
        "option=<b>",
        f"measure={'y' * 900}",
    ):
        page = study(folder, "roads", f"lang=en&{query}")
        assert "The address asks for something that this study doesn" in page
        assert "<b>" not in page
        with pytest.raises(HTTPException):
            text(lambda: StudyPages(folder).file("roads", "pairs", "csv"), "/", query)
    kept = study(folder, "roads", f"lang=en&measure={COST}&x=nothing&cell=1")
    assert f'<option value="{COST}" selected>' in kept
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


def test_time_left_is_told_by_the_pace_that_was_seen(tmp_path: Path) -> None:
    """Runs left over runs a second; nothing before anything finished, nor over a pause; words are never too exact."""
    pace, place = Pace(), tmp_path
    assert pace.left(place, Counts(10, 0, 100), 0.0) is None
    assert pace.left(place, Counts(10, 0, 100), 9.0) is None
    assert pace.left(place, Counts(28, 2, 100), 10.0) == pytest.approx(70 * 10 / 20)
    pace.forget(place)
    assert pace.left(place, Counts(40, 0, 100), 500.0) is None
    assert pace.left(place, Counts(41, 0, 100), 501.0) is None
    assert pace.left(place, Counts(5, 0, 100), 510.0) is None  # another study of that name
    said = [told_time(seconds, words("da")) for seconds in (5, 61, 3600 + 125)]
    assert said == ["et minut", "2 minutter", "1 t. 3 min."]


def test_others_are_not_told_where_the_folder_lies(folder: Path, tmp_path: Path) -> None:
    """Shared, no page names a folder of this machine: not in headings, commands, nor in errors."""
    pages = StudyPages(folder, shared=True)
    shown = [text(pages.listed), *(text(lambda n=n: pages.study(n)) for n in ("roads", "new", "future"))]
    shown.append(text(StudyPages(tmp_path / "nowhere", shared=True).listed))
    for page in shown:
        assert str(tmp_path.parent) not in page
        assert str(folder.parent) not in page
    assert "nabolab study failures studies/roads" in shown[1]
    assert str(folder) in study(folder, "new")
    assert Shelf(folder, True).scrubbed(f"{folder}/x.toml: can't be read; 3/4 <b>") == "x.toml: can't be read; 3/4 <b>"


@pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="no Chromium")
def test_a_figure_as_pixels(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PNG of twice the picture's size; without a browser the flag says what is missing before anything is written."""
    command = ["study", "figure", str(folder / "roads"), "replications", "--png", "--out"]
    assert CliRunner().invoke(app, [*command, str(tmp_path / "a")]).exit_code == 0
    (made,) = (tmp_path / "a").rglob("*.png")
    width, height = struct.unpack(">II", made.read_bytes()[16:24])
    assert (width, height) == (880, 580)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("NABOLAB_CHROMIUM", raising=False)
    ran = CliRunner().invoke(app, [*command, str(tmp_path / "b")])
    assert ran.exit_code == 2
    assert "NABOLAB_CHROMIUM" in ran.stderr
    assert not (tmp_path / "b").exists()
