"""Beginning, reopening and extending a study's folder: what it froze is what goes on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from experiments.study.design import SEQUENCES, block_problems
from experiments.study.inputs import Folder, make_study
from experiments.study.manifest import FROZEN, Manifest, describe, write_manifest
from experiments.study.parts import write_whole
from experiments.study.plan import Study
from experiments.study.spec import parse_spec
from experiments.study.store import PARTS, SAMPLES, Store
from experiments.study.version import differences
from policies.extensions import load_policy_file, loaded_files
from sim.problems import InputError, Problem, raise_if

INPUTS = "inputs"


def begin(study: Study, text: str, beside: Path, folder: Path) -> Store:
    """Freeze a study in a new folder, complete or not at all. text: of its file, which lies in the folder `beside`.

    Raises InputError when the folder is taken or can't be written.
    """
    if os.path.lexists(folder):
        there = "holds a study; go on with `nabolab study resume`" if (folder / FROZEN).exists() else "is there already"
        raise InputError([Problem(str(folder), f"{there}, or take another folder with --out")])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder.parent))
        try:
            _fill(unfinished, study, text, beside)
            unfinished.chmod(0o755)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise InputError([Problem(str(folder), f"can't be written: {error.strerror or error}")]) from None
    return Store(folder)


def _fill(folder: Path, study: Study, text: str, beside: Path) -> None:
    (folder / PARTS).mkdir()
    (folder / INPUTS).mkdir()
    (folder / FROZEN).write_text(text, encoding="utf-8")
    spec, where = study.spec, Folder(beside)
    files = [n for n in (spec.scenario, *spec.arms) if n.endswith(".toml")]
    files += [spec.design.file] if spec.design.file is not None else []
    copies = {}
    for k, name in enumerate(dict.fromkeys([*files, *spec.policy_files])):
        source = where.file(name)
        copies[name] = f"{INPUTS}/{k:02d}/{source.name}"
        (folder / copies[name]).parent.mkdir()
        shutil.copyfile(source, folder / copies[name])
    policy_files = []
    for k, file in enumerate(loaded_files()):
        policy_files.append(f"{INPUTS}/policies/{k:02d}-{Path(file.path).name}")
        (folder / INPUTS / "policies").mkdir(exist_ok=True)
        shutil.copyfile(file.path, folder / policy_files[-1])
    study.sample_table().to_parquet(folder / SAMPLES)
    write_manifest(folder, describe(study, copies, tuple(policy_files), now(), metadata.version("nabolab")))


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def reopen(store: Store, anyway: bool = False) -> Study:
    """The study as it was frozen, to go on with. anyway: also with other code or packages than it was begun with.

    Raises InputError when something that moves its numbers has changed.
    """
    m, folder = store.manifest, store.folder
    if not anyway:
        raise_if(_changes(m, folder))
    for name in m.policy_files:
        load_policy_file(folder / name)
    return _frozen(store, m.samples, m.replications, m.target)


def _changes(m: Manifest, folder: Path) -> list[Problem]:
    told = differences(m.code, m.packages)
    if not told:
        return []
    text = (
        f"was begun with another version: {'; '.join(told)}. Go back to it, begin a new study in another folder "
        "(--out), or go on with --anyway: each run says which version computed it"
    )
    return [Problem(str(folder), text)]


def _frozen(store: Store, samples: int | None, replications: int, target: float | None) -> Study:
    """The frozen study with these extents, checked against what was frozen with it."""
    m, path = store.manifest, store.folder / FROZEN
    spec = parse_spec(path.read_text(encoding="utf-8"), str(path)).extended(samples, replications, target)
    copies = {name: store.folder / copy for name, copy in m.copies.items()}
    study = make_study(spec, Folder(store.folder, copies), str(path))
    where = str(store.folder)
    problems = []
    if study.scenario_digest != m.scenario_digest:
        problems.append(Problem(where, f"the scenario {spec.scenario!r} has changed since the study was begun"))
    if study.arm_digests != m.arm_digests:
        problems.append(Problem(where, "an arm, or what it is like, has changed since the study was begun"))
    kept = min(len(store.samples), len(study.samples))
    if kept < len(store.samples) or (study.samples[:kept] != store.samples.to_numpy(float)).any():
        problems.append(Problem(where, "the design would not be the one that was begun"))
    raise_if(problems)
    return study


def extend(
    store: Store,
    samples: str | None,
    replications: str | None,
    precision: float | None,
    anyway: bool = False,
    allowed: Callable[[Study], None] | None = None,
) -> Study:
    """Let a study go further; what it has stays. samples, replications: a number, or +NUMBER more; precision: a target.
    allowed: may refuse the larger study.

    The caller holds the store's lock. Raises InputError: nothing to extend, less than there is, a design that can't
    grow so.
    """
    m = store.manifest
    problems: list[Problem] = []
    if samples is None and replications is None and precision is None:
        problems.append(Problem("study extend", "give --samples, --replications or --precision"))
    new_samples = _larger("--samples", samples, m.samples or 0, problems) if samples is not None else m.samples
    if samples is not None and m.design not in SEQUENCES:
        text = f"a {m.design} design has all its points; it can grow in replications only"
        problems[:] = [Problem("--samples", text)]
    new_reps = m.replications
    if replications is not None:
        new_reps = _larger("--replications", replications, m.replications, problems)
    if precision is not None:
        problems += _target_problems(m, precision)
    raise_if(problems)
    design = reopen(store, anyway).spec.design.model_copy(update={"samples": new_samples})
    raise_if(block_problems(design, "--samples"))
    study = _frozen(store, new_samples, new_reps, m.target if precision is None else precision)
    if allowed is not None:
        allowed(study)
    _rewrite(store, study)
    return study


def _larger(flag: str, given: str, there: int, problems: list[Problem]) -> int:
    """The new number, from NUMBER or +NUMBER."""
    try:
        number = int(given.removeprefix("+"))
    except ValueError:
        problems.append(Problem(flag, f"must be a number or +NUMBER, got {given!r}"))
        return there
    new = there + number if given.startswith("+") else number
    if new <= there:
        problems.append(Problem(flag, f"the study has {there} already, and a study only grows; got {given}"))
    return new


def _target_problems(m: Manifest, target: float) -> list[Problem]:
    if not 0 < target < 1:
        return [Problem("--precision", f"must lie between 0 and 1, got {target:g}")]
    if len(m.arms) < 2:
        return [Problem("--precision", "is about the difference between two arms; this study has one")]
    if not m.decisions:
        return [Problem("--precision", "this study keeps none of the measures that a decision is about")]
    if m.target is not None and target >= m.target:
        return [
            Problem("--precision", f"the study asks for {m.target:g} already, and a study only grows; got {target:g}")
        ]
    return []


def _rewrite(store: Store, study: Study) -> None:
    """New extents: the samples first, then the manifest that counts on them."""
    m, spec = store.manifest, study.spec
    write: Callable[[Path], object] = study.sample_table().to_parquet
    write_whole(store.folder / SAMPLES, write)
    words = f"{now()} extended to {study.count} runs"
    changed = m.model_copy(
        update={
            "samples": spec.design.samples,
            "points": len(study.samples),
            "replications": spec.replications,
            "target": spec.precision.target if spec.precision else None,
            "decisions": study.decisions,
            "most": study.most,
            "history": (*m.history, words),
        }
    )
    write_manifest(store.folder, changed)
    store.refresh()
