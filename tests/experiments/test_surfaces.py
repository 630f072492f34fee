"""Surfaces for first numbers: the curve of a difference, its error on what it hasn't seen, files, and stored runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.question import Question
from experiments.surfaces.files import load, save, shipped_surface
from experiments.surfaces.polynomial import fit, terms
from experiments.surfaces.runs import Runs, complete, read_runs, run_one
from experiments.surfaces.spec import Spec, shipped_spec
from experiments.surfaces.surface import Surface, fitted
from policies.loading import load_arm
from sim.problems import InputError
from sim.tables import FloatArray

pytestmark = pytest.mark.model

LEVERS = ("sickness_share", "exit_rate")
SPEC = Spec("pilot_60", "today", 160, 1, 0.5, ("bum", "self_organising"), ("strain",), LEVERS)


def truth(levers: FloatArray) -> FloatArray:
    """A difference over two levers."""
    x, y = levers.T
    return np.asarray(3.0 * x - 40.0 * y**2 + 5.0 * x * y)


def runs(seed: int) -> Runs:
    """Two arms that share much luck and differ by the truth and a little luck of their own."""
    random = np.random.default_rng(seed)
    low, high = SPEC.box()
    levers = low + (high - low) * random.random((SPEC.samples, 2))
    shared = 20.0 * random.standard_normal(SPEC.samples)
    own = 0.2 * random.standard_normal(SPEC.samples)
    return Runs(SPEC.arms, levers, np.array([shared, shared + truth(levers) + own])[:, :, None])


@pytest.fixture(scope="module")
def surface() -> Surface:
    """Fitted to made-up runs whose truth is known."""
    return fitted(SPEC, runs(1))


def test_shared_luck_cancels_and_the_error_is_what_it_says(surface: Surface) -> None:
    """The difference is found far more finely than either arm, and as finely as the surface says."""
    low, high = SPEC.box()
    anywhere = low + (high - low) * np.random.default_rng(2).random((500, 2))
    coefficients = surface.curves["strain"].coefficients
    off = terms(anywhere, low, high) @ (coefficients[1] - coefficients[0]) - truth(anywhere)
    error = surface.error("strain", "bum", "self_organising")
    assert 0.3 < np.sqrt(np.square(off).mean()) / error < 3.0
    assert surface.left_out("strain", "bum", "self_organising") == pytest.approx(0.2, rel=0.25)


def test_left_out_means_refitted_without() -> None:
    """What a run is above the curve that hadn't seen it is what a fit without it gives."""
    given = runs(3)
    design = terms(given.levers, *SPEC.box())
    whole = fit(design, given.measures[:, :, 0], 2)
    for n in (0, 77):
        rest = np.arange(len(design)) != n
        others = [fit(design[rest], given.measures[:, rest, 0], 2)]
        again = others[0].coefficients @ design[n]
        assert whole.missed[:, n] == pytest.approx(given.measures[:, n, 0] - again, rel=0.1, abs=0.3)


def test_a_file_gives_the_surface_back(surface: Surface, tmp_path: Path) -> None:
    """The same numbers to six digits; something else is refused in words."""
    save(surface, tmp_path / "s.json")
    again = load((tmp_path / "s.json").read_text(encoding="utf-8"), "s.json")
    for moved in ({}, {"sickness_share": 0.2}):
        one, two = (s.expected("bum", "self_organising", moved) for s in (surface, again))
        assert one.pairs[7][1]["strain"] == pytest.approx(two.pairs[7][1]["strain"], rel=1e-4)
        assert (one.samples, one.older) == (two.samples, two.older) == (SPEC.samples, False)
    with pytest.raises(InputError, match="not a surface"):
        load("[]", "x.json")


def test_it_knows_when_it_is_older_than_code_or_place(surface: Surface) -> None:
    """Another version of the code or of an arm is told."""
    assert replace(surface, code="another").older("bum")
    assert replace(surface, asked={**surface.asked, "bum": "another"}).older("bum", "self_organising")
    assert not replace(surface, asked={**surface.asked, "bum": "another"}).older("self_organising")


def test_the_other_way_round_is_the_mirror_image(surface: Surface) -> None:
    """A against B is B against A with the other sign."""
    there, back = surface.expected("bum", "self_organising", {}), surface.expected("self_organising", "bum", {})
    middle = [np.mean([b["strain"] - a["strain"] for a, b in e.pairs]) for e in (there, back)]
    assert middle[0] == pytest.approx(-middle[1])
    assert there.errors == back.errors


def test_runs_are_those_of_the_page(tmp_path: Path) -> None:
    """A stored run is one side of the pair that a page asks with the same levers and seed; what a file has isn't run
    again."""
    moved = {"sickness_share": 0.12}
    spec = replace(SPEC, samples=1)
    levers, measures = run_one(spec.question("bum", moved), 5, spec.levers, spec.measures)
    arms = [load_arm(name) for name in spec.arms]
    pair = Question(arms[0], arms[1], spec.place().with_parameters(moved), wide=True).pair(5)
    assert measures == (pair[0].measures["strain"],)
    assert levers[0] == 0.12
    file = tmp_path / "runs.csv"
    file.write_text("0,bum,0.1,0.2,1.5\n0,self_organising,0.1,0.2,1.75\n", encoding="utf-8")
    complete(spec, file, lambda *_: pytest.fail("something was run"))
    assert read_runs(spec, file).measures[:, 0, 0].tolist() == [1.5, 1.75]


def test_samples_stay_when_a_study_grows() -> None:
    """More samples keep the first ones; a few levers are moved in each, within their ranges."""
    few, more = (replace(shipped_spec(), samples=n).samples_moved() for n in (20, 200))
    assert more[:20] == few
    count = np.mean([len(moved) for moved in more])
    assert count == pytest.approx(12 * shipped_spec().moved, abs=0.5)


def test_the_shipped_surface_answers_within_reason() -> None:
    """Its middles move with a lever that matters, and each error is below the spread of one pair."""
    surface = shipped_surface()
    a, b = surface.arms[:2]
    for measure in surface.curves:
        assert 0 < surface.error(measure, a, b) < surface.left_out(measure, a, b)
    low, high = (surface.expected(a, b, {"sickness_share": x}).pairs for x in (0.05, 0.3))
    assert np.mean([p[0]["unmet_minutes"] for p in high]) > np.mean([p[0]["unmet_minutes"] for p in low])
