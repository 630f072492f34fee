"""Studies of twenty citizens and a week, whose runs take about 15 ms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.kills import PLACE
from policies import extensions
from policies.base import forget_policies, known_policies, registered

STUDY = """
title = "Small"
scenario = "place.toml"
arms = ["bum", "self_organising"]
replications = 2
measures = ["carers_14_all", "late_share", "overhead_share_cost", "cost_per_delivered_hour"]
"""
SOBOL = """
[design]
kind = "sobol"
samples = 3
[uncertain.detour]
[uncertain.mortality]
"""
FRAGILE = '''
"""A policy that fails, or takes its process with it, with some seeds."""

import os
from dataclasses import dataclass

from policies.allocate import Pool
from policies.base import policy


@policy
@dataclass(frozen=True)
class Fragile(Pool):
    """Breaks."""

    name = "fragile"
    fails_with: int = -1
    dies_with: int = -1

    def allocate(self, model, group, citizens, values):
        """As a pool, unless it breaks."""
        if model.seed_value == self.fails_with:
            raise RuntimeError(f"broken by seed {model.seed_value}")
        if model.seed_value == self.dies_with:
            os._exit(1)
        super().allocate(model, group, citizens, values)
'''
ARM = """
title = "Fragile"
like = "bum"
[[policy]]
use = "fragile"
[policy.options]
fails_with = {fails}
dies_with = {dies}
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a study file beside its place; more: what follows the head, head: what replaces it."""

    def write_file(more: str = SOBOL, head: str = STUDY, name: str = "study.toml") -> Path:
        (tmp_path / "place.toml").write_text(PLACE, encoding="utf-8")
        (tmp_path / name).write_text(head + more, encoding="utf-8")
        return tmp_path / name

    return write_file


@pytest.fixture
def fragile(write: Write, tmp_path: Path) -> Iterator[Callable[[int, int], Path]]:
    """Writes a study in which an arm fails with one seed and kills its process with another; forgets its policy."""
    known_policies()
    before, files = registered(), dict(extensions._FILES)

    def write_file(fails: int = -1, dies: int = -1) -> Path:
        (tmp_path / "fragile.py").write_text(FRAGILE, encoding="utf-8")
        (tmp_path / "fragile.toml").write_text(ARM.format(fails=fails, dies=dies), encoding="utf-8")
        head = STUDY.replace('"self_organising"', '"fragile.toml"') + 'policy_files = ["fragile.py"]\n'
        return write(head=head.replace("replications = 2", "replications = 3"))

    yield write_file
    forget_policies(registered() - before)
    extensions._FILES.clear()
    extensions._FILES.update(files)
