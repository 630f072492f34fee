"""What a study's figures say, against a study whose truth is known."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from dashboards.figures._contours import contours
from dashboards.figures._svg import DARK
from dashboards.figures.contour import Contour
from dashboards.studies.asked import Asked
from dashboards.studies.files import csv_of, frame_of, svg_of
from dashboards.studies.reading import FIGURES, Missing, Reading, Study, reading_of
from dashboards.words.catalogue import LANGUAGES, words
from experiments.analysis.flips import CELL_COLUMNS
from experiments.study.store import Store
from sim.parameters import registry
from sim.problems import InputError
from tests.dashboards.studies.stores import DESIGN, HEAD, TURNS, begun, write

pytestmark = pytest.mark.unit

COST = "cost_per_delivered_hour"


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return Study(Store(folder / "roads"))


@pytest.fixture(scope="module")
def cost(study: Study) -> Reading:
    return Reading(study, Asked(COST, "self_organising"))


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
    level = Reading(cost.study, Asked("carers_14", "self_organising"))
    assert 'class="contour"' not in (svg_of(level, "flips", words("en")) or "")


def test_a_cell_shows_its_own_pairs(cost: Reading, study: Study) -> None:
    """Every pair stands in one cell, within its limits, and its difference is that of the stored runs."""
    seen: list[int] = []
    for k in range(len(cost.cells)):
        own = frame_of(Reading(study, Asked(COST, "self_organising", k)), "pairs")
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
    reading = Reading(study, Asked("overhead_share_cost", "self_organising"))
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
        "flips": "one_factor", "contour": "one_factor", "drivers": "no_factors", "replications": "one_replication",
        "pareto": "few_options",
    }  # fmt: skip
    for language in LANGUAGES:
        assert all(words(language)(f"studies.missing.{w}") for w in why.values())
    few, kept = begun(tmp_path / "studies", "few", DESIGN.replace("40", "3"))
    write(few, kept)
    found = Reading(Study(few), Asked(COST))
    assert found.figure("drivers") == Missing("few_futures")
    assert found.figure("contour") == Missing("few_for_surface")


def test_unknown_names_are_told_together(study: Study) -> None:
    """Measure, option, axis and goal at once, with the nearest name; a cell that isn't there; no difference."""
    with pytest.raises(InputError) as caught:
        Reading(study, Asked("carers_41", "self_organisin", x="detuor", y="mortality", goals=("strain",)))
    assert len(caught.value.problems) == 4
    assert "did you mean 'self_organising'" in str(caught.value)
    with pytest.raises(InputError, match="there are cells 1 to"):
        Reading(study, Asked(COST, "self_organising", 99))

    for wrong in (Asked(reference="bum", option="bum"), Asked(x="detour", y="detour")):
        with pytest.raises(InputError):
            Reading(study, wrong)
        assert Reading(study, study.without_errors(wrong)).measure == "carers_14"


def test_the_smooth_line_is_where_the_answer_was_put(cost: Reading) -> None:
    """The surface's line at nought runs along the detour at which costs are the same, its cross stands at the place's
    own values, and its difference there and at the edges is the one that was put in."""
    figure = cost.figure("contour")
    assert isinstance(figure, Contour)
    assert figure.x == "detour"
    line = [p for points in contours(figure.plane.mean) for p in points]
    steps = len(figure.plane.x) - 1
    detours = np.interp([p[0] for p in line], range(steps + 1), figure.plane.x)
    assert np.abs(detours - TURNS).max() < 0.02
    assert sorted({p[1] for p in line})[0] == 0
    assert max(p[1] for p in line) == steps
    assert figure.plane.base is not None
    assert figure.plane.base[0] == registry()["detour"].default
    assert figure.plane.at[0] == pytest.approx(300 * (figure.plane.base[0] - TURNS), abs=2)
    assert figure.plane.mean[-1].mean() == pytest.approx(300 * (figure.plane.x[-1] - TURNS), abs=3)
    assert figure.plane.explained > 0.99
    drawn = figure.draw(words("en"), DARK)
    assert 'class="contour"' in drawn
    assert 'class="base"' in drawn
    level = Reading(cost.study, Asked("carers_14", "self_organising")).figure("contour")
    assert level == Missing("constant")


def test_lines_of_equal_height() -> None:
    """A circle's line is one closed ring of its radius; a saddle's are two lines; where no value is, no line goes."""
    across, up = np.meshgrid(np.arange(11.0), np.arange(11.0), indexing="ij")
    hill = 9 - (across - 5) ** 2 - (up - 5) ** 2
    (ring,) = contours(hill)
    assert ring[0] == ring[-1]
    assert all(abs(math.hypot(a - 5, b - 5) - 3) < 0.1 for a, b in ring)
    assert len(contours((across - 4.4) * (up - 4.6))) == 2
    assert contours(np.where(across < 5.5, np.nan, hill - 8)) == []
    assert contours(np.ones((3, 3))) == []


def test_axes_reference_and_goals_are_the_readers(study: Study) -> None:
    """Chosen axes are those of both maps, another reference turns the difference round, and a goal can be more."""
    asked = Asked(COST, "bum", None, "self_organising", "mortality", "detour", ("strain+", "carers_14-"))
    reading = Reading(study, asked)
    assert (reading.flips.x, reading.contour.y) == ("mortality", "detour")  # type: ignore[union-attr]
    usual = Reading(study, Asked(COST, "self_organising"))
    assert reading.response.means == pytest.approx(-usual.response.means)
    assert set(reading.differences["reference"]) == {"self_organising"}
    front = frame_of(reading, "pareto")
    assert front is not None
    assert front.set_index("option")["on_front"].to_dict() == {
        "bum": False, "self_organising": True, "deviation_1": True
    }  # fmt: skip
    assert Asked.of(asked.query()) == asked
    twice = {"goal1": "strain+", "goal2": "carers_14-", "goal3": "strain-"}
    assert Asked.of(twice).goals == ("strain+", "carers_14-")


def test_a_store_that_grows_is_read_again(tmp_path: Path) -> None:
    """What came in since stands in the next reading; without news nothing is read."""
    store, kept = begun(tmp_path / "studies")
    write(store, kept[:240])
    before = reading_of(store, Asked(COST, "self_organising"))
    assert reading_of(store, Asked(COST, "self_organising")) is before
    write(store, kept[240:])
    after = reading_of(store, Asked(COST, "self_organising"))
    assert len(after.response.samples) == 40 > len(before.response.samples)
    assert math.isfinite(after.response.means.sum())
