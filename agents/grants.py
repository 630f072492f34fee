"""What is granted to whom: care plans begin, end and follow need, and groups have frames that grants must fit into."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from agents.formation import Formation, assign_groups, set_service
from sim.bands import band_edges, band_of
from sim.clock import CYCLE_DAYS
from sim.kinds import Function
from sim.population import begin_episode, grant
from sim.tables import ASSESSMENT_VISIT, LINES, BoolArray, FloatArray, IntArray, Table, World


class Grants:
    """Care plans of one run, written to the world's tables."""

    def __init__(
        self, world: World, formation: Formation, margins: Sequence[float], values: Callable[[int], Mapping[str, float]]
    ) -> None:
        """margins: room in each group's frame; values: named values that hold for a citizen."""
        self._values = values
        self._away: dict[int, BoolArray] = {}
        self._waiting: dict[int, Table] = {}
        self.work_in(world, formation, margins)

    def work_in(self, world: World, formation: Formation, margins: Sequence[float]) -> None:
        """Write to these tables from now on."""
        self._world = world
        self._formation = formation
        self._due = np.array([int(d).bit_count() for d in world.lines["days"]], float)
        groups = range(len(world.groups))
        self._lines_of = [np.flatnonzero(world.lines["group"] == g) for g in groups]  # a place keeps its groups
        self._margins = margins

    def regroup(self, world: World, formation: Formation) -> None:
        """Other groups serve everybody; whoever is in hospital is expected back by theirs."""
        for citizen, active in self._away.items():
            world.lines["active"][self.rows(citizen)] = active
        assign_groups(world, formation.group_of)
        for citizen in self._away:
            world.lines["active"][self.rows(citizen)] = 0

    def rows(self, citizen: int) -> slice:
        """The citizen's rows of the line table."""
        return slice(citizen * LINES, (citizen + 1) * LINES)

    def end(self, citizen: int) -> None:
        """Help ends today; whoever comes next is known by nobody."""
        row = self._world.citizens[citizen]
        row["served"] = row["personal"] = row["heavy"] = row["noticed"] = 0
        row["episode"] += 1
        self._away.pop(citizen, None)
        self._world.known[citizen] = self._world.bond[citizen] = 0.0
        row["changed_at"] = math.inf
        self._world.lines["active"][self.rows(citizen)] = 0

    def expect(self, citizen: int, plan: Table) -> None:
        """Somebody else needs help here: their plan waits, only an assessment visit can be asked for."""
        self._waiting[citizen] = plan
        rows = self.rows(citizen)
        self._world.lines[rows] = plan
        self._world.lines["active"][rows] = 0
        self._world.lines["active"][rows.start + ASSESSMENT_VISIT] = 1
        self._regroup(rows)

    def begin(self, citizen: int) -> None:
        """The waiting plan is granted and starts."""
        rows = self.rows(citizen)
        self._world.lines[rows] = self._waiting.pop(citizen)
        begin_episode(self._world.citizens, self._world.lines, citizen)
        self._regroup(rows)

    def suspend(self, citizen: int) -> None:
        """The citizen is in hospital: nobody comes."""
        rows = self.rows(citizen)
        self._away[citizen] = self._world.lines["active"][rows] > 0
        self._world.lines["active"][rows] = 0
        self._world.citizens["away"][citizen] = 1

    def resume(self, citizen: int) -> None:
        """Home again: help as it was granted goes on tomorrow."""
        self._world.lines["active"][self.rows(citizen)] = self._away.pop(citizen)
        self._world.citizens["away"][citizen] = 0

    def minutes_a_day(self, citizen: int) -> float:
        """Minutes granted to a citizen on an average day."""
        rows = self.rows(citizen)
        planned = self._world.lines["active"][rows] * (self._world.lines["function"][rows] <= Function.NURSING)
        return float((self._world.lines["granted"][rows] * self._due[rows] * planned).sum() / CYCLE_DAYS)

    def weekly_hours(self, citizens: IntArray, usual: bool = False) -> FloatArray:
        """Hours a week granted to each of these citizens, each visit once; 0 where nobody comes. usual: at need 1."""
        lines = self._world.lines.reshape(-1, LINES)[citizens]
        planned = (lines["active"] > 0) & (lines["function"] <= Function.NURSING)
        there = planned & (self._world.citizens["served"][citizens] > 0)[:, None]
        minutes = lines["minutes" if usual else "granted"] * self._due.reshape(-1, LINES)[citizens]
        hours: FloatArray = (minutes * there).sum(axis=1) / CYCLE_DAYS * 7 / 60
        return hours

    def set(self, citizen: int, factor: float) -> None:
        """Grant personal care at this factor; the case for a change is closed."""
        rows = self.rows(citizen)
        grant(self._world.citizens, self._world.lines[rows], citizen, factor)
        set_service(self._world, self._values(citizen), rows)

    def need(self, citizen: int) -> float:
        """The factor that the citizen needs now."""
        return float(self._world.citizens["need"][citizen])

    def need_within_frame(self, citizen: int) -> float:
        """The factor needed, cut to what is left of the group's frame; help that is granted already is kept."""
        rows = self.rows(citizen)
        lines = self._world.lines[rows]
        personal = (lines["function"] == Function.PERSONAL) & (lines["minutes"] > 0)
        if not personal.any():
            return self.need(citizen)
        one = float((lines["minutes"][personal] * self._due[rows][personal]).sum())
        group = int(lines["group"][personal][0])
        room = max(self.frame(group) - self.granted_minutes(group), 0.0)
        granted = float(self._world.citizens["grant"][citizen])
        return min(self.need(citizen), granted + room / one)

    def leaves_band(self, citizen: int, values: Mapping[str, float]) -> bool:
        """Whether what the citizen needs now lies in another band of weekly hours than what is granted."""
        lines = self._world.lines[self.rows(citizen)]
        due = self._due[self.rows(citizen)]
        planned = (lines["active"] > 0) & (lines["function"] <= Function.NURSING)
        personal = planned & (lines["function"] == Function.PERSONAL)
        granted = float((lines["granted"] * due * planned).sum())
        at_one = float((lines["minutes"] * due * personal).sum())
        row = self._world.citizens[citizen]
        needed = granted + at_one * (float(row["need"]) - float(row["grant"]))
        a_week = 60 * CYCLE_DAYS / 7
        edges = band_edges(values)
        return band_of(granted / a_week, edges) != band_of(needed / a_week, edges)

    def frame(self, group: int) -> float:
        """Most minutes a fortnight that a group may grant: what its citizens of today need at need 1, and a margin."""
        rows = self._lines_of[group]
        lines = self._world.lines
        usual = float((lines["minutes"][rows] * self._due[rows] * (lines["active"][rows] > 0)).sum())
        return usual * (1 + self._margins[group])

    def granted_minutes(self, group: int) -> float:
        """Minutes a fortnight granted to a group's citizens now."""
        lines = self._world.lines
        mine = self._lines_of[group][lines["active"][self._lines_of[group]] > 0]
        return float((lines["granted"][mine] * self._due[mine]).sum())

    def visits_a_day(self) -> float:
        """Visits of all care plans on an average day."""
        return float(self._due[self._world.lines["active"] > 0].sum() / CYCLE_DAYS)

    def _regroup(self, rows: slice) -> None:
        self._due[rows] = [int(d).bit_count() for d in self._world.lines["days"][rows]]
        assign_groups(self._world, self._formation.group_of, rows)
        set_service(self._world, self._values(rows.start // LINES), rows)
