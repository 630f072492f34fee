"""What a study's figures say, against a study whose truth is known."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboards.figures._svg import DARK
from dashboards.studies.files import csv_of, frame_of, svg_of
from dashboards.studies.reading import FIGURES, Missing, Reading, Study, reading_of
from dashboards.words.catalogue import LANGUAGES, words
from experiments.analysis.flips import CELL_COLUMNS
from experiments.study.store import Store
from sim.problems import InputError
from tests.dashboards.studies.stores import DESIGN, HEAD, TURNS, begun, write

pytestmark = pytest.mark.unit

COST = "cost_per_delivered_hour"


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return Study(Store(folder / "roads"))


@pytest.fixture(scope="module")
def cost(study: Study) -> Reading:
    return Reading(study, COST, "self_organising")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_says_draws_and_lists(cost: Reading, key: str, language: str) -> None:
    """A sentence, a table, data, and a picture that is well-formed in both colours and says the sentence."""
    say = words(language)
    figure = cost.figure(key)
    assert not isinstance(figure, Missing)
    assert figure.table(say).body
    picture = ElementTree.fromstring(figure.draw(say, DARK))
    assert picture.get("aria-label") == figure.sentence(say)
    assert len(list(picture.iter())) > 10
    assert "nan" not in figure.draw(say, DARK)
    assert (csv_of(cost, key) or "").count("\n") == len(figure.frame()) + 1


def test_the_answer_flips_where_it_was_put(cost: Reading) -> None:
    """The cells' signs turn at the right detour, the line is drawn there, and the roads lead the ranking."""
    assert cost.lead[0] == "detour"
    cells = frame_of(cost, "flips")
    assert cells is not None
    assert list(cells.columns) == ["x", "y", *CELL_COLUMNS]
    assert (cells[cells["x_high"] < TURNS]["difference"] < 0).all()
    assert (cells[cells["x_low"] > TURNS]["difference"] > 0).all()
    assert 'class="contour"' in (svg_of(cost, "flips", words("en")) or "")
    level = Reading(cost.study, "carers_14", "self_organising")
    assert 'class="contour"' not in (svg_of(level, "flips", words("en")) or "")


def test_a_cell_shows_its_own_pairs(cost: Reading, study: Study) -> None:
    """Every pair stands in one cell, within its limits, and its difference is that of the stored runs."""
    seen: list[int] = []
    for k in range(len(cost.cells)):
        own = frame_of(Reading(study, COST, "self_organising", k), "pairs")
        assert own is not None
        row = cost.cells.iloc[k]
        roads = study.table.samples.loc[own["sample"], cost.lead[0]]
        assert roads.between(row["x_low"], row["x_high"]).all()
        seen += [int(s) for s in own["sample"]]
    assert len(seen) == 40 * 4 - 1  # one run has failed
    assert len(set(seen)) == 40
    whole = frame_of(cost, "pairs")
    assert whole is not None
    stored = study.table.difference(COST, "bum", "self_organising")["difference"]
    assert whole["difference"].tolist() == pytest.approx(stored.tolist())


def test_the_front_leaves_out_what_is_beaten(cost: Reading) -> None:
    """An option that costs more and strains more is behind the front."""
    front = frame_of(cost, "pareto")
    assert front is not None
    assert front.set_index("option")["on_front"].to_dict() == {
        "bum": False, "self_organising": True, "deviation_1": False
    }  # fmt: skip


def test_shares_are_told_in_per_cent(study: Study) -> None:
    """A share's difference is in points on the page and as stored in the data."""
    reading = Reading(study, "overhead_share_cost", "self_organising")
    figure = reading.figure("replications")
    assert not isinstance(figure, Missing)
    assert figure.table(words("da")).body[-1][1] == "−5,00"
    assert figure.frame()["difference"].iloc[-1] == pytest.approx(-0.05)
    assert figure.frame()["replications"].tolist() == [2, 3, 4]


def test_what_is_not_allowed_has_a_reason(tmp_path: Path) -> None:
    """Without parameters and with one replication: no plane, no ranking, no running mean; each with its own words."""
    head = HEAD.replace("replications = 4", "replications = 1").replace(', "deviation_1"', "")
    store, kept = begun(tmp_path / "studies", "bare", "", head)
    write(store, kept)
    reading = Reading(Study(store))
    why = {key: found.why for key in FIGURES if isinstance(found := reading.figure(key), Missing)}
    assert why == {
        "flips": "one_factor", "drivers": "no_factors", "replications": "one_replication", "pareto": "few_options"
    }  # fmt: skip
    for language in LANGUAGES:
        assert all(words(language)(f"studies.missing.{w}") for w in why.values())
    few, kept = begun(tmp_path / "studies", "few", DESIGN.replace("40", "3"))
    write(few, kept)
    found = Reading(Study(few), COST).figure("drivers")
    assert found == Missing("few_futures")


def test_unknown_names_are_told_together(study: Study) -> None:
    """Measure and option at once, with the nearest name; a cell that isn't there."""
    with pytest.raises(InputError) as caught:
        Reading(study, "carers_41", "self_organisin")
    assert len(caught.value.problems) == 2
    assert "did you mean 'self_organising'" in str(caught.value)
    with pytest.raises(InputError, match="there are cells 1 to"):
        Reading(study, COST, "self_organising", 99)


def test_a_store_that_grows_is_read_again(tmp_path: Path) -> None:
    """What came in since stands in the next reading; without news nothing is read."""
    store, kept = begun(tmp_path / "studies")
    write(store, kept[:240])
    before = reading_of(store, COST, "self_organising", None)
    assert reading_of(store, COST, "self_organising", None) is before
    write(store, kept[240:])
    after = reading_of(store, COST, "self_organising", None)
    assert len(after.response.samples) == 40 > len(before.response.samples)
    assert math.isfinite(after.response.means.sum())
