"""The stores that lie directly in one folder. A store is chosen by its name among those found, never by a path."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from experiments.study.manifest import FORMAT, NAME
from experiments.study.store import PARTS, Store
from sim.problems import InputError

UNREADABLE = (InputError, duckdb.Error, OSError)
"""What reading a damaged store raises."""

PLACES = re.compile(r"(?<![\w.<])/(?:[^\s/'\":;,()]+/)+")
"""The folders of a path, before its last name."""


@dataclass(frozen=True)
class Entry:
    """A store as the list shows it. store: None where it can't be read; why: then the reason, in English; version: of
    the store's format, where it is another one than this program's."""

    name: str
    store: Store | None
    why: str = ""
    version: str = ""


class Shelf:
    """A folder of stores, looked at anew each time. shared: others than its owner read the pages, which then name the
    folder and not where it lies on this machine."""

    def __init__(self, folder: Path, shared: bool = False) -> None:
        self.folder = folder
        self.shared = shared

    @property
    def told(self) -> str:
        """The folder as pages name it."""
        return self.folder.resolve().name if self.shared else str(self.folder)

    def told_of(self, name: str) -> str:
        """A store's folder as pages and commands name it."""
        return str(Path(self.told) / name)

    def scrubbed(self, text: str) -> str:
        """A message, without this machine's folders where others read it."""
        return PLACES.sub("", text) if self.shared else text

    @property
    def is_there(self) -> bool:
        """Whether there is such a folder."""
        return self.folder.is_dir()

    def names(self) -> list[str]:
        """Names of the folders in it that hold a study; hidden ones are unfinished."""
        try:
            found = [f.name for f in self.folder.iterdir() if not f.name.startswith(".") and (f / NAME).is_file()]
        except OSError:
            return []
        return sorted(found)

    def entry(self, name: str) -> Entry:
        """A store, or why it can't be read. Raises KeyError when no store of that name was found."""
        if name not in self.names():
            raise KeyError(name)
        folder = self.folder / name
        try:
            return Entry(name, Store(folder))
        except InputError as error:
            return Entry(name, None, "; ".join(map(str, error.problems)), _other_version(folder))

    def entries(self) -> list[Entry]:
        """All of them."""
        return [self.entry(name) for name in self.names()]


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a store has changed: its manifest and parts with their sizes and times."""
    files = [folder / NAME, *sorted((folder / PARTS).glob("*"))]
    found = []
    for file in files:
        try:
            facts = file.stat()
        except OSError:  # a tail that has just become a part
            continue
        found.append((file.name, facts.st_size, facts.st_mtime_ns))
    return tuple(found)


def _other_version(folder: Path) -> str:
    """The version of a store's format when it isn't ours, as text; empty when it can't be told."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    found = data.get("format") if isinstance(data, dict) else None
    return "" if found == FORMAT or found is None else str(found)[:20]
