"""Each causal link alone moves what it should, in the right direction, and nothing upstream of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.run import Span, keep, measures_of
from policies.arm import Arm
from sim.health import chance_of_admission, odds
from sim.journal import Journal
from sim.kinds import Activity, Status
from sim.links import links
from sim.measures.continuity import in_order
from sim.scenario import Scenario
from sim.strain import exit_chances

pytestmark = pytest.mark.statistical

Number = Callable[[HomeCare], float]
State = Callable[[HomeCare], object]


def chances(model: HomeCare) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Today's chance of admission of each citizen with personal care, NaN for others."""
    rows = model.world.citizens
    there = (rows["served"] > 0) & (rows["personal"] > 0) & (rows["away"] == 0)
    today = [chance_of_admission(row, model.fate.hazards, model.today) for row in rows]
    return np.where(there, today, np.nan)


def chance(model: HomeCare) -> float:
    """Their sum."""
    return float(np.nansum(chances(model)))


def chance_of_the_needy(model: HomeCare) -> float:
    """Their sum, each weighed by how far need is above 1."""
    return float(np.nansum(chances(model) * (model.world.citizens["need"] - 1)))


def home_of_the_needy(model: HomeCare) -> float:
    """How much likelier a move to a nursing home is, weighed by how far need is above 1."""
    need = model.world.citizens["need"]
    return sum(odds(model.fate.hazards.need_on_home, n) * (n - 1) for n in need)


def exits(model: HomeCare) -> float:
    """Expected notices today."""
    people = model.workforce
    return float(exit_chances(model.values["exit_rate"], people.strain, people.self_formed, people.links).sum())


def illness(model: HomeCare) -> float:
    """Factors on falling ill, all posts together."""
    return float(model.world.carers["illness"][: model.staff].sum())


def strain(model: HomeCare) -> float:
    return float(model.workforce.strain.sum())


def need(model: HomeCare) -> float:
    return float(model.world.citizens["need"].sum())


def relief(model: HomeCare) -> float:
    return float(model.world.citizens["relief"].sum())


def orientation(model: HomeCare) -> float:
    return float(model.journal.minutes[:, Activity.ORIENTATION].sum())


def writing(model: HomeCare) -> float:
    return float(model.journal.minutes[:, Activity.DOCUMENTATION].sum())


def phoning(model: HomeCare) -> float:
    return float(model.journal.minutes[:, Activity.COORDINATION].sum())


def work(model: HomeCare) -> object:
    """Minutes that carers work under."""
    return model.world.lines["service"].tobytes(), model.world.groups["contacts_per_week"].tobytes()


def changes(model: HomeCare) -> float:
    """Changes of need that somebody noticed."""
    return sum(case.kind == "change" for case in model.journal.cases)


def conflicts(model: HomeCare) -> float:
    return float(model.workforce.in_conflict.sum())


def unanswered(model: HomeCare) -> float:
    return sum(stay.cause == "unanswered call" for stay in model.journal.stays)


def nothing(_: HomeCare) -> object:
    """A link that moves a measure only has no consequence."""
    return None


def stays(model: HomeCare) -> object:
    return [(s.citizen, s.admitted) for s in model.journal.stays]


def endings(model: HomeCare) -> object:
    return list(model.journal.endings)


def needs(model: HomeCare) -> object:
    return model.world.citizens["need"].tobytes()


def cases(model: HomeCare) -> object:
    return repr(model.journal.cases)


def minutes(model: HomeCare) -> object:
    return orientation(model)


def spells(model: HomeCare) -> object:
    return model.world.carers["sick_until"].tobytes()


def leavers(model: HomeCare) -> object:
    return model.workforce.leaving.tobytes(), [(e.post, e.hired, e.left) for e in model.journal.employments]


def spells_and_leavers(model: HomeCare) -> object:
    return spells(model), leavers(model)


def quarrels(model: HomeCare) -> object:
    return model.workforce.in_conflict.tobytes()


@dataclass(frozen=True)
class Case:
    """How a link shows: at this size `probe`, added up over days, is higher (sign 1) or lower (-1) than without it, and
    visits and shifts stay the same to the last bit until `consequence` differs. values: of both runs; needs: links that
    are on in both."""

    size: float
    probe: Number
    sign: int
    consequence: State
    values: Mapping[str, float] = field(default_factory=dict)
    needs: Mapping[str, float] = field(default_factory=dict)
    arm: str = "teams"
    days: int = 84


