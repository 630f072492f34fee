"""What a workshop may be begun with from the facilitator's page: shipped names, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from experiments.shelf import find_scenario, shipped_scenarios
from experiments.situations import situations
from policies.loading import shipped_arms

FIRST, SECOND, PLACE = "bum", "self_organising", "bording_engesvang"
"""What a workshop begins with unless somebody chooses."""
MOST_CITIZENS = 600
"""A place with more homes isn't offered: no map of them could be read from five metres."""


@cache
def places() -> Sequence[str]:
    """Shipped places that a room can look at."""
    return [name for name in shipped_scenarios() if find_scenario(name).citizens <= MOST_CITIZENS]


CHOICES: Mapping[str, Callable[[], Sequence[str]]] = {
    "first": shipped_arms,
    "second": shipped_arms,
    "place": places,
    "situation": lambda: list(situations()),
}
"""Names by field of the panel."""
