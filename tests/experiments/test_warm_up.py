"""Warm-up: where MSER-5 cuts, what counts as settled, and long runs week by week."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.long_run import FACES, NO_LEVEL, Observed, each_seed, observe, spread, window_days, without_warm_up
from experiments.run import Span
from experiments.warm_up import ADRIFT, Settling, apart, mser, settling, summarise, told_apart, warm_up
from policies.loading import load_arm
from sim.luck import normal
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario
from sim.tables import FloatArray
from tests.terminal.conftest import TINY

pytestmark = pytest.mark.unit

MEASURE = CATALOGUE[0]
WEEKS = 100


def noise(seed: int, n: int) -> FloatArray:
    """White noise from the keyed luck."""
    return np.array([normal(seed, 995, i, 0, 0) for i in range(n)])


def runs(shape: FloatArray, scale: float = 0.1, replications: int = 10) -> FloatArray:
    """Replications of a course over weeks, each with noise of its own."""
    return np.array([shape + scale * noise(r, len(shape)) for r in range(replications)])


def row(weeks: FloatArray, default: int = 28) -> Settling:
    return settling(MEASURE, weeks, default, ADRIFT / 50)


def test_a_constant_series_loses_nothing() -> None:
    """Where nothing changes there is no beginning to leave out."""
    assert mser(np.full(50, 3.0)) == (0, True)


def test_the_cut_is_the_one_worked_out_by_hand() -> None:
    """2 0 1 0 1 0, batches of one: statistics 0.0926, 0.048, 0.0625, 0.0741 for cuts of 0 to 3, so one is left out."""
    assert mser(np.array([2.0, 0, 1, 0, 1, 0]), batch=1) == (1, True)


def test_a_step_is_cut_off_where_it_ends() -> None:
    """Ten observations at another level are two batches, and both go."""
    assert mser(np.array([5.0] * 10 + [1.0] * 60)) == (10, True)


def test_batches_are_means_of_five() -> None:
    """What alternates inside a batch doesn't matter, and an unfinished batch at the end takes no part."""
    assert mser(np.array([1.0, 3, 2, 3, 1] * 12)) == (0, True)
    assert mser(np.array([5.0] * 5 + [1.0] * 40 + [99.0] * 4)) == (5, True)


def test_a_decaying_beginning_is_cut_off_once_it_has_faded() -> None:
    """With noise a twentieth of its size, a beginning that fades over 20 observations goes after 40 to 100."""
    series = 2 * np.exp(-np.arange(400) / 20) + 0.1 * noise(1, 400)
    cut, found = mser(series)
    assert found
    assert 40 <= cut <= 100


def test_a_trend_is_not_stationary() -> None:
    """With every further cut a trend gets better, so the best one lies at the end of the search."""
    cut, found = mser(np.arange(200.0))
    assert not found
    assert cut == 100


@pytest.mark.statistical
def test_noise_loses_little() -> None:
    """White noise is nearly always found stationary, and in the middle case under a tenth of it is cut off."""
    cuts = [mser(noise(seed, 260)) for seed in range(200)]
    assert np.mean([cut.found for cut in cuts]) > 0.97
    assert np.median([cut.leave_out for cut in cuts]) < 26


def test_too_short_a_series_is_refused() -> None:
    """One batch says nothing about a beginning."""
    with pytest.raises(ValueError, match="fewer than two batches"):
        mser(np.ones(9))


def test_a_beginning_that_differs_counts_until_it_can_no_longer_be_told() -> None:
    """Two batches far from the level are warm-up; the level is that of the rest."""
    found = row(runs(np.where(np.arange(WEEKS) < 10, 5.0, 1.0)))
    assert (found.cut, found.apart, found.verdict) == (70, 70, "steady")
    assert found.level == pytest.approx(1.0, abs=0.02)


def test_a_cut_in_noise_is_no_warm_up() -> None:
    """Where MSER cuts without a difference that replications agree on, nothing has to settle."""
    weeks = runs(np.zeros(WEEKS), 1.0)
    assert told_apart(weeks, 50) == 0
    assert row(weeks).apart == 0


def test_a_trend_drifts() -> None:
    """Halves that differ in every replication are a drift, whatever is cut off."""
    found = row(runs(np.arange(WEEKS) / 10))
    assert found.verdict == "drifts"
    assert found.change[1] > 0


