"""A citizen: asks for help, is assessed, gets help, needs more or less of it, and one day no longer needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from agents.rights import Process
from sim.care_plan import draw_care_plan
from sim.clock import DAY, day_of
from sim.journal import Case

if TYPE_CHECKING:
    from agents.model import HomeCare


class Citizen(mesa.Agent):  # type: ignore[misc]
    """Row `row` of the citizen table."""

    def __init__(self, model: HomeCare, row: int) -> None:
        super().__init__(model)
        self.row = row

    def leave(self) -> None:
        """Help ends; somebody else in the place comes to need it, and asks."""
        model = self.model
        model.dispatch.forget(self.row)
        model.grants.end(self.row)
        episode = int(model.world.citizens["episode"][self.row])
        model.grants.expect(self.row, draw_care_plan(model.scenario.values, model.seed_value, self.row, episode))
        model.env.process(self.seek_help(episode))

    def seek_help(self, episode: int) -> Process:
        """From the first need to the first day of help."""
        model = self.model
        case = self.open_case("referral", model.env.now)
        case.reported = model.env.now
        yield from model.organisation.assess.assess(model, case)
        if episode == model.world.citizens["episode"][self.row]:
            model.begin_help(self.row)
            self.settle(case)

    def change_noticed(self, minute: float) -> Process:
        """Somebody has noticed that help no longer fits; it is adjusted by whoever may."""
        model = self.model
        episode = model.world.citizens["episode"][self.row]
        changed_at = float(model.world.citizens["changed_at"][self.row])
        if changed_at > minute:
            return
        case = self.open_case("change", changed_at)
        case.reported = minute
        factor = yield from model.organisation.adjust.adjust(model, case)
        if episode == model.world.citizens["episode"][self.row]:
            model.grants.set(self.row, factor)
            self.settle(case)

    def be_reassessed(self) -> Process:
        """A planned reassessment, which also finds what nobody had noticed."""
        model = self.model
        episode = model.world.citizens["episode"][self.row]
        case = self.open_case("reassessment", model.env.now)
        case.reported = model.env.now
        factor = yield from model.organisation.assess.reassess(model, case)
        if episode == model.world.citizens["episode"][self.row]:
            self._count_what_nobody_noticed()
            model.grants.set(self.row, factor)
            self.settle(case)

    def _count_what_nobody_noticed(self) -> None:
        """A change that only the reassessment found is a case of its own."""
        row = self.model.world.citizens[self.row]
        if row["changed_at"] < self.model.env.now and not row["noticed"]:
            found = self.open_case("change", float(row["changed_at"]))
            found.reported = self.model.env.now
            self.settle(found)

    def open_case(self, kind: str, arose: float) -> Case:
        """A new entry in the journal of cases."""
        case = Case(kind, self.row, arose)
        self.model.journal.cases.append(case)
        return case

    def settle(self, case: Case) -> None:
        """Help follows from tomorrow on."""
        case.settled = (day_of(self.model.env.now) + 1) * DAY
