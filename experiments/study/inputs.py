"""From a study file to a study: everything it names is looked up, and every problem of all of it told at once."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TypeVar

import numpy as np

from experiments.shelf import find_scenario
from experiments.study.choices import choose, lever_problems
from experiments.study.design import design_problems, points
from experiments.study.plan import Study
from experiments.study.spec import Spec, Uncertain, parse_spec, twice
from experiments.study.uncertainty import Spread, spread_of, uncertain_problems
from policies.arm import Arm
from policies.extensions import load_policy_file
from policies.loading import load_arm
from sim.links import link_problems, links
from sim.parameters import registry
from sim.problems import InputError, Problem, nearest, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

T = TypeVar("T")
_FOLDER = "experiments.studies"
MOST_POINTS = 1_000_000
"""More points than this are a mistake."""


class Folder:
    """Where a study file's names lead: shipped things by name, files beside it. copies: a frozen study's own files."""

    def __init__(self, base: Path, copies: dict[str, Path] | None = None) -> None:
        self.base = base
        self.copies = copies or {}

    def file(self, name: str) -> Path:
        """The path of a file that a study names: its copy, beside the study, or from where we are."""
        if name in self.copies:
            return self.copies[name]
        beside = self.base / name
        return beside if beside.exists() or not Path(name).exists() else Path(name)

    def named(self, name: str) -> str:
        """A shipped name as it is; a file by its path."""
        return str(self.file(name)) if name.endswith(".toml") else name


def read_text(path: Path) -> str:
    """A text file. Raises InputError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
        raise InputError([Problem(str(path), f"can't be read: {reason}")]) from None


def shipped_studies() -> list[str]:
    """Names of the shipped studies."""
    files = resources.files(_FOLDER).iterdir()
    return sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))


def study_path(name: str | Path) -> Path:
    """The file of a shipped study by name, or a file by path. Raises InputError."""
    if str(name).endswith(".toml"):
        return Path(name)
    if str(name) not in shipped_studies():
        hint = nearest(str(name), shipped_studies())
        raise InputError([Problem(f"study {str(name)!r}", f"unknown{hint} (or give a .toml file)")])
    return Path(str(resources.files(_FOLDER).joinpath(f"{name}.toml")))


def read_study(path: str | Path) -> Study:
    """A shipped study, or that of a file. Raises InputError with every problem of everything that it names."""
    file = study_path(path)
    text = read_text(file)
    folder = Folder(file.parent)
    try:
        spec = parse_spec(text, file.name)
    except InputError as error:
        raise InputError([*error.problems, *_unknown_names(text, folder, file.name)]) from None
    return make_study(spec, folder, file.name)


