"""Strain: nothing at normal levels, each link by its size alone, bounded, and a memory that fades."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.kinds import Activity, Engagement, Presence, Status
from sim.parameters import registry
from sim.strain import (
    BOUND,
    KINDS,
    SCALES,
    Links,
    Norms,
    StrainState,
    demands_of_day,
    exit_chances,
    illness_factors,
    strain_of,
)
from sim.tables import ACTIVITIES, SHIFT, VISIT, FloatArray, Table

pytestmark = pytest.mark.unit

VALUES = {name: p.default for name, p in registry().items()}
NORMS = Norms.of(VALUES)
LINKS = Links.of(VALUES)
NONE = Links(np.zeros(len(KINDS)), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
POSTS = 6


def strain(
    state: StrainState | None = None,
    links: Links = LINKS,
    conflict: float = 0.0,
    autonomy: float = 0.0,
    support: float = NORMS.support,
) -> FloatArray:
    """Strain of every post, all of them alike but for the state."""
    state = state or StrainState.normal(POSTS, NORMS)
    return strain_of(state, *(np.full(POSTS, x) for x in (conflict, autonomy, support, 0.0)), NORMS, links)


def shifted(kind: str, amount: float) -> StrainState:
    """Everything normal but one demand."""
    state = StrainState.normal(POSTS, NORMS)
    state.levels[:, KINDS.index(kind)] += amount
    return state


def test_normal_levels_are_no_strain() -> None:
    """With every demand, support and autonomy at its norm and no conflict, strain is exactly nothing."""
    assert (strain() == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_each_demand_moves_strain_by_its_link_alone(kind: str) -> None:
    """One scale above normal adds the link's size, below removes it; without the link, or with the others, nothing."""
    k = KINDS.index(kind)
    sizes = np.zeros(len(KINDS))
    sizes[k] = 0.3
    one = replace(NONE, demands=sizes)
    assert strain(shifted(kind, SCALES[k]), one) == pytest.approx(0.3)
    assert strain(shifted(kind, -SCALES[k]), one) == pytest.approx(-0.3)
    others = replace(NONE, demands=np.where(sizes, 0.0, 0.3))
    assert strain(shifted(kind, SCALES[k]), others) == pytest.approx(0)
    assert LINKS.demands[k] == VALUES[f"{'strangers' if kind == 'strangeness' else kind}_on_strain"] > 0


def test_resources_and_conflict_move_strain_by_their_links() -> None:
    """A conflict adds its link; autonomy takes its link away; doubled support its own, half of it adds it."""
    assert strain(links=replace(NONE, conflict=0.8), conflict=1.0) == pytest.approx(0.8)
    assert strain(links=replace(NONE, autonomy=0.4), autonomy=0.5) == pytest.approx(-0.2)
    support = replace(NONE, support=0.1)
    assert strain(links=support, support=2 * NORMS.support) == pytest.approx(-0.1)
    assert strain(links=support, support=NORMS.support / 2) == pytest.approx(0.1)
    assert np.isfinite(strain(links=support, support=0.0)).all()


def test_without_links_nothing_strains() -> None:
    """However far from normal everything is, strain is nothing when every link is off."""
    assert (strain(shifted("load", 5.0), NONE, 1.0, 1.0, 1.0) == 0).all()


def test_strain_is_bounded_either_way() -> None:
    """No pile of demands or resources goes beyond the bound."""
    assert strain(shifted("overtime", 100.0), LINKS) == pytest.approx(BOUND)
    assert strain(shifted("overtime", -100.0), LINKS) == pytest.approx(-BOUND)


def test_a_memory_fades_with_the_days() -> None:
    """After `memory` days of another kind, exp(-1) of what was remembered is left, whether day by day or at once."""
    for days in (range(60), [59]):
        state = shifted("load", 0.1)
        for day in days:
            levels = np.tile(NORMS.demands, (POSTS, 1))
            state.take_in(levels, np.ones(POSTS, bool), day, 60.0)
        assert state.levels[:, 0] - NORMS.demands[0] == pytest.approx(0.1 * math.exp(-1))


def test_who_did_not_work_remembers_what_was() -> None:
    """A day off neither adds nor fades by itself; the next day at work counts for all days since."""
    state = StrainState.normal(2, NORMS)
    busy = np.tile(NORMS.demands + 0.1, (2, 1))
    state.take_in(busy, np.array([True, False]), 9, 60.0)
    assert state.levels[1].tolist() == NORMS.demands.tolist()
    assert state.last.tolist() == [9.0, -1.0]
    assert state.levels[0] - NORMS.demands == pytest.approx(0.1 * (1 - math.exp(-10 / 60)))
    state.reset(0, NORMS)
    assert state.levels[0].tolist() == NORMS.demands.tolist()


