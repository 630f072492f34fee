"""What hits a place, whoever organises help: shocks that last, and incidents that happen to some people on one day.

Both are data of a scenario. A workshop that throws something in while a run is under way adds the same data; nothing
else knows whether it was planned or not.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[int, Field(strict=True, ge=0, le=3660)]


class Shock(BaseModel):
    """Something that hits the place, whoever organises help: `factor` times the usual from `first_day` of the measured
    time for `days` days.

    demand: the need for personal care. sickness: the chance of falling ill. recruitment: the chance that an attempt to
    recruit succeeds. price: what the payer pays.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    kind: Literal["demand", "sickness", "recruitment", "price"]
    first_day: Day
    days: Annotated[int, Field(strict=True, ge=1, le=3660)]
    factor: Annotated[float, Field(ge=0, le=1000)]


class Incident(BaseModel):
    """Something that happens to so many people on one day of the measured time; luck of the day chooses whom.

    sick_calls: carers who were to work that day call in sick, for a spell as long as any other. discharges: citizens
    with personal care are taken to hospital that day, and all come home together on the next morning.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    kind: Literal["sick_calls", "discharges"]
    day: Day
    number: Annotated[int, Field(strict=True, ge=1, le=1000)]
