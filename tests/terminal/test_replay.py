"""`nabolab replay` and `nabolab dashboard --workshop`: workshops from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboards.live.begin import Names, begin, go_on
from dashboards.live.events import LiveEvent
from dashboards.live.race import Race
from dashboards.live.workshop import Round, Workshop, used, versions
from policies.loading import load_arm
from sim.problems import InputError
from tests.terminal.conftest import TINY, Call

pytestmark = pytest.mark.model


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A workshop of two rounds, in the second of which something was thrown in."""
    place = tmp_path / "tiny.toml"
    place.write_text(TINY, encoding="utf-8")
    live = begin(Names(scenario=str(place), seed=2))
    rounds = []
    for seed, events in ((2, ()), (3, (LiveEvent(kind="sick_calls", day=2, number=3),))):
        race = Race(live.setup, seed, events)
        race.go_to(4)
        rounds.append(Round(seed=seed, days=4, events=events, digest=race.digest()))
    first, second, team = (used(name, load_arm(name)) for name in live.arms)
    workshop = Workshop(
        made_with=versions(), scenario=live.setup.scenario, arms=(first, second), team=team, rounds=tuple(rounds)
    )
    path = tmp_path / "workshop.json"
    path.write_text(workshop.text(), encoding="utf-8")
    return path


def test_a_workshop_that_reproduces_says_so(nabolab: Call, saved: Path) -> None:
    """Every round on a line; a replay page is written where asked, never over a file."""
    done = nabolab("replay", str(saved), "--page", "replay.html", "--language", "da")
    assert (done.code, done.out.count("to the last bit")) == (0, 2)
    assert '<html lang="da"' in Path("replay.html").read_text(encoding="utf-8")
    again = nabolab("replay", str(saved), "--page", "replay.html")
    assert (again.code, "is there already" in again.err) == (2, True)


def test_a_workshop_that_differs_leaves_with_one(nabolab: Call, saved: Path) -> None:
    """And says in which round, and which versions have changed since."""
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["rounds"][1]["events"] = []
    data["made_with"]["numpy"] = "1.0"
    saved.write_text(json.dumps(data), encoding="utf-8")
    done = nabolab("replay", str(saved))
    assert (done.code, done.out.count("to the last bit")) == (1, 1)
    assert "seed 3: the days differ" in done.out
    assert "numpy 1.0 (now" in done.out


def test_bad_input_is_told_at_once(nabolab: Call, tmp_path: Path) -> None:
    """Every problem in words, before anything is served or run."""
    done = nabolab("replay", str(tmp_path / "none.json"), "--language", "nl")
    assert done.code == 2
    assert "can't be read" in done.err
    assert "--language" in done.err
    done = nabolab("dashboard", "--first", "bumm", "--scenario", "nowhere", "--seed", "-1", "--language", "nl")
    assert done.code == 2
    for word in ("bumm", "nowhere", "--language"):
        assert word in done.err


def test_a_workshop_goes_on_where_it_ended(saved: Path) -> None:
    """In its last round, with what was thrown in; earlier rounds are kept."""
    live = go_on(saved)
    assert (live.start.seed, live.start.days, len(live.start.rounds)) == (3, 4, 1)
    assert live.start.events == (LiveEvent(kind="sick_calls", day=2, number=3),)
    with pytest.raises(InputError, match="seed"):
        begin(Names(seed=-1))
