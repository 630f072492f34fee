"""Writing a store: each finished run is kept at once, a hundred become a part, and a kill finds either whole."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from experiments.study.manifest import Manifest
from experiments.study.parts import RUNS, as_table, write_part
from experiments.study.store import part_numbers, part_path, tail_path
from experiments.study.tail import Kept, Tail

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class CannotWrite(RuntimeError):
    """The disk took no more runs; the store holds all that it took before."""


class Writer:
    """The one writer of a store (see `lock.sole_writer`)."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        for path in (folder / "parts").glob(".*.unfinished"):
            path.unlink()
        numbers = part_numbers(folder)
        self.number = (numbers[-1] if numbers else 0) + 1
        for path in (folder / "parts").glob("*.tail"):
            if path != tail_path(folder, self.number):
                path.unlink()
        self.tail = Tail(tail_path(folder, self.number))

    def append(self, runs: Sequence[Kept]) -> None:
        """Keep finished runs. Raises CannotWrite when the disk doesn't take them."""
        with _told(self.folder):
            self.tail.append(runs)
            if len(self.tail.kept) >= RUNS:
                self.flush()

    def flush(self) -> None:
        """Make a part of what came since the last one."""
        if not self.tail.kept:
            return
        m = self.manifest
        table = as_table(self.tail.kept, m.measures, m.series, m.days)
        write_part(table, part_path(self.folder, self.number))
        self.tail.close(remove=True)
        self.number += 1
        self.tail = Tail(tail_path(self.folder, self.number))

    def close(self) -> None:
        """Finish writing: what is left becomes a part, or stays in the tail where the disk is full."""
        with _told(self.folder):
            try:
                self.flush()
            finally:
                self.tail.close(remove=not self.tail.kept)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in words what the disk said."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno in FULL else f"the disk says: {error.strerror or error}"
        raise CannotWrite(f"{reason}; nothing more could be written to {folder}") from error
