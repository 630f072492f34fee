"""Comparisons: paired runs, fair to both sides, checked before anything runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.compare import arm_names, compare
from experiments.comparison import Comparison
from experiments.shelf import find_scenario
from policies.arm import Arm
from policies.loading import load_arm
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError
from sim.scenario import Scenario

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def place() -> Scenario:
    return find_scenario("pilot_60").model_copy(update={"horizon_days": 28, "warm_up_days": 0})


@pytest.fixture(scope="module")
def arms() -> tuple[Arm, Arm]:
    return load_arm("bum"), load_arm("self_organising")


@pytest.fixture(scope="module")
def result(arms: tuple[Arm, Arm], place: Scenario) -> Comparison:
    return compare(*arms, place, replications=3, seed=5, processes=1)


def test_the_same_arm_on_both_sides_differs_in_nothing(place: Scenario) -> None:
    """Without a difference in policies, every paired difference must be exactly zero."""
    arm = load_arm("bum")
    result = compare(arm, replace(arm, name="twin"), place, replications=2, processes=1)
    for row in result.rows:
        assert row.difference == 0 or np.isnan(row.difference)
        assert row.verdict == "cannot tell"


def test_runs_are_paired_by_seed(result: Comparison) -> None:
    """Replication k of both arms has seed + k."""
    seeds = result.runs.pivot_table(index="replication", columns="arm", values="seed")
    assert seeds["bum"].tolist() == seeds["self_organising"].tolist() == [5, 6, 7]
    assert list(result.runs.columns) == ["arm", "replication", "seed", *(m.key for m in CATALOGUE)]


def test_rows_are_the_runs_means(result: Comparison) -> None:
    """Means and differences in the table must be those of the runs."""
    means = result.runs.groupby("arm")[[m.key for m in CATALOGUE]].mean()
    for row in result.rows:
        if row.undefined == 0:
            assert row.mean_a == pytest.approx(means.loc["bum", row.key])
            assert row.difference == pytest.approx(means.loc["self_organising", row.key] - means.loc["bum", row.key])


def test_costs_add_up_in_both_arms(result: Comparison) -> None:
    """The items of the cost figure make the cost measure."""
    totals = result.costs.groupby("arm")["dkk_per_delivered_hour"].sum()
    row = result.row("cost_per_delivered_hour")
    assert totals["bum"] == pytest.approx(row.mean_a)
    assert totals["self_organising"] == pytest.approx(row.mean_b)


def test_an_unknown_measure_is_refused_with_the_known_ones(result: Comparison) -> None:
    """Asking for a measure that doesn't exist names those that do."""
    with pytest.raises(KeyError, match="carers_14"):
        result.row("carers")


def test_progress_counts_every_run(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Each finished run is reported, the last one with all done."""
    seen: list[tuple[int, int | None]] = []
    compare(*arms, place, replications=2, processes=1, progress=lambda done, planned: seen.append((done, planned)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_longer_study_begins_with_the_shorter_one(result: Comparison, arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Fewer replications with the same seed must be the first rows of more."""
    shorter = compare(*arms, place, replications=2, seed=5, processes=1).runs
    longer = result.runs[result.runs["replication"] < 2].reset_index(drop=True)
    assert shorter.equals(longer)


def test_all_problems_are_told_before_anything_runs(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Numbers out of range and arms that contradict themselves come together, without a single run."""
    broken = replace(arms[1], policies=arms[1].policies[1:])
    with pytest.raises(InputError) as caught:
        compare(
            arms[0],
            broken,
            place,
            replications=0,
            precision=2.0,
            processes=0,
            progress=lambda *_: pytest.fail("something ran"),
        )
    places = [p.place for p in caught.value.problems]
    assert places == ["self_organising", "replications", "precision", "processes"]


@pytest.mark.parametrize(("a", "b", "names"), [("x", "y", ("x", "y")), ("x", "x", ("x", "x (second)"))])
def test_the_two_sides_have_different_names(a: str, b: str, names: tuple[str, str], arms: tuple[Arm, Arm]) -> None:
    """Tables by arm must keep the two sides apart."""
    assert arm_names(replace(arms[0], name=a), replace(arms[1], name=b)) == names


def test_precision_runs_until_intervals_are_narrow(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """With a loose target the first batch is enough; a tighter one needs more pairs."""
    loose = compare(*arms, place, precision=0.9, processes=1)
    assert loose.provenance["replications"] == 8
    half = max((r.high - r.low) / 2 / r.mean_a for r in loose.rows if r.key in ("carers_14", "cost_per_delivered_hour"))
    tight = compare(*arms, place, precision=min(0.8 * half, 0.5), processes=1)
    assert tight.provenance["replications"] > 8
