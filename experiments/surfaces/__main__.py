"""`python -m experiments.surfaces --runs FILE`: run what FILE lacks, fit, write explore.json, say how far it is off."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.pool import compile_kernels
from experiments.surfaces.files import save
from experiments.surfaces.runs import complete, read_runs
from experiments.surfaces.spec import read_spec
from experiments.surfaces.surface import Surface, fitted
from policies.loading import load_arm

HERE = Path(__file__).parent


def main() -> None:
    """Read the flags, work, tell."""
    parser = argparse.ArgumentParser(prog="python -m experiments.surfaces", description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, help="CSV of runs; what it has is not run again")
    parser.add_argument("--spec", type=Path, default=HERE / "explore.toml")
    parser.add_argument("--save", type=Path, default=HERE / "explore.json")
    parser.add_argument("--processes", type=int)
    parser.add_argument("--fit-only", action="store_true", help="run nothing")
    flags = parser.parse_args()
    spec = read_spec(flags.spec)
    if not flags.fit_only:
        compile_kernels(spec.place(), [load_arm(arm) for arm in spec.arms])
        complete(spec, flags.runs, _told, flags.processes)
    surface = fitted(spec, read_runs(spec, flags.runs))
    save(surface, flags.save)
    print("\n".join(report(surface)))


def report(surface: Surface) -> list[str]:
    """How far a pair lies from the curve that hadn't seen it, and how far the curve is off, against the first arm."""
    first = surface.arms[0]
    lines = [f"{surface.samples} samples; {first} against {', '.join(surface.arms[1:])}"]
    for arm in surface.arms[1:]:
        for measure in surface.curves:
            miss, error = surface.left_out(measure, first, arm), surface.error(measure, first, arm)
            lines.append(f"{arm:16} {measure:24} left out {miss:9.3g}   typical error {error:9.3g}")
    return lines


def _told(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        print(f"{done} of {total} runs", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