def test_the_year_off_is_that_after_the_default_warm_up() -> None:
    """A level of 1 that begins with 20 weeks at 2: the year after four weeks is off by 16 of 52 or 53 weeks."""
    found = row(runs(np.where(np.arange(150) < 20, 2.0, 1.0), 0.01))
    assert found.year[0] == pytest.approx(16 / 52, abs=0.02)
    assert row(runs(np.where(np.arange(150) < 20, 2.0, 1.0), 0.01), default=140).year[0] == pytest.approx(0, abs=0.01)


def test_weeks_without_a_value_are_left_out() -> None:
    """A week counts with those replications that define it, and not at all when none does."""
    weeks = runs(np.where(np.arange(WEEKS) < 10, 5.0, 1.0))
    weeks[0, 50] = np.nan
    weeks[:, 20:25] = np.nan
    assert (row(weeks).cut, row(weeks).verdict) == (70, "steady")
    assert row(np.full((3, WEEKS), np.nan)).verdict == "undefined"
    assert math.isnan(row(np.full((3, WEEKS), np.nan)).level)


def test_equal_gaps_are_told_apart_only_when_there_are_any() -> None:
    """Without spread a t-test has nothing to divide by: a gap is a gap and none is none."""
    assert apart(np.ones(3), 0.01)
    assert not apart(np.zeros(3), 0.01)
    assert not apart(np.ones(1), 0.01)


def test_every_measure_that_is_a_level_gets_a_row() -> None:
    """In the catalogue's order, with the window that its definition asks for."""
    keys = [m.key for m in CATALOGUE if m.key not in NO_LEVEL]
    observed: Observed = {key: np.ones(WEEKS) for key in keys}
    found = summarise("arm", place(), 700, [observed, observed])
    assert [r.key for r in found.rows] == keys
    assert {r.key: r.window for r in found.rows if r.window > 7} == {**FACES, "readmissions": 58}
    assert (found.cut, found.apart) == (0, 0)


def place() -> Scenario:
    return parse_scenario(TINY, "tiny")


@pytest.mark.model
def test_each_measure_is_defined_in_its_window() -> None:
    """A long run observed from the first day defines every measure, or a week would say nothing about it."""
    observed = observe(without_warm_up(place(), 350), load_arm("self_organising"), 3)
    assert {len(weeks) for weeks in observed.values()} == {50}
    never = {key for key, weeks in observed.items() if np.isnan(weeks).all()}
    assert never == set()
    assert set(FACES) < set(observed)
    assert window_days("upc") == 28


@pytest.mark.model
def test_spread_money_is_all_there_is() -> None:
    """Months laid over their days add up, window by window, to what was booked."""
    scenario = place().model_copy(update={"horizon_days": 100, "warm_up_days": 0})
    model = HomeCare(scenario, load_arm("bum").compose(scenario), 1)
    journal = model.run()
    parts = [
        spread(Span.of(journal, a, b).entries, journal, a, b)
        for a, b in ((0, 7), (7, 31), (31, 32), (32, 90), (90, 100))
    ]
    for name in ("payments", "expenses"):
        booked = sum(e.oere for e in getattr(journal, name))
        assert sum(e.oere for part in parts for e in getattr(part, name)) == pytest.approx(booked, abs=len(parts) * 20)
    assert booked > 0


@pytest.mark.model
def test_the_numbers_do_not_depend_on_processes() -> None:
    """One process or two: the same rows, in the order of the seeds."""
    arm = load_arm("bum")
    one = warm_up(arm, place(), 350, 2, processes=1)
    assert repr(warm_up(arm, place(), 350, 2, processes=2)) == repr(one)


def test_progress_is_told() -> None:
    """Whoever waits hears of each run."""
    heard: list[tuple[int, int | None]] = []
    done = each_seed(lambda *given: given[2], place(), load_arm("bum"), [5, 6], 1, lambda *said: heard.append(said))
    assert (done, heard) == ([5, 6], [(1, 2), (2, 2)])


def test_numbers_out_of_range_are_told_at_once() -> None:
    """Days, replications and processes in one go."""
    with pytest.raises(InputError) as error:
        warm_up(load_arm("bum"), place(), 10, 1, processes=0)
    assert [p.place for p in error.value.problems] == ["days", "replications", "processes"]
