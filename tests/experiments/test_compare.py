"""Comparisons: paired runs, fair to both sides, checked before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from experiments import replicate
from experiments.compare import arm_names, compare, summarise
from experiments.comparison import Comparison
from experiments.run import Run
from experiments.shelf import find_scenario
from experiments.statistics import CONTESTED_MEASURES
from policies.arm import Arm
from policies.loading import load_arm, shipped_arms
from sim.links import contested_links
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
    return compare(*arms, place, replications=3, seed=5, processes=1, contested=False)


@pytest.fixture(scope="module")
def checked(arms: tuple[Arm, Arm], place: Scenario) -> Comparison:
    return compare(*arms, place, replications=2, seed=5, processes=1)


def test_the_same_arm_on_both_sides_differs_in_nothing(place: Scenario) -> None:
    """Without a difference in policies, every paired difference must be exactly zero."""
    arm = load_arm("bum")
    result = compare(arm, replace(arm, name="twin"), place, replications=2, processes=1)
    for row in (*result.rows, *(row for check in result.contested for row in check.rows)):
        assert row.difference == 0 or np.isnan(row.difference)
        assert row.verdict == ("the same" if row.pairs > 1 else "cannot tell")
    assert not any(result.turned(check) for check in result.contested)


@pytest.mark.parametrize(("a", "b"), [*pairwise([*shipped_arms(), shipped_arms()[0]])])
def test_any_two_shipped_arms_can_be_compared(a: str, b: str, place: Scenario) -> None:
    """In whoever's money, everywhere or beside another: each measure has a row, told apart by name."""
    short = place.model_copy(update={"horizon_days": 7})
    result = compare(load_arm(a), load_arm(b), short, replications=1, processes=1, contested=False)
    assert [row.key for row in result.rows] == [m.key for m in CATALOGUE]
    assert result.row("cost_per_delivered_hour").mean_b > 0
    assert result.title_a in str(result)


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
    totals = result.costs.groupby("arm")["cost_per_delivered_hour"].sum()
    row = result.row("cost_per_delivered_hour")
    assert totals["bum"] == pytest.approx(row.mean_a)
    assert totals["self_organising"] == pytest.approx(row.mean_b)


def test_an_unknown_measure_is_refused_with_the_known_ones(result: Comparison) -> None:
    """Asking for a measure that doesn't exist names those that do."""
    with pytest.raises(KeyError, match="carers_14"):
        result.row("carers")


