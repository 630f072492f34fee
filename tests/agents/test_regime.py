"""Regimes: who decides as far as fidelity goes, values in between, a ramp, and a dip that fades."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from agents.model import HomeCare
from agents.regime import MONTH_DAYS, Regime
from agents.rights import Right
from experiments.shelf import find_scenario
from policies.arm import Arm
from policies.base import Change
from policies.loading import load_arm
from sim.settlement import Month
from sim.tables import GROUP_VALUES

pytestmark = pytest.mark.model


def arm_with(name: str = "self_organising", **values: float) -> Arm:
    """An arm with some values set."""
    arm = load_arm(name)
    changes = tuple(Change(key, "set", value) for key, value in values.items())
    last = dataclasses.replace(arm.policies[-1], changes=(*arm.policies[-1].changes, *changes))
    return dataclasses.replace(arm, policies=(*arm.policies[:-1], last))


def model_of(arm: Arm, warm_up: int = 0) -> HomeCare:
    """A model on its first morning."""
    place = find_scenario("pilot_60").model_copy(update={"horizon_days": 28, "warm_up_days": warm_up})
    return HomeCare(place, arm.compose(place), 1)


def regime_of(**values: float) -> Regime:
    """The one regime of self-organising teams with these values."""
    return model_of(arm_with(**values)).regimes[0]


@pytest.mark.parametrize("right", list(Right))
def test_at_full_fidelity_the_new_owner_decides_always(right: Right) -> None:
    """Nothing of the old is left at fidelity 1."""
    regime = regime_of(fidelity=1.0)
    for entity in range(40):
        owner, values = regime.decide(right, entity)
        assert owner is regime.organisation.owners[right]
        assert values is regime.organisation.values


@pytest.mark.parametrize("right", list(Right))
def test_at_no_fidelity_the_old_owner_decides_by_its_own_values(right: Right) -> None:
    """Nothing of the new is done at fidelity 0, and the old owner uses the old values."""
    regime = regime_of(fidelity=0.0)
    assert regime.before is not None
    for entity in range(40):
        owner, values = regime.decide(right, entity)
        assert owner is regime.before.owners[right]
        assert values is regime.before.values
    assert regime.before.values["change_lag"] > 0


def test_in_between_the_share_of_decisions_is_fidelity() -> None:
    """Decisions fall to the new owner in the share of fidelity, each by luck of the case, day and right."""
    regime = regime_of(fidelity=0.65)
    chosen = [regime.decide(Right.ADJUST, entity)[0] for entity in range(4000)]
    new = np.array([owner is regime.organisation.adjust for owner in chosen])
    assert new.mean() == pytest.approx(0.65, abs=4.5 * math.sqrt(0.65 * 0.35 / 4000))
    for entity in range(40):
        owner, values = regime.decide(Right.ADJUST, entity)
        side = regime.organisation if owner is regime.organisation.adjust else regime.before
        assert side is not None
        assert values is side.values
        assert regime.decide(Right.ADJUST, entity)[0] is owner
    other = [regime.decide(Right.ASSESS, entity)[0] is regime.organisation.assess for entity in range(400)]
    assert other != new[:400].tolist()


def test_values_and_autonomy_lie_between() -> None:
    """Named values, kernels' values, posts and autonomy are blended in the proportion of fidelity."""
    new, old, half = (regime_of(fidelity=f) for f in (1.0, 0.0, 0.5))
    for name in ("leader_span", "registration_minutes", "meeting_minutes_per_week", "reablement_share"):
        assert new.values[name] != old.values[name]
        assert half.values[name] == pytest.approx((new.values[name] + old.values[name]) / 2)
    groups = [r.model.world.groups for r in (new, old, half)]
    for name in GROUP_VALUES:
        assert groups[2][name] == pytest.approx((groups[0][name] + groups[1][name]) / 2)
    assert (new.autonomy, old.autonomy, half.autonomy) == pytest.approx((1.0, 0.0, 0.5))
    posts = [r.posts_now() for r in (new, old, half)]
    for role in posts[0]:
        assert posts[2][role] == pytest.approx((posts[0][role] + posts[1][role]) / 2)


def test_settlement_lies_between() -> None:
    """A month is paid by the new rule and the old in proportion."""
    month = Month(0, 30, 60_000.0, 90_000.0, 60, 1.0)
    new, old, part = (regime_of(fidelity=f).settle_month(month) for f in (1.0, 0.0, 0.25))
    assert new != old
    assert part == pytest.approx(0.25 * new + 0.75 * old, abs=1)