STRAINED = {"normal_load": 0.6, "normal_self_management": 0.0}
HARD = {"load_on_strain": 1.0}
OFTEN = {"reassessments_per_year": 0.0, "need_changes_per_year": 6.0, "need_spread": 0.6, "need_drift": 0.0}
CASES: Mapping[str, Case] = {
    "continuity_on_admissions": Case(0.378, chance, -1, stays, {"normal_familiarity": 0.1}),
    "unmet_on_admissions": Case(1.5, chance, 1, stays, {"normal_unmet": 0.0, "sickness_share": 0.4}, days=365),
    "delay_on_readmissions": Case(
        0.166,
        chance,
        1,
        stays,
        {"discharge_lag": 1.0, "readmission_share": 0.22},
        {"discharge_on_need": 0.4},
        "bum",
        1095,
    ),
    "unanswered_on_admissions": Case(
        0.5, unanswered, 1, stays, {"acute_calls_per_year": 20.0, "acute_round_chance": 0.0}
    ),
    "need_on_admissions": Case(1.5, chance_of_the_needy, 1, stays, {"need_spread": 0.6}, days=365),
    "need_on_nursing_home": Case(2.0, home_of_the_needy, 1, endings, {"need_spread": 0.6}, days=365),
    "discharge_on_need": Case(0.4, need, 1, needs),
    "reablement_on_need": Case(0.2, relief, 1, needs, days=180),
    "network_on_need": Case(0.2, relief, 1, needs, days=180),
    "familiarity_on_notice": Case(
        1.0, changes, -1, cases, {**OFTEN, "familiarity_gain": 0.05, "familiarity_half_life": 10.0}, days=180
    ),
    "micro_assessment_on_notice": Case(
        2.0, changes, 1, cases, {**OFTEN, "micro_assessment": 1.0, "notice_chance": 0.06}
    ),
    "orientation_minutes": Case(4.0, orientation, 1, minutes),
    "inexperience_minutes": Case(8.0, orientation, 1, minutes),
    "dip_minutes": Case(6.0, orientation, 1, minutes, {"transition": 1.0}),
    "load_on_strain": Case(1.0, strain, 1, nothing, {"normal_load": 0.6}),
    "overtime_on_strain": Case(1.0, strain, 1, nothing, {"normal_overtime": 0.0}),
    "lateness_on_strain": Case(0.5, strain, 1, nothing, {"normal_lateness": 0.0}),
    "strangers_on_strain": Case(0.5, strain, 1, nothing, {"normal_strangeness": 0.1}),
    "self_management_on_strain": Case(0.5, strain, 1, nothing, {"normal_self_management": 0.0}),
    "conflict_on_strain": Case(1.0, strain, 1, nothing, {}, {"conflicts_per_year": 3.0}),
    "autonomy_on_strain": Case(1.0, strain, -1, nothing),
    "support_on_strain": Case(0.5, strain, 1, nothing, {"normal_support": 150.0}),
    "strain_on_sickness": Case(1.0, illness, 1, spells, STRAINED, HARD),
    "strain_on_exits": Case(1.2, exits, 1, leavers, {**STRAINED, "exit_rate": 0.35}, HARD, days=365),
    "self_selection": Case(0.6, illness, -1, spells_and_leavers, {"self_formed": 1.0}),
    "conflicts_per_year": Case(3.0, conflicts, 1, quarrels),
    "coach_on_conflict": Case(0.9, conflicts, -1, quarrels, {}, {"conflicts_per_year": 3.0}, days=365),
    "reuse_on_documentation": Case(0.4, writing, -1, work, {"data_reuse": 1.0}),
    "minimum_on_documentation": Case(0.5, writing, -1, work, {"minimum_documentation": 1.0}),
    "platform_on_documentation": Case(0.3, writing, -1, work, {"platform_integration": 1.0}),
    "platform_on_contacts": Case(0.5, phoning, -1, work, {"platform_integration": 1.0}, arm="bum"),
    "roles_on_conflict": Case(0.5, conflicts, -1, quarrels, {"task_roles": 1.0}, {"conflicts_per_year": 3.0}, days=365),
    "learning_supervision_on_strain": Case(0.5, strain, -1, nothing, {"learning_supervision": 1.0}),
    "circles_on_learning": Case(
        0.5, orientation, -1, minutes, {"learning_circles": 1.0, "transition": 1.0}, {"dip_minutes": 6.0}
    ),
    "buddy_on_dip": Case(0.5, orientation, -1, minutes, {"buddy_team": 1.0, "transition": 1.0}, {"dip_minutes": 6.0}),
}
NEVER = 10**6


