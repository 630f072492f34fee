"""Workers: they end with their parent, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

SCRIPT = """
import os, signal
from experiments.pool import new_pool
print(new_pool(1).submit(os.getpid).result(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_worker_ends_with_a_parent_that_is_killed() -> None:
    """kill -9 of a parent leaves no worker that waits for work for ever."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, stdout=subprocess.PIPE, text=True, env=os.environ)
    worker = int(done.stdout)
    until = time.monotonic() + 10
    while not _ended(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert _ended(worker)


def _ended(pid: int) -> bool:
    """Whether a process is gone, or waits only to be noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
