"""Compile the kernels of a run once, into Numba's cache on disk, so that no two workers of the tests do it each.

`make test` does this while style and types are checked: each takes one core.
"""

from __future__ import annotations

from experiments.verify.finding import lived
from policies.loading import load_arm
from sim.scenario import parse_scenario
from tests.model.conftest import SMALL


def main() -> None:
    """Run each kind of organisation once in a small place."""
    place = parse_scenario(SMALL, "small.toml")
    for name in ("bum", "self_organising"):
        lived(place, load_arm(name), 1)


if __name__ == "__main__":
    main()
