"""The citizen's leg: who comes, when, and whether it is what is needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.clock import DAY, WEEK_DAYS
from sim.journal import Case, Wait
from sim.kinds import Function, Status
from sim.measures.continuity import (
    CARERS,
    COCI,
    SECON,
    UPC,
    Visits,
    continuity,
    known_carer_share,
)
from sim.tables import BoolArray, FloatArray, Table

EVERY_DAY = 2
"""Visits a day that make somebody count in the Nordic measure."""
NEVER_MADE = (Status.CANCELLED, Status.MISSED)


def nanmean(values: FloatArray) -> float:
    """Mean of the defined values; NaN when there are none."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else float("nan")


def faces(run: Visits, first: int, days: int) -> dict[str, float]:
    """Distinct carers and continuity indices. run: planned visits of the whole run, moved ones left out."""
    planned = _planned(run)
    home_help = run.function <= Function.PERSONAL
    month = continuity(run, first, days, 28, wanted=planned)
    return {
        "carers_14": nanmean(nordic_carers(run, first, days)),
        "carers_14_nursing": nanmean(continuity(run, first, days, 14, EVERY_DAY, planned)[:, CARERS]),
        "carers_14_all": nanmean(continuity(run, first, days, 14, wanted=planned)[:, CARERS]),
        "carers_28": nanmean(continuity(run, first, days, 28, EVERY_DAY, home_help)[:, CARERS]),
        "upc": nanmean(month[:, UPC]),
        "coci": nanmean(month[:, COCI]),
        "secon": nanmean(month[:, SECON]),
        "known_carer_share": known_carer_share(run, first, wanted=planned),
    }


def _planned(visits: Visits) -> BoolArray:
    """Visits of the care plan, those at night included."""
    planned: BoolArray = (visits.function <= Function.NURSING) | (visits.function == Function.NIGHT)
    return planned


def nordic_carers(visits: Visits, first: int, days: int) -> FloatArray:
    """Distinct carers in 14 days of those with two or more visits every day; nursing and alarms left out (K06)."""
    return continuity(visits, first, days, 14, EVERY_DAY, visits.function <= Function.PERSONAL)[:, CARERS]


def need_and_help(planned: Table, waits: Sequence[Wait], citizens: int, first: int, days: int) -> dict[str, float]:
    """Unmet and unneeded minutes: a visit not made leaves all of its need unmet; a moved one counts where it ends.

    Those who wait for their first help go without all of it.
    """
    status, needed = planned["status"], planned["needed"]
    final = (planned["function"] <= Function.NURSING) & (status != Status.MOVED)
    made = final & ((status == Status.DONE) | (status == Status.LATE))
    gap = (needed - np.where(made, planned["granted"], 0.0)) * final
    per = WEEK_DAYS / citizens / days
    waited = sum(w.minutes * max(min(w.last_day + 1, first + days) - max(w.first_day, first), 0) for w in waits)
    return {
        "unmet_minutes": (float(np.clip(gap, 0, None).sum()) + waited) * per,
        "unneeded_minutes": float(np.clip(-gap[made], 0, None).sum() * per),
    }


def punctuality(planned: Table) -> dict[str, float]:
    """How planned visits ended, as shares of those that were not moved, to which the moved ones are compared."""
    every = planned["status"][planned["function"] <= Function.NURSING]
    status = every[every != Status.MOVED]
    if len(status) == 0:
        return dict.fromkeys(("late_share", "unmade_share", "moved_share"), float("nan"))
    return {
        "late_share": float((status == Status.LATE).mean()),
        "unmade_share": float(np.isin(status, NEVER_MADE).mean()),
        "moved_share": float((len(every) - len(status)) / len(status)),
    }


def lags(cases: Sequence[Case], first: int, last: int) -> dict[str, float]:
    """Days from need to help, from change to adjusted help and from discharge to help that fits, over settled cases
    that arose from day first to last - 1."""
    mine = [c for c in cases if first * DAY <= c.arose < last * DAY]
    out = {}
    for key, kind in (("start_days", "referral"), ("adjust_days", "change"), ("discharge_days", "discharge")):
        settled = [c.settled - c.arose for c in mine if c.kind == kind]
        out[key] = nanmean(np.array(settled, float)) / DAY
    waits = [c.queued for c in mine if c.settled == c.settled]
    out["queue_hours"] = nanmean(np.array(waits, float)) / 60
    return out


def acute_calls(visits: Table, rounds: int) -> dict[str, float]:
    """Shares of acute calls that nobody, and that only the acute round, could answer; NaN without calls."""
    calls = visits[visits["function"] == Function.ACUTE]
    missed = int((calls["status"] == Status.MISSED).sum())
    return {
        "acute_missed_share": missed / len(calls) if len(calls) else float("nan"),
        "acute_round_share": rounds / len(calls) if len(calls) else float("nan"),
    }


def granted_hours(planned: Table, person_days: int) -> float:
    """Hours of home help a week granted to each citizen in help, over visits that were due; moved ones counted once."""
    home_help = (planned["function"] <= Function.PERSONAL) & (planned["status"] != Status.MOVED)
    minutes = float(planned["granted"][home_help].sum())
    return minutes / 60 * WEEK_DAYS / person_days if person_days else float("nan")
