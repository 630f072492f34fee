"""Shapley values: by hand, by sampling, and of real runs; they add up, and what does nothing gets nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.decompose import (
    TOTAL,
    Decomposition,
    adding_up,
    all_coalitions,
    along,
    averaged,
    decompose,
    sampled_orders,
    shapley,
)
from experiments.levers import Grouping, between, levers_between, load_grouping, parse_grouping, shipped_groupings
from policies.allocate import PrimarySecondary
from policies.arm import Arm
from policies.base import Change
from policies.coordinate import Coaches
from policies.divide import Undivided
from policies.loading import load_arm, shipped_arms
from policies.platform import OnePlatform
from policies.skill_mix import SkillMix
from policies.team_size import TeamSize
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario
from sim.tables import FloatArray
from tests.terminal.conftest import TINY

pytestmark = pytest.mark.model


def game(worth: dict[tuple[int, ...], float]) -> dict[frozenset[int], FloatArray]:
    return {frozenset(key): np.array([value]) for key, value in worth.items()}


def values(worth: dict[tuple[int, ...], float], players: int) -> list[float]:
    return shapley(game(worth), players)[:, 0].tolist()


def test_what_only_adds_is_shared_as_it_is() -> None:
    """Without interplay each lever gets what it brings alone."""
    worth = {tuple(c): sum((1.0, 10.0, -4.0)[k] for k in c) for c in all_coalitions(3)}
    assert values(worth, 3) == pytest.approx([1.0, 10.0, -4.0])


def test_the_glove_game() -> None:
    """One left glove and two right ones: 4/6, 1/6, 1/6."""
    worth = {tuple(c): float(0 in c and len(c) > 1) for c in all_coalitions(3)}
    assert values(worth, 3) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_interplay_is_shared_evenly() -> None:
    """What two levers bring only together is half of each."""
    assert values({(): 0.0, (0,): 0.0, (1,): 0.0, (0, 1): 6.0}, 2) == pytest.approx([3.0, 3.0])


def test_a_null_player_gets_exactly_nothing() -> None:
    """Not a rounding error, but 0."""
    worth = {tuple(c): 0.1 * (0 in c) + 0.7 * (1 in c) + 0.3 * (0 in c and 1 in c) for c in all_coalitions(4)}
    assert values(worth, 4)[2:] == [0.0, 0.0]


@pytest.mark.parametrize("players", [1, 3, 9, 12])
def test_sampled_orders_add_up_and_come_in_pairs(players: int) -> None:
    """Every order has each lever once and is followed by its reverse; what levers get adds up to the whole."""
    orders = sampled_orders(players, 6, seed=3)
    assert all(sorted(order) == list(range(players)) for order in orders)
    assert orders[1::2] == [order[::-1] for order in orders[::2]]
    worth = {c: np.array([math.sqrt(len(c)) + sum(k * k for k in c)]) for c in along(orders)}
    found = averaged(worth, orders)
    whole = worth[frozenset(range(players))] - worth[frozenset()]
    assert found.sum(axis=0) == pytest.approx(whole, rel=1e-12)


def test_sampling_finds_what_is_exact() -> None:
    """The mean over many samples lies within its own error of the exact values."""
    exact_game = {c: np.array([len(c) ** 1.5 + 3.0 * (0 in c and 2 in c)]) for c in all_coalitions(5)}
    exact = shapley(exact_game, 5)[:, 0]
    samples = np.array([averaged(exact_game, sampled_orders(5, 4, seed))[:, 0] for seed in range(200)])
    error = samples.std(axis=0, ddof=1) / math.sqrt(len(samples))
    assert (np.abs(samples.mean(axis=0) - exact) <= 4 * error + 1e-12).all()


@pytest.mark.parametrize("places", [-1, 0, 2])
def test_rounded_parts_add_up(places: int) -> None:
    """Parts rounded for reading add up to the rounded whole, each within one unit of what it was."""
    parts = [1.26, -3.84, 0.004, 12.496, 0.0]
    rounded = adding_up(parts, sum(parts), places)
    unit = 10.0**-places
    assert sum(rounded) == pytest.approx(round(sum(parts), places))
    assert all(abs(r - p) < unit for r, p in zip(rounded, parts, strict=True))


@pytest.fixture(scope="module")
def place() -> Scenario:
    return parse_scenario(TINY, "tiny.toml")


@pytest.fixture(scope="module")
def bum() -> Arm:
    return load_arm("bum")


def instead(arm: Arm, *policies: object) -> Arm:
    """The arm with these in the place of owners of their rights and of their names."""
    rights = {r for p in policies for r in p.owns}  # type: ignore[attr-defined]
    names = {p.name for p in policies}  # type: ignore[attr-defined]
    kept = tuple(p for p in arm.policies if not rights & set(p.owns) and p.name not in names)
    return replace(arm, name="other", title="Another", policies=(*kept, *policies))


def test_levers_are_what_differs(bum: Arm) -> None:
    """Equal policies are no lever; owners of one right are exchanged together; what only one arm has is a lever too."""
    other = instead(bum, PrimarySecondary(), TeamSize(carers=10.0), Coaches())
    found = {lever.name: lever for lever in levers_between(bum, other)}
    assert set(found) == {"continuity", "team size", "self-management"}
    assert [p.name for p in found["continuity"].a] == ["pool"]
    assert [p.name for p in found["continuity"].b] == ["primary_secondary"]
    assert levers_between(bum, bum) == ()


@pytest.mark.parametrize("name", [n for n in shipped_arms() if load_arm(n).beside is None])
def test_the_ends_of_the_way_are_the_arms(name: str, bum: Arm, place: Scenario) -> None:
    """With no lever pulled it is the first arm, with all of them the second: the same owners and values."""
    arm = load_arm(name)
    levers = levers_between(bum, arm, load_grouping("deviations"))
    none, whole = between(bum, arm, levers, frozenset()), between(bum, arm, levers, frozenset(range(len(levers))))
    for made, real in ((none, bum), (whole, arm)):
        one, other = made.organisation(place, None), real.organisation(place, None)
        assert one.values == other.values
        assert {r: type(o) for r, o in one.owners.items()} == {r: type(o) for r, o in other.owners.items()}


def test_groupings_say_what_is_wrong_at_once() -> None:
    """Unknown levers and policies with the nearest, and whatever stands in two groups."""
    text = """
