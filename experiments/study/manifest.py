"""What a store says about itself: enough to read its results without the code that made them, and to go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from experiments.study.parts import write_whole
from experiments.study.plan import Study
from experiments.study.spec import LeverValue
from experiments.study.table import DesignKind, Factor
from experiments.study.version import code_digest, environment
from sim.problems import InputError, Problem

FORMAT = 1
NAME = "manifest.json"
FROZEN = "study.toml"


class Manifest(BaseModel):
    """The frozen facts of a study. samples, points, replications, target: how far it goes now, which extending it
    changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    nabolab: str
    code: str
    packages: dict[str, str]
    begun: str
    title: str
    scenario_title: str
    scenario_digest: str
    arms: tuple[str, ...]
    arm_titles: tuple[str, ...]
    arm_digests: tuple[tuple[str, ...], ...]
    factors: tuple[Factor, ...]
    levers: tuple[str, ...]
    lever_rows: tuple[tuple[LeverValue, ...], ...]
    pruned: tuple[str, ...]
    design: DesignKind
    samples: int | None
    points: int
    replications: int
    target: float | None
    most: int
    decisions: tuple[str, ...]
    seed: int
    measures: tuple[str, ...]
    series: tuple[str, ...]
    days: int
    copies: dict[str, str]
    policy_files: tuple[str, ...]
    history: tuple[str, ...]


def describe(study: Study, copies: dict[str, str], policy_files: tuple[str, ...], now: str, version: str) -> Manifest:
    """A study as a new store describes it."""
    spec = study.spec
    return Manifest(
        format=FORMAT,
        nabolab=version,
        code=code_digest(),
        packages=environment(),
        begun=now,
        title=spec.title,
        scenario_title=study.scenario.title,
        scenario_digest=study.scenario_digest,
        arms=tuple(arm.name for arm in study.arms),
        arm_titles=tuple(arm.title for arm in study.arms),
        arm_digests=study.arm_digests,
        factors=study.factors,
        levers=study.choices.names,
        lever_rows=study.choices.rows,
        pruned=tuple(map(str, study.choices.pruned)),
        design=spec.design.kind,
        samples=spec.design.samples,
        points=len(study.samples),
        replications=spec.replications,
        target=spec.precision.target if spec.precision else None,
        most=study.most,
        decisions=study.decisions,
        seed=spec.seed,
        measures=spec.measures,
        series=spec.series,
        days=study.scenario.horizon_days,
        copies=copies,
        policy_files=policy_files,
        history=(f"{now} begun with {study.count} runs",),
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest, whole or not at all."""
    text = manifest.model_dump_json(indent=2) + "\n"
    write_whole(folder / NAME, lambda path: path.write_text(text, encoding="utf-8"))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a store. Raises InputError: no store, a store of another version, a damaged one."""
    path = folder / NAME
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        text = "is no study: it holds no manifest.json" if folder.is_dir() else "there is no such folder"
        raise InputError([Problem(str(folder), text)]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), f"can't be read: {error}")]) from None
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        made = f" (written by nabolab {data.get('nabolab', 'unknown')})" if isinstance(data, dict) else ""
        text = f"is a store of version {found}{made}; this program reads version {FORMAT}, so use the one that wrote it"
        raise InputError([Problem(str(folder), text)])
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        found_wrong = [
            Problem(f"{path}: {'.'.join(map(str, e['loc']))}", str(e["msg"]).lower()) for e in error.errors()
        ]
        raise InputError(found_wrong) from None
