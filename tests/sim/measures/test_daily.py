"""Daily series: a number for each measured day, from the journal alone."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.run import observe
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.journal import Journal, StaffDay
from sim.kinds import Activity, Function, Status
from sim.measures.daily import SERIES, mean_strain

pytestmark = pytest.mark.model

FIRST, LAST = 7, 21


@pytest.fixture(scope="module")
def journal() -> Journal:
    place = find_scenario("pilot_60").model_copy(update={"horizon_days": LAST - FIRST, "warm_up_days": FIRST})
    return observe(place, load_arm("bum"), 3)[1]


@pytest.mark.parametrize("name", SERIES)
def test_every_series_has_a_number_for_each_measured_day(journal: Journal, name: str) -> None:
    """From the first measured day to the last, the warm-up left out; a part of the days gives a part of the numbers."""
    found = SERIES[name].count(journal, FIRST, LAST)
    assert found.shape == (LAST - FIRST,)
    assert np.isfinite(found).all()
    assert np.array_equal(SERIES[name].count(journal, FIRST + 3, LAST - 2), found[3:-2])


def test_the_days_of_visits_add_up(journal: Journal) -> None:
    """Made and unmade visits over all days are the planned visits that were not moved; some came late."""
    visits = journal.visits[(journal.visits["day"] >= FIRST) & (journal.visits["function"] <= Function.NURSING)]
    done, late, unmade = (
        SERIES[n].count(journal, FIRST, LAST).sum() for n in ("visits_done", "visits_late", "visits_unmade")
    )
    assert done + unmade == (visits["status"] != Status.MOVED).sum()
    assert late == (visits["status"] == Status.LATE).sum() > 0
    day = visits[(visits["day"] == FIRST + 2) & np.isin(visits["status"], (Status.DONE, Status.LATE))]
    assert SERIES["visits_done"].count(journal, FIRST, LAST)[2] == len(day)


def test_minutes_are_those_of_the_shifts(journal: Journal) -> None:
    """Minutes of help over all days are the journal's."""
    inside = journal.shifts["day"] >= FIRST
    assert SERIES["care_minutes"].count(journal, FIRST, LAST).sum() == pytest.approx(
        journal.minutes[inside, Activity.CARE].sum()
    )


def test_strain_is_a_mean_over_people() -> None:
    """Two organisations count by their people, and a day without anybody has no strain."""
    journal = Journal(1, 1, 3)
    journal.staff_days = [
        StaffDay(0, 0, 3, 3, 1.0, 0, 1, 0),
        StaffDay(0, 1, 1, 1, -1.0, 0, 1, 0),
        StaffDay(1, 0, 3, 0, 0, 0, 1, 0),
    ]
    assert np.array_equal(mean_strain(journal, 0, 3), [0.5, np.nan, np.nan], equal_nan=True)