[[group]]
name = "one"
levers = ["skil mix", "payment"]
[[group]]
name = "two"
levers = ["payment"]
policies = ["pol"]
"""
    with pytest.raises(InputError) as caught:
        parse_grouping(text, "mine.toml")
    told = [str(p) for p in caught.value.problems]
    for word in ("did you mean 'skill mix'", "'payment' stands in two groups", "did you mean 'pool'"):
        assert any(word in line for line in told), word
    assert "deviations" in shipped_groupings()
    with pytest.raises(InputError, match="did you mean 'deviations'"):
        load_grouping("deviation")


@pytest.fixture(scope="module")
def found(bum: Arm, place: Scenario) -> Decomposition:
    """A real decomposition of three levers, one of which does nothing."""
    other = instead(bum, PrimarySecondary(), SkillMix(changes=(Change("assistant_share", "set", 0.5),)), OnePlatform())
    return decompose(bum, other, place, replications=3, processes=1)


def test_a_real_decomposition_adds_up(found: Decomposition) -> None:
    """The parts of each measure are its paired difference."""
    assert found.exact
    assert len(found.levers) == 3
    for measure, rows in found.parts.groupby("measure"):
        parts, total = rows[rows.lever != TOTAL].value.sum(), float(rows[rows.lever == TOTAL].value.iloc[0])
        means = found.means.set_index("measure").loc[measure]
        if not math.isnan(total):
            assert math.isclose(parts, total, rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(total, means.mean_b - means.mean_a, rel_tol=1e-9, abs_tol=1e-9)


def test_a_lever_without_effect_gets_a_bar_of_nothing(found: Decomposition) -> None:
    """One IT platform has no effect by default: exactly 0 for every measure, with an interval of 0 to 0."""
    null = found.parts[(found.parts.lever == "IT platform") & (found.parts.replications > 0)]
    assert len(null) > 20
    assert (null[["value", "low", "high"]] == 0.0).all().all()
    others = found.parts[(found.parts.lever == "skill mix") & (found.parts.measure == "cost_per_delivered_hour")]
    assert float(others.value.iloc[0]) != 0.0
    assert float(others.low.iloc[0]) < float(others.high.iloc[0])


def test_sampled_orders_of_real_runs_add_up(bum: Arm, place: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same levers with sampled orders: the same whole, parts that add up to it, nothing for what does nothing."""
    monkeypatch.setattr("experiments.decompose.EXACT_UP_TO", 2)
    other = instead(bum, PrimarySecondary(), SkillMix(changes=(Change("assistant_share", "set", 0.5),)), OnePlatform())
    found = decompose(bum, other, place, replications=2, permutations=2, processes=1)
    assert not found.exact
    rows = found.parts[found.parts.measure == "cost_per_delivered_hour"].set_index("lever").value
    assert math.isclose(rows.drop(TOTAL).sum(), rows[TOTAL], rel_tol=1e-9)
    assert rows["IT platform"] == 0.0


def test_levers_that_need_each_other_are_told_before_a_run(bum: Arm, place: Scenario) -> None:
    """Undivided care without a nurse works only where the skill mix comes along: told with both names."""
    base = instead(bum, SkillMix(changes=(Change("nurse_share", "set", 0.0),)))
    other = instead(bum, Undivided(), SkillMix(changes=(Change("nurse_share", "set", 0.5),)))
    with pytest.raises(InputError) as caught:
        decompose(base, other, place, replications=1, processes=1)
    (problem,) = caught.value.problems
    assert "integration" in problem.place
    assert "needs at least a nurse" in problem.text
    assert "--groups" in problem.text


def test_arms_for_other_people_are_not_taken_apart(bum: Arm, place: Scenario) -> None:
    """Whom an arm is for is no lever."""
    pilot = place.model_copy(update={"settlements": (place.settlements[0].model_copy(update={"pilot": True}),)})
    with pytest.raises(InputError, match="whom they are for"):
        decompose(bum, load_arm("lokalpleje"), pilot, replications=1, processes=1)


def test_numbers_out_of_range_are_told(bum: Arm, place: Scenario) -> None:
    """All at once."""
    with pytest.raises(InputError) as caught:
        decompose(bum, bum, place, replications=0, permutations=3, processes=0)
    assert len(caught.value.problems) == 3


def test_an_arm_and_itself_have_no_levers(bum: Arm, place: Scenario) -> None:
    """Nothing to attribute, a total of nothing."""
    found = decompose(bum, bum, place, replications=1, processes=1)
    assert found.levers == ()
    assert set(found.parts.lever) == {TOTAL}
    assert (found.parts.value.dropna() == 0.0).all()


def test_a_policy_may_have_a_group_of_its_own() -> None:
    """Single policies can be taken out of their lever."""
    grouping = Grouping({"self-management": "teams"}, {"coaches": "coaching"})
    assert grouping.of(Coaches()) == "coaching"
    assert grouping.of(OnePlatform()) == "the rest"
