"""The carers as people: strain from demands and resources, who falls ill, who leaves, conflicts in groups.

Strain is 0 at normal levels of all demands and resources; each link adds in proportion to how far its cause is from
normal. It moves the chances of falling ill and of leaving. Nothing here knows how work is organised.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.attendance import onset
from sim.journal import StaffDay
from sim.luck import Purpose, exponential, uniform
from sim.need import daily_rate
from sim.strain import (
    Links,
    Norms,
    StrainState,
    demands_of_day,
    exit_chances,
    giving_notice,
    illness_factors,
    strain_of,
)
from sim.tables import FloatArray, IntArray, Table

if TYPE_CHECKING:
    from agents.model import HomeCare
    from agents.regime import Regime

TEAMS_PER_COACH = 50
"""The ratio (N22) for which `coach_on_conflict` holds."""
MOST_EASED = 0.9


class Workforce:
    """What is remembered about the holder of each post."""

    def __init__(self, model: HomeCare) -> None:
        self._model = model
        v = model.values
        self.norms = Norms.of(v)
        self.links = Links.of(v)
        self.state = StrainState.normal(model.staff, self.norms)
        self.hired = np.array([-self._tenure(c) for c in range(model.staff)])
        self.leaving = np.zeros(model.staff, bool)
        self.strain: FloatArray = np.zeros(model.staff)
        self.autonomy: FloatArray = np.zeros(model.staff)
        self.support: FloatArray = np.ones(model.staff)
        self.self_formed: FloatArray = np.zeros(model.staff)
        self.in_conflict = np.zeros(len(model.world.groups), bool)
        self.training_left: FloatArray = np.zeros(model.staff)

    def _tenure(self, post: int) -> float:
        """Days that the first holder of a post has been there: exponential, as in a staff in balance."""
        model = self._model
        rate = model.values["exit_rate"]
        return float(exponential(model.seed_value, int(Purpose.TENURE), post, 0, 0)) * 365 / rate if rate else 1e6

    def welcome(self, post: int, day: int) -> None:
        """Somebody new holds the post: normal strain, no experience."""
        self.hired[post] = day
        self.leaving[post] = False
        self.training_left[post] = 0.0
        self.state.reset(post, self.norms)

    def moved(self, sources: IntArray, groups: int) -> None:
        """Posts are other rows now: what is remembered goes with whoever held the old one (-1: nobody)."""
        there, at = sources >= 0, np.maximum(sources, 0)
        state = StrainState.normal(len(sources), self.norms)
        state.levels[there], state.last[there] = self.state.levels[at][there], self.state.last[at][there]
        self.state = state
        self.hired = np.where(there, self.hired[at], self._model.today)
        self.leaving = there & self.leaving[at]
        self.strain = np.where(there, self.strain[at], 0.0)
        self.autonomy = np.where(there, self.autonomy[at], 0.0)
        self.support = np.where(there, self.support[at], 1.0)
        self.self_formed = np.where(there, self.self_formed[at], 0.0)
        self.training_left = np.where(there, self.training_left[at], 0.0)
        self.in_conflict = np.concatenate([self.in_conflict, np.zeros(groups - len(self.in_conflict), bool)])

    def leavers(self, day: int) -> list[int]:
        """Posts whose holders give notice today."""
        model = self._model
        v = model.values
        chance = exit_chances(v["exit_rate"], self.strain, self.self_formed, self.links)
        employed = (model.world.carers["vacant"][: model.staff] == 0) & ~self.leaving
        posts: list[int] = giving_notice(chance, employed, day, model.seed_value).tolist()
        return posts

    def close(self, visits: Table, shifts: Table, minutes: FloatArray, day: int) -> None:
        """Take in what today was like (its rows of the journal), and set what it does to everybody."""
        model = self._model
        demands, worked = demands_of_day(visits, shifts, minutes, model.staff)
        self.state.take_in(demands, worked, day, model.values["strain_memory"])
        conflict, learning = np.zeros(model.staff), np.zeros(model.staff)
        for regime in model.regimes:
            self._conflicts(regime, day)
            self.autonomy[regime.posts] = regime.autonomy
            self.support[regime.posts] = regime.support()
            self.self_formed[regime.posts] = regime.values["self_formed"]
            learning[regime.posts] = regime.values["learning_supervision"]
            for g in regime.groups:
                rows = slice(int(model.world.groups["first"][g]), int(model.world.groups["last"][g]))
                conflict[rows] = self.in_conflict[g]
        self.strain = strain_of(self.state, conflict, self.autonomy, self.support, learning, self.norms, self.links)
        carers = model.world.carers[: model.staff]
        carers["illness"] = self._base_illness() * illness_factors(self.strain, self.self_formed, self.links)
        self.set_pace(day)
        self._write(day)

    def _base_illness(self) -> FloatArray:
        """Factor on the place's chance of falling ill where an organisation moves `sickness_share`, by post."""
        model = self._model
        place = model.scenario.values
        usual = onset(place["sickness_share"], place["spell_days"])
        factors = np.ones(model.staff)
        for regime in model.regimes:
            moved = onset(regime.values["sickness_share"], place["spell_days"])
            factors[regime.posts] = moved / usual if usual > 0 else 1.0
        return factors

    def set_pace(self, day: int) -> None:
        """Extra minutes a visit from inexperience and from a way of working that is new."""
        model = self._model
        v = model.values
        served = np.maximum(day - self.hired, 0.0)
        slow = v["inexperience_minutes"] * np.exp2(-served / v["experience_half_life"])
        for regime in model.regimes:
            slow[regime.posts] += regime.dip(day)
        model.world.carers["slow"][: model.staff] = slow

    def _conflicts(self, regime: Regime, day: int) -> None:
        """Conflicts begin in proportion to what the group decides itself, and end sooner with a coach."""
        model = self._model
        v = model.values
        avoided = regime.values["task_roles"] * v["roles_on_conflict"]
        begins = daily_rate(v["conflicts_per_year"] * regime.autonomy * (1.0 - avoided))
        eased = min(v["coach_on_conflict"] * regime.coaches_per_group() * TEAMS_PER_COACH, MOST_EASED)
        ends = 1.0 / max(7.0 * v["conflict_weeks"] * (1.0 - eased), 1.0)
        for g in regime.groups:
            if model.world.groups["last"][g] - model.world.groups["first"][g] < 2:
                continue
            u = uniform(model.seed_value, int(Purpose.CONFLICT), g, day, 0)
            was = bool(self.in_conflict[g])
            self.in_conflict[g] = u >= ends if was else u < begins
            if was != self.in_conflict[g]:
                model.groups[g].set_conflict(bool(self.in_conflict[g]))

    def _write(self, day: int) -> None:
        model = self._model
        vacant = model.world.carers["vacant"][: model.staff] > 0
        for regime in model.regimes:
            mine = [c for c in regime.posts if not vacant[c]]
            strain = float(self.strain[mine].mean()) if mine else math.nan
            conflicts = int(self.in_conflict[regime.groups].sum())
            sizes = (len(regime.posts), len(mine))
            row = StaffDay(day, regime.number, *sizes, strain, regime.autonomy, len(regime.groups), conflicts)
            model.journal.staff_days.append(row)
