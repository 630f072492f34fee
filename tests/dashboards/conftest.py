"""Invented but plausible comparisons: about twenty-five measures, and the odd cases a page must survive."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.comparison import Comparison, LinkCheck, MeasureRow

# key, title, leg, unit, level in A, level in B, spread of the paired difference
MEASURES: tuple[tuple[str, str, Any, str, float, float, float], ...] = (
    ("carers_14", "Different carers in 14 days", "citizen", "carers", 13.3, 9.1, 0.6),
    ("carers_28", "Different carers in 28 days", "citizen", "carers", 19.6, 12.9, 0.9),
    ("known_carer_share", "Known-carer share", "citizen", "%", 61.0, 78.4, 1.4),
    ("upc", "Usual provider continuity", "citizen", "share", 0.31, 0.47, 0.02),
    ("coci", "Continuity of care index", "citizen", "share", 0.14, 0.25, 0.015),
    ("secon", "Sequential continuity", "citizen", "share", 0.29, 0.41, 0.02),
    ("handovers", "Handovers per citizen-week", "citizen", "handovers", 9.4, 6.2, 0.4),
    ("days_to_help", "Days from need to help", "citizen", "days", 8.2, 7.7, 1.9),
    ("days_to_change", "Days from changed need to adjusted help", "citizen", "days", 16.9, 6.4, 2.1),
    ("unmet_minutes", "Unmet minutes", "citizen", "minutes per citizen-week", 12.1, 12.6, 2.4),
    ("unneeded_minutes", "Unneeded minutes", "citizen", "minutes per citizen-week", 9.2, 8.1, 1.3),
    ("late_share", "Visits more than 15 minutes late", "citizen", "%", 11.4, 13.0, 1.1),
    ("admissions", "Acute hospital admissions", "citizen", "per 1,000 citizen-days", 3.41, 3.38, 0.3),
    ("strain", "Strain", "staff", "index 0–100", 46.0, 43.1, 3.8),
    ("sick_days", "Sickness absence", "staff", "% of contracted days", 7.4, 7.1, 0.6),
    ("turnover", "Staff turnover", "staff", "% a year", 18.2, 15.0, 4.4),
    ("vacancy", "Vacant posts", "staff", "%", 5.9, 6.3, 0.8),
    ("overtime", "Overtime", "staff", "hours per carer-month", 3.2, 4.8, 0.5),
    ("roster_changes", "Roster changes at less than 24 hours' notice", "staff", "per carer-month", 2.6, 2.9, 0.4),
    ("cost_per_delivered_hour", "Cost per delivered hour", "economy", "DKK", 612.0, 604.0, 14.0),
    ("cost_per_citizen_month", "Cost per citizen-month", "economy", "DKK", 11_420.0, 11_390.0, 210.0),
    ("overhead_share_cost", "Overhead, share of cost", "economy", "%", 21.3, 13.6, 0.5),
    ("transaction_hours", "Transaction hours per 1,000 delivered hours", "economy", "hours", 92.0, 41.0, 4.0),
    ("travel_share", "Travel, share of paid time", "economy", "%", 14.2, 15.9, 0.4),
    ("provider_result", "Provider result", "economy", "DKK a year", -182_000.0, 64_000.0, 90_000.0),
)

ACTIVITIES = {
    "Helper": {
        "With the citizen": 0.56,
        "Travel": 0.15,
        "Documentation": 0.08,
        "Meetings": 0.04,
        "Waiting": 0.05,
        "Sickness": 0.07,
        "Training": 0.05,
    },
    "SOSU assistant": {
        "With the citizen": 0.52,
        "Travel": 0.14,
        "Documentation": 0.11,
        "Meetings": 0.06,
        "Sickness": 0.07,
        "Training": 0.04,
        "coordination_by_phone": 0.06,
    },
    "Nurse": {
        "With the citizen": 0.46,
        "Travel": 0.16,
        "Documentation": 0.14,
        "Meetings": 0.08,
        "Assessment": 0.1,
        "Sickness": 0.06,
    },
    "Visitator": {"Assessment": 0.55, "Order changes": 0.25, "Meetings": 0.12, "Sickness": 0.08},
    "Planner": {"Planning": 0.8, "coordination_by_phone": 0.2},
    "Leader": {"Leading": 0.7, "Hiring": 0.1, "Meetings": 0.2},
    "Coach": {"Coaching": 0.8, "Travel": 0.2},
}
POSTS = {
    "bum": {
        "Helper": 41_000.0,
        "SOSU assistant": 18_400.0,
        "Nurse": 9_200.0,
        "Visitator": 3_100.0,
        "Planner": 3_300.0,
        "Leader": 2_900.0,
    },
    "team": {"Helper": 30_100.0, "SOSU assistant": 20_700.0, "Nurse": 17_800.0, "Leader": 410.0, "Coach": 148.0},
}
COSTS = {
    "bum": {
        "Wages of carers": 402.0,
        "Wages of overhead roles": 96.0,
        "Supplements": 41.0,
        "Mileage": 19.0,
        "Agency temps": 24.0,
        "IT": 14.0,
        "Training": 9.0,
        "Premises": 7.0,
    },
    "team": {
        "Wages of carers": 447.0,
        "Wages of overhead roles": 31.0,
        "Supplements": 46.0,
        "Mileage": 23.0,
        "Agency temps": 18.0,
        "IT": 16.0,
        "Training": 16.0,
        "Premises": 7.0,
    },
}


def measure_row(runs: pd.DataFrame, a: str, b: str, key: str, title: str, leg: Any, unit: str) -> MeasureRow:
    """One row as a comparison makes it: paired t-interval over the replications that define the measure."""
    of_a, of_b = (runs[runs["arm"] == arm].drop_duplicates().set_index("replication")[key] for arm in (a, b))
    gaps = (of_b - of_a).dropna()
    reach = math.nan
    if len(gaps) > 1:
        reach = float(stats.t.ppf(0.975, len(gaps) - 1) * gaps.std(ddof=1) / math.sqrt(len(gaps)))
    mean = float(gaps.mean())
    return MeasureRow(
        key,
        title,
        leg,
        unit,
        float(of_a.mean()),
        float(of_b.mean()),
        mean,
        mean - reach,
        mean + reach,
        len(gaps),
        len(of_a) - len(gaps),
    )


def build(
    replications: int = 20,
    *,
    a: str = "bum",
    b: str = "team",
    title_a: str = "Ordering-provider model (BUM)",
    title_b: str = "Self-organising neighbourhood teams",
    change: Callable[[pd.DataFrame], None] | None = None,
) -> Comparison:
    """A comparison over so many replications; `change` may spoil the runs before the rows are made from them."""
    luck = np.random.default_rng(7)
    numbers = np.arange(1, replications + 1)
    sides = {arm: {"arm": arm, "replication": numbers} for arm in dict.fromkeys((a, b))}
    for key, _, _, _, level_a, level_b, spread in MEASURES:
        shared = luck.normal(0, spread, replications)
        sides[a][key] = level_a + shared
        if b != a:
            sides[b][key] = level_b + shared + luck.normal(0, spread, replications)
    runs = pd.concat([pd.DataFrame(sides[arm]) for arm in (a, b)], ignore_index=True)
    if change:
        change(runs)
    like = {a: "bum", b: "team" if b != a else "bum"}
    return Comparison(
        a=a,
        b=b,
        title_a=title_a,
        title_b=title_b,
        scenario="A small town in an ordinary year",
        rows=tuple(measure_row(runs, a, b, key, title, leg, unit) for key, title, leg, unit, *_ in MEASURES),
        runs=runs,
        hours=pd.DataFrame(
            [
                {"arm": arm, "role": role, "activity": activity, "hours": hours * share}
                for arm, preset in like.items()
                for role, hours in POSTS[preset].items()
                for activity, share in ACTIVITIES[role].items()
            ]
        ),
        costs=pd.DataFrame(
            [
                {"arm": arm, "item": item, "cost_per_delivered_hour": cost}
                for arm, preset in like.items()
                for item, cost in COSTS[preset].items()
            ]
        ),
        carers_14=pd.DataFrame(
            [
                {"arm": arm, "replication": number, "citizen": citizen, "carers": float(carers)}
                for arm, preset in like.items()
                for number in numbers
                for citizen, carers in enumerate(luck.gamma(22, 0.6 if preset == "bum" else 0.41, 30))
            ]
        ),
        provenance={
            "scenario_hash": "a41f09c2d7",
            "code_version": "0.1.0",
            "seeds": list(range(1, min(replications, 40) + 1)),
            "staffing_rule": "same paid hours per granted hour",
            "run_time_seconds": 41.2,
            "environment": {"python": "3.11.2", "numpy": "2.3"},
            "command": "nabolab compare bum team --scenario small_town --replications 20",
        },
        notes=("Fever days are left out of punctuality.", "Wages are those of 2024 & carry no pension supplement."),
    )


@pytest.fixture
def comparison() -> Comparison:
    return build()


def check(comparison: Comparison, link: str, **differences: float) -> LinkCheck:
    """A contested link without which these measures differ by so much, with an interval of +- 1; others stay."""
    rows = []
    for key in ("carers_14", "admissions", "upc", "cost_per_delivered_hour"):
        row = comparison.row(key)
        if key in differences:
            gap = differences[key]
            row = replace(row, mean_b=row.mean_a + gap, difference=gap, low=gap - 1, high=gap + 1)
        rows.append(row)
    return LinkCheck(link, "some <cause>", "some effect", 0.2, "share", tuple(rows))


@pytest.fixture
def contested() -> Comparison:
    """Three contested links: the verdict on carers leans on the first, none on the others."""
    whole = build()
    checks = (
        check(whole, "continuity_on_admissions", carers_14=0.5),
        check(whole, "autonomy_on_strain"),
        check(whole, "reablement_on_need", cost_per_delivered_hour=-9.0),
    )
    return replace(whole, contested=checks)


@pytest.fixture
def two_replications() -> Comparison:
    return build(2)


@pytest.fixture
def many_replications() -> Comparison:
    return build(200)


@pytest.fixture
def undefined_measure() -> Comparison:
    """Strain is undefined in every run of B, turnover in three of twenty."""

    def spoil(runs: pd.DataFrame) -> None:
        runs.loc[runs["arm"] == "team", "strain"] = np.nan
        runs.loc[(runs["arm"] == "team") & (runs["replication"] <= 3), "turnover"] = np.nan

    return build(change=spoil)


@pytest.fixture
def constant_measure() -> Comparison:
    """Strain is the same in every run of both arms; overtime differs by exactly one hour in each."""

    def spoil(runs: pd.DataFrame) -> None:
        runs["strain"] = 40.0
        runs["overtime"] = np.where(runs["arm"] == "team", 4.0, 3.0)

    return build(change=spoil)


@pytest.fixture
def hostile_titles() -> Comparison:
    return build(title_a='<script>alert("a")</script>', title_b='</script><img src="http://x.example/p.png"> & co')


@pytest.fixture
def against_itself() -> Comparison:
    return build(b="bum", title_b="Ordering-provider model (BUM)")


@pytest.fixture
def empty_tables() -> Comparison:
    """Nobody has two visits a day, and neither hours nor costs were booked."""
    whole = build()
    return replace(whole, hours=whole.hours.head(0), costs=whole.costs.head(0), carers_14=whole.carers_14.head(0))