def test_citizens_adopted_stay_adopted_as_fidelity_grows() -> None:
    """The same citizens are allocated in the new way first; more fidelity adds to them."""
    before: set[int] = set()
    for fidelity in (0.2, 0.5, 0.8):
        regime = regime_of(fidelity=fidelity)
        now = {c for c in range(60) if regime.adopted(c)}
        assert before < now
        before = now
    assert not any(regime_of(fidelity=0.0).adopted(c) for c in range(60))
    assert all(regime_of(fidelity=1.0).adopted(c) for c in range(60))


def test_fidelity_grows_in_a_straight_line_over_the_transition() -> None:
    """From 0 at the first measured day to the arm's fidelity after transition_months; then it stays."""
    model = model_of(arm_with(transition=1.0, transition_months=6.0, fidelity=0.8), warm_up=10)
    (regime,) = model.regimes
    whole = 6 * MONTH_DAYS
    assert regime.changing
    for day, expected in ((0, 0.0), (10, 0.0), (10 + round(whole / 2), 0.4), (10 + math.ceil(whole), 0.8), (900, 0.8)):
        regime.move_on(day)
        assert regime.fidelity == pytest.approx(expected, abs=0.003)
    assert not regime.move_on(901)


def test_without_a_transition_fidelity_is_there_from_the_first_day() -> None:
    """Nothing moves, and nobody has a dip, where the change is over."""
    regime = regime_of(fidelity=0.6)
    assert not regime.changing
    assert (regime.fidelity, regime.dip(0), regime.dip(100)) == (0.6, 0.0, 0.0)
    assert not regime.move_on(50)


def test_a_transition_of_no_months_is_a_switch() -> None:
    """With transition_months 0 all is new on the first measured day, and not before."""
    model = model_of(arm_with(transition=1.0, transition_months=0.0), warm_up=10)
    (regime,) = model.regimes
    assert regime.fidelity == 0
    assert not regime.move_on(9)
    assert regime.move_on(10)
    assert regime.fidelity == 1


def test_the_dip_begins_with_the_change_and_fades_to_a_twentieth() -> None:
    """dip_minutes more a visit on the first measured day, a twentieth of it when the learning time is over; none before
    and none once it is handed over."""
    model = model_of(arm_with(transition=1.0, dip_minutes=2.0, learning_months=9.0), warm_up=10)
    (regime,) = model.regimes
    assert regime.dip(9) == 0
    assert regime.dip(10) == 2
    assert regime.dip(10 + round(9 * MONTH_DAYS)) == pytest.approx(0.1, rel=0.01)
    assert regime.dip(40) > regime.dip(41)
    regime.handed_over = True
    assert regime.dip(10) == 0


def test_an_arm_that_replaces_nothing_has_no_transition() -> None:
    """`transition` and `fidelity` mean something only where there was something before."""
    (regime,) = model_of(arm_with("bum", transition=1.0, fidelity=0.3)).regimes
    assert regime.fidelity == 1
    assert not regime.changing
    assert regime.decide(Right.ASSESS, 3)[0] is regime.organisation.assess


def test_after_a_handover_all_is_as_before() -> None:
    """A regime that was handed over works as the arm before it, where there was one."""
    model = model_of(arm_with())
    (regime,) = model.regimes
    model.hand_over(regime)
    assert regime.move_on(1)
    assert regime.fidelity == 0
    assert regime.decide(Right.ASSESS, 3)[0] is regime.before.assess  # type: ignore[union-attr]


def test_own_carers_stay_while_fidelity_grows() -> None:
    """A citizen who has a first carer keeps them as more citizens are adopted, unless that carer leaves."""
    model = model_of(arm_with(transition=1.0, transition_months=2.0))
    changed = kept = 0
    before: dict[int, int] = {}
    for _ in range(28):
        model.step()
        vacant = model.world.carers["vacant"]
        bond = model.world.bond == 1.0
        now = {int(c): int(np.argmax(bond[c])) for c in np.flatnonzero(bond.any(axis=1))}
        for citizen in before.keys() & now.keys():
            if not vacant[before[citizen]]:
                changed += before[citizen] != now[citizen]
                kept += before[citizen] == now[citizen]
        before = now
    assert kept > 50
    assert changed == 0
