"""A workshop kept while it goes on: a file that is only appended to, one line a change. A killed server loses nothing.

The file holds what a workshop is: inputs, where the race is, what was thrown in, questions with every answer. Phones'
random numbers and the keys of the server stand in it too, so that phones and pages are known again; it is readable by
its owner alone. Beside it lies the last picture that screens were told, replaced whole each time: a copy to be shown
while the days are simulated again, never read back into a race.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dashboards.live.events import LiveEvent
from dashboards.live.poll import Poll
from dashboards.live.questions import QUESTIONS, Outcome
from dashboards.live.show import Start
from dashboards.live.workshop import Round, Workshop
from sim.problems import InputError, Problem

FORMAT = "nabolab kept workshop 1"
SUFFIX = ".jsonl"
LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is read."""
FRESH = 24 * 3600.0
"""Seconds since its last change for which a workshop is offered to be gone on with."""


@dataclass(frozen=True)
class Keys:
    """What pages and phones are known by: the facilitator's token, and what phones' numbers are signed with."""

    token: str
    secret: bytes


@dataclass
class Kept:
    """A workshop as its file tells it. when: seconds since 1970 at which it began."""

    path: Path
    id: str
    when: float
    keys: Keys
    workshop: Workshop
    start: Start
    polls: list[Poll] = field(default_factory=list)

    @property
    def picture(self) -> dict[str, str]:
        """What screens were told last, by slot; nothing where it isn't that of this day of this race."""
        try:
            told = json.loads(self.path.with_suffix(".picture").read_text(encoding="utf-8"))
            day = json.loads(told["day"])
            same = (day["seed"], day["day"]) == (self.start.seed, self.start.days - 1)
            return {slot: str(told[slot]) for slot in ("setup", "day")} if same else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def new_id(now: float | None = None) -> str:
    """A name for a workshop: when it began, and something that no other has."""
    when = time.localtime(time.time() if now is None else now)
    return f"{time.strftime('%Y-%m-%d-%H%M%S', when)}-{secrets.token_hex(3)}"


class Keeper:
    """Writes one workshop's file. Every change is with the operating system when `write` returns; `sync` brings it to
    the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        os.ftruncate(self._file, _whole(path))
        os.lseek(self._file, 0, os.SEEK_END)
        self._where: dict[str, Any] = {}
        self.dirty = False

    def begin(self, id: str, keys: Keys, workshop: Workshop, start: Start) -> None:
        """The first line of a new workshop. workshop: its inputs, with what it brought from earlier sittings."""
        whole = {"format": FORMAT, "id": id, "when": time.time(), "token": keys.token, "secret": keys.secret.hex()}
        self.write(begin={**whole, "workshop": workshop.model_dump(mode="json")})
        self.where(start)

    def where(self, start: Start) -> None:
        """Where the race is: only what has changed since the last time is written."""
        now = _as_data(start)
        changed = {key: value for key, value in now.items() if self._where.get(key, self) != value}
        if changed:
            self._where = now
            self.write(where=changed)

    def write(self, **change: Any) -> None:
        """One change."""
        text = json.dumps(change, separators=(",", ":"), ensure_ascii=False) + "\n"
        os.write(self._file, text.encode())
        self.dirty = True

    def picture(self, told: dict[str, str]) -> None:
        """What screens are shown now; replaced whole, or not at all."""
        new = self.path.with_suffix(".picture-new")
        new.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        os.replace(new, self.path.with_suffix(".picture"))

    def sync(self) -> None:
        """Bring what was written to the disk, should the machine lose power."""
        if self.dirty and self._file >= 0:
            self.dirty = False
            os.fsync(self._file)

    def close(self) -> None:
        """Write no more."""
        self.sync()
        os.close(self._file)
        self._file = -1


def _as_data(start: Start) -> dict[str, Any]:
    return {
        "seed": start.seed,
        "days": start.days,
        "minute": start.minute,
        "speed": start.speed,
        "followed": start.followed,
        "events": [e.model_dump(mode="json", exclude_none=True) for e in start.events],
        "rounds": [r.model_dump(mode="json") for r in start.rounds],
    }


def _from_data(where: dict[str, Any]) -> Start:
    events = tuple(LiveEvent.model_validate(e) for e in where.pop("events"))
    rounds = tuple(Round.model_validate(r) for r in where.pop("rounds"))
    return Start(events=events, rounds=rounds, **where)


def _whole(path: Path) -> int:
    """Bytes up to the end of the last whole line: a server killed while it wrote leaves half a line."""
    return path.read_bytes().rfind(b"\n") + 1


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.stat().st_size > LARGEST:
        raise InputError([Problem(str(path), f"is larger than {LARGEST // 1024**2} MB: not a kept workshop")])
    for line in path.read_bytes()[: _whole(path)].splitlines():
        yield json.loads(line)


def read_kept(path: Path) -> Kept:
    """A kept workshop. Raises InputError when the file isn't one."""
    try:
        return _read(path)
    except OSError as error:
        raise InputError([Problem(str(path), f"can't be read: {error.strerror}")]) from None
    except (ValueError, KeyError, TypeError, IndexError, ValidationError) as error:
        raise InputError([Problem(str(path), f"isn't a kept workshop: {type(error).__name__}: {error}")]) from None


def _read(path: Path) -> Kept:
    lines = _lines(path)
    begin = next(lines, {})["begin"]
    if begin["format"] != FORMAT:
        raise ValueError(f"format {begin['format']!r}")
    where: dict[str, Any] = {}
    polls: list[Poll] = []
    for line in lines:
        where |= line.get("where", {})
        _hear(polls, line)
    keys = Keys(begin["token"], bytes.fromhex(begin["secret"]))
    workshop = Workshop.model_validate(begin["workshop"])
    return Kept(path, str(begin["id"]), float(begin["when"]), keys, workshop, _from_data(where), polls)


def _hear(polls: list[Poll], line: dict[str, Any]) -> None:
    """One change of the questions."""
    if "ask" in line:
        if line["ask"]["question"] not in QUESTIONS:
            raise ValueError(f"question {line['ask']['question']!r}")
        polls.append(Poll(**line["ask"]))
    elif "vote" in line:
        polls[-1].vote(*line["vote"])
    elif "paper" in line:
        polls[-1].count_paper(*line["paper"])
    elif "close" in line:
        polls[-1].close()
    elif "drop" in line:
        polls.pop()
    elif "reveal" in line:
        number, option, figures = line["reveal"]
        next(p for p in polls if p.number == number).reveal(Outcome(option, tuple(figures)))


def newest(folder: Path, within: float | None = None) -> Path | None:
    """The workshop changed last in a folder. within: only if that is at most so many seconds ago."""
    files = [(file.stat().st_mtime, file) for file in folder.glob(f"*{SUFFIX}")] if folder.is_dir() else []
    if not files:
        return None
    changed, file = max(files)
    return None if within is not None and time.time() - changed > within else file
