"""The Trust page's text: what is stored comes out as stored, the registry as it is, whatever is typed as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from dashboards.server.request import view_of
from dashboards.trust.page import PARTS, page
from dashboards.trust.scorecard import scorecard
from dashboards.trust.tables import rendered
from dashboards.words.catalogue import words
from experiments.targets.scorecard import Scorecard, Scored
from experiments.targets.stored import save, save_problems, shipped_scorecard, stored
from experiments.targets.table import shipped_targets
from sim.links import links
from sim.parameters import Parameter, add_parameters, registry, remove_parameters
from sim.problems import Problem

pytestmark = pytest.mark.unit


def shown(part: str, query: str = "lang=en") -> str:
    """A part of the page in a language."""
    return page(view_of(f"/trust/{part}", query, "", "en"), part)


@pytest.fixture
def brought() -> Iterator[Parameter]:
    """A parameter that a policy of somebody's own brings along, in an area of its own."""
    own = Parameter(
        "zeal", "zealotry", "Zeal of <b>all</b>", "share", 0.0153, 0.0, 0.5, "assumption", (), True, "Made up."
    )
    add_parameters([own])
    yield own
    remove_parameters([own])


def test_a_scorecard_survives_its_file(tmp_path: Path) -> None:
    """Every row and where it comes from; a number that isn't defined stays so; nothing is overwritten."""
    first, second, third = shipped_targets()[:3]
    rows = (Scored(first, 1.25, 1.0, 1.5, 6), Scored(second, float("nan"), float("nan"), float("nan"), 0))
    card = Scorecard("Nowhere", 365, 6, 3, rows, (Problem(third.id, "can't work here"),))
    path = tmp_path / "card.json"
    save(path, card, "nabolab validate -n 6")
    found = stored(path.read_text(encoding="utf-8"), shipped_targets())
    assert repr(found.card) == repr(card)
    assert found.command == "nabolab validate -n 6"
    assert found.is_of_this_code
    assert save_problems(path)
    with pytest.raises(FileExistsError):
        save(path, card, "")
    assert save_problems(tmp_path / "none" / "card.json")


def test_the_shipped_scorecard_holds_every_target() -> None:
    """No published figure is left out of the stored result, and none of its numbers is missing."""
    card = shipped_scorecard().card
    assert {row.target.id for row in card.rows} | {p.place for p in card.not_here} == {t.id for t in shipped_targets()}
    assert all(row.runs for row in card.rows)


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_stored_row_is_shown_with_its_verdict(language: str) -> None:
    """Each figure has a row with the prediction and the verdict in words; misses are counted in the first sentence."""
    say, found = words(language), shipped_scorecard()
    text = scorecard(found, say)
    for row in found.card.rows:
        own = text.split(f'id="t-{row.target.id}"')[1].split("</tr>")[0]
        assert f">{say.plain(row.mean)}<" in own
        assert say(f"score.{row.verdict}") in own
    judged = [row.verdict for row in found.card.used_for("hold-out")]
    assert f"{len(judged)} " in text.split('id="summary">')[1].split("</p>")[0]
    assert found.command in text
    assert found.code in text


def test_what_is_told_of_a_target_is_danish_or_marked() -> None:
    """On the Danish page titles, populations, definitions and reasons are Danish; a table of one's own that brings no
    words is shown as it is and marked as English."""
    say, card = words("da"), shipped_scorecard().card
    text = scorecard(shipped_scorecard(), say)
    for row in card.rows:
        own = text.split(f'id="t-{row.target.id}"')[1].split("</tr>")[0]
        for english in (row.target.quantity, row.target.population, row.why_not):
            assert not english or f'lang="en">{english}' not in own
    own = replace(card.rows[0].target, id="mine", quantity="Ours", population="Our <town>", definition="As counted")
    found = replace(shipped_scorecard(), card=replace(card, rows=(replace(card.rows[0], target=own),)))
    told = scorecard(found, say)
    for english in ("Ours", "Our &lt;town&gt;. As counted"):
        assert f'<span lang="en">{english}</span>' in told


def test_an_old_result_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result of other code is shown with a note, one of this code without."""
    note = words("en")("trust_page.changed")
    monkeypatch.setattr("experiments.targets.stored.code_digest", lambda: "another")
    assert note in scorecard(shipped_scorecard(), words("en"))
    monkeypatch.setattr("experiments.targets.stored.code_digest", lambda: shipped_scorecard().code)
    assert note not in scorecard(shipped_scorecard(), words("en"))


def test_the_whole_registry_is_shown_and_what_policies_bring_along(brought: Parameter) -> None:
    """A new parameter appears by itself in an area of its own, its digits whole and its title only text."""
    text = shown("parameters")
    assert all(f'id="p-{name}"' in text for name in registry())
    own = text.split(f'id="p-{brought.name}"')[1].split("</tr>")[0]
    assert ">1.53 %<" in own
    assert "&lt;b&gt;" in own
    assert "<h2>Zealotry</h2>" in text


def test_a_filter_narrows_by_every_word() -> None:
    """Words are looked for in name, title, area, tier and source; what is typed comes back as text."""
    text = shown("parameters", "lang=da&q=syge+bel%C3%A6g")
    found = [name for name in registry() if f'id="p-{name}"' in text]
    assert 0 < len(found) < len(registry())
    assert all(registry()[name].tier == "evidence" for name in found)
    nothing = shown("parameters", "q=%22%3E%3Cscript%3E")
    assert 'id="p-' not in nothing
    assert "<script>" not in nothing
    assert "&lt;script&gt;" in nothing


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_link_says_whether_it_acts(language: str) -> None:
    """Size, on or off, contested: as the registry has it, in words of the language."""
    say, text = words(language), shown("links", f"lang={language}")
    for name, link in links().items():
        own = text.split(f'id="l-{name}"')[1].split("</tr>")[0]
        assert f">{say('trust_page.on' if link.on else 'trust_page.off')}<" in own
        assert (say("trust_page.contested") in own) == link.contested
    assert all(say.get(f"link.{name}.cause", "") for name in links()) or language == "en"


@pytest.mark.parametrize("part", PARTS)
def test_headings_go_down_one_step_at_a_time(part: str) -> None:
    """Each part has one h1, and no level is left out."""
    levels = [int(piece[0]) for piece in shown(part).split("<h")[1:] if piece[0].isdigit()]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_stacked_table_keeps_its_heads() -> None:
    """A cell of a table in Markdown carries the head of its column."""
    assert 'data-label="two">b</td>' in rendered("| one | two |\n|---|---|\n| a | b |\n")
