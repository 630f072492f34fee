"""The file of a workshop: inputs, seeds, what was thrown in, what was expected, what came of it. It can be run again.

Arms and policies are named, not copied: whoever runs it again needs them, and is told when they have changed. The
scenario stands in the file whole.
"""

from __future__ import annotations

import hashlib
import json
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboards.live.events import LiveEvent
from dashboards.live.questions import QUESTIONS, answer
from dashboards.live.race import Race, Setup
from policies.arm import Arm
from policies.loading import load_arm
from sim.problems import InputError, Problem
from sim.scenario import Scenario

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that is read."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ArmUsed(_Strict):
    """An arm by name or path, with a hash of all that it consists of."""

    name: Annotated[str, Field(min_length=1, max_length=500)]
    fingerprint: str


class Prediction(_Strict):
    """A question that was put to the room: answers by group and option, and what came true."""

    question: Literal["faces_first", "faces_second", "new_faces", "troubled", "away"]
    seed: int
    first_day: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1, le=28)]
    citizen: Annotated[int, Field(ge=0)]
    answers: dict[str, list[int]]
    outcome: int | None = None
    figures: list[float] | None = None


class Round(_Strict):
    """One seed as far as it was played: days simulated of the measured time, and a hash of everything they wrote."""

    seed: Annotated[int, Field(ge=0, lt=2**63)]
    days: Annotated[int, Field(ge=0, le=3660)]
    events: tuple[LiveEvent, ...] = ()
    digest: str


class Workshop(_Strict):
    """All of a workshop."""

    format: Literal["nabolab workshop 1"] = "nabolab workshop 1"
    made_with: dict[str, str]
    scenario: Scenario
    arms: tuple[ArmUsed, ArmUsed]
    team: ArmUsed
    rounds: tuple[Round, ...]
    predictions: tuple[Prediction, ...] = ()

    def text(self) -> str:
        """As a file."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def fingerprint(arm: Arm) -> str:
    """A hash of all that an arm consists of, its name and title left out."""
    parts = [repr(arm.policies), repr(arm.only_in), repr(arm.only_citizens), repr(arm.from_day)]
    parts += [fingerprint(other) if other else "" for other in (arm.before, arm.beside)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def used(name: str, arm: Arm) -> ArmUsed:
    """An arm as a file names it."""
    return ArmUsed(name=name, fingerprint=fingerprint(arm))


def versions() -> dict[str, str]:
    """What the numbers were made with."""
    return {name: metadata.version(name) for name in ("nabolab", "mesa", "simpy", "numpy", "numba")}


def read_workshop(path: Path) -> Workshop:
    """A workshop from a file. Raises InputError with everything that is wrong with it."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError([Problem(str(path), f"is larger than {LARGEST // 1024} kB: not a workshop's file")])
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
        raise InputError([Problem(str(path), f"can't be read: {reason}")]) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError([Problem(str(path), f"not valid JSON: {error}")]) from None
    try:
        return Workshop.model_validate(data)
    except ValidationError as error:
        raise InputError([_in_words(path, e) for e in error.errors()]) from None


def _in_words(path: Path, error: Any) -> Problem:
    where = ".".join(str(part) for part in error["loc"])
    return Problem(f"{path}: {where}" if where else str(path), str(error["msg"]))


def setup_of(workshop: Workshop) -> Setup:
    """The race of a workshop. Raises InputError when an arm isn't there or isn't what it was."""
    problems: list[Problem] = []
    arms: list[Arm] = []
    for wanted in (*workshop.arms, workshop.team):
        try:
            arm = load_arm(wanted.name)
        except InputError as error:
            problems += error.problems
            continue
        if fingerprint(arm) != wanted.fingerprint:
            problems.append(Problem(f"arm {wanted.name!r}", "isn't what it was when the workshop was held"))
        arms.append(arm)
    if problems:
        raise InputError(problems)
    return Setup(workshop.scenario, (arms[0], arms[1]), arms[2])


def held_again(workshop: Workshop, number: int) -> Race:
    """A round run again, everything planned from the start that was thrown in then."""
    played = workshop.rounds[number]
    race = Race(setup_of(workshop), played.seed, played.events)
    race.go_to(played.days)
    return race


def differences(workshop: Workshop, number: int, race: Race) -> list[str]:
    """In what a round run again differs from the file: nothing when it reproduces."""
    played = workshop.rounds[number]
    found = [] if race.digest() == played.digest else [f"seed {played.seed}: the days differ"]
    for asked in workshop.predictions:
        if asked.seed != played.seed or asked.outcome is None or race.day < asked.first_day + asked.days:
            continue
        followed = race.offered_as(asked.citizen)
        if followed is None:
            found.append(f"seed {played.seed}: nobody like citizen {asked.citizen} is offered")
            continue
        now = answer(QUESTIONS[asked.question], race, followed, asked.first_day, asked.days)
        if (now.option, list(now.figures)) != (asked.outcome, asked.figures):
            found.append(f"seed {played.seed}: {asked.question} is {now.figures}, was {asked.figures}")
    return found
