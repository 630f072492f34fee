"""What one run says that a published figure may be held against: measures, costs, rows of the evidence, shapes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.model import HomeCare
from experiments.baseline_rows import of_run
from experiments.run import Run, measure, model_of, money_rate, shown_in
from experiments.verify.faces import carers_met
from policies.arm import Arm
from sim.kinds import Activity, Engagement, Function, Grade, Presence
from sim.ledger import PROVIDER_ITEMS, rows_between
from sim.measures.catalogue import CATALOGUE
from sim.scenario import Scenario
from sim.tables import LINES

MANY_HOURS = 8.0
ABSENT = (Activity.SICK, Activity.HOLIDAY, Activity.OTHER_ABSENCE)
ROWS = ("C41", "C45", "S01", "S06", "S08", "S10", "S13", "S33", "S34", "S35", "S36", "S39", "B02", "B26", "T05")
"""Rows of the evidence that a run has an output for beside its measures (see `experiments/baseline_rows.py`)."""
SHAPES: Mapping[str, str] = {
    "unreliable": "share of planned visits that came late or not at all",
    "hours_over_8": "share of ordered home help that goes to those with 8 hours a week or more",
    "heavy_faces": "faces in a fortnight of the third with most visits over those of the other two",
    "visits_bend": "faces gained per visit from the first to the second third less those from the second to the third",
    "direct_by_grade": "direct share of nurses' time at work over that of helpers and unskilled carers",
}
"""Shapes that no measure tells by itself."""


def known_outputs() -> tuple[str, ...]:
    """Names that a target may give as its measure."""
    costs = (f"cost:{item}" for item in (*PROVIDER_ITEMS, "visitators"))
    return (*(m.key for m in CATALOGUE), *costs, *ROWS, *SHAPES)


def observe(scenario: Scenario, arm: Arm, seed: int) -> dict[str, float]:
    """Run an arm and work out every output by name, in the scenario's money; NaN where undefined."""
    with model_of(scenario, arm, seed) as model:
        run = shown_in(measure(model, model.run(), arm.name), money_rate(arm, scenario))
        rows = of_run(model, run, scenario.warm_up_days, scenario.days)
        return {
            **run.measures,
            **{f"cost:{item}": cost for item, cost in run.costs.items()},
            **{row: float(rows[row]) for row in ROWS},
            **_shapes(model, run),
        }


def _shapes(model: HomeCare, run: Run) -> dict[str, float]:
    heavy, bend = _faces_by_visits(model)
    return {
        "unreliable": run.measures["late_share"] + run.measures["unmade_share"],
        "hours_over_8": _hours_over_8(model),
        "heavy_faces": heavy,
        "visits_bend": bend,
        "direct_by_grade": _direct_by_grade(model),
    }


def _hours_over_8(model: HomeCare) -> float:
    """From care plans in use on the last day."""
    plan = model.world.lines.reshape(-1, LINES)
    there = (model.world.citizens["served"] > 0) & (model.world.citizens["away"] == 0)
    due = np.bitwise_count(plan["days"]) / 2 * (plan["active"] > 0) * (plan["function"] <= Function.PERSONAL)
    hours = ((plan["granted"] * due).sum(axis=1) / 60)[there]
    return float(hours[hours >= MANY_HOURS].sum() / hours.sum()) if hours.sum() else float("nan")


def _faces_by_visits(model: HomeCare) -> tuple[float, float]:
    """Fortnights of persons in thirds by visits: faces of the last third over the others', and how the curve bends."""
    counted = [(len(w), len(set(w))) for windows in carers_met(model).values() for w in windows.values()]
    if len(counted) < 3:
        return float("nan"), float("nan")
    table = np.array(sorted(counted), float)
    (v1, f1), (v2, f2), (v3, f3) = (third.mean(axis=0) for third in np.array_split(table, 3))
    if not v1 < v2 < v3:
        return float("nan"), float("nan")
    return float(2 * f3 / (f1 + f2)), float((f2 - f1) / (v2 - v1) - (f3 - f2) / (v3 - v2))


def _direct_by_grade(model: HomeCare) -> float:
    """Own carers at work in the measured days."""
    journal, scenario = model.journal, model.scenario
    span = rows_between(journal.shifts, scenario.warm_up_days, scenario.days - 1)
    shifts, minutes = journal.shifts[span], journal.minutes[span]
    own = (shifts["presence"] == Presence.PRESENT) & (shifts["engagement"] != Engagement.TEMP)
    at_work = minutes.sum(axis=1) - minutes[:, list(ABSENT)].sum(axis=1)
    shares = []
    for grades in ((Grade.NURSE,), (Grade.HELPER, Grade.UNSKILLED)):
        mine = own & np.isin(shifts["grade"], grades)
        total = at_work[mine].sum()
        shares.append(float(minutes[mine][:, Activity.CARE].sum() / total) if total else float("nan"))
    return shares[0] / shares[1] if shares[1] else float("nan")
