"""Continuity: published index values, windows, and where an index is undefined."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.kinds import Function
from sim.luck import uniform
from sim.measures.continuity import carers_seen, continuity, handovers, in_order, indices, known_carer_share
from sim.tables import SECOND_CARER, FloatArray, IntArray
from tests.references import rows
from tests.sim.measures.tables import visits

pytestmark = pytest.mark.unit

VECTORS = rows("continuity_vectors.csv")
POOLS = [r for r in rows("distinct_carers_random_pool.csv") if int(r["visits_V"]) % 14 == 0]
REPEATS = 2_000


def numbers(sequence: str) -> IntArray:
    """Carers of a sequence of letters."""
    return np.array([ord(letter) - ord("A") for letter in sequence], np.int32)


@pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])
def test_indices_equal_the_reference_vectors(vector: dict[str, str]) -> None:
    """UPC, COCI, SECON and distinct carers must equal their published formulas."""
    found = indices(numbers(vector["sequence"]))
    expected = [float(vector[name]) for name in ("upc", "coci", "secon", "distinct")]
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])
def test_journal_rows_give_the_reference_vectors_in_any_order(vector: dict[str, str]) -> None:
    """The indices of a journal must not depend on the order of its rows, only on day and start."""
    carers = numbers(vector["sequence"])
    table = visits([(0, day * 14 // len(carers), int(c)) for day, c in enumerate(carers)])
    shuffled = table[np.argsort([uniform(1, 999, i, 0, 0) for i in range(len(table))])]
    expected = [float(vector[name]) for name in ("upc", "coci", "secon", "distinct")]
    assert continuity(in_order(shuffled), 0, 14, 14)[0] == pytest.approx(expected, abs=1e-6)


def test_no_visits_leave_every_index_undefined() -> None:
    """Without visits nothing can be said about continuity."""
    upc, coci, secon, distinct = indices(np.empty(0, np.int32))
    assert math.isnan(upc)
    assert math.isnan(coci)
    assert math.isnan(secon)
    assert distinct == 0


def test_one_visit_defines_the_usual_provider_only() -> None:
    """COCI and SECON need two visits; they must be NaN with one, not 0 or 1."""
    upc, coci, secon, distinct = indices(np.array([3], np.int32))
    assert (upc, distinct) == (1.0, 1)
    assert math.isnan(coci)
    assert math.isnan(secon)


def test_people_to_whom_nobody_came_are_undefined() -> None:
    """Somebody whose visits were all missed must be NaN and must not shift the others' rows."""
    found = continuity(in_order(visits([(0, 0, 1), (0, 1, 2), (1, 0, -1), (2, 0, 5), (2, 3, 5)])), 0, 14, 14)
    assert np.isnan(found[1]).all()
    assert found[0, 3] == 2
    assert found[2] == pytest.approx([1, 1, 1, 1])


def test_whoever_moves_in_is_another_person() -> None:
    """A new course of help at the same door must not mix its carers with those of the one before."""
    table = visits([(0, day, 1) for day in range(14)] + [(0, day, 2) for day in range(14, 28)])
    table["episode"][14:] = 1
    assert carers_seen(table, 0, 28).tolist() == [1, 1]
    assert handovers(in_order(table), 1, 28) == 0


def test_missed_visits_bring_no_carer() -> None:
    """A visit that nobody made must not count as one more carer, nor break a sequence of the same one."""
    found = continuity(in_order(visits([(0, 0, 4), (0, 1, -1), (0, 2, 4)])), 0, 14, 14)
    assert found[0] == pytest.approx([1, 1, 1, 1])


def test_a_partial_last_window_is_left_out() -> None:
    """Visits after the last full window must not count, however many new carers come."""
    full = [(0, day, day % 3) for day in range(28)]
    late = [(0, day, 50 + day) for day in range(28, 41)]
    assert carers_seen(visits(full + late), 0, 41, 14)[0] == 3
    assert carers_seen(visits(full + late), 0, 42, 14)[0] == pytest.approx((3 + 3 + 13) / 3)


def test_a_horizon_shorter_than_a_window_defines_nothing() -> None:
    """Thirteen days hold no fortnight."""
    assert np.isnan(carers_seen(visits([(0, d, 0) for d in range(13)]), 0, 13, 14)).all()


