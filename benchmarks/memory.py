"""How much memory a worker process needs: the peak of a fresh one that runs one year."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.report import Row
from benchmarks.subjects import ARMS, SEED, district
from experiments.pool import compile_kernels
from experiments.run import simulate
from policies.loading import load_arm

KILO = 1024
MEGA = KILO * KILO


def measure() -> list[Row]:
    """Peak resident memory for each arm, each in a process of its own that finds its kernels compiled."""
    compile_kernels(district(), [load_arm(arm) for arm in ARMS])
    return [Row(f"{arm}: a worker's peak", f"{_fresh(arm) / MEGA:.0f} MB", "one year, a new process") for arm in ARMS]


def _fresh(arm: str) -> float:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(peak_of_a_year, arm).result()


def peak_of_a_year(arm: str) -> float:
    """Run one year here and return this process's peak in bytes."""
    simulate(district(), load_arm(arm), SEED)
    return _peak()


def _peak() -> float:
    """Bytes. Linux's getrusage also counts what the parent held when it started us, so /proc is asked first."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * KILO
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) if sys.platform == "darwin" else float(peak) * KILO
