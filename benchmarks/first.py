"""How long the first comparison takes on a fresh install, compiling included, and the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import Row

COMMAND = ("compare", "--replications", "1", "--processes", "1", "--quiet")
START = "from dashboards.terminal.app import main; main()"


def measure() -> list[Row]:
    """`nabolab compare -n 1 --processes 1` twice: with an empty cache of compiled kernels, then with that cache."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_seconds(Path(folder)) for _ in range(2))
    return [
        Row("first nabolab compare -n 1", f"{first:.1f} s", "kernels compiled"),
        Row("second", f"{second:.1f} s", "kernels from the cache"),
    ]


def _seconds(folder: Path) -> float:
    """Wall-clock seconds of the command in a new process, whose cache and results stay in this folder."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, "-c", START, *COMMAND, "--out", str(folder / "results")]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"nabolab compare failed:\n{done.stderr}")
    return elapsed
