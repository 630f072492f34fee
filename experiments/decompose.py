"""Decomposing a difference: how much of it each lever brings, by Shapley values over the levers.

A lever's Shapley value is what pulling it changes, averaged over all orders in which levers could be pulled. With few
levers all orders are worked out, with many a sample of them, other ones in each replication. Either way the values of
one replication add up to its difference, and intervals over replications hold the luck of runs and of sampled orders
alike.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare import provenance_of
from experiments.levers import Grouping, Lever, between, clashes, levers_between, separable
from experiments.pool import compile_kernels, cores, submit, workers
from experiments.pricing import settled
from experiments.question import Question
from experiments.run import Run, simulate
from experiments.statistics import paired_interval
from policies.arm import Arm
from sim.luck import Purpose, uniform
from sim.measures.catalogue import CATALOGUE, in_money
from sim.parameters import currency
from sim.problems import Problem, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

EXACT_UP_TO = 8
PERMUTATIONS = 4
TOTAL = "total"
Coalition = frozenset[int]
Order = tuple[int, ...]
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Decomposition:
    """The difference of each measure, B minus A, by lever. parts: measure, title, unit, lever, value, low, high,
    replications; the lever TOTAL is the whole difference. means: measure, mean_a, mean_b. exact: all orders of levers
    were worked out, not a sample."""

    name_a: str
    name_b: str
    title_a: str
    title_b: str
    scenario: str
    levers: tuple[str, ...]
    exact: bool
    parts: pd.DataFrame
    means: pd.DataFrame
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Game:
    """What a decomposition plays: two arms, the levers between them, a world for each seed, and the sets of levers that
    have to be pulled there. wide: inputs that nobody has measured are drawn anew for each seed, alike for all sets."""

    a: Arm
    b: Arm
    scenario: Scenario
    levers: tuple[Lever, ...]
    permutations: int
    wide: bool = False

    @property
    def exact(self) -> bool:
        """Whether all orders are worked out, not a sample."""
        return len(self.levers) <= EXACT_UP_TO

    def orders(self, seed: int) -> list[Order]:
        """The orders in which levers are pulled with this seed; none where all are worked out."""
        return [] if self.exact else sampled_orders(len(self.levers), self.permutations, seed)

    def coalitions(self, seed: int) -> list[Coalition]:
        """The sets of levers to be pulled with this seed, small ones first."""
        wanted = all_coalitions(len(self.levers)) if self.exact else along(self.orders(seed))
        return sorted(wanted, key=lambda c: (len(c), sorted(c)))

    def arm(self, coalition: Coalition) -> Arm:
        """The first arm with these levers pulled."""
        return between(self.a, self.b, self.levers, coalition)

    def world(self, seed: int) -> Scenario:
        """The scenario with what this seed draws of it, the same for all sets of levers."""
        return Question(self.a, self.b, self.scenario, self.wide).world(seed)

    def worth(self, seed: int, coalition: Coalition) -> FloatArray:
        """Every measure of one set of levers with one seed, in the order of the catalogue."""
        return worth_of(simulate(self.world(seed), self.arm(coalition), seed))

    def values(self, seed: int, worth: Mapping[Coalition, FloatArray]) -> FloatArray:
        """What each lever (rows) brings of each measure with one seed."""
        return shapley(worth, len(self.levers)) if self.exact else averaged(worth, self.orders(seed))

    def clashes(self, seeds: Iterable[int]) -> list[Problem]:
        """Sets of levers that can't be pulled together."""
        wanted = {c for seed in seeds for c in self.coalitions(seed)}
        return clashes(self.a, self.b, self.levers, sorted(wanted, key=sorted), self.scenario)


def worth_of(run: Run) -> FloatArray:
    """A run's measures in the order of the catalogue."""
    return np.array([run.measures[m.key] for m in CATALOGUE])


