"""The page: whole, self-contained, safe to open, and readable without seeing the pictures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from dashboards import page
from dashboards.page import PICTURES, render, write_page
from experiments.comparison import Comparison

pytestmark = pytest.mark.unit

REQUESTING = {"src", "srcset", "href", "data", "action", "poster", "background", "formaction", "ping"}


class Outline(HTMLParser):
    """Tags with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.words += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_page_is_written_whole(comparison: Comparison, tmp_path: Path) -> None:
    """One file appears under its name, complete, and nothing else is left in the folder."""
    write_page(comparison, tmp_path / "page.html")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == render(comparison)


def test_page_is_never_overwritten(comparison: Comparison, tmp_path: Path) -> None:
    """An existing file stays as it is, and its name is in the refusal."""
    path = tmp_path / "page.html"
    path.write_text("read by someone")
    with pytest.raises(FileExistsError, match=r"page\.html"):
        write_page(comparison, path)
    assert path.read_text() == "read by someone"


def test_failure_leaves_nothing(comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step fails, neither half a page nor a temporary file remains."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_page(comparison, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_page_is_the_same_twice(comparison: Comparison) -> None:
    """The same comparison gives the same page, so that two pages can be compared by their bytes."""
    assert render(comparison) == render(comparison)


def test_page_asks_the_network_for_nothing(hostile_titles: Comparison) -> None:
    """No tag and no style on the page makes the browser fetch anything."""
    text = render(hostile_titles)
    outline = Outline(text)
    addresses = [value for _, attributes in outline.tags for name, value in attributes.items() if name in REQUESTING]
    assert addresses == ["data:,"]
    assert not {"img", "iframe", "object", "embed", "base"} & {tag for tag, _ in outline.tags}
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_plotly_is_inside_once(comparison: Comparison) -> None:
    """The drawing library is in the file, and only once."""
    assert render(comparison).count("* plotly.js v") == 1


def test_no_chart_offers_an_upload(comparison: Comparison) -> None:
    """Every chart on the page is drawn with the configuration that keeps it here."""
    drawn = [script for script in Outline(render(comparison)).scripts if script.startswith("Plotly.newPlot(")]
    assert len(drawn) == len(PICTURES) - 1 + len(page.LEGS)
    assert all('"showSendToCloud": false' in script and '"plotlyServerURL": ""' in script for script in drawn)


def test_hostile_titles_stay_text(comparison: Comparison, hostile_titles: Comparison) -> None:
    """Tags in the name of an arm are read, not run: the page has the tags of any other page, and shows the name."""
    harmless, hostile = Outline(render(comparison)), Outline(render(hostile_titles))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in harmless.tags]
    assert hostile_titles.title_a in hostile.words
    assert hostile_titles.title_b in hostile.words


def test_notes_and_provenance_are_escaped(comparison: Comparison) -> None:
    """Notes, provenance and the command are text too."""
    evil = "<script>alert(1)</script>"
    changed = replace(comparison, notes=(evil,), provenance={evil: evil, "deep": {"x": evil}, "command": evil})
    assert Outline(render(changed)).count("script") == Outline(render(comparison)).count("script")


def test_page_can_be_walked_through(comparison: Comparison) -> None:
    """A language, one main part, one first heading, no skipped level, and no name given twice."""
    outline = Outline(render(comparison))
    assert ("html", {"lang": "en"}) in outline.tags
    assert outline.count("main") == outline.count("h1") == 1
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(names) == len(set(names))
    labels = [attributes["aria-label"] for _, attributes in outline.tags if attributes.get("role") == "region"]
    assert len(labels) == len(set(labels))


def test_pictures_speak(comparison: Comparison) -> None:
    """Under each picture stand its sentence and, folded away, its data."""
    text = render(comparison)
    assert text.count("<figure ") == text.count("<figcaption>") == text.count("<details>") == len(PICTURES)
    for picture in PICTURES.values():
        assert plain(picture.sentence(comparison)) in plain(unescape(text))
        assert picture.table(comparison).caption in unescape(text)


def test_every_measure_has_its_row_and_verdict(comparison: Comparison) -> None:
    """Each measure stands in a table with its verdict, which may be that nobody can tell."""
    cells = Outline(render(comparison)).words
    for row in comparison.rows:
        assert row.title in cells
    verdicts = re.findall(r'data-column="B is">([^<]*)<', render(comparison))
    assert verdicts == [row.verdict for leg in page.LEGS for row in comparison.rows if row.leg == leg]
    assert set(verdicts) == {"higher", "lower", "cannot tell"}


def test_undefined_is_named(undefined_measure: Comparison) -> None:
    """A reader sees which measure is undefined, and in how many replications."""
    words = Outline(render(undefined_measure)).words
    assert "Staff turnover (undefined in 3 of 20)" in words
    assert "Strain (undefined in 20 of 20)" in words
    assert not re.search(r"\bnan\b", words, re.IGNORECASE)


def test_leg_without_measures_is_left_out(comparison: Comparison) -> None:
    """A comparison of one leg has no empty tables for the others."""
    only = replace(comparison, rows=(comparison.row("strain"),))
    words = Outline(render(only)).words
    assert "For the staff" in words
    assert "For the citizen" not in words


def test_page_tells_where_it_comes_from(comparison: Comparison) -> None:
    """Every key of the provenance, its value, the notes and the command to reproduce are on the page."""
    words = Outline(render(comparison)).words
    for key, value in comparison.provenance.items():
        assert key == "command" or key.replace("_", " ") in words
        shown = value if isinstance(value, str) else json.dumps(value).strip("[]")
        assert shown in words
    assert all(note in words for note in comparison.notes)


def test_missing_command_is_admitted(comparison: Comparison) -> None:
    """Without a command and without notes the page says so."""
    words = Outline(render(replace(comparison, provenance={}, notes=()))).words
    assert "not recorded" in words
    assert "None." in words


@pytest.mark.parametrize(
    "case", ["two_replications", "many_replications", "constant_measure", "against_itself", "empty_tables"]
)
def test_odd_comparison_has_a_page(case: str, request: pytest.FixtureRequest) -> None:
    """A page is written however few, many or equal the runs are."""
    outline = Outline(render(request.getfixturevalue(case)))
    assert outline.count("figure") == len(PICTURES)
    assert not re.search(r"\bnan\b", outline.words, re.IGNORECASE)