def day_rows(journal: Journal, day: int) -> bytes:
    """What carers and citizens did together on one day, as bytes."""
    visits, shifts = journal.visits, journal.shifts
    first, last = np.searchsorted(visits["day"], [day, day + 1])
    out = visits[first:last].tobytes()
    first, last = np.searchsorted(shifts["day"], [day, day + 1])
    return out + shifts[first:last].tobytes() + journal.minutes[first:last].tobytes()


def test_every_link_has_its_case() -> None:
    """A link that is added must be shown to do what it says."""
    assert list(CASES) == list(links())


@pytest.mark.parametrize("name", CASES)
def test_a_link_alone_moves_what_it_should_and_nothing_before(name: str, small: Scenario, bum: Arm, teams: Arm) -> None:
    """Against a run without any link, its effect differs in the right direction, and until the first consequence not a
    bit of visits, shifts and minutes does; a link that moves a measure only leaves them alone throughout."""
    case = CASES[name]
    place = small.model_copy(update={"horizon_days": case.days}).with_parameters({**case.values, **case.needs})
    off = place.without_links(set(links()) - set(case.needs))
    on = place.with_parameters({name: case.size}).without_links(set(links()) - {name, *case.needs})
    arm = bum if case.arm == "bum" else teams
    models = [HomeCare(scenario, arm.compose(scenario), 3) for scenario in (on, off)]
    total, caused, moved = 0.0, NEVER, NEVER
    for day in range(place.days):
        for model in models:
            model.step()
        one, none = models
        total += case.probe(one) - case.probe(none)
        if caused == NEVER and case.consequence(one) != case.consequence(none):
            caused = day
        if moved == NEVER and day_rows(one.journal, day) != day_rows(none.journal, day):
            moved = day
    assert total * case.sign > 0
    assert caused <= moved
    assert (caused == NEVER) == (case.consequence is nothing)


YEAR = 365
SEEDS = range(1, 9)
STATIONARY = (
    "carers_14", "carers_28", "upc", "known_carer_share", "handovers_week", "start_days", "adjust_days",
    "unmet_minutes", "unneeded_minutes", "late_share", "unmade_share", "admissions", "readmissions",
    "nursing_home_moves", "need_level", "granted_hours", "strain", "turnover", "vacancy_share", "part_time_share",
    "absence_share", "overtime_share", "direct_share_attendance", "travel_share", "temp_share",
    "overhead_share_hours", "cost_per_delivered_hour",
)  # fmt: skip


def year_of(model: HomeCare, year: int) -> dict[str, float]:
    """Measures of one year, and the share of citizens in help who get personal care."""
    journal, first = model.journal, model.scenario.warm_up_days + YEAR * year
    visits = in_order(journal.visits, journal.visits["status"] != Status.MOVED)
    part = Span.of(journal, first, first + YEAR)
    found = measures_of(model, part, visits, keep(model, part))
    days = [d for d in journal.citizen_days if first <= d.day < first + YEAR]
    return {**found, "personal_share": sum(d.personal for d in days) / sum(d.served for d in days)}


@pytest.mark.parametrize("name", ["bum", "teams"])
def test_without_links_the_third_year_is_like_the_first(
    name: str, small: Scenario, request: pytest.FixtureRequest
) -> None:
    """Nothing accumulates by itself: with every link off, year 1 and year 3 of a run differ by noise only (paired over
    seeds)."""
    arm = request.getfixturevalue(name)
    place = small.model_copy(update={"horizon_days": 3 * YEAR, "warm_up_days": 182}).without_links(links())
    gaps = []
    for seed in SEEDS:
        model = HomeCare(place, arm.compose(place), seed)
        model.run()
        first, third = year_of(model, 0), year_of(model, 2)
        gaps.append([third[key] - first[key] for key in (*STATIONARY, "personal_share")])
    table = np.array(gaps)
    assert not np.isnan(table).any()
    error = table.std(axis=0, ddof=1) / math.sqrt(len(table))
    far = np.abs(table.mean(axis=0)) > 4.0 * error + 1e-12
    assert [key for key, is_far in zip((*STATIONARY, "personal_share"), far, strict=True) if is_far] == []
