"""Neither loop is built in: absence, strangers and strain can drive each other up or down, by their links."""

from __future__ import annotations

import numpy as np
import pytest

from agents.model import HomeCare
from policies.arm import Arm
from sim.kinds import Activity
from sim.scenario import Scenario, Shock

pytestmark = pytest.mark.statistical

STRAIN = {
    "load_on_strain": 0.5,
    "overtime_on_strain": 0.5,
    "lateness_on_strain": 0.3,
    "strangers_on_strain": 0.3,
    "self_management_on_strain": 0.0,
    "conflict_on_strain": 0.0,
    "autonomy_on_strain": 0.0,
    "support_on_strain": 0.0,
    "strain_memory": 14.0,
}
LOOP = {"strain_on_sickness": 1.0, "strain_on_exits": 1.2}
LOW = {"normal_load": 0.85, "normal_overtime": 0.0, "normal_lateness": 0.0, "normal_strangeness": 0.1}
"""Norms below what carers meet here, so that strain is above normal."""
HIGH = {"normal_load": 1.0, "normal_overtime": 0.15, "normal_lateness": 0.4, "normal_strangeness": 0.9}
"""Norms above it."""
SEEDS = range(1, 4)
SHOCK = Shock(kind="sickness", first_day=28, days=28, factor=4.0)


def place(small: Scenario, norms: dict[str, float], on: bool, *shocks: Shock) -> Scenario:
    """Half a year with links to strain inside their ranges, and those from strain at full size or off."""
    there = small.model_copy(update={"horizon_days": 182, "shocks": shocks}).with_parameters(
        {**STRAIN, **norms, **LOOP}
    )
    return there if on else there.without_links(LOOP)


def lived(scenario: Scenario, arm: Arm) -> tuple[float, float, float]:
    """Sick minutes, notices given, and mean strain, after the first six weeks, over seeds."""
    sick, left, strain = [], [], []
    for seed in SEEDS:
        model = HomeCare(scenario, arm.compose(scenario), seed)
        journal = model.run()
        after = journal.shifts["day"] >= 42
        sick.append(float(journal.minutes[after, Activity.SICK].sum()))
        left.append(sum(e.cause == "notice" for e in journal.employments))
        strain.append(np.mean([d.strain for d in journal.staff_days if d.day >= 42]))
    return float(np.mean(sick)), float(np.mean(left)), float(np.mean(strain))


@pytest.mark.parametrize("name", ["bum", "teams"])
def test_a_vicious_circle_is_reachable(name: str, small: Scenario, request: pytest.FixtureRequest) -> None:
    """Where work is above what people bear, the same wave of sickness costs more sick hours, more notices and more
    strain when strain makes ill and makes leave."""
    arm = request.getfixturevalue(name)
    loop = lived(place(small, LOW, True, SHOCK), arm)
    open_chain = lived(place(small, LOW, False, SHOCK), arm)
    assert open_chain[2] > 0
    assert loop[0] > 1.1 * open_chain[0]
    assert loop[1] > open_chain[1]
    assert loop[2] > open_chain[2]


@pytest.mark.parametrize("name", ["bum", "teams"])
def test_a_virtuous_circle_is_reachable(name: str, small: Scenario, request: pytest.FixtureRequest) -> None:
    """Where work is below what people bear, the same links make fewer ill and fewer leave, and strain falls further."""
    arm = request.getfixturevalue(name)
    loop = lived(place(small, HIGH, True), arm)
    open_chain = lived(place(small, HIGH, False), arm)
    assert open_chain[2] < 0
    assert loop[0] < 0.9 * open_chain[0]
    assert loop[1] < open_chain[1]
    assert loop[2] < open_chain[2] + 0.05


def test_the_loop_hangs_on_its_links(small: Scenario, teams: Arm) -> None:
    """Without links from strain, nothing that strains anybody changes who is ill or leaves: other norms, same bits."""
    runs = []
    for norms in (LOW, HIGH):
        scenario = place(small, norms, False).model_copy(update={"horizon_days": 56})
        model = HomeCare(scenario, teams.compose(scenario), 1)
        journal = model.run()
        runs.append((journal.visits.tobytes(), journal.shifts.tobytes(), repr(journal.employments), journal.staff_days))
    assert runs[0][:3] == runs[1][:3]
    assert runs[0][3] != runs[1][3]