def test_windows_begin_with_the_first_measured_day() -> None:
    """The same visits after a warm-up must give the same windows."""
    table = [(0, day, day // 7) for day in range(28)]
    later = [(0, day + 30, carer) for _, day, carer in table]
    assert carers_seen(visits(table), 0, 28)[0] == carers_seen(visits(later), 30, 28)[0] == 2


def test_windows_without_visits_do_not_count() -> None:
    """A window nobody came in (hospital, say) must not pull the mean towards zero."""
    assert carers_seen(visits([(0, 0, 1), (0, 1, 2), (0, 30, 3), (0, 31, 3)]), 0, 42, 14)[0] == 1.5


def test_the_nordic_count_asks_for_two_visits_of_home_help_every_day() -> None:
    """One day with a single visit takes the window out, and a nurse's visit doesn't make up for it."""
    twice = [(0, day, k) for day in range(28) for k in range(2)]
    assert carers_seen(visits(twice), 0, 28, 14, least=2)[0] == 2
    less = [row for row in twice if row != (0, 20, 1)]
    first_only = np.concatenate([visits(less), visits([(0, 20, 1), (0, 25, 9)], Function.NURSING)])
    assert carers_seen(first_only, 0, 28, 14, least=2)[0] == 2
    assert carers_seen(first_only, 0, 28, 14)[0] == 2.5
    once = [row for row in twice if row not in ((0, 20, 1), (0, 3, 0))]
    assert np.isnan(carers_seen(visits(once), 0, 28, 14, least=2)[0])


def test_second_carers_count_as_faces_but_not_in_sequences() -> None:
    """A shared visit shows two faces; it is one step in the sequence of visits."""
    table = visits([(0, day, carer) for day in range(14) for carer in (1, 2)])
    table["line"][1::2] = SECOND_CARER
    found = continuity(in_order(table), 0, 14, 14)
    assert found[0] == pytest.approx([1, 1, 1, 2])
    assert handovers(in_order(table), 1, 14) == 0


def test_a_window_has_at_least_one_day() -> None:
    """A window of no days must be refused."""
    with pytest.raises(ValueError, match="at least one day"):
        carers_seen(visits([(0, 0, 0)]), 0, 14, 0)


@pytest.mark.statistical
@pytest.mark.parametrize("row", POOLS, ids=[f"{r['pool_size_N']}x{r['visits_V']}" for r in POOLS])
def test_random_pools_follow_the_law_of_distinct_carers(row: dict[str, str]) -> None:
    """When each of V visits is drawn at random from N carers, N (1 - (1 - 1/N)^V) different ones come on average."""
    pool, count, expected = int(row["pool_size_N"]), int(row["visits_V"]), float(row["E_distinct=N(1-(1-1/N)^V)"])
    seen = random_pool(pool, count)
    assert abs(seen.mean() - expected) < 4.5 * seen.std() / math.sqrt(REPEATS) + 1e-3


def random_pool(pool: int, count: int) -> FloatArray:
    """Distinct carers of many citizens whose fortnight's visits are drawn from a pool."""
    table = np.tile(visits([(0, 14 * v // count, 0) for v in range(count)]), REPEATS)
    table["citizen"] = np.repeat(np.arange(REPEATS), count)
    luck = [uniform(pool, 998, i, count, 0) for i in range(len(table))]
    table["person"] = np.floor(np.array(luck) * pool)
    return carers_seen(table, 0, 14, 14)


def test_a_known_carer_came_within_the_last_28_days() -> None:
    """A visit counts as known when its carer was with that person at most 28 days before."""
    table = visits([(0, 0, 1), (0, 1, 2), (0, 28, 1), (0, 57, 1), (1, 57, 2), (0, 58, 1)])
    assert known_carer_share(in_order(table), 0) == pytest.approx(2 / 6)


def test_a_carer_of_the_warm_up_is_known() -> None:
    """Visits before the first measured day make a carer known and don't count themselves."""
    table = visits([(0, 0, 1), (0, 10, 1), (0, 11, 2), (0, 12, -1), (0, 12, 1)])
    assert known_carer_share(in_order(table), 10) == pytest.approx(2 / 3)


def test_known_carers_are_undefined_without_visits() -> None:
    """A share of nothing is NaN."""
    assert math.isnan(known_carer_share(in_order(visits([])), 0))
    assert math.isnan(known_carer_share(in_order(visits([(0, 3, 1)])), 4))


def test_handovers_count_changes_between_visits_of_one_person() -> None:
    """Going from one citizen to the next is no handover, nor is a visit that was missed."""
    table = visits([(0, 0, 1), (0, 1, 1), (0, 2, 2), (0, 3, 1), (1, 0, 3), (1, 1, -1), (1, 2, 4)])
    assert handovers(in_order(table), 2, 14) == pytest.approx(3 / 2 / 2)


def test_rows_are_ordered_by_citizen_day_and_minute() -> None:
    """Whatever is measured in sequence must see each person's visits in the order in which they happened."""
    table = visits([(1, 3, 0), (0, 9, 1), (1, 2, 2), (0, 9, 3), (0, 1, 4)])
    table["start"] = [100.0, 600.5, 900.0, 600.25, 1439.0]
    assert in_order(table).carer.tolist() == [4, 3, 1, 2, 0]
    assert in_order(table).person.tolist() == [0, 0, 0, 1, 1]
