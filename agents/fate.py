"""What happens to citizens whoever organises their care: need, falls, hospital, alarms, and how help ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.attendance import chosen
from sim.health import CAUSES, acute_calls, endings, falls_and_admissions, hazards
from sim.journal import CitizenDay
from sim.luck import Purpose, uniform
from sim.memory import how_people_are, remember, remembering
from sim.need import change_needs, need_rates, set_need
from sim.tables import BoolArray, Table

if TYPE_CHECKING:
    from agents.model import HomeCare

FALL = 1
"""How `falls_and_admissions` marks an admission after a fall."""


class Fate:
    """Rates of what happens in a place, and what happened today."""

    def __init__(self, model: HomeCare) -> None:
        self._model = model
        v = model.scenario.values
        self._needs = need_rates(v)
        self.hazards = hazards(v)
        self._remembering = remembering(v)
        self.fell: BoolArray = np.zeros(len(model.world.citizens), bool)
        self._rounds: list[int] = []
        self._unanswered: list[int] = []

    def befall(self, day: int) -> Table:
        """Let needs change, courses end, and people fall and go to hospital; returns today's acute calls."""
        model, seed = self._model, self._model.seed_value
        citizens = model.world.citizens
        change_needs(citizens, self._needs, model.scenario.shock("demand", day), day, seed)
        causes = endings(citizens, self.hazards, day, seed)
        for i in np.flatnonzero(causes):
            model.citizens[i].leave(CAUSES[causes[i]])
        admitted, self.fell, alarms = falls_and_admissions(citizens, self.hazards, day, seed)
        for i in np.flatnonzero(admitted):
            model.citizens[i].be_admitted("fall" if admitted[i] == FALL else "illness")
        for call in self._taken_in(day):
            model.citizens[call].be_admitted("unanswered call")
        for citizen in self._sent_home_tomorrow(day):
            model.citizens[citizen].be_admitted("incident", nights=1)
        calls: Table = acute_calls(citizens, alarms, self.hazards.acute_call, day, seed)
        return calls

    def need_changed(self, citizen: int, minute: float) -> None:
        """Work out a citizen's need now."""
        demand = self._model.scenario.shock("demand", self._model.today)
        set_need(self._model.world.citizens[citizen], self._needs.worth, demand, minute)

    def answered(self, by_round: list[int], by_nobody: list[int]) -> None:
        """Whose acute call today only the acute round could answer, and whose nobody."""
        self._rounds, self._unanswered = by_round, by_nobody

    def _taken_in(self, day: int) -> list[int]:
        """Those whose call nobody answered yesterday and who are taken to hospital for it."""
        model = self._model
        chance = model.scenario.values["unanswered_on_admissions"]
        key = (model.seed_value, int(Purpose.UNANSWERED))
        rows = model.world.citizens
        there = [i for i in dict.fromkeys(self._unanswered) if rows["served"][i] and not rows["away"][i]]
        return [i for i in there if uniform(*key, i, day, 0) < chance]

    def _sent_home_tomorrow(self, day: int) -> list[int]:
        """Whom an incident of today takes to hospital for a night."""
        model = self._model
        number = model.scenario.struck("discharges", day)
        if not number:
            return []
        rows = model.world.citizens
        there = np.flatnonzero((rows["served"] > 0) & (rows["personal"] > 0) & (rows["away"] == 0))
        return chosen(there, number, day, model.seed_value)

    def remember(self, visits: Table, day: int) -> None:
        """Citizens remember today's visits; the journal keeps how people are, regime by regime."""
        model = self._model
        remember(model.world.citizens, visits, self._remembering)
        for regime in model.regimes:
            people = how_people_are(model.world.citizens, regime.citizens, self.fell)
            rounds = sum(model.regime(i) is regime for i in self._rounds)
            model.journal.citizen_days.append(CitizenDay(day, regime.number, *people, rounds))
