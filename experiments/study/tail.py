"""The runs since the last part: an append-only file in which a record is either whole or not there.

A record is its length, its CRC-32 and its content. Whatever a kill or a full disk leaves at the end doesn't check out
and is cut off by the next writer.
"""

from __future__ import annotations

import json
import os
import struct
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.study.plan import Cell
from experiments.study.work import Outcome

HEAD = struct.Struct("<III")
"""Bytes of words, bytes of numbers, CRC-32 of both."""
SYNC_SECONDS = 1.0
"""A power cut loses at most so much; a killed process loses nothing that was appended."""


Kept = tuple[str, Outcome]
"""A run's id, and how it ended."""


def pack(kept: Kept) -> bytes:
    """A run as a record."""
    run, outcome = kept
    words = json.dumps([run, *outcome.cell, outcome.seconds, outcome.version, outcome.error, outcome.trace]).encode()
    numbers = outcome.values.astype("<f8").tobytes()
    check = zlib.crc32(numbers, zlib.crc32(words))
    return HEAD.pack(len(words), len(numbers), check) + words + numbers


def read_tail(path: Path) -> tuple[list[Kept], int]:
    """The whole records of a file in their order, and where they end; none when there is no file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    kept: list[Kept] = []
    at = 0
    while at + HEAD.size <= len(data):
        n_words, n_numbers, check = HEAD.unpack_from(data, at)
        middle = at + HEAD.size + n_words
        words, numbers = data[at + HEAD.size : middle], data[middle : middle + n_numbers]
        if len(words) < n_words or len(numbers) < n_numbers or zlib.crc32(numbers, zlib.crc32(words)) != check:
            break
        run, s, levers, arm, replication, seconds, version, error, trace = json.loads(words)
        values = np.frombuffer(numbers, "<f8").astype(float)
        kept.append((run, Outcome(Cell(s, levers, arm, replication), values, seconds, version, error, trace)))
        at = middle + n_numbers
    return kept, at


class Tail:
    """Appends records to a file, cut to what is whole in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept, end = read_tail(path)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        os.ftruncate(self._file, end)
        self._end = end
        self._synced = time.monotonic()

    def append(self, runs: Sequence[Kept]) -> None:
        """Add runs. Raises OSError, with the file as it was, when the disk doesn't take them."""
        data = b"".join(map(pack, runs))
        try:
            self._write(data)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(data)
        self.kept += runs

    def _write(self, data: bytes) -> None:
        at, view = self._end, memoryview(data)
        while view:
            written = os.pwrite(self._file, view, at)
            at, view = at + written, view[written:]
        if time.monotonic() - self._synced > SYNC_SECONDS:
            os.fsync(self._file)
            self._synced = time.monotonic()

    def close(self, remove: bool = False) -> None:
        """Let go of the file, and of what it holds once that is elsewhere."""
        if remove:
            self.path.unlink(missing_ok=True)
        else:
            os.fsync(self._file)
        os.close(self._file)
