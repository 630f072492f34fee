"""A dashboard whose Explore page asks its questions among forty citizens for a fortnight, so that tests are quick."""

from __future__ import annotations

from dashboards.explore import state
from dashboards.terminal.app import app
from sim.scenario import parse_scenario
from tests.terminal.conftest import TINY

if __name__ == "__main__":
    state.find_scenario = lambda _: parse_scenario(TINY, "tiny.toml")
    app()
