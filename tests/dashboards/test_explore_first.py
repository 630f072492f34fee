"""First numbers: from stored pairs, said as real ones are, marked, and left out where nothing is stored."""

from __future__ import annotations

import re

import pytest
from dash import html

from dashboards.explore.first import BEFORE, First, first, panel
from dashboards.explore.levers import first_names
from dashboards.explore.page import asked
from dashboards.explore.results import found
from dashboards.explore.state import PLACE, State
from dashboards.explore.work import Answer
from dashboards.headline import FEW, HEADLINES
from dashboards.server.markup import markup
from dashboards.server.request import view_of
from experiments.situations import AS_TODAY
from experiments.surfaces.files import shipped_surface
from experiments.surfaces.spec import shipped_spec

pytestmark = pytest.mark.unit


def test_the_shipped_surface_is_about_this_page() -> None:
    """Its place, situation, levers and measures are those that a reader meets first, and so are its organisations."""
    for spec in (shipped_spec(), shipped_surface().spec):
        assert (spec.scenario, spec.situation) == (PLACE, AS_TODAY)
        assert spec.levers == first_names()
        assert spec.measures == HEADLINES
        assert spec.arms[:2] == (State().a, State().b)
    assert first(State()).expected is not None


@pytest.mark.parametrize(
    ("query", "why", "named"),
    [
        ("situation=influenza", "situation", "Influenzavinter"),
        ("a=deviation_8", "arms", "BUM med én it-platform"),
        ("float_pool=3", "levers", ""),
        ("wide=0", "narrow", ""),
    ],
)
def test_what_is_not_stored_is_not_estimated(query: str, why: str, named: str) -> None:
    """Another situation, organisation, lever or kind of pair: the page says which, in words, and gives no numbers."""
    state, notices, _ = asked(query)
    assert notices == ()
    assert first(state) == First(None, why, first(state).names)
    for language in ("en", "da"):
        text = markup(panel(view_of("/lab/explore", query, "", language), state))
        assert "<table" not in text
        assert "explore.estimate" not in text
    assert named in text


def test_an_estimate_is_marked_and_has_its_error() -> None:
    """Every measure has dots, a middle and how far it is usually off; the card says from how many pairs."""
    text = markup(panel(view_of("/lab/explore", "", "", "en"), State()))
    assert text.count(f'id="{BEFORE}row-') == len(HEADLINES)
    assert len(re.findall(r"± [\d.,]+</small>", text)) == len(HEADLINES)
    assert f"from {shipped_surface().samples} stored pairs" in text
    assert ">Estimated</b>" in text


def test_ten_real_pairs_take_its_place() -> None:
    """With nine the page counts them and shows none of their numbers; with ten it shows them; without an estimate the
    first one is shown."""
    for query, pairs, rows in (("", FEW - 1, False), ("", FEW, True), ("wide=0", 1, True), ("wide=0", 0, False)):
        state, _, question = asked(query)
        expected = first(State()).expected
        assert expected is not None
        measures = dict(enumerate(shared_by_all(expected.pairs[:pairs]), start=1))
        view = view_of("/lab/explore", query, "", "en")
        text = markup_of_first_card(found(view, state, Answer(question, measures), []))
        assert ('id="row-carers_14"' in text) == rows
        assert (f'data-enough="{int(rows)}"') in text
        if not query and not rows:
            assert f"{pairs} real pairs so far" in text


def shared_by_all(pairs: tuple[tuple[dict[str, float], dict[str, float]], ...]) -> list[tuple[dict[str, float], ...]]:
    """Pairs that have every measure."""
    from sim.measures.catalogue import CATALOGUE

    return [tuple({m.key: side.get(m.key, 0.0) for m in CATALOGUE} for side in pair) for pair in pairs]


def markup_of_first_card(parts: list[html.Section]) -> str:
    """Its text, with links of Dash as plain ones."""
    from dash import dcc

    assert not isinstance(parts[0], dcc.Link)
    return markup(parts[0])


def test_markup_is_what_dash_would_show() -> None:
    """Names of attributes are HTML's, texts and attributes are escaped, elements without an end have none."""
    part = html.P(["a < b", html.Br(), html.B("x", className="y"), None], title='"q"', **{"aria-label": "l"})
    assert markup(part) == '<p title="&quot;q&quot;" aria-label="l">a &lt; b<br><b class="y">x</b></p>'
