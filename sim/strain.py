"""Job demands and resources: how a day's work strains people, and what strain does. Pure functions of simulated days.

Strain adds up what each demand and resource is away from its normal level, times its link; see the registry's area
`people`. It is bounded to BOUND either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.tables import Activity, BoolArray, Engagement, FloatArray, Status, Table

BOUND = 3.0
SELF_MANAGEMENT = [int(a) for a in (Activity.PLANNING, Activity.ASSESSMENT, Activity.MEETING, Activity.RECRUITMENT)]
SLACK = [int(Activity.WAITING), int(Activity.UNFILLED)]
OWN = [int(Engagement.ROSTERED), int(Engagement.EXTRA)]
KINDS = ("load", "overtime", "lateness", "strangeness", "self_management")
"""Demands that a carer remembers, in the order of the columns below."""
SCALES = np.array([0.1, 0.05, 0.1, 0.1, 0.1])
"""Points of each demand that its link is about."""


@dataclass(frozen=True)
class Norms:
    """Normal levels: of the demands, and of support in minutes a week."""

    demands: FloatArray
    support: float

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Norms:
        return cls(np.array([values[f"normal_{kind}"] for kind in KINDS]), values["normal_support"])


@dataclass(frozen=True)
class Links:
    """Sizes of the links to and from strain."""

    demands: FloatArray
    conflict: float
    autonomy: float
    support: float
    sickness: float
    exits: float
    self_selection: float

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Links:
        names = ("load", "overtime", "lateness", "strangers", "self_management")
        return cls(
            np.array([values[f"{name}_on_strain"] for name in names]),
            values["conflict_on_strain"],
            values["autonomy_on_strain"],
            values["support_on_strain"],
            values["strain_on_sickness"],
            values["strain_on_exits"],
            values["self_selection"],
        )


@dataclass(frozen=True)
class Demands:
    """One day's demands by post (rows) and kind (columns); worked: who had a day to judge."""

    levels: FloatArray
    worked: BoolArray

    @classmethod
    def of_day(cls, visits: Table, shifts: Table, minutes: FloatArray, posts: int) -> Demands:
        """From a day's journal rows. Shares of time at work; of visits made: late ones, and mean strangeness."""
        levels = np.zeros((posts, len(KINDS)))
        at_work = (shifts["carer"] < posts) & np.isin(shifts["engagement"], OWN) & (shifts["presence"] == 0)
        at_work &= shifts["ends"] > shifts["begins"]
        who = shifts["carer"][at_work]
        paid = np.maximum(shifts["paid"][at_work], 1.0)
        spent = minutes[at_work]
        extra = shifts["engagement"][at_work] == Engagement.EXTRA
        levels[who, 0] = 1.0 - spent[:, SLACK].sum(axis=1) / paid
        levels[who, 1] = np.where(extra, 1.0, shifts["overtime"][at_work] / paid)
        levels[who, 4] = spent[:, SELF_MANAGEMENT].sum(axis=1) / paid
        own = visits[(visits["carer"] >= 0) & (visits["carer"] < posts)]
        made = np.bincount(own["carer"], minlength=posts)
        late = np.bincount(own["carer"], own["status"] == Status.LATE, minlength=posts)
        strange = np.bincount(own["carer"], 1.0 - own["familiarity"], minlength=posts)
        worked = np.zeros(posts, bool)
        worked[who] = True
        visited = made > 0
        levels[visited, 2] = (late / np.maximum(made, 1))[visited]
        levels[visited, 3] = (strange / np.maximum(made, 1))[visited]
        return cls(levels, worked & visited)


@dataclass
class StrainState:
    """What each post's holder remembers of the demands, and the last day that went into it."""

    levels: FloatArray
    last: FloatArray

    @classmethod
    def normal(cls, posts: int, norms: Norms) -> StrainState:
        return cls(np.tile(norms.demands, (posts, 1)), np.full(posts, -1.0))

    def reset(self, post: int, norms: Norms) -> None:
        """Somebody new, to whom all has been normal."""
        self.levels[post] = norms.demands

    def take_in(self, demands: Demands, day: int, memory: float) -> None:
        """Remember a day: older days fade with exp(-days / memory)."""
        rows = demands.worked
        weight = -np.expm1(-(day - self.last[rows]) / memory)
        self.levels[rows] += weight[:, None] * (demands.levels[rows] - self.levels[rows])
        self.last[rows] = day


def strain_of(
    state: StrainState, conflict: FloatArray, autonomy: FloatArray, support: FloatArray, norms: Norms, links: Links
) -> FloatArray:
    """Strain by post. conflict: 1 where the group is in conflict; autonomy: 0 to 1; support: minutes a week."""
    total = ((state.levels - norms.demands) / SCALES) @ links.demands
    total = total + links.conflict * conflict - links.autonomy * autonomy
    if links.support > 0:
        total = total + links.support * np.log2(norms.support / np.maximum(support, 1.0))
    bounded: FloatArray = np.clip(total, -BOUND, BOUND)
    return bounded


def illness_factors(strain: FloatArray, autonomy: FloatArray, links: Links) -> FloatArray:
    """Factor on the chance of falling ill, by post."""
    factors: FloatArray = np.exp(links.sickness * strain) * (1.0 - links.self_selection * autonomy)
    return factors


def exit_chances(per_year: float, strain: FloatArray, autonomy: FloatArray, links: Links) -> FloatArray:
    """Chance of giving notice today, by post."""
    rate = per_year / 365.0 * np.exp(links.exits * strain) * (1.0 - links.self_selection * autonomy)
    chances: FloatArray = -np.expm1(-rate)
    return chances
