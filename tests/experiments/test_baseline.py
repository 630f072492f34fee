"""The baseline against the evidence: what is counted, what is left out and why, and when a row is hit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.baseline import LEFT_OUT, WHY_NOT, Held, allowed, baseline
from experiments.baseline_rows import TARGETS, of_plans
from policies.loading import load_arm
from sim.clock import CYCLE_DAYS, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT
from sim.kinds import Function
from sim.parameters import evidence, registry
from sim.problems import InputError
from sim.scenario import parse_scenario
from sim.tables import CITIZEN, CLEANING, DELEGATED, LINE, LINES, NIGHT_VISITS, SECOND_CARER, Table
from tests.terminal.conftest import TINY

pytestmark = pytest.mark.unit

EVERY_DAY = (1 << CYCLE_DAYS) - 1
ONCE_A_WEEK = 1 | 1 << 7


def line(lines: Table, citizen: int, place: int, function: Function, minutes: float, days: int, early: float) -> None:
    """An active row of a care plan."""
    row = lines[citizen * LINES + place]
    row["active"], row["function"], row["days"], row["early"] = 1, function, days, early
    row["granted"] = minutes


def three_citizens() -> tuple[Table, Table]:
    """An hour of cleaning a week; 30 minutes of care each morning by two carers, 20 in the evening, 10 at night, and
    a daily delegated task of 6; somebody in hospital."""
    citizens, lines = np.zeros(3, CITIZEN), np.zeros(3 * LINES, LINE)
    citizens["served"] = 1
    citizens["away"][2] = 1
    line(lines, 0, CLEANING, Function.PRACTICAL, 60, ONCE_A_WEEK, DAY_SHIFT)
    for place in (0, SECOND_CARER):
        line(lines, 1, place, Function.PERSONAL, 30, EVERY_DAY, DAY_SHIFT)
    line(lines, 1, 1, Function.PERSONAL, 20, EVERY_DAY, EVENING_SHIFT)
    line(lines, 1, NIGHT_VISITS[0], Function.PERSONAL, 10, EVERY_DAY, NIGHT_SHIFT)
    line(lines, 1, DELEGATED, Function.NURSING, 6, EVERY_DAY, DAY_SHIFT)
    return citizens, lines


def test_care_plans_are_counted_as_worked_out_by_hand() -> None:
    """One hour and 10.5 hours a week: shares of recipients and hours, lengths and numbers of visits, nursing."""
    found = of_plans(*three_citizens())
    expected = {
        "C02": (1 + 10.5) / 2,
        "C03": 0.5,
        "C04": 0.0,
        "C05": 0.5,
        "C06": 0.0,
        "C09": 0.0,
        "C10": 0.5,
        "C11": 0.5,
        "C12": 10.5 / 11.5,
        "C29": 30,
        "C31": 20,
        "C32": 6,
        "C33": 60,
        "C36": 3,
        "C37": 20 * 7 / 60 / 11.5,
        "C38": 10 * 7 / 60 / 11.5,
        "C39": 1.0,
        "C40": 0.7,
        "B39": 1.0,
    }
    assert {row: found[row] for row in expected} == pytest.approx(expected)
    assert math.isnan(found["C30"])


def test_every_row_meant_for_calibration_is_held_or_left_out_for_a_reason() -> None:
    """No row may be forgotten, none may stand on both sides, and nothing else may be called calibration."""
    meant = {name for name, row in evidence().items() if row["use"] == "calibrate"}
    held = {target.evidence for target in TARGETS}
    assert held | set(LEFT_OUT) == meant
    assert held & set(LEFT_OUT) == set()


def test_inputs_are_cited_by_a_parameter() -> None:
    """A row that is called an input or fitted must be a source of some parameter."""
    cited = {source for p in registry().values() for source in p.sources}
    assert {t.evidence for t in TARGETS if t.kind != "emerges"} - cited == set()


def held(mean: float, low: float, high: float) -> Held:
    return Held("C02", "hours", "h", "3.2", 3.2, 3.7, "emerges", "in use", mean, low, high)


@pytest.mark.parametrize(
    ("mean", "low", "high", "verdict"),
    [
        (3.2, 3.0, 3.4, "hit"),
        (3.1, 3.0, 3.19, "miss"),
        (3.1, 3.0, 3.2, "cannot tell"),
        (3.8, 3.71, 3.9, "miss"),
        (3.8, 3.7, 3.9, "cannot tell"),
        (3.1, math.nan, math.nan, "miss"),
        (math.nan, math.nan, math.nan, "undefined"),
    ],
)
def test_a_hit_needs_the_mean_inside_and_a_miss_the_interval_outside(
    mean: float, low: float, high: float, verdict: str
) -> None:
    """A mean outside whose interval reaches in is neither."""
    assert held(mean, low, high).verdict == verdict


def test_what_is_not_a_hit_says_why() -> None:
    """Whatever lies beside its range has a reason, or says that none is known; a hit has none."""
    told = [(row, mean) for row in ("B23", "C09") for mean in (0.5, 2.0)]
    rows = [Held(row, "q", "1", "1", 0.0, 1.0, "emerges", "in use", m, m, m) for row, m in told]
    assert [row.why_not for row in rows] == ["", WHY_NOT["B23"], "", "no reason is known"]
    assert set(WHY_NOT) <= {target.evidence for target in TARGETS}


def test_the_range_is_the_published_one_or_a_tenth() -> None:
    """One published bound binds alone; without any, a tenth of the value either way."""
    assert allowed({"value": "3", "low": "2", "high": "5"}) == (2, 5)
    assert allowed({"value": "104", "low": "104", "high": ""}) == (104, math.inf)
    assert allowed({"value": "0.5", "low": "", "high": ""}) == pytest.approx((0.45, 0.55))


@pytest.mark.model
def test_a_baseline_has_every_row_whatever_the_processes() -> None:
    """Rows on care plans twice, as drawn and in use; all others once; the same numbers from one process and two."""
    place = parse_scenario(TINY, "tiny")
    one = baseline(load_arm("bum"), place, 91, 2, processes=1)
    assert len(one.rows) == len(TARGETS) + sum(target.drawn for target in TARGETS)
    assert repr(baseline(load_arm("bum"), place, 91, 2, processes=2)) == repr(one)
    defined = {row.evidence for row in one.rows if row.verdict != "undefined"}
    assert {"C02", "C43", "C45", "S03", "S36", "B02", "B23", "B26", "T05"} <= defined


def test_numbers_out_of_range_are_told_at_once() -> None:
    """Days, replications and processes in one go."""
    with pytest.raises(InputError) as error:
        baseline(load_arm("bum"), parse_scenario(TINY, "tiny"), 10, 0, processes=0)
    assert {p.place for p in error.value.problems} == {"days", "replications", "processes"}
