"""From targets to runs and back: each case is run once for each seed, and cases become one number per seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from experiments.pool import compile_kernels, cores, main_left_alone, workers
from experiments.pricing import settled
from experiments.replicate import Progress
from experiments.shelf import find_scenario
from experiments.targets.observe import observe
from experiments.targets.table import Case, Target
from experiments.verify.finding import with_value
from policies.arm import Arm
from policies.loading import load_arm
from sim.parameters import registry
from sim.scenario import Scenario, Shock
from sim.tables import FloatArray

Observed = Mapping[str, float]
Key = tuple[Case, int]


def made(case: Case, scenario: Scenario, values: Mapping[str, float]) -> tuple[Scenario, Arm]:
    """Place and arm of a case, for as long as the scenario asks and with its draws; values: parameters that hold beside
    its own. Raises InputError."""
    arm = load_arm(case.arm)
    alike = {name: getattr(scenario, name) for name in ("horizon_days", "warm_up_days", "draws")}
    place = find_scenario(case.place).model_copy(update=alike) if case.place else scenario
    shocks = tuple(Shock(kind=kind, first_day=0, days=3660, factor=f) for kind, f in case.shocks)  # type: ignore[arg-type]
    place = place.model_copy(update={"shocks": shocks}).with_parameters({**values, **dict(case.values)})
    for name, value in case.values:
        if registry(place.country)[name].modifiable:
            arm = with_value(arm, name, value)
    return place, arm


def run_cases(
    cases: Sequence[Case],
    scenario: Scenario,
    values_of: Mapping[int, Mapping[str, float]],
    processes: int | None = None,
    progress: Progress | None = None,
) -> dict[Key, Observed]:
    """Every case with every seed. values_of: seeds, each with the parameters that hold in its runs."""
    keys = [(case, seed) for case in cases for seed in values_of]
    tasks = []
    for case, seed in keys:
        place, arm = made(case, scenario, values_of[seed])
        tasks.append((settled(place, seed), arm, seed))
    found: dict[Key, Observed] = {}
    if (processes or cores()) == 1 or len(tasks) == 1:
        for key, task in zip(keys, tasks, strict=True):
            found[key] = observe(*task)
            _tell(progress, len(found), len(tasks))
        return found
    compile_kernels(scenario, (tasks[0][1],))
    with workers(processes) as pool:
        with main_left_alone(tasks[0][1]):
            futures = [pool.submit(observe, *task) for task in tasks]
        for key, future in zip(keys, futures, strict=True):
            found[key] = future.result()
            _tell(progress, len(found), len(tasks))
    return found


def _tell(progress: Progress | None, done: int, planned: int) -> None:
    if progress is not None:
        progress(done, planned)


def predicted(target: Target, seeds: Sequence[int], found: Mapping[Key, Observed]) -> list[float]:
    """What the model says about a target with each seed; NaN where any of it is undefined.

    level: one case. difference: the second less the first. ratio: the second over the first. bend: the first slope less
    the second over the value that the cases set, positive where the curve is concave. exchange: what a unit less of
    `along` costs between the last two cases, less what it costs between the first two. interaction: what the second
    pair differs by, less what the first does. spread: how far the first pair lies apart, less how far the second does.
    """
    y = np.array([[found[case, seed][target.measure] for case in target.cases] for seed in seeds])
    if target.relation == "spread":
        return _apart(y[:, 1] - y[:, 0], y[:, 3] - y[:, 2])
    if target.relation == "exchange":
        x = np.array([[found[case, seed][target.along] for case in target.cases] for seed in seeds])
        slopes = -np.diff(y) / np.where(np.diff(x) == 0, np.nan, np.diff(x))
        return _listed(slopes[:, 1] - slopes[:, 0])
    if target.relation == "bend":
        slopes = np.diff(y) / np.diff([case.values[0][1] for case in target.cases])
        return _listed(slopes[:, 0] - slopes[:, 1])
    return _listed(SIMPLE[target.relation](y))


SIMPLE: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "level": lambda y: y[:, 0],
    "difference": lambda y: y[:, 1] - y[:, 0],
    "ratio": lambda y: y[:, 1] / np.where(y[:, 0] == 0, np.nan, y[:, 0]),
    "interaction": lambda y: (y[:, 3] - y[:, 2]) - (y[:, 1] - y[:, 0]),
}


def _apart(one: FloatArray, other: FloatArray) -> list[float]:
    """Each distance in the direction of its own mean, so that luck alone makes none."""
    signs = [1.0 if np.nanmean(d) >= 0 else -1.0 for d in (one, other)]
    return _listed(signs[0] * one - signs[1] * other)


def _listed(values: FloatArray) -> list[float]:
    return [float(v) for v in values]


def defined(values: Sequence[float]) -> list[float]:
    """Those that are numbers."""
    return [v for v in values if np.isfinite(v)]
