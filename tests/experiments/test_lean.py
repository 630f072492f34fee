"""What a conclusion leans on: shares of draws, and assumptions that turn it round."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from experiments.compare import compare
from experiments.comparison import MeasureRow
from experiments.lean import LESS_IS_BETTER, WEAKEST, lean, shares_of, turned, varied
from experiments.run import Run, simulate
from experiments.verify.finding import with_value
from policies.loading import load_arm
from sim.draws.shelf import written
from sim.links import contested_links
from sim.measures.catalogue import CATALOGUE
from sim.parameters import registry
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[2]
VALUES = ({"leader_span": 20.0}, {"leader_span": 300.0})


@pytest.fixture(scope="module")
def drawn(place: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The same place with two draws."""
    file = tmp_path_factory.mktemp("draws") / "mine.csv"
    file.write_text(written(["made by hand; fitted: none"], VALUES), encoding="utf-8")
    return place.with_draws(str(file))


@pytest.fixture(scope="module")
def place() -> Scenario:
    """Seventy citizens for a month."""
    return parse_scenario(SMALL, "small").model_copy(update={"horizon_days": 14})


def run(**values: float) -> Run:
    """A run that says only this."""
    measures = {key: values.get(key, float("nan")) for key in LESS_IS_BETTER}
    return Run("x", 1, measures, {}, {}, {})


def row(low: float, high: float) -> MeasureRow:
    return MeasureRow("turnover", "Leaving", "staff", "1", 0, 0, (low + high) / 2, low, high, 5, 0)


def test_headlines_and_assumptions_exist() -> None:
    """Every headline is a measure; every assumption stands in the limits and is a parameter with room in its range."""
    assert set(LESS_IS_BETTER) <= {m.key for m in CATALOGUE}
    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for name in WEAKEST:
        assert f"`{name}`" in limits
        p = registry()[name]
        assert p.tier != "evidence" or p.name == "start_lag"
        assert p.low < p.high


def test_shares_count_pairs() -> None:
    """B is better where it lies lower; an undefined pair takes no part."""
    pairs = [(run(turnover=0.2), run(turnover=t)) for t in (0.1, 0.1, 0.3, float("nan"))]
    found = {share.key: share for share in shares_of(pairs)}
    assert set(found) == {"turnover"}
    assert (found["turnover"].better, found["turnover"].draws) == (2, 3)
    assert found["turnover"].low < 2 / 3 < found["turnover"].high


def test_a_turn_is_a_told_verdict_that_changes() -> None:
    """Lower that becomes higher flips; lower that can't be told fades; what wasn't told can't turn."""
    assert [t.flips for t in turned("x", [row(-2, -1)], [row(1, 2)])] == [True]
    assert [t.flips for t in turned("x", [row(-2, -1)], [row(-1, 1)])] == [False]
    assert turned("x", [row(-1, 1)], [row(1, 2)]) == []
    assert turned("x", [row(1, 2)], [row(3, 4)]) == []


def test_assumptions_are_tried_one_at_a_time(place: Scenario) -> None:
    """Either end of a range and each contested link that is on; a value that holds already isn't tried."""
    found = dict(varied(place, ["leader_span", "platform_integration"]))
    links = [name for name in found if name.startswith("without")]
    assert 0 < len(links) <= len(contested_links())
    assert [n for n in found if n not in links] == [
        "leader_span = 16",
        "leader_span = 400",
        "platform_integration = 1",
    ]
    assert found["leader_span = 16"].values == {**place.values, "leader_span": 16.0}


def test_an_assumption_that_decides_is_found(place: Scenario, drawn: Scenario) -> None:
    """Two arms that differ in leaders alone: with as many leaders as there can be overhead turns round."""
    few = dataclasses.replace(with_value(load_arm("bum"), "leader_span", 60.0), name="few")
    found = lean(load_arm("bum"), few, place, 4, 4, ["leader_span"], processes=1)
    assert found.shares == ()
    flips = {(t.assumption, t.title) for t in found.turns if t.flips}
    assert ("leader_span = 400", "Overhead, share of cost") in flips
    assert not any(assumption == "leader_span = 16" for assumption, _ in flips)
    over_draws = lean(load_arm("bum"), few, drawn, 4, 1, ["leader_span"], processes=1)
    share = next(s for s in over_draws.shares if s.key == "overhead_share_cost")
    assert (share.better, share.draws) == (2, 4)


def test_numbers_and_names_are_checked(place: Scenario) -> None:
    """Unknown assumptions and too few pairs are told at once."""
    bum = load_arm("bum")
    with pytest.raises(InputError) as error:
        lean(bum, bum, place, 1, 0, ["leader_spam"])
    assert all(word in str(error.value) for word in ("leader_span", "pairs", "replications"))


def test_a_comparison_over_draws_holds_them_in_its_intervals(place: Scenario, drawn: Scenario) -> None:
    """Pair k takes draw k in both arms; the result names the draws and what they were fitted to."""
    bum, teams = load_arm("bum"), load_arm("self_organising")
    found = compare(bum, teams, drawn, replications=3, processes=1, contested=False)
    by_hand = [
        simulate(place.with_parameters(VALUES[k % 2]), bum, 1 + k).measures["overhead_share_cost"] for k in range(3)
    ]
    runs = found.runs[found.runs["arm"] == "bum"]["overhead_share_cost"].tolist()
    assert runs == by_hand
    assert "mine.csv: 2 of 2" in found.provenance["plausible parameters"]
    assert "made by hand; fitted: none" in found.notes
