"""Published figures: the table is sound, what the model says about each is worked out as told, verdicts are plain."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.targets.observe import known_outputs, observe
from experiments.targets.predict import made, predicted
from experiments.targets.scorecard import Scored, validate
from experiments.targets.table import COLUMNS, Case, Target, parse_case, parse_targets, read_targets, shipped_targets
from policies.loading import load_arm
from sim.draws.shelf import written
from sim.kinds import Function, Status
from sim.parameters import evidence
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.model

HEAD = ",".join(COLUMNS)
ROW = "mine,,Overhead,overhead_share_cost,bum,level,0.1,0.05,0.2,share,Our town,As the measure,Our accounts,hold-out"


@pytest.fixture(scope="module")
def place() -> Scenario:
    """Seventy citizens for eight weeks."""
    return parse_scenario(SMALL, "small")


def target(relation: str, cases: tuple[Case, ...], low: float = 0.0, high: float = 1.0, along: str = "") -> Target:
    return Target("t", "", "T", "y", cases, relation, along, "", low, high, "1", "", "", "", "hold-out")


def test_the_shipped_table_is_sound() -> None:
    """Ten patterns; every source stands in the evidence; nothing is fitted to and judged by."""
    targets = shipped_targets()
    patterns = {t.pattern for t in targets} - {""}
    assert sorted(int(p.split()[0]) for p in patterns) == list(range(1, 11))
    assert {t.source for t in targets if t.source} <= set(evidence())
    fitted, judged = ({t.source for t in targets if t.use == use} for use in ("fit", "hold-out"))
    assert fitted & judged == set()
    assert all(t.source for t in targets if t.use == "fit")
    assert {row for row, e in evidence().items() if e["use"] == "check"} - judged == {"N06", "N31", "S43", "N01b"}


def test_every_problem_of_a_file_is_told_at_once() -> None:
    """Unknown measures, relations, arms, parameters and uses, and numbers that aren't, each with its line."""
    bad = [
        "a,,A,overhead_share_costs,bum,level,0.1,,,,,,S,hold-out",
        "b,,B,turnover,bmu|bum group_sise=3,ratios,0.1,,,,,,S,holdout",
        "c,,C,turnover,bum,level,ten,,,,,,S,hold-out",
        "d,,D,turnover,bum group_size=9999|bum shock.flood=2,ratio,,2,1,,,,S,hold-out",
        "e,,E,turnover,bum,ratio,,,,,,,S,hold-out",
    ]
    with pytest.raises(InputError) as error:
        parse_targets("\n".join([HEAD, *bad]), "own.csv")
    text = str(error.value)
    for words in (
        "overhead_share_cost'?",
        "ratio'?",
        "'holdout'",
        "'ten'",
        "9999",
        "shock 'flood'",
        "low 2",
        "2 cases",
    ):
        assert words in text, words
    assert "line 6" in text


def test_a_file_without_the_columns_is_refused() -> None:
    """A table with other columns is no table of targets."""
    with pytest.raises(InputError, match="columns are missing: id"):
        parse_targets("name,value\nx,1\n", "own.csv")


