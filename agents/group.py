"""A group of carers: plans its day, and covers what has nobody, in the order that the owner of `cover` sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import mesa
import numpy as np

from agents.rights import Right, Values
from sim.base_plan import insert_with_overtime
from sim.clock import CYCLE_DAYS, ticks
from sim.cover import call_in, call_off_duty
from sim.insertion import OWN_GROUP, insert_all
from sim.kinds import Activity, Engagement, Function, Status
from sim.tables import FloatArray, IntArray

if TYPE_CHECKING:
    from agents.model import HomeCare
    from agents.regime import Regime

NURSING = int(Function.NURSING)
PRACTICAL = int(Function.PRACTICAL)
ASSESSMENT = int(Function.ASSESSMENT)
FOR_ASSESSMENTS = ("stretch", "colleagues")
"""Ways to cover that also find a nurse for an assessment; otherwise it waits for another day."""
Owed = Literal["planning", "casework", "recruitment"]


class Group(mesa.Agent):  # type: ignore[misc]
    """Row `row` of the group table: carers `first` to `last`."""

    def __init__(self, model: HomeCare, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.placed()
        self.owed: dict[Owed, float] = {"planning": 0.0, "casework": 0.0, "recruitment": 0.0}
        self._steps: dict[str, Callable[[IntArray, int], IntArray]] = {
            "stretch": self._stretch,
            "overtime": self._overtime,
            "colleagues": self._colleagues,
            "float": self._float,
            "extra_shift": self._extra_shift,
            "temps": self._temps,
            "move_practical": self._move_practical,
            "cancel_practical": self._cancel_practical,
        }

    def placed(self) -> None:
        """Read where the group's posts stand in the tables now."""
        self.first = int(self.model.world.groups["first"][self.row])
        self.last = int(self.model.world.groups["last"][self.row])
        self._nearest: IntArray | None = None

    @property
    def regime(self) -> Regime:
        """The organisation that the group works in."""
        regime: Regime = self.model.regimes[int(self.model.formation.regime_of_group[self.row])]
        return regime

    @property
    def values(self) -> Values:
        """Named values that hold for the group today."""
        return self.regime.values

    def nearest(self) -> IntArray:
        """This group and the groups of its organisation whose citizens live nearest: those it may ask for help."""
        if self._nearest is None:
            here = self._middle()
            groups = [self.model.groups[g] for g in self.regime.groups]
            groups.sort(key=lambda other: (math.dist(here, other._middle()), other.row))
            asked = groups[: int(self.values["groups_asked"]) + 1]
            self._nearest = np.array(sorted({self.row, *(g.row for g in asked)}), np.int32)
        return self._nearest

    def _middle(self) -> tuple[float, float]:
        """The middle of the homes that the group visits."""
        homes = self.model.world.citizens[np.unique(self.model.formation.citizens_of(self.row))]
        return (float(homes["x"].mean()), float(homes["y"].mean())) if len(homes) else (math.inf, math.inf)

    def citizens(self) -> list[int]:
        """Citizens whom this group visits by plan."""
        lines = self.model.world.lines
        mine = (lines["group"] == self.row) & (lines["active"] > 0) & (lines["function"] <= NURSING)
        return [int(c) for c in np.unique(lines["citizen"][mine])]

    def phone_around(self, day: int) -> None:
        """Somebody has called in sick: whoever rosters, a planner or the group, spends minutes on the phone."""
        owner, values = self.regime.decide(Right.ROSTER, self.row)
        spent = ticks(values["absence_call_minutes"])
        if owner.planned_by == "office":
            self.regime.desks["planner"].book(day, Activity.PLANNING.name.lower(), spent)
            return
        self.owe("planning", spent)

    def allocate(self, citizens: Sequence[int]) -> None:
        """Say who belongs to whom, for those already in the new way and for the others."""
        regime = self.regime
        new = [c for c in citizens if regime.adopted(c)]
        regime.organisation.allocate.allocate(self.model, self, new, regime.organisation.values)
        if regime.before is not None:
            old = [c for c in citizens if not regime.adopted(c)]
            regime.before.allocate.allocate(self.model, self, old, regime.before.values)

    def without_own_carer(self) -> list[int]:
        """Citizens of the group for whom nobody is designated."""
        bonds = self.model.world.bond[:, self.first : self.last]
        return [c for c in self.citizens() if not bonds[c].any()]

    def set_conflict(self, on: bool) -> None:
        """A conflict begins or ends: meetings get longer or are as they were."""
        self.model.world.groups["conflict"][self.row] = self.model.values["conflict_minutes"] if on else 0.0

    def owe(self, kind: Owed, minutes: float) -> None:
        """Office minutes that the group must spend itself; those at work next do them."""
        self.owed[kind] += ticks(minutes)

    def hand_on(self, heir: Group) -> None:
        """Another group takes over what this one owes."""
        for kind, minutes in self.owed.items():
            heir.owed[kind] += minutes
            self.owed[kind] = 0.0

    def pay_owed(self) -> None:
        """What is owed is done at the start of shifts, before routes are planned, some by each who is there."""
        for c in range(self.first, self.last):
            carer = self.model.world.carers[c]
            if carer["engagement"]:
                room = self._room(carer)
                for kind, minutes in self.owed.items():
                    done = min(minutes, room)
                    carer[kind] += done
                    carer["fixed"] += done
                    self.owed[kind] -= done
                    room -= done
            if not any(self.owed.values()):
                return

    def _room(self, carer: np.void) -> float:
        """Minutes of a carer's shift that office work or training may take."""
        return float(ticks(self.values["owed_share"] * float(carer["ends"] - carer["begins"])))

    def train(self, left: FloatArray) -> None:
        """Minutes of training for those at work who still have some to do."""
        for c in range(self.first, self.last):
            carer = self.model.world.carers[c]
            if left[c] > 0 and carer["engagement"]:
                done = min(float(left[c]), self._room(carer))
                carer["training"] += done
                carer["fixed"] += done
                left[c] -= done

    def cover(self, lines: IntArray, day: int) -> None:
        """Find somebody for visits that fit nowhere, step by step; what is left at the end is missed."""
        assessing = self.model.world.lines["function"][lines] == ASSESSMENT
        owner, _ = self.regime.decide(Right.COVER, self.row)
        if assessing.any():
            waiting = lines[assessing]
            for step in (s for s in owner.steps if s in FOR_ASSESSMENTS):
                waiting = self._steps[step](waiting, day) if len(waiting) else waiting
            self.model.dispatch.move(waiting, day)
            lines = lines[~assessing]
        for step in owner.steps:
            if len(lines) == 0:
                return
            lines = self._steps[step](lines, day)
        self.model.dispatch.not_made(lines, day, Status.MISSED)

    def _insert(self, lines: IntArray, day: int, asked: IntArray = OWN_GROUP) -> IntArray:
        todo = lines.copy()
        model = self.model
        left = insert_all(model.world, model.routes, todo, model.staff, 0.0, asked, day, model.seed_value)
        return todo[:left]

    def _stretch(self, lines: IntArray, day: int) -> IntArray:
        """Planned outside the agreed time: later than promised, but today."""
        self.model.world.lines["deadline"][lines] += self.values["stretch_minutes"]
        return self._insert(lines, day)

    def _overtime(self, lines: IntArray, day: int) -> IntArray:
        """Longer routes for those at work."""
        todo, model = lines.copy(), self.model
        allowance = self.values["max_overtime"]
        left = insert_with_overtime(
            model.world, model.routes, todo, self.row, model.staff, allowance, day, model.seed_value
        )
        return todo[:left]

    def _colleagues(self, lines: IntArray, day: int) -> IntArray:
        """Carers of the nearest groups of the same organisation who have room."""
        return self._insert(lines, day, self.nearest())

    def _float(self, lines: IntArray, day: int) -> IntArray:
        """Carers shared with neighbouring districts, paid by the hour at ordinary wages, while any is free."""
        return self._call_in(Engagement.FLOAT, self.values["float_shift_minutes"], lines, day)

    def _temps(self, lines: IntArray, day: int) -> IntArray:
        """Agency temps for a whole temp's shift, while they help."""
        return self._call_in(Engagement.TEMP, self.values["temp_shift_minutes"], lines, day)

    def _call_in(self, engagement: Engagement, length: float, lines: IntArray, day: int) -> IntArray:
        """People from outside, one after the other, each with the grade of the most demanding visit left."""
        todo, model = lines.copy(), self.model
        full = model.scenario.values["shift_minutes"]
        left = call_in(
            model.world,
            model.routes,
            todo,
            self.row,
            model.dispatch.pool(engagement),
            model.staff,
            int(engagement),
            self.values["float_chance"],
            (length or full, full),
            day,
            model.seed_value,
        )
        return todo[:left]

    def _extra_shift(self, lines: IntArray, day: int) -> IntArray:
        """Carers of the group who are off duty, rested, and say yes, one after the other while visits are left."""
        todo, model = lines.copy(), self.model
        begins, ends = model.formation.begins, model.formation.ends
        today, before, after = (d % CYCLE_DAYS for d in (day, day - 1, day + 1))
        left = call_off_duty(
            model.world,
            model.routes,
            todo,
            self.row,
            (begins[today], ends[before], begins[after]),
            model.staff,
            self.values["extra_shift_chance"],
            model.scenario.values["shift_minutes"],
            day,
            model.seed_value,
        )
        return todo[:left]

    def _move_practical(self, lines: IntArray, day: int) -> IntArray:
        """Practical help waits for tomorrow, unless it has waited long enough."""
        practical = self.model.world.lines["function"][lines] == PRACTICAL
        if not practical.any():
            return lines
        movable = practical.copy()
        movable[practical] = [self.model.dispatch.may_move(line, day) for line in lines[practical].tolist()]
        self.model.dispatch.move(lines[movable], day)
        rest: IntArray = lines[~movable]
        return rest

    def _cancel_practical(self, lines: IntArray, day: int) -> IntArray:
        """Practical help is dropped this time."""
        practical = self.model.world.lines["function"][lines] == PRACTICAL
        if not practical.any():
            return lines
        self.model.dispatch.not_made(lines[practical], day, Status.CANCELLED)
        rest: IntArray = lines[~practical]
        return rest
