"""Nabolab: a laboratory for how home care is organised.

import nabolab
result = nabolab.compare("bum", "self_organising")
print(result)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from experiments.analysis.goals import parse_goals as _parse_goals
from experiments.analysis.ocba import Selection
from experiments.analysis.report import StudyReport
from experiments.analysis.report import report_on as _report_on
from experiments.analysis.search import Effort, Front
from experiments.analysis.search import search_front as _search_front
from experiments.analysis.select_arms import select_arms as _select_arms
from experiments.compare import compare as _compare
from experiments.comparison import Comparison, LinkCheck, MeasureRow
from experiments.decompose import Decomposition
from experiments.decompose import decompose as _decompose
from experiments.differences import Differences, differences
from experiments.levers import load_grouping
from experiments.pricing import settled
from experiments.replicate import Progress
from experiments.run import Run, simulate
from experiments.shelf import find_scenario, shipped_scenarios
from experiments.study.inputs import read_study as _read_study
from experiments.study.inputs import shipped_studies
from experiments.study.runner import Progress as StudyProgress
from experiments.study.session import Ended, Where, go_further
from experiments.study.session import resume as _resume
from experiments.study.session import run as _run_study
from experiments.study.store import Store
from experiments.study.table import StudyTable
from policies.arm import Arm
from policies.extensions import PolicyFile, load_policy_file
from policies.loading import load_arm, shipped_arms
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError, Problem
from sim.scenario import Scenario

__all__ = [
    "Arm",
    "Comparison",
    "Decomposition",
    "Differences",
    "Effort",
    "Front",
    "InputError",
    "LinkCheck",
    "MeasureRow",
    "PolicyFile",
    "Problem",
    "Run",
    "Scenario",
    "Selection",
    "Store",
    "StudyReport",
    "StudyTable",
    "compare",
    "decompose",
    "diff",
    "extend_study",
    "load_arm",
    "load_policy",
    "load_scenario",
    "open_study",
    "report",
    "resume_study",
    "run",
    "search",
    "select",
    "shipped_arms",
    "shipped_scenarios",
    "shipped_studies",
    "study",
]

DEFAULT_SCENARIO = "bording_engesvang"


def load_scenario(
    name: str | Scenario = DEFAULT_SCENARIO,
    parameters: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    price_from: str | None = None,
) -> Scenario:
    """A shipped scenario by name, or a file by path, with some parameters replaced. Raises InputError.

    without: names of causal links to switch off (`nabolab links` lists them). price_from: the arm whose cost sets the
    price per settled hour.
    """
    scenario = name if isinstance(name, Scenario) else find_scenario(name)
    names = (without,) if isinstance(without, str) else tuple(without)
    changed = scenario.with_parameters(parameters) if parameters else scenario
    changed = changed.without_links(names) if names else changed
    return changed.priced_from(price_from) if price_from else changed


def load_policy(path: str) -> PolicyFile:
    """Load policies from a Python file of one's own, which is run as code. Raises InputError."""
    return load_policy_file(path)


def run(
    arm: str | Arm = "bum",
    scenario: str | Scenario = DEFAULT_SCENARIO,
    seed: int = 1,
    parameters: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    price_from: str | None = None,
) -> Run:
    """One run of one arm: its measures, paid hours and costs. without: links to switch off. Raises InputError."""
    place = load_scenario(scenario, parameters, without, price_from)
    return simulate(settled(place, seed), _arm(arm), seed)


def compare(
    a: str | Arm = "bum",
    b: str | Arm = "self_organising",
    scenario: str | Scenario = DEFAULT_SCENARIO,
    replications: int = 20,
    precision: float | None = None,
    seed: int = 1,
    processes: int | None = None,
    parameters: Mapping[str, float] | None = None,
    progress: Progress | None = None,
    without: Iterable[str] = (),
    contested: bool = True,
    price_from: str | None = None,
    draws: str | None = None,
) -> Comparison:
    """Two arms in the same world, paired replication by replication; printing the result shows its tables.

    precision: run until half the 95 % interval of each decision measure is at most this share of A's mean. processes:
    how many worker processes (default: one per core; 1: this one). without: causal links to switch off, such as
    ("autonomy_on_strain",). contested: also run the same seeds without each contested link, which takes four times as
    long; the result's `contested` then says whether a verdict changes. price_from: the arm whose cost sets the price.
    draws: another set of plausible draws than the scenario's, by name or file, or "none"; each pair takes one, so that
    intervals hold what isn't known; what `parameters` gives stays. Raises InputError with every problem found.

    A script that defines policies of its own needs an `if __name__ == "__main__":` block around the call; others don't.
    """
    place = load_scenario(scenario, parameters, without, price_from)
    place = place.with_draws(None if draws == "none" else draws) if draws else place
    return _compare(_arm(a), _arm(b), place, replications, precision, seed, processes, progress, contested=contested)


def diff(
    a: str | Arm = "bum", b: str | Arm = "self_organising", scenario: str | Scenario = DEFAULT_SCENARIO
) -> Differences:
    """Two arms side by side, right by right and value by value, without a run. Raises InputError."""
    return differences(_arm(a), _arm(b), load_scenario(scenario))