def game_between(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    grouping: Grouping | None = None,
    permutations: int = PERMUTATIONS,
    wide: bool = False,
) -> Game:
    """The game of two arms in a scenario. Raises InputError for arms that can't be taken apart."""
    raise_if(separable(a, b))
    return Game(a, b, scenario, levers_between(a, b, grouping), permutations, wide)


def decompose(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    replications: int = 8,
    grouping: Grouping | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
    command: str = "",
    wide: bool = False,
) -> Decomposition:
    """Attribute what B differs from A to the levers in which they differ, over replications with seeds from `seed` on.

    permutations: orders of levers sampled in each replication when there are more than EXACT_UP_TO levers, an even
    number because each is followed by its reverse. wide: what nobody has measured is drawn anew in each replication.
    Raises InputError before any run: arms that can't be taken apart, and levers that can't be pulled without others.
    """
    started = time.perf_counter()
    raise_if(_numbers(replications, permutations, processes) + a.problems(scenario) + b.problems(scenario))
    raise_if(separable(a, b))
    scenario = settled(scenario, seed)
    game = game_between(a, b, scenario, grouping, permutations, wide)
    seeds = range(seed, seed + replications)
    raise_if(game.clashes(seeds))
    played = _play(game, seeds, processes, progress)
    provenance = provenance_of(scenario, a, b, seed, replications, time.perf_counter() - started, command)
    return decomposed(game, played, provenance)


def decomposed(
    game: Game, played: Mapping[int, Mapping[Coalition, FloatArray]], provenance: Mapping[str, Any] | None = None
) -> Decomposition:
    """The decomposition from every wanted set of levers of these seeds, played through."""
    whole = frozenset(range(len(game.levers)))
    values = np.array([game.values(seed, worth) for seed, worth in played.items()])
    ends = np.array([[worth[frozenset()], worth[whole]] for worth in played.values()])
    names = tuple(lever.name for lever in game.levers)
    told = {
        **(provenance or {}),
        "levers": ", ".join(names) or "none",
        "orders": "all" if game.exact else f"{game.permutations} sampled in each replication",
    }
    parts, means = _parts(names, values, ends, currency(game.scenario.country)), _means(ends)
    a, b = game.a, game.b
    return Decomposition(a.name, b.name, a.title, b.title, game.scenario.title, names, game.exact, parts, means, told)


def _numbers(replications: int, permutations: int, processes: int | None) -> list[Problem]:
    problems = []
    if replications < 1:
        problems.append(Problem("replications", f"must be at least 1, got {replications}"))
    if permutations < 2 or permutations % 2:
        problems.append(Problem("permutations", f"must be an even number from 2 on, got {permutations}"))
    if processes is not None and processes < 1:
        problems.append(Problem("processes", f"must be at least 1, got {processes}"))
    return problems


def all_coalitions(players: int) -> set[Coalition]:
    """Every set of levers."""
    return {frozenset(k for k in range(players) if number >> k & 1) for number in range(1 << players)}


