"""A small real report for several modules of tests, worked out once."""

from __future__ import annotations

from functools import cache

from dashboards.report.document import Report
from experiments.compare import compare
from experiments.doors import doors
from experiments.question import Question
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.scenario import Scenario

PAIRS = 3


@cache
def pilot_report() -> Report:
    """BUM and self-organising teams in the pilot, three pairs of four weeks, contested links tried."""
    changed = {"warm_up_days": 14, "horizon_days": 28}
    place = Scenario.model_validate({**find_scenario("pilot_60").model_dump(), **changed})
    a, b = load_arm("bum"), load_arm("self_organising")
    command = "nabolab report bum self_organising <script>alert(1)</script>"
    comparison = compare(a, b, place, replications=PAIRS, processes=1, command=command)
    return Report(comparison, doors(Question(a, b, place), 1), (a.name, b.name))
