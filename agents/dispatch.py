"""Today's exceptions: visits that are moved, cancelled or missed, visits asked for, and temps called in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import simpy

from agents.rights import Process
from sim.clock import CYCLE_DAYS, DAY, is_weekend, ticks
from sim.kinds import Activity, Engagement, Function, Grade, Status
from sim.luck import Purpose, uniform
from sim.tables import ACUTE_VISIT, ASSESSMENT_VISIT, LINES, IntArray
from sim.visiting import write_unmade
from sim.writing import writing_minutes

if TYPE_CHECKING:
    from agents.model import HomeCare

PRACTICAL = int(Function.PRACTICAL)
ASSESSMENT = int(Function.ASSESSMENT)
ACUTE = int(Function.ACUTE)


class Dispatch:
    """What is due though the care plan doesn't say so, and who is called in from outside."""

    def __init__(self, model: HomeCare) -> None:
        self._model = model
        self._moved: dict[int, int] = {}
        self._visits_asked: dict[int, simpy.Event] = {}

    @property
    def asked(self) -> int:
        """How many citizens wait for a visit that was asked for."""
        return len(self._visits_asked)

    def extra_lines(self, day: int) -> IntArray:
        """Lines moved to today or asked for, of citizens who are still there; what is due anyway is left out."""
        lines = self._model.world.lines
        away = self._model.world.citizens["away"]
        asked = [citizen * LINES + ASSESSMENT_VISIT for citizen in self._visits_asked if not away[citizen]]
        asked = asked if not is_weekend(day) else []
        moved = [
            line for line in self._moved if lines["active"][line] and not lines["days"][line] >> (day % CYCLE_DAYS) & 1
        ]
        self._moved = {line: since for line, since in self._moved.items() if line in moved}
        return np.array(sorted(asked + moved), np.int32)

    def ask_for_visit(self, citizen: int, minutes: float) -> simpy.Event:
        """A visit on the next working day with room; the event happens, with value True, when it has been made."""
        line = self._model.world.lines[citizen * LINES + ASSESSMENT_VISIT]
        line["minutes"] = line["granted"] = line["service"] = minutes
        event = self._model.env.event()
        earlier = self._visits_asked.get(citizen)
        if earlier is not None:
            self._model.env.process(_after(earlier, event))
            return event
        self._visits_asked[citizen] = event
        return event

    def forget(self, citizen: int) -> None:
        """The citizen is gone: nobody needs to come."""
        event = self._visits_asked.pop(citizen, None)
        if event is not None:
            event.succeed(False)

    def made(self, first_row: int, last_row: int, day: int) -> None:
        """Read today's journal rows: visits asked for happen at their minute, moved lines are no longer owed."""
        visits = self._model.journal.visits[first_row:last_row]
        made = visits["carer"] >= 0
        if self._visits_asked:
            for row in visits[made & (visits["function"] == ASSESSMENT)]:
                event = self._visits_asked.pop(int(row["citizen"]))
                at = day * DAY + float(row["start"]) + float(row["granted"])
                self._model.start_at(at, _happen(event))
        if self._moved:
            done = set(visits["line"][made & (visits["function"] == PRACTICAL)].tolist())
            self._moved = {line: since for line, since in self._moved.items() if line not in done}

    def may_move(self, line: int, day: int) -> bool:
        """Whether practical help can wait another day."""
        return day - self._moved.get(line, day) < self._model.regime(line // LINES).values["move_days"]

    def move(self, lines: IntArray, day: int) -> None:
        """These visits are tried again tomorrow."""
        for line in lines:
            if self._model.world.lines["function"][line] != ASSESSMENT:
                self._moved.setdefault(int(line), day)
        self._write(lines, day, Status.MOVED)

    def not_made(self, lines: IntArray, day: int, status: Status) -> None:
        """These visits are cancelled or missed."""
        for line in lines:
            self._moved.pop(int(line), None)
        self._write(lines, day, status)

    def send_round(self, first_row: int, day: int) -> tuple[list[int], list[int]]:
        """The acute round of the wider municipality takes calls that nobody of the citizen's own carers could.

        Returns the citizens it went to, and those to whom nobody came.
        """
        model = self._model
        rows = model.journal.visits[first_row:]
        left = rows[(rows["function"] == ACUTE) & (rows["carer"] < 0)]["citizen"].tolist()
        if not left:
            return [], []
        places = first_row + np.flatnonzero((rows["function"] == ACUTE) & (rows["carer"] < 0))
        first = model.staff + int(model.values["temp_pool"] + model.values["float_pool"])
        free = list(range(first, len(model.world.carers)))
        went, nobody = [], []
        called: dict[int, list[float]] = {}
        for call in model.calls:
            called.setdefault(int(call["citizen"]), []).append(float(call["minute"]))
        for place, citizen in zip(places, left, strict=True):
            minute = called[citizen].pop()
            u = uniform(model.seed_value, int(Purpose.ROUND), citizen, day, 0)
            if free and u < model.scenario.values["acute_round_chance"]:
                model.world.carers["grade"][free[0]] = int(Grade.NURSE)
                self._answer(int(place), citizen, minute, free.pop(0), day)
                went.append(citizen)
            else:
                nobody.append(citizen)
        return went, nobody

    def _answer(self, place: int, citizen: int, minute: float, carer: int, day: int) -> None:
        """The journal rows of one call that the acute round answers: the visit, and the time paid for it."""
        model = self._model
        v = model.regime(citizen).values
        travel = ticks(float(model.world.travel[0, -1, citizen]))
        care = ticks(float(model.world.lines["granted"][citizen * LINES + ACUTE_VISIT]))
        written = ticks(writing_minutes(v)[0])
        arrives = minute + ticks(model.scenario.values["acute_round_delay"])
        visit = model.journal.visits[place : place + 1]
        visit["carer"], visit["person"] = carer, model.world.carers["person"][carer]
        visit["grade"], visit["status"] = model.world.carers["grade"][carer], int(Status.LATE)
        visit["start"], visit["care"] = arrives, care
        record = model.journal.blank()
        shift = record.shifts[:1]
        shift["day"], shift["carer"], shift["group"] = day, carer, visit["group"]
        shift["grade"], shift["engagement"], shift["presence"] = visit["grade"], int(Engagement.FLOAT), 0
        shift["begins"], shift["ends"] = arrives - travel, arrives + care + written + travel
        shift["paid"], shift["overtime"] = shift["ends"] - shift["begins"], 0.0
        shift["car_km"], shift["bicycle_km"] = 2 * model.world.distance[-1, citizen], 0.0
        record.minutes[0, :] = 0.0
        record.minutes[0, [int(Activity.TRAVEL), int(Activity.CARE), int(Activity.DOCUMENTATION)]] = (
            2 * travel,
            care,
            written,
        )
        model.journal.wrote(shifts=1)

    def _write(self, lines: IntArray, day: int, status: Status) -> None:
        if len(lines) == 0:
            return
        record = self._model.journal.blank()
        write_unmade(self._model.world, record, lines, day, int(status))
        self._model.journal.wrote(visits=len(lines))

    def pool(self, engagement: Engagement) -> tuple[int, int]:
        """Rows of the carer table, first and last (exclusive), that hold agency temps, or float carers."""
        model = self._model
        v = model.scenario.values
        first = model.staff if engagement == Engagement.TEMP else model.staff + int(v["temp_pool"])
        size = int(v["temp_pool"] if engagement == Engagement.TEMP else v["float_pool"])
        return min(first, len(model.world.carers)), min(first + size, len(model.world.carers))


def _happen(event: simpy.Event) -> Process:
    """Let a visit that was asked for have been made now."""
    if not event.triggered:
        yield event.succeed(True)


def _after(first: simpy.Event, event: simpy.Event) -> Process:
    """Let an event happen when another has."""
    made = yield first
    if not event.triggered:
        yield event.succeed(made)
