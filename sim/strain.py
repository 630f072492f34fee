"""Job demands and resources: how a day's work strains people, and what strain does. Pure functions of simulated days.

Strain adds up what each demand and resource is away from its normal level, times its link; see the registry's area
`people`. It is bounded to BOUND either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.kernel import kernel
from sim.kinds import Activity, Engagement, Status
from sim.luck import Purpose, uniform
from sim.tables import BoolArray, FloatArray, IntArray, Table

BOUND = 3.0
PLANNING = int(Activity.PLANNING)
ASSESSMENT = int(Activity.ASSESSMENT)
MEETING = int(Activity.MEETING)
RECRUITMENT = int(Activity.RECRUITMENT)
WAITING = int(Activity.WAITING)
UNFILLED = int(Activity.UNFILLED)
ROSTERED = int(Engagement.ROSTERED)
EXTRA = int(Engagement.EXTRA)
LATE = int(Status.LATE)
EXIT = int(Purpose.EXIT)
KINDS = ("load", "overtime", "lateness", "strangeness", "self_management")
"""Demands that a carer remembers, in the order of the columns below."""
COLUMNS = len(KINDS)
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
    learning: float

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
            values["learning_supervision_on_strain"],
        )


@kernel
def demands_of_day(visits: Table, shifts: Table, minutes: FloatArray, posts: int) -> tuple[FloatArray, BoolArray]:
    """One day's demands by post (rows) and kind (columns), and who had a day to judge: was at work and at a door.

    Shares of paid time at work (load, overtime, self-management) and of the visits made (late ones), and how strange
    the citizens were on average.
    """
    levels = np.zeros((posts, COLUMNS))
    made = np.zeros(posts)
    for k in range(visits.shape[0]):
        c = visits[k].carer
        if 0 <= c < posts:
            made[c] += 1.0
            levels[c, 2] += visits[k].status == LATE
            levels[c, 3] += 1.0 - visits[k].familiarity
    worked = np.zeros(posts, np.bool_)
    for row in range(shifts.shape[0]):
        shift = shifts[row]
        c = shift.carer
        own = shift.engagement == ROSTERED or shift.engagement == EXTRA
        if c >= posts or not own or shift.presence != 0 or shift.ends <= shift.begins or made[c] == 0.0:
            continue
        worked[c] = True
        slack = minutes[row, WAITING] + minutes[row, UNFILLED]
        managing = minutes[row, PLANNING] + minutes[row, ASSESSMENT] + minutes[row, MEETING] + minutes[row, RECRUITMENT]
        levels[c, 0] = 1.0 - slack / shift.paid
        levels[c, 1] = 1.0 if shift.engagement == EXTRA else shift.overtime / shift.paid
        levels[c, 4] = managing / shift.paid
        levels[c, 2] /= made[c]
        levels[c, 3] /= made[c]
    return levels, worked


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

    def take_in(self, demands: FloatArray, worked: BoolArray, day: int, memory: float) -> None:
        """Remember a day's demands of those who worked: older days fade with exp(-days / memory)."""
        weight = np.where(worked, -np.expm1((self.last - day) / memory), 0.0)
        self.levels += weight[:, None] * (demands - self.levels)
        self.last[worked] = day


def strain_of(
    state: StrainState,
    conflict: FloatArray,
    autonomy: FloatArray,
    support: FloatArray,
    learning: FloatArray,
    norms: Norms,
    links: Links,
) -> FloatArray:
    """Strain by post. conflict: 1 where the group is in conflict; autonomy: 0 to 1; support: minutes a week; learning:
    how far inspection is for learning, 0 to 1."""
    total = ((state.levels - norms.demands) / SCALES) @ links.demands
    total = total + links.conflict * conflict - links.autonomy * autonomy - links.learning * learning
    if links.support > 0:
        total = total + links.support * np.log2(norms.support / np.maximum(support, 1.0))
    bounded: FloatArray = np.clip(total, -BOUND, BOUND)
    return bounded


def illness_factors(strain: FloatArray, self_formed: FloatArray, links: Links) -> FloatArray:
    """Factor on the chance of falling ill, by post."""
    factors: FloatArray = np.exp(links.sickness * strain) * (1.0 - links.self_selection * self_formed)
    return factors


@kernel
def giving_notice(chance: FloatArray, employed: BoolArray, day: int, seed: int) -> IntArray:
    """Posts whose holders give notice today; the same luck whatever the chances."""
    out = np.empty(len(chance), np.int32)
    n = 0
    for post in range(len(chance)):
        if employed[post] and uniform(seed, EXIT, post, day, 0) < chance[post]:
            out[n] = post
            n += 1
    return out[:n].copy()


def exit_chances(per_year: float, strain: FloatArray, self_formed: FloatArray, links: Links) -> FloatArray:
    """Chance of giving notice today, by post."""
    rate = per_year / 365.0 * np.exp(links.exits * strain) * (1.0 - links.self_selection * self_formed)
    chances: FloatArray = -np.expm1(-rate)
    return chances
