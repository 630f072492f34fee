"""Journal rows for tests of measures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.kinds import Function, Status
from sim.tables import LINES, VISIT, Table


def visits(rows: Sequence[tuple[int, int, int]], function: int = Function.PERSONAL) -> Table:
    """VISIT rows, one for each (citizen, day, carer or -1), each later in its day than the one before."""
    out = np.zeros(len(rows), VISIT)
    for i, (citizen, day, carer) in enumerate(rows):
        out[i]["citizen"], out[i]["day"], out[i]["carer"] = citizen, day, carer
        out[i]["start"] = 200.0 + 1000 * i // len(rows)
    out["person"] = out["carer"]
    out["line"] = out["citizen"] * LINES
    out["function"] = function
    out["status"] = np.where(out["carer"] >= 0, Status.DONE, Status.MISSED)
    return out