def test_a_row_cannot_be_both(tmp_path: Path) -> None:
    """A figure that the shipped table fits may not judge under another name."""
    own = tmp_path / "own.csv"
    row = "again,,BTP,direct_share_attendance,bum,level,0.6,,,share,Our town,x,Our accounts,hold-out"
    own.write_text(f"{HEAD}\n{ROW}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match="'again' is used for fitting and for judging"):
        read_targets(own)


def test_own_targets_stand_beside_the_shipped(tmp_path: Path) -> None:
    """A municipality's file adds its rows."""
    own = tmp_path / "own.csv"
    own.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    assert [t.id for t in read_targets(own)] == [*(t.id for t in shipped_targets()), "mine"]


def test_a_case_says_place_arm_values_and_shocks(place: Scenario) -> None:
    """What a policy may move is set in the arm too, or its own setting would win; a shock lasts all the time."""
    case = parse_case("@pilot_60 self_organising group_size=6 exit_rate=0.3 shock.sickness=2")
    there, arm = made(case, place, {"need_drift": 0.1})
    assert there.citizens == 60
    assert arm.compose(there).values["group_size"] == 6
    assert (there.values["exit_rate"], there.values["need_drift"]) == (0.3, 0.1)
    assert [there.shock("sickness", day) for day in (0, there.warm_up_days, there.days - 1)] == [1, 2, 2]


def test_relations() -> None:
    """Cases become one number per seed as `predicted` says."""
    a, b, c, d = (Case("bum", (("group_size", float(size)),)) for size in (1, 2, 4, 8))
    y = dict(zip((a, b, c, d), (1.0, 3.0, 4.0, 10.0), strict=True))
    found = {(case, 1): {"y": value, "x": 10 - value} for case, value in y.items()}

    def said(relation: str, *cases: Case, along: str = "") -> float:
        return predicted(target(relation, cases, along=along), [1], found)[0]

    assert said("level", b) == 3
    assert said("difference", a, b) == 2
    assert said("ratio", a, b) == 3
    assert said("bend", a, b, c) == 2 - 0.5
    assert said("interaction", a, b, c, d) == 6 - 2
    assert said("spread", a, b, c, d) == 2 - 6
    assert said("exchange", a, b, c, along="x") == 0


def test_luck_alone_makes_no_spread() -> None:
    """Distances are taken in the direction of their mean, so that places without a difference are not far apart."""
    a, b, c, d = (Case(name) for name in ("a", "b", "c", "d"))
    found = {}
    for seed in range(2):
        gap = 1.0 if seed else -1.0
        found |= {(a, seed): {"y": 0.0}, (b, seed): {"y": gap}, (c, seed): {"y": 0.0}, (d, seed): {"y": 0.5}}
    assert np.mean(predicted(target("spread", (a, b, c, d)), [0, 1], found)) == -0.5


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.9, "hit"), (-0.5, 0.5, "cannot tell"), (1.2, 3, "miss"), (float("nan"), float("nan"), "undefined")],
)
def test_verdicts(low: float, high: float, verdict: str) -> None:
    """A hit is an interval within the range, a miss one outside of it."""
    assert Scored(target("level", (Case("bum"),)), (low + high) / 2, low, high, 3).verdict == verdict


def test_every_output_has_a_value(place: Scenario) -> None:
    """A run says something about each name that a target may use."""
    found = observe(place, load_arm("bum"), 1)
    assert set(known_outputs()) <= set(found)
    assert 0 < found["hours_over_8"] < 1
    assert found["unreliable"] == found["late_share"] + found["unmade_share"]
    assert found["heavy_faces"] > 1


def test_heavy_users_by_hand(place: Scenario) -> None:
    """Thirds of fortnights by visits, counted one by one."""
    arm = load_arm("bum")
    model = HomeCare(place, arm.compose(place), 1)
    visits = model.run().visits
    made = visits[
        (visits["carer"] >= 0) & (visits["function"] <= Function.NURSING) & (visits["status"] != Status.MOVED)
    ]
    counted = []
    for window in range(place.horizon_days // 14):
        begins = place.warm_up_days + 14 * window
        part = made[(made["day"] >= begins) & (made["day"] < begins + 14)]
        for who in np.unique(part[["citizen", "episode"]]):
            mine = part[(part["citizen"] == who["citizen"]) & (part["episode"] == who["episode"])]
            counted.append((len(mine), len(np.unique(mine["person"]))))
    thirds = np.array_split(np.array(sorted(counted), float), 3)
    faces = [third[:, 1].mean() for third in thirds]
    assert observe(place, arm, 1)["heavy_faces"] == pytest.approx(faces[2] / ((faces[0] + faces[1]) / 2))


def test_a_scorecard_holds_predictions_against_ranges(place: Scenario, tmp_path: Path) -> None:
    """Predictions are means over seeds; parameters that hold in a replication move them."""
    rows = parse_targets(f"{HEAD}\n{ROW}\n", "own.csv")
    plain = validate(rows, place, replications=2, processes=1)
    seen = [observe(place, load_arm("bum"), seed)["overhead_share_cost"] for seed in (1, 2)]
    assert plain.rows[0].mean == pytest.approx(np.mean(seen))
    assert plain.rows[0].runs == 2
    file = tmp_path / "draws.csv"
    file.write_text(written(["by hand"], [{"leader_span": 400.0}, {"leader_span": 16.0}]), encoding="utf-8")
    drawn = validate(rows, place.with_draws(str(file)), replications=2, processes=1)
    assert drawn.draws == 2
    assert drawn.rows[0].high - drawn.rows[0].low > plain.rows[0].high - plain.rows[0].low


def test_what_was_observed_leaves_memory(place: Scenario) -> None:
    """No model of a finished observation is left; a calibration makes hundreds of them."""

    def models() -> int:
        gc.collect()
        return sum(isinstance(thing, HomeCare) for thing in gc.get_objects())

    before = models()
    observe(place, load_arm("bum"), 1)
    assert models() == before