def sampled_orders(players: int, permutations: int, seed: int) -> list[Order]:
    """Orders of the levers by the luck of a replication, each followed by its reverse."""
    orders: list[Order] = []
    for number in range(permutations // 2):
        draws = [uniform(seed, int(Purpose.LEVER_ORDER), k, number, 0) for k in range(players)]
        order = tuple(sorted(range(players), key=draws.__getitem__))
        orders += [order, order[::-1]]
    return orders


def along(orders: Sequence[Order]) -> set[Coalition]:
    """The sets of levers that are met when they are pulled in these orders."""
    return {frozenset(order[:k]) for order in orders for k in range(len(order) + 1)}


def shapley(worth: Mapping[Coalition, FloatArray], players: int) -> FloatArray:
    """Shapley values (players, measures) of a game whose every coalition's worth is known."""
    out = np.zeros((players, len(worth[frozenset()])))
    for coalition, value in worth.items():
        for player in range(players):
            if player not in coalition:
                out[player] += _weight(len(coalition), players) * (worth[coalition | {player}] - value)
    return out


def _weight(before: int, players: int) -> float:
    """The share of orders in which so many given levers come before a given one."""
    return math.factorial(before) * math.factorial(players - before - 1) / math.factorial(players)


def averaged(worth: Mapping[Coalition, FloatArray], orders: Sequence[Order]) -> FloatArray:
    """What each lever (rows) changes when it is pulled, on average over these orders."""
    players = len(orders[0])
    out = np.zeros((players, len(worth[frozenset()])))
    for order in orders:
        for k, player in enumerate(order):
            out[player] += worth[frozenset(order[: k + 1])] - worth[frozenset(order[:k])]
    averages: FloatArray = out / len(orders)
    return averages


def _play(
    game: Game, seeds: Iterable[int], processes: int | None, progress: Progress | None
) -> dict[int, dict[Coalition, FloatArray]]:
    """Every measure of every wanted coalition, replication by replication."""
    worlds = {s: game.world(s) for s in seeds}
    tasks = [(s, c) for s in worlds for c in game.coalitions(s)]
    arms = {c: game.arm(c) for _, c in tasks}
    played: dict[int, dict[Coalition, FloatArray]] = {s: {} for s in worlds}

    def keep(number: int, run: Run) -> None:
        s, coalition = tasks[number]
        played[s][coalition] = worth_of(run)
        if progress:
            progress(number + 1, len(tasks))

    if (processes or cores()) == 1:
        for number, (s, coalition) in enumerate(tasks):
            keep(number, simulate(worlds[s], arms[coalition], s))
        return played
    compile_kernels(game.scenario, (game.a, game.b))
    with workers(processes) as pool:
        futures = [submit(pool, worlds[s], arms[c], s) for s, c in tasks]
        for number, future in enumerate(futures):
            keep(number, future.result())
    return played


def _parts(names: Sequence[str], values: FloatArray, ends: FloatArray, money: str) -> pd.DataFrame:
    """A row for each measure and lever, and for each measure's total; replications with anything undefined are left
    out of that measure."""
    rows = []
    for k, m in enumerate(CATALOGUE):
        defined = ~np.isnan(values[:, :, k]).any(axis=1) & ~np.isnan(ends[:, :, k]).any(axis=1)
        for player, name in enumerate((*names, TOTAL)):
            of = ends[defined, 1, k] - ends[defined, 0, k] if name == TOTAL else values[defined, player, k]
            mean, low, high = paired_interval(np.zeros(len(of)), of)
            rows.append((m.key, m.title, in_money(m.unit, money), name, mean, low, high, int(defined.sum())))
    return pd.DataFrame(rows, columns=["measure", "title", "unit", "lever", "value", "low", "high", "replications"])


def _means(ends: FloatArray) -> pd.DataFrame:
    rows = []
    for k, m in enumerate(CATALOGUE):
        defined = ends[~np.isnan(ends[:, :, k]).any(axis=1)][:, :, k]
        of_a, of_b = defined.mean(axis=0) if len(defined) else (math.nan, math.nan)
        rows.append((m.key, float(of_a), float(of_b)))
    return pd.DataFrame(rows, columns=["measure", "mean_a", "mean_b"])


def adding_up(values: Sequence[float], total: float, places: int) -> list[float]:
    """The values rounded to so many decimals so that they add up to the rounded total: the largest remainders go up."""
    unit = 10.0**-places
    scaled = [value / unit for value in values]
    down = [math.floor(value) for value in scaled]
    missing = round(total / unit) - sum(down)
    order = sorted(range(len(values)), key=lambda k: down[k] - scaled[k])
    ups, rest = divmod(missing, len(values)) if values else (0, 0)
    lifted = set(order[:rest])
    return [(d + ups + (k in lifted)) * unit for k, d in enumerate(down)]
