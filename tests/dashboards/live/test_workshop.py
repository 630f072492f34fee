"""The file of a workshop: it can be run again and says the same to the last bit, or says where it differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboards.live.events import LiveEvent
from dashboards.live.questions import QUESTIONS, answer
from dashboards.live.race import Race, Setup
from dashboards.live.workshop import (
    Prediction,
    Round,
    Workshop,
    differences,
    held_again,
    read_workshop,
    used,
    versions,
)
from policies.loading import load_arm
from sim.problems import InputError

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def held(setup: Setup) -> Workshop:
    """A workshop of one seed, with two events thrown in live and one question."""
    race = Race(setup, 3)
    race.go_to(2)
    race.throw_in(LiveEvent(kind="sick_calls", day=2, number=4))
    race.go_to(4)
    race.throw_in(LiveEvent(kind="team", day=6, number=20))
    race.go_to(12)
    found = answer(QUESTIONS["new_faces"], race, race.offered[1], 3, 7)
    asked = Prediction(
        question="new_faces",
        seed=3,
        first_day=3,
        days=7,
        citizen=race.offered[1].citizen,
        answers={"staff": [3, 1, 0]},
        outcome=found.option,
        figures=list(found.figures),
    )
    names = ("bum", "self_organising", "self_organising")
    first, second, team = (used(name, load_arm(name)) for name in names)
    played = Round(seed=3, days=12, events=race.events, digest=race.digest())
    return Workshop(
        made_with=versions(),
        scenario=setup.scenario,
        arms=(first, second),
        team=team,
        rounds=(played,),
        predictions=(asked,),
    )


def written(workshop: Workshop, folder: Path) -> Path:
    path = folder / "workshop.json"
    path.write_text(workshop.text(), encoding="utf-8")
    return path


def test_a_workshop_reproduces_to_the_last_bit(held: Workshop, tmp_path: Path) -> None:
    """Read from its file and run with everything planned: the same days and the same answers."""
    read = read_workshop(written(held, tmp_path))
    assert read == held
    assert differences(read, 0, held_again(read, 0)) == []


def test_what_differs_is_told(held: Workshop) -> None:
    """Another digest, or another answer, is found."""
    other = held.rounds[0].model_copy(update={"digest": "0" * 64})
    guess = held.predictions[0].model_copy(update={"figures": [0.5, 0.5]})
    bad = held.model_copy(update={"rounds": (other,), "predictions": (guess,)})
    found = differences(bad, 0, held_again(bad, 0))
    assert len(found) == 2
    assert "the days differ" in found[0]
    assert "new_faces" in found[1]


def test_an_arm_that_has_changed_is_told_before_anything_runs(held: Workshop) -> None:
    """All of them at once."""
    changed = held.team.model_copy(update={"fingerprint": "old"})
    gone = held.team.model_copy(update={"name": "nobody"})
    with pytest.raises(InputError) as caught:
        held_again(held.model_copy(update={"arms": (gone, changed)}), 0)
    assert ["nobody" in str(p) or "isn't what it was" in str(p) for p in caught.value.problems] == [True, True]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"rounds": [{"seed": -1, "days": 3, "digest": ""}]}, "rounds.0.seed"),
        ({"sirens": 1}, "sirens"),
        ({"format": "something else"}, "format"),
        ({"scenario": {"title": "x"}}, "scenario.office"),
    ],
)
def test_a_file_that_is_no_workshop_is_told_in_words(
    held: Workshop, tmp_path: Path, change: dict[str, object], word: str
) -> None:
    """With the place of each problem."""
    path = tmp_path / "w.json"
    path.write_text(json.dumps({**json.loads(held.text()), **change}), encoding="utf-8")
    with pytest.raises(InputError, match=word):
        read_workshop(path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, not JSON, or far too large."""
    with pytest.raises(InputError, match="can't be read"):
        read_workshop(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not valid JSON"):
        read_workshop(tmp_path / "bad.json")
    (tmp_path / "large.json").write_bytes(b" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(InputError, match="larger than"):
        read_workshop(tmp_path / "large.json")
