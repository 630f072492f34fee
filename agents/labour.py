"""The labour market: how long it takes until somebody begins in a post, whoever hires."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agents.rights import Process
from sim.clock import DAY, YEAR_DAYS, day_of
from sim.luck import Purpose, uniform

if TYPE_CHECKING:
    from agents.carer import Carer
    from agents.model import HomeCare

MONTH = YEAR_DAYS / 12 * DAY


def search(model: HomeCare, carer: Carer, spend: Callable[[], object]) -> Process:
    """One attempt after another until one succeeds, an advert's time each, and at last the newcomer's own notice.

    spend: sets whoever hires to work on an attempt, when it begins.
    """
    v = model.scenario.values
    whole = v["time_to_hire"] * MONTH
    advert = v["advert_share"] * whole
    chance = 1.0 - v[f"failed_recruitment_{carer.grade.name.lower()}"]
    succeeded = False
    while not succeeded and not carer.closed:
        day = day_of(model.env.now)
        spend()
        u = uniform(model.seed_value, int(Purpose.RECRUITMENT), carer.row, day, 0)
        yield model.env.timeout(advert)
        succeeded = u < chance * model.scenario.shock("recruitment", day_of(model.env.now))
    yield model.env.timeout(max(whole - advert - carer.searched * DAY, 0.0))
