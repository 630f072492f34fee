"""What matters for a response, by the method that a study's design allows, with luck in the same ranking."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from experiments.analysis.drivers import drivers
from experiments.analysis.morris import morris_effects
from experiments.analysis.one_at_a_time import one_at_a_time
from experiments.analysis.options import Crossed
from experiments.analysis.sobol import sobol_indices
from experiments.study.table import StudyTable


@dataclass(frozen=True)
class Sensitivity:
    """A ranking of factors and luck. method: its name in words; table: largest first; size: the column that ranks."""

    method: str
    size: str
    table: pd.DataFrame


def sensitivity(table: StudyTable, response: Crossed) -> Sensitivity:
    """Rank what moves a response (a difference between options). Raises InputError when the study is too small."""
    if table.design == "sobol_indices":
        return Sensitivity("Sobol indices", "total", sobol_indices(table, response))
    if table.design == "morris":
        return Sensitivity("Morris screening", "mu_star", morris_effects(table, response))
    if table.design == "one_at_a_time":
        return Sensitivity("one at a time", "effect", one_at_a_time(table, response))
    return Sensitivity("shares of variance and partial rank correlations", "share", drivers(table, response))