def test_progress_counts_every_run(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Each finished run is reported, those without a contested link too, the last one with all done."""
    seen: list[tuple[int, int | None]] = []
    for contested, runs in ((False, 2), (True, 8)):
        compare(*arms, place, replications=1, progress=lambda *run: seen.append(run), contested=contested)
        assert seen == [(done, runs) for done in range(1, runs + 1)]
        seen.clear()


def test_a_longer_study_begins_with_the_shorter_one(result: Comparison, arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Fewer replications with the same seed must be the first rows of more."""
    shorter = compare(*arms, place, replications=2, seed=5, processes=1, contested=False).runs
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
    loose = compare(*arms, place, precision=0.9, processes=1, contested=False)
    assert loose.provenance["replications"] == 8
    half = max((r.high - r.low) / 2 / r.mean_a for r in loose.rows if r.key in ("carers_14", "cost_per_delivered_hour"))
    tight = compare(*arms, place, precision=min(0.8 * half, 0.5), processes=1, contested=False)
    assert tight.provenance["replications"] > 8


def test_each_contested_link_is_switched_off_alone(checked: Comparison, arms: tuple[Arm, Arm], place: Scenario) -> None:
    """A check is what a comparison without that link gives: same seeds, same numbers, for the stated measures."""
    assert tuple(check.link for check in checked.contested) == contested_links()
    for check in checked.contested:
        alone = compare(*arms, place.without_links([check.link]), replications=2, seed=5, processes=1, contested=False)
        assert repr(check.rows) == repr(tuple(row for row in alone.rows if row.key in CONTESTED_MEASURES))
        assert check.size == place.values[check.link] != 0


def test_checks_leave_the_conclusion_alone(checked: Comparison, result: Comparison) -> None:
    """The runs with all links are the same whether or not anybody asks what the conclusion leans on."""
    assert checked.runs.equals(result.runs[result.runs["replication"] < 2].reset_index(drop=True))
    assert checked.provenance["contested links checked"] == ", ".join(contested_links())


class Backwards(Executor):
    """Workers that finish what came last first."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = Late(self)
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future


class Late(Future[Any]):
    def __init__(self, workers: Backwards) -> None:
        super().__init__()
        self.workers = workers

    def result(self, timeout: float | None = None) -> Any:
        while self.workers.waiting:
            future, work = self.workers.waiting.pop()
            future.set_result(work())
        return super().result(timeout)


def test_the_order_in_which_workers_finish_changes_no_bit(
    checked: Comparison, arms: tuple[Arm, Arm], place: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several processes give the numbers of one, with and without contested links, whoever finishes first."""
    monkeypatch.setattr(replicate, "workers", lambda _: nullcontext(Backwards()))
    monkeypatch.setattr(replicate, "compile_kernels", lambda *_: None)
    several = compare(*arms, place, replications=2, seed=5, processes=2)
    assert several.runs.equals(checked.runs)
    assert repr(several.rows) == repr(checked.rows)  # in which one NaN is like another
    assert repr(several.contested) == repr(checked.contested)


def test_a_link_that_is_off_is_not_tried(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """Nothing is left to switch off about a link without effect; a note names it, and the provenance what was tried."""
    off = place.without_links(["autonomy_on_strain"]).with_parameters({"reablement_on_need": 0.0})
    found = compare(*arms, off, replications=1)
    assert [check.link for check in found.contested] == ["continuity_on_admissions"]
    told = [note for note in found.notes if "off in this comparison" in note]
    assert ["reablement_on_need" in told[0], "autonomy_on_strain" in told[1]] == [True, True]
    assert found.provenance["contested links checked"] == "continuity_on_admissions"
    assert found.provenance["links switched off"] == "autonomy_on_strain"


def test_an_unchecked_conclusion_says_so(result: Comparison, checked: Comparison) -> None:
    """Without the checks a note warns that the conclusion may lean on contested links; with them none does."""
    assert result.contested == ()
    assert any("may lean on" in note for note in result.notes)
    assert not any("may lean on" in note for note in checked.notes)


def test_precision_decides_how_many_runs_the_checks_get(arms: tuple[Arm, Arm], place: Scenario) -> None:
    """With a precision, links are switched off in as many pairs as the conclusion took, and all runs are counted."""
    seen: list[tuple[int, int | None]] = []
    short = place.model_copy(update={"horizon_days": 14})
    found = compare(*arms, short, precision=0.9, processes=1, progress=lambda *run: seen.append(run))
    pairs = found.provenance["replications"]
    assert all(row.pairs + row.undefined == pairs for check in found.contested for row in check.rows)
    assert [done for done, _ in seen] == list(range(1, 8 * pairs + 1))
    assert {planned for _, planned in seen[: 2 * pairs]} == {None}
    assert {planned for _, planned in seen[2 * pairs :]} == {8 * pairs}


def test_insolvency_is_told(result: Comparison, arms: tuple[Arm, Arm], place: Scenario) -> None:
    """When a provider fails in some runs a note counts them by arm; when none does there is no such note."""

    def pair(seed: int, closed: tuple[float, float]) -> tuple[Run, Run]:
        ones = dict.fromkeys((m.key for m in CATALOGUE), 1.0)
        a, b = (
            Run(arm.name, seed, {**ones, "provider_closed": share}, {}, {}, {})
            for arm, share in zip(arms, closed, strict=True)
        )
        return a, b

    found = summarise(*arms, place, [pair(1, (0.0, 1.0)), pair(2, (0.0, 1.0)), pair(3, (0.0, 0.0))], {})
    assert any(f"0 of 3 runs of {arms[0].title} and in 2 of 3 of {arms[1].title}" in note for note in found.notes)
    assert found.row("provider_closed").mean_b == pytest.approx(2 / 3)
    assert not any("insolvent" in note for note in result.notes)