def _unknown_names(text: str, folder: Folder, place: str) -> list[Problem]:
    """Arms, scenario and parameters that nobody knows, in a file with other mistakes."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    problems: list[Problem] = []
    arms, scenario, uncertain = (data.get(key) for key in ("arms", "scenario", "uncertain"))
    looks: list[Callable[[], object]] = []
    looks += [partial(load_arm, folder.named(n)) for n in arms if isinstance(n, str)] if isinstance(arms, list) else []
    looks += [partial(find_scenario, folder.named(scenario))] if isinstance(scenario, str) and scenario else []
    for look in looks:
        try:
            look()
        except InputError as error:
            problems += error.problems
    names = uncertain if isinstance(uncertain, dict) else ()
    known = registry()
    return problems + [
        Problem(f"{place}: uncertain.{n}", f"unknown parameter{nearest(n, known)}") for n in names if n not in known
    ]


def make_study(spec: Spec, folder: Folder, place: str) -> Study:
    """Look up what a study names, make its design and its combinations of levers. Raises InputError."""
    made = _Maker(spec, folder, place)
    study = made.study()
    raise_if(made.problems)
    assert study is not None
    return study


class _Maker:
    """Collects problems, so that all are told at once."""

    def __init__(self, spec: Spec, folder: Folder, place: str) -> None:
        self.spec, self.folder, self.place = spec, folder, place
        self.problems: list[Problem] = []

    def take(self, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except InputError as error:
            self.problems += error.problems
            return None

    def study(self) -> Study | None:
        spec = self.spec
        for name in spec.policy_files:
            self.take(lambda name=name: load_policy_file(self.folder.file(name)))  # type: ignore[misc]
        arms = self.arms()
        scenario = self.scenario()
        place = scenario or find_scenario("pilot_60")
        entries, table = self.uncertain(place)
        self.problems += uncertain_problems(entries, spec.parameters, place, self.place)
        self.problems += design_problems(spec.design, len(entries), self.place)
        if arms is not None:
            self.problems += lever_problems(spec.lever, arms, place, self.place)
        if self.problems or arms is None or scenario is None:
            return None
        spreads = [spread_of(name, entry, scenario) for name, entry in entries.items()]
        samples = points(spec.design, spreads) if table is None else table
        choices = choose(spec.lever, arms, scenario)
        if not choices.rows:
            text = "no combination works" if spec.lever else "an arm can't work here"
            self.problems += [Problem(f"{self.place}: {text}", str(p).lstrip(": ")) for p in choices.pruned]
        self.problems += sample_problems(scenario, spreads, samples, self.place)
        return Study(spec, scenario, arms, choices, tuple(s.factor for s in spreads), samples)

    def arms(self) -> tuple[Arm, ...] | None:
        loaded = [self.take(lambda name=name: load_arm(self.folder.named(name))) for name in self.spec.arms]  # type: ignore[misc]
        arms = tuple(arm for arm in loaded if arm is not None)
        same = twice([arm.name for arm in arms])
        self.problems += [Problem(f"{self.place}: arms", f"two arms are called {name!r}") for name in same]
        return arms if len(arms) == len(loaded) else None

    def scenario(self) -> Scenario | None:
        """The scenario with what the study changes in it."""
        spec = self.spec
        self.problems += link_problems(spec.without, f"{self.place}: without")
        found = self.take(lambda: find_scenario(self.folder.named(spec.scenario)))
        if found is None:
            self.problems += registry().problems(spec.parameters, f"{self.place}: parameters")
            return None
        keys = ("horizon_days", "warm_up_days", "staffing")
        changes = {key: getattr(spec, key) for key in keys if getattr(spec, key) is not None}
        changed = Scenario.model_validate({**found.model_dump(), **changes})
        changed = changed.without_links(name for name in spec.without if name in links())
        wrong = registry(changed.country).problems(spec.parameters, f"{self.place}: parameters")
        self.problems += wrong
        if wrong:
            return None
        set_here = self.take(lambda: changed.with_parameters(spec.parameters))
        price = spec.price_from
        if set_here is None or price is None:
            return set_here
        self.take(lambda: load_arm(price))
        return self.take(lambda: set_here.priced_from(price))

    def uncertain(self, scenario: Scenario) -> tuple[dict[str, Uncertain], FloatArray | None]:
        """The uncertain parameters, and their points where a CSV gives them."""
        design = self.spec.design
        if design.kind != "csv" or design.file is None:
            return dict(self.spec.uncertain), None
        path = self.folder.file(design.file)
        text = self.take(lambda: read_text(path))
        read = self.take(lambda: read_points(text, str(path))) if text is not None else None
        if read is None:
            return dict(self.spec.uncertain), None
        names, table = read
        for name in self.spec.uncertain:
            if name not in names:
                self.problems.append(Problem(f"{self.place}: uncertain.{name}", f"is no column of {path}"))
        return {name: self.spec.uncertain.get(name, Uncertain()) for name in names}, table


def read_points(text: str, place: str) -> tuple[list[str], FloatArray]:
    """Names and points of a CSV with a header. Raises InputError: no rows, cells that aren't numbers, ragged rows."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if len(rows) < 2:
        raise InputError([Problem(place, "is empty: it needs a header of parameter names, and a row for each point")])
    names = [cell.strip() for cell in rows[0]]
    problems = [Problem(place, f"two columns are called {name!r}") for name in twice(names)]
    table = np.full((len(rows) - 1, len(names)), np.nan)
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            problems.append(Problem(f"{place}: row {line}", f"has {len(row)} cells, the header has {len(names)}"))
            continue
        for k, cell in enumerate(row):
            try:
                table[line - 2, k] = float(cell)
            except ValueError:
                problems.append(Problem(f"{place}: row {line}: {names[k]}", f"must be a number, got {cell!r}"))
    raise_if(problems)
    return names, table


def sample_problems(scenario: Scenario, spreads: Sequence[Spread], samples: FloatArray, place: str) -> list[Problem]:
    """Points that the scenario refuses: outside the registry's range, or shares that add up to more than 1."""
    names = [s.factor.name for s in spreads]
    if len(samples) > MOST_POINTS:
        return [Problem(f"{place}: design", f"has {len(samples):,} points; at most {MOST_POINTS:,} make sense")]
    found: dict[str, list[tuple[int, str]]] = {}
    for number, values in enumerate(samples):
        try:
            scenario.with_parameters(dict(zip(names, map(float, values), strict=True)))
        except InputError as error:
            for problem in error.problems:
                found.setdefault(problem.place.removeprefix("--set."), []).append((number, problem.text))
    return [
        Problem(
            f"{place}: design: {where}",
            f"{hits[0][1]} (in {len(hits)} of {len(samples)} points, first in {hits[0][0]})",
        )
        for where, hits in found.items()
    ]