def decompose(
    a: str | Arm = "bum",
    b: str | Arm = "self_organising",
    scenario: str | Scenario = DEFAULT_SCENARIO,
    replications: int = 8,
    groups: str | None = None,
    permutations: int = 4,
    seed: int = 1,
    processes: int | None = None,
    parameters: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Decomposition:
    """What each lever brings of the difference between two arms: Shapley values with 95 % intervals, for every measure.

    groups: which levers count as one, a shipped grouping ("deviations") or a .toml file. permutations: orders sampled
    in each replication where there are more than eight levers. Raises InputError with every problem found.
    """
    place = load_scenario(scenario, parameters)
    grouping = load_grouping(groups) if groups else None
    return _decompose(_arm(a), _arm(b), place, replications, grouping, permutations, seed, processes, progress)


def study(
    file: str | Path,
    out: str | Path | None = None,
    executor: str = "local",
    processes: int | None = None,
    progress: StudyProgress | None = None,
) -> Store:
    """Begin a study, shipped or from a .toml file, and compute it; returns its store, in `out` (default: studies/NAME).

    executor: "local", or "dask://HOST:PORT". Ctrl-C finishes what is under way and keeps it; `Store.counts()` says what
    is pending. A failed run ends nothing: `Store.failures()`. Raises InputError with every problem, before any run, and
    RuntimeError when the disk is full or the cluster is gone, with what was done kept.
    """
    folder = None if out is None else Path(out)
    return _store(_run_study(file, folder, Where(executor, processes), progress))


def open_study(folder: str | Path) -> Store:
    """A study's store, also while it runs: `table()`, `runs()`, `failures()`, `sql()`. Raises InputError."""
    return Store(folder)


def resume_study(
    folder: str | Path,
    executor: str = "local",
    processes: int | None = None,
    anyway: bool = False,
    retry_failed: bool = False,
    progress: StudyProgress | None = None,
) -> Store:
    """Go on with a study that was interrupted. anyway: although the code has changed since. Raises InputError."""
    return _store(_resume(folder, Where(executor, processes), anyway, retry_failed, progress))


def extend_study(
    folder: str | Path,
    samples: int | None = None,
    replications: int | None = None,
    precision: float | None = None,
    executor: str = "local",
    processes: int | None = None,
    anyway: bool = False,
    progress: StudyProgress | None = None,
) -> Store:
    """Take a study to so many samples or replications, or to a precision, keeping all it has. Raises InputError."""
    where = Where(executor, processes)
    numbers = (None if n is None else str(n) for n in (samples, replications))
    return _store(go_further(folder, where, *numbers, precision, anyway, progress))


def report(
    study: Store | StudyTable | str | Path,
    measures: Iterable[str] = (),
    goals: Iterable[str] = (),
    reference: str | None = None,
) -> StudyReport:
    """What a study found: `tables`, `table(key)`, `surfaces`; printing it shows them as Markdown.

    study: a store, its table, or a folder. goals: such as "carers_14-", "trust+", "cost_per_delivered_hour<=520".
    reference: the option that others are held against (default: the first). Raises InputError with every problem.
    """
    store = Store(study) if isinstance(study, str | Path) else study
    table = store.table() if isinstance(store, Store) else store
    title = store.manifest.title if isinstance(store, Store) else "Study"
    return _report_on(table, tuple(measures), _parse_goals(goals, table.measures), reference, title)


def select(
    arms: Iterable[str | Arm],
    goal: str = "cost_per_delivered_hour-",
    scenario: str | Scenario = DEFAULT_SCENARIO,
    budget: int = 60,
    chance: float = 0.95,
    seed: int = 1,
    processes: int | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Selection:
    """The best of several arms at one goal, with runs where they help to tell (OCBA). Raises InputError.

    budget: runs in all, at least 6 for each arm; chance: how sure is sure enough to stop before.
    """
    wanted = _parse_goals([goal], [m.key for m in CATALOGUE])[0]
    place = load_scenario(scenario, parameters)
    return _select_arms([_arm(a) for a in arms], place, wanted, budget, chance, seed=seed, processes=processes)


def search(
    file: str | Path,
    goals: Iterable[str] = ("carers_14-", "cost_per_delivered_hour-", "strain-"),
    effort: Effort | None = None,
    processes: int | None = None,
) -> Front:
    """The Pareto front over the levers of a study file, winners run again with fresh seeds (needs Optuna).

    effort: how much to run (`Effort(trials=60, futures=4, replications=2, fresh=6)`). Raises InputError.
    """
    return _search_front(_read_study(file), _parse_goals(goals, [m.key for m in CATALOGUE]), effort, processes)


def _store(ended: Ended) -> Store:
    """The store of a session that could go on to its end, or was asked to stop."""
    if ended.lost is not None:
        raise RuntimeError(f"{ended.lost}; go on with nabolab.resume_study({str(ended.store.folder)!r})")
    return ended.store


def _arm(arm: str | Arm) -> Arm:
    return arm if isinstance(arm, Arm) else load_arm(arm)
