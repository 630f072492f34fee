"""Closed forms: mechanisms reduced until a formula says what must come out."""

from __future__ import annotations

import math

import numpy as np

from agents.model import HomeCare
from experiments.verify.finding import Finding, finding
from experiments.verify.queue import hours_kept
from policies.arm import Arm
from sim.attendance import absent_today, engage
from sim.base_plan import BasePlan, repair_day
from sim.clock import CYCLE_DAYS
from sim.kinds import Presence
from sim.scenario import Scenario
from sim.tables import CARER, CITIZEN, GROUP, LINE, DayPlan, World

VISITS_A_DAY = (1, 2)
FEWEST, MOST = 4, 60
DENSE, SPARSE = 400, 100
DAYS = 4000
WIDE = 4.0
"""Standard errors that luck may bring."""


def closed_forms(arm: Arm, scenario: Scenario, model: HomeCare, quick: bool) -> list[Finding]:
    """Pool law and absence at the sizes of the arm's own groups, office hours; roads unless quick."""
    groups = model.world.groups
    sizes = (groups["last"] - groups["first"])[: len(model.groups)]
    usual = [int(s) for s in sizes if FEWEST <= s <= MOST]
    pool = int(np.median(usual)) if usual else FEWEST
    found = [_pool_law(arm.name, pool, visits) for visits in VISITS_A_DAY]
    found += [_absence(arm.name, pool, scenario), hours_kept(arm.name, model)]
    return found if quick else [*found, _roads(arm, scenario)]


def _pool_law(arm: str, pool: int, visits: int) -> Finding:
    faces, expected = pool_law(pool, visits)
    error = float(np.std(faces)) / math.sqrt(len(faces))
    mean = float(np.mean(faces))
    check = f"a planner without preference shows N (1 - (1 - 1/N)^V) faces: N = {pool}, V = {14 * visits}"
    holds = abs(mean - expected) < max(WIDE * error, 0.02)
    return finding("closed forms", arm, check, holds, f"{mean:.3g} seen, {expected:.3g} by the formula")


def pool_law(pool: int, visits_a_day: int, citizens: int = 12, seeds: int = 25) -> tuple[list[int], float]:
    """Faces in a fortnight when the planner's choice is arbitrary, and how many the formula gives."""
    world = pool_world(pool, visits_a_day, citizens)
    base, plan = BasePlan.empty(pool), DayPlan.empty(pool, len(world.lines))
    faces = []
    for seed in range(seeds):
        seen: list[set[int]] = [set() for _ in range(citizens)]
        for day in range(14):
            engage(world.carers, world.groups, pool, np.zeros(pool), np.full(pool, 1440.0), day, True)
            left = repair_day(world, base, plan, day, np.empty(0, np.int32), seed)
            if len(left):
                raise AssertionError(f"{len(left)} visits fit nowhere though nobody is ever busy")
            for line, carer in enumerate(plan.where):
                seen[world.lines["citizen"][line]].add(int(carer))
        faces += [len(s) for s in seen]
    return faces, pool * (1 - (1 - 1 / pool) ** (14 * visits_a_day))


def pool_world(pool: int, visits_a_day: int, citizens: int) -> World:
    """Citizens at one spot with daily visits, and a pool of carers who are always on duty and equally good."""
    lines = np.zeros(citizens * visits_a_day, LINE)
    lines["citizen"] = np.repeat(np.arange(citizens), visits_a_day)
    lines["partner"] = -1
    lines["active"], lines["days"] = 1, (1 << 14) - 1
    lines["late"] = lines["deadline"] = 1400.0
    groups = np.zeros(1, GROUP)
    groups["last"], groups["planner_noise"], groups["familiarity_half_life"] = pool, 1e6, 45.0
    carers = np.zeros(pool, CARER)
    carers["grade"] = 3
    ties = np.zeros((citizens, pool), np.float32)
    travel = np.zeros((2, citizens + 1, citizens + 1), np.float32)
    return World(
        lines, carers, groups, np.zeros(citizens, CITIZEN), travel, travel[0], ties, ties.copy(), ties.astype(np.int32)
    )


def _absence(arm: str, pool: int, scenario: Scenario) -> Finding:
    """Of N carers a share s is ill, with variance s (1 - s) / N: small groups lose pooling, at this rate."""
    v = scenario.values
    share, variance = absences(pool, v["sickness_share"], v["spell_days"])
    expected = v["sickness_share"] * (1 - v["sickness_share"]) / pool
    spell = math.sqrt(2 * v["spell_days"] / DAYS)
    holds = abs(share - v["sickness_share"]) < WIDE * math.sqrt(expected) * spell + 1e-9
    holds &= abs(variance - expected) < WIDE * expected * math.sqrt(2) * spell + 1e-9
    seen = f"share {share:.4f} for {v['sickness_share']:g}, variance {variance:.2e} for {expected:.2e}"
    check = f"the share of {pool} carers who are ill has variance s (1 - s) / N"
    return finding("closed forms", arm, check, holds, seen)


def absences(pool: int, sickness: float, spell_days: float) -> tuple[float, float]:
    """Mean and variance over days of the share of a pool that is ill."""
    carers = np.zeros(pool, CARER)
    carers["illness"] = 1.0
    holidays = np.zeros((pool, DAYS // 7 + 2), bool)
    rates = np.array([sickness, spell_days, 0.0, 1.0])
    shares = []
    for day in range(DAYS):
        absent_today(carers, pool, holidays, rates, day, 1)
        shares.append(float((carers["presence"] == Presence.SICK).mean()))
    settled = np.array(shares[200:])
    return float(settled.mean()), float(settled.var())


def _roads(arm: Arm, scenario: Scenario) -> Finding:
    """Four times the citizens on the same land: distances between doors fall to about half."""
    ratio = moving_minutes(arm, scenario, DENSE) / moving_minutes(arm, scenario, SPARSE)
    check = f"travel falls with the root of density: {DENSE} citizens against {SPARSE} on the same land"
    return finding("closed forms", arm.name, check, 0.4 < ratio < 0.7, f"factor {ratio:.2f}, 0.50 by the formula")


def moving_minutes(arm: Arm, scenario: Scenario, citizens: int) -> float:
    """Planned minutes between doors, less the fixed minutes of a journey, with so many citizens in one round place."""
    town = {**scenario.settlements[0].model_dump(), "citizens": citizens, "radius_km": 6.0, "x_km": 0.0, "y_km": 0.0}
    town |= {"kind": "country", "pilot": True, "inhabitants_67_79": None, "inhabitants_80_plus": None}
    office = {"x_km": 0.0, "y_km": 0.0}
    data = {**scenario.model_dump(), "settlements": (town,), "office": office, "shocks": ()}
    place = Scenario.model_validate(data).with_parameters({"planner_effort": 10, "waiting_weight": 0})
    model = HomeCare(place, arm.compose(place), 1)
    legs: list[float] = []
    for day in range(CYCLE_DAYS):
        for route, stops in zip(model.base.sequence[day], model.base.length[day], strict=True):
            homes = model.world.lines["citizen"][route[:stops]]
            apart = homes[1:] != homes[:-1]
            legs += model.world.travel[0, homes[:-1][apart], homes[1:][apart]].tolist()
    return float(np.mean(legs)) - place.values["start_stop_minutes"]
