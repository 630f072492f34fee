"""One writer to a store: a lock that the system takes away when its process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.problems import InputError, Problem

NAME = "lock"


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the store for writing. Raises InputError when another process does; a process that died holds nothing."""
    path = folder / NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise InputError([Problem(str(folder), f"can't write there: {error.strerror}")]) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode(errors="replace").strip() or "unknown"
            text = (
                f"is being written by another process ({holder}); wait for it, or watch it with `nabolab study status`"
            )
            raise InputError([Problem(str(folder), text)]) from None
        _sign(handle)
        yield
    finally:
        os.close(handle)


def _sign(handle: int) -> None:
    """Say who holds the lock, for whoever finds it held. A full disk is no reason not to hold it."""
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
    except OSError:
        pass