def day_of_one(spent: dict[Activity, float], overtime: float = 0.0, engagement: int = Engagement.ROSTERED) -> Table:
    """A shift row of post 2, and its minutes."""
    shift = np.zeros(1, SHIFT)
    shift["carer"], shift["engagement"], shift["begins"] = 2, engagement, 180.0
    shift["paid"], shift["overtime"] = sum(spent.values()), overtime
    shift["ends"] = 180.0 + shift["paid"] - overtime
    return shift


def minutes_of(spent: dict[Activity, float]) -> FloatArray:
    """A row of minutes by activity."""
    row = np.zeros((1, ACTIVITIES))
    for activity, minutes in spent.items():
        row[0, activity] = minutes
    return row


def made(*rows: tuple[int, Status, float]) -> Table:
    """Visits by carer, status and familiarity."""
    out = np.zeros(len(rows), VISIT)
    for name, column in zip(("carer", "status", "familiarity"), zip(*rows, strict=True), strict=True):
        out[name] = column
    return out


def test_a_days_demands_by_hand() -> None:
    """Shares of paid time with slack, overtime and self-management; of visits made, late ones and strangeness."""
    spent = {
        Activity.CARE: 300.0, Activity.WAITING: 30.0, Activity.UNFILLED: 20.0, Activity.PLANNING: 15.0,
        Activity.MEETING: 60.0, Activity.ASSESSMENT: 40.0, Activity.RECRUITMENT: 10.0, Activity.TRAVEL: 25.0,
    }  # fmt: skip
    visits = made((2, Status.DONE, 1.0), (2, Status.LATE, 0.2), (-1, Status.MISSED, 0.0), (5, Status.LATE, 0.0))
    levels, worked = demands_of_day(visits, day_of_one(spent, overtime=50.0), minutes_of(spent), POSTS)
    assert worked.tolist() == [False, False, True, False, False, False]
    assert levels[2] == pytest.approx([1 - 50 / 500, 50 / 500, 1 / 2, 0.4, 125 / 500])


def test_an_extra_shift_is_overtime_as_a_whole() -> None:
    """Whoever comes in on a day off has a day that is all overtime."""
    spent = {Activity.CARE: 400.0}
    shift = day_of_one(spent, engagement=Engagement.EXTRA)
    levels, _ = demands_of_day(made((2, Status.DONE, 1.0)), shift, minutes_of(spent), POSTS)
    assert levels[2, 1] == 1


@pytest.mark.parametrize("why", ["absent", "meeting", "temp", "no visit"])
def test_only_a_days_work_is_judged(why: str) -> None:
    """Paid absence, a meeting on a day off, temps and days without visits leave no memory of demands."""
    spent = {Activity.CARE: 400.0}
    shift = day_of_one(spent, engagement=Engagement.TEMP if why == "temp" else Engagement.ROSTERED)
    if why == "absent":
        shift["presence"] = Presence.SICK
    if why == "meeting":
        shift["begins"] = shift["ends"] = 0.0
    visits = made((5 if why == "no visit" else 2, Status.DONE, 1.0))
    assert not demands_of_day(visits, shift, minutes_of(spent), POSTS)[1][2]


def test_those_from_outside_have_no_post_to_remember_it() -> None:
    """Rows of carers beyond the posts (temps, float, the acute round) are left out."""
    spent = {Activity.CARE: 400.0}
    shift = day_of_one(spent)
    shift["carer"] = POSTS + 3
    levels, worked = demands_of_day(made((POSTS + 3, Status.LATE, 0.0)), shift, minutes_of(spent), POSTS)
    assert not worked.any()
    assert (levels == 0).all()


def test_strain_moves_illness_and_leaving_by_its_log_hazards() -> None:
    """At strain 0 the usual chances; a unit more multiplies them by exp of the link; a unit less divides."""
    links = replace(NONE, sickness=0.3, exits=0.4)
    units = np.array([-1.0, 0.0, 1.0])
    free = np.zeros(3)
    assert illness_factors(units, free, links) == pytest.approx(np.exp(0.3 * units))
    rates = -np.log1p(-exit_chances(0.2, units, free, links)) * 365
    assert rates == pytest.approx(0.2 * np.exp(0.4 * units))
    assert (illness_factors(units, free, NONE) == 1).all()


def test_self_selection_scales_with_who_formed_teams() -> None:
    """Who chose their team is ill and leaves less by self_selection times self_formed; off by default."""
    links = replace(NONE, self_selection=0.5)
    chosen = np.array([0.0, 0.4, 1.0])
    assert illness_factors(np.zeros(3), chosen, links) == pytest.approx([1.0, 0.8, 0.5])
    rates = -np.log1p(-exit_chances(0.2, np.zeros(3), chosen, links)) * 365
    assert rates == pytest.approx([0.2, 0.16, 0.1])
    assert LINKS.self_selection == 0
