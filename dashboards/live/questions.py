"""Questions for the room: asked before some days are run, answered by what then happens, by rules fixed beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agents.model import HomeCare
from dashboards.live.doors import door_strip
from dashboards.live.followed import Followed
from dashboards.live.race import Race
from dashboards.live.running import away_share, troubled

SHORTEST, LONGEST = 1, 28
"""Days that a question may span; a strip shows no more."""
SAME = 0.1
"""Two worlds are about the same when they differ by less than a tenth of the larger."""
FIRST_ARM, ALIKE, SECOND_ARM = "first", "alike", "second"
MORE = (FIRST_ARM, ALIKE, SECOND_ARM)
FACES = (5, 10, 15, 20)
"""Most faces of each option but the last, which is more."""
FACE_OPTIONS = ("0-5", "6-10", "11-15", "16-20", "21+")

Figure = Callable[[HomeCare, Followed, int, int], float]


@dataclass(frozen=True)
class Question:
    """key: of its text in the catalogue; options: keys of its answers, in order; figure: what is read from a world when
    the days (on the model's clock, both included) are over; arm: whose figure decides; None: which is larger."""

    key: str
    options: tuple[str, ...]
    figure: Figure
    arm: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The number of the option that came true, and the figure of each world."""

    option: int
    figures: tuple[float, ...]


def _faces(model: HomeCare, followed: Followed, first: int, last: int) -> float:
    """Different people at the followed citizen's door."""
    return door_strip(model.journal, followed.citizen, followed.episode, first, last).faces


def _new(model: HomeCare, followed: Followed, first: int, last: int) -> float:
    """People who came to the followed citizen for the first time."""
    return door_strip(model.journal, followed.citizen, followed.episode, first, last).new


def _troubled(model: HomeCare, _followed: Followed, first: int, last: int) -> float:
    """Planned visits late, cancelled or missed."""
    return troubled(model.journal, first, last)


def _away(model: HomeCare, _followed: Followed, first: int, last: int) -> float:
    """Per cent of carers' time at work not spent with citizens."""
    return away_share(model.journal, first, last)


QUESTIONS: Mapping[str, Question] = {
    q.key: q
    for q in (
        Question("faces_first", FACE_OPTIONS, _faces, 0),
        Question("faces_second", FACE_OPTIONS, _faces, 1),
        Question("new_faces", MORE, _new),
        Question("troubled", MORE, _troubled),
        Question("away", MORE, _away),
    )
}


def answer(question: Question, race: Race, followed: Followed, first: int, days: int) -> Outcome:
    """What came true in the days from this one of the measured time. Raises ValueError while they aren't over."""
    if race.day < first + days:
        raise ValueError(f"days {first} to {first + days - 1} aren't over: the next one is {race.day}")
    begin = race.setup.scenario.warm_up_days + first
    figures = tuple(float(question.figure(m, followed, begin, begin + days - 1)) for m in race.models)
    if question.arm is not None:
        return Outcome(in_bins(figures[question.arm]), figures)
    return Outcome(MORE.index(larger(*figures)), figures)


def in_bins(faces: float) -> int:
    """The option that a number of faces falls into."""
    return next((number for number, most in enumerate(FACES) if faces <= most), len(FACES))


def larger(first: float, second: float) -> str:
    """Which of two worlds has more, or that they are about the same."""
    if abs(first - second) < SAME * max(abs(first), abs(second)) or first == second:
        return ALIKE
    return FIRST_ARM if first > second else SECOND_ARM
