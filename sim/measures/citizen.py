"""The citizen's leg: who comes, when, and whether it is what is needed."""

from __future__ import annotations

import numpy as np

from sim.clock import DAY, WEEK_DAYS
from sim.journal import Case
from sim.measures.continuity import continuity, known_carer_share
from sim.tables import FloatArray, Function, Status, Table

MADE = (Status.DONE, Status.LATE)
NEVER_MADE = (Status.CANCELLED, Status.MISSED)


def nanmean(values: FloatArray) -> float:
    """Mean of the defined values; NaN when there are none."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else float("nan")


def faces(made: Table, heavy: np.ndarray[tuple[int], np.dtype[np.bool_]], first: int, days: int) -> dict[str, float]:
    """Distinct carers and continuity indices. made: visits sorted by citizen and time; heavy: citizens with two or more visits every day."""
    n = len(heavy)
    no_nursing = made[made["function"] != Function.NURSING]
    nordic = continuity(no_nursing, n, first, days, 14)[:, 3]
    every = continuity(made, n, first, days, 14)[:, 3]
    month = continuity(made, n, first, days, 28)
    return {
        "carers_14": nanmean(nordic[heavy]),
        "carers_14_nursing": nanmean(every[heavy]),
        "carers_14_all": nanmean(every),
        "carers_28": nanmean(continuity(no_nursing, n, first, days, 28)[heavy, 3]),
        "upc": nanmean(month[:, 0]),
        "coci": nanmean(month[:, 1]),
        "secon": nanmean(month[:, 2]),
        "known_carer_share": known_carer_share(made),
    }


def handovers(made: Table, citizens: int, days: int) -> float:
    """Changes of carer between consecutive visits, per citizen and week. made: sorted by citizen and time."""
    changes = (made["citizen"][1:] == made["citizen"][:-1]) & (made["carer"][1:] != made["carer"][:-1])
    return float(changes.sum() / citizens / days * WEEK_DAYS)


def need_and_help(planned: Table, citizens: int, days: int) -> dict[str, float]:
    """Unmet and unneeded minutes: a visit that wasn't made leaves all of its need unmet; a moved one counts where it ends."""
    final = planned[planned["status"] != Status.MOVED]
    made = np.isin(final["status"], MADE)
    given = np.where(made, final["granted"], 0.0)
    gap = final["needed"] - given
    per = WEEK_DAYS / citizens / days
    return {
        "unmet_minutes": float(np.clip(gap, 0, None).sum() * per),
        "unneeded_minutes": float(np.clip(-gap[made], 0, None).sum() * per),
    }


def punctuality(planned: Table) -> dict[str, float]:
    """How planned visits ended, as shares of them; NaN without any."""
    if len(planned) == 0:
        return dict.fromkeys(("late_share", "unmade_share", "moved_share"), float("nan"))
    status = planned["status"]
    return {
        "late_share": float((status == Status.LATE).mean()),
        "unmade_share": float(np.isin(status, NEVER_MADE).mean()),
        "moved_share": float((status == Status.MOVED).mean()),
    }


def lags(cases: list[Case], first: int) -> dict[str, float]:
    """Days from need to help and from change to adjusted help, over settled cases that arose in the measured time."""
    out = {}
    for key, kind in (("start_days", "referral"), ("adjust_days", "change")):
        settled = [c.settled - c.arose for c in cases if c.kind == kind and c.arose >= first * DAY]
        out[key] = nanmean(np.array(settled, float)) / DAY
    return out
