"""How far a conclusion leans on what nobody knows: plausible draws, contested links, and assumptions at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.comparison import MeasureRow, Verdict
from experiments.contested import links_to_check
from experiments.pricing import settled
from experiments.replicate import Pair, Plan, Progress, replicate
from experiments.statistics import CONFIDENCE, compare_measures
from policies.arm import Arm
from sim.measures.catalogue import CATALOGUE
from sim.parameters import currency, registry
from sim.problems import Problem, nearest, raise_if
from sim.scenario import Scenario

LESS_IS_BETTER = (
    "carers_14",
    "unmet_minutes",
    "admissions",
    "sick_time_share",
    "turnover",
    "overhead_share_cost",
    "cost_per_delivered_hour",
    "cost_per_citizen_month",
)
"""Headline measures: of all of them nobody wants more."""
WEAKEST = (
    "authority_share",
    "assessment_lag",
    "start_lag",
    "change_lag",
    "continuity_weight",
    "familiar_tie",
    "need_drift",
    "discharge_on_need",
    "relief_half_life",
    "network_on_need",
    "orientation_minutes",
    "familiarity_on_notice",
)
"""Assumptions that conclusions are most likely to lean on; docs/limits.md names each."""


@dataclass(frozen=True)
class Share:
    """Of how many draws B is better in a measure, with the 95 % interval of that share (Wilson)."""

    key: str
    title: str
    better: int
    draws: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.better / self.draws if self.draws else float("nan")


@dataclass(frozen=True)
class Turn:
    """A verdict that changes when one assumption is otherwise. assumption: a parameter and its value, or a link."""

    assumption: str
    title: str
    before: Verdict
    after: Verdict

    @property
    def flips(self) -> bool:
        """Whether the conclusion turns round, not only fades."""
        return {self.before, self.after} == {"higher", "lower"}


@dataclass(frozen=True)
class Leaning:
    """What a conclusion leans on. rows: the comparison by itself; tried: how many assumptions were changed."""

    title_a: str
    title_b: str
    scenario: str
    replications: int
    rows: tuple[MeasureRow, ...]
    shares: tuple[Share, ...]
    turns: tuple[Turn, ...]
    tried: int


def lean(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    draw_pairs: int = 50,
    replications: int = 6,
    assumptions: Sequence[str] = WEAKEST,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Leaning:
    """Run pairs over draws, then with each assumption at either end of its range and without each contested link.

    Draws are those that the scenario names; without any there are no shares. Raises InputError when an arm can't work
    here, or a name or number can't be used.
    """
    plan = Plan(replications, seed=seed, processes=processes)
    raise_if(a.problems(scenario) + b.problems(scenario) + plan.problems() + number_problems(draw_pairs, assumptions))
    place = settled(scenario, seed)
    variants = dict(varied(place, assumptions))
    pairs, *others = replicate(a, b, place, list(variants.values()), plan, progress)
    rows = headline(pairs, place)
    turns = [
        turn
        for name, found in zip(variants, others, strict=True)
        for turn in turned(name, rows, headline(found, place))
    ]
    shares: tuple[Share, ...] = ()
    if place.draws is not None:
        wide = Plan(draw_pairs, seed=seed, processes=processes)
        shares = tuple(shares_of(replicate(a, b, place, (), wide, progress)[0]))
    return Leaning(a.title, b.title, scenario.title, replications, rows, shares, tuple(turns), len(variants))


def number_problems(draw_pairs: int, assumptions: Sequence[str]) -> list[Problem]:
    """Numbers out of range and unknown assumptions."""
    found = [] if draw_pairs >= 2 else [Problem("pairs", f"must be at least 2, got {draw_pairs}")]
    unknown = [name for name in assumptions if name not in registry()]
    return found + [Problem("assumption", f"unknown parameter {n!r}{nearest(n, registry())}") for n in unknown]


def varied(scenario: Scenario, assumptions: Sequence[str]) -> Iterator[tuple[str, Scenario]]:
    """The place with one assumption otherwise: at either end of its range, or with a contested link off."""
    for name in links_to_check(scenario):
        yield f"without the link {name}", scenario.without_links([name])
    for name in assumptions:
        p = registry(scenario.country)[name]
        for end in (p.low, p.high):
            if end != scenario.values[name]:
                yield f"{name} = {end:g}", scenario.with_parameters({name: end})


def headline(pairs: Sequence[Pair], scenario: Scenario) -> tuple[MeasureRow, ...]:
    """Rows of the headline measures."""
    rows = compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs], currency(scenario.country))
    by_key: Mapping[str, MeasureRow] = {row.key: row for row in rows}
    return tuple(by_key[key] for key in LESS_IS_BETTER)


def turned(name: str, before: Sequence[MeasureRow], after: Sequence[MeasureRow]) -> list[Turn]:
    """Verdicts that were told and aren't any more, or are the other way round."""
    told = ("higher", "lower")
    both = zip(before, after, strict=True)
    return [Turn(name, x.title, x.verdict, y.verdict) for x, y in both if x.verdict in told and y.verdict != x.verdict]


def shares_of(pairs: Sequence[Pair]) -> Iterator[Share]:
    """By headline measure, in how many pairs B lies below A; pairs where either is undefined take no part."""
    titles = {m.key: m.title for m in CATALOGUE}
    for key in LESS_IS_BETTER:
        gaps = np.array([b.measures[key] - a.measures[key] for a, b in pairs])
        gaps = gaps[~np.isnan(gaps)]
        better = int((gaps < 0).sum())
        if len(gaps):
            interval = stats.binomtest(better, len(gaps)).proportion_ci(CONFIDENCE, method="wilson")
            yield Share(key, titles[key], better, len(gaps), float(interval.low), float(interval.high))
