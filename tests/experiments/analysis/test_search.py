"""Choosing while running: OCBA among real arms, and a search over levers whose winners are run again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from experiments.analysis.goals import Goal
from experiments.analysis.play import Game
from experiments.analysis.search import FRESH, Effort, _Search, search_front
from experiments.analysis.select_arms import select_arms
from experiments.run import Run
from experiments.shelf import find_scenario
from experiments.study.inputs import read_study
from experiments.study.plan import Study
from experiments.study.spec import LeverEntry
from policies.loading import load_arm
from policies.team_size import TeamSize
from sim.luck import normal
from sim.problems import InputError
from sim.scenario import Scenario

pytestmark = pytest.mark.model

SMALL = Effort(trials=6, batch=3, futures=1, replications=1, fresh=2)


def month() -> Scenario:
    """Sixty citizens for a month."""
    place = find_scenario("pilot_60")
    return Scenario.model_validate({**place.model_dump(), "horizon_days": 28, "warm_up_days": 0})


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study("first_look")


def test_real_arms_are_selected_with_their_shared_luck() -> None:
    """Among three arms OCBA spends the budget, gives each its first runs, and names whose carers are fewest."""
    arms = [load_arm(name) for name in ("bum", "self_organising", "deviation_6")]
    found = select_arms(arms, month(), Goal("carers_14"), budget=14, first=4, step=2, chance=1.0, processes=1)
    assert found.best == "self_organising"
    assert found.spent == 14
    assert min(map(len, found.losses.values())) >= 4
    assert found.chance > 0.5


def test_what_can_not_be_selected_is_told_at_once() -> None:
    """Unknown measure, a chance above 1 and the same arm twice: one error, before any run."""
    arm = load_arm("bum")
    with pytest.raises(InputError) as error:
        select_arms([arm, arm], month(), Goal("costs"), budget=20, chance=2.0)
    assert len(error.value.problems) == 3


def test_a_real_search_gives_its_winners_and_the_reference_again(study: Study) -> None:
    """Every combination of the small study is tried; winners come with fresh seeds, and the reference beside them."""
    found = search_front(study, [Goal("carers_14"), Goal("cost_per_delivered_hour")], SMALL, processes=1)
    assert found.tried <= 3
    assert set(found.table.runs["seed"]) == {1 + FRESH, 2 + FRESH}
    names = found.winners["option"].to_list()
    assert names[0] == "bum team size=6"
    assert not np.allclose(found.winners["carers_14"], found.winners["searched_carers_14"])


def wide(study: Study) -> Study:
    """The study with sixteen sizes of teams for each of its arms, of which nothing is run."""
    lever = LeverEntry(name="carers", values=tuple(range(5, 69, 4)), policy="team_size", option="carers")
    rows = tuple((value,) for value in lever.values)
    base = study.choices.arms[0]
    arms = tuple(tuple(_sized(arm, float(row[0])) for arm in base) for row in rows)
    choices = replace(study.choices, names=("carers",), rows=rows, arms=arms)
    return replace(study, spec=study.spec.model_copy(update={"lever": (lever,)}), choices=choices)


def _sized(arm: object, carers: float) -> object:
    policies = tuple(replace(p, carers=carers) if isinstance(p, TeamSize) else p for p in arm.policies)  # type: ignore[attr-defined]
    return replace(arm, policies=policies)  # type: ignore[type-var]


def known(games: Sequence[Game]) -> list[Run]:
    """Cost is lowest with groups of 41, faces rise with their size; bum costs 5 more; luck is by seed."""
    out = []
    for game in games:
        carers = next(p.carers for p in game.arm.policies if isinstance(p, TeamSize))
        cost = abs(carers - 41) + (5 if game.arm.name == "bum" else 0) + normal(game.seed, 1, 1, 1, 1)
        out.append(Run(game.arm.name, game.seed, {"cost": cost, "faces": carers}, {}, {}, {}))
    return out


def test_the_search_finds_a_known_front(study: Study) -> None:
    """Of 32 combinations the front is self-organising teams of up to 41; 48 trials find most of it."""
    search = _Search(wide(study), (Goal("cost"), Goal("faces")), Effort(trials=48, batch=12, futures=1), known)
    found = search.search()
    costs = np.array(list(found.values()))
    front = [
        key
        for k, key in enumerate(found)
        if not ((costs <= costs[k]).all(axis=1) & (costs < costs[k]).any(axis=1)).any()
    ]
    sizes = [5 + 4 * levers for levers, arm in front if arm == 1]
    assert max(sizes) == 41
    assert len(sizes) >= 5
    assert len(found) <= 32


def test_numbers_out_of_range_are_told(study: Study) -> None:
    """No goals, no trials, one fresh seed: three problems, one error."""
    with pytest.raises(InputError) as error:
        search_front(study, [], Effort(trials=0, fresh=1))
    assert len(error.value.problems) == 3
