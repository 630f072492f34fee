"""The table of targets: published figures with their range, population, source, and whether a fit may use them.

A municipality adds its own as another file with the same columns. No row may be used for fitting and for judging.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, cast, get_args

from experiments.shelf import find_scenario
from experiments.targets.observe import known_outputs
from policies.loading import load_arm
from sim.parameters import evidence, registry
from sim.problems import InputError, Problem, nearest, raise_if
from sim.scenario import Shock

Use = Literal["fit", "hold-out"]
COLUMNS = (
    *("id", "pattern", "quantity", "measure", "cases", "relation", "value", "low", "high", "unit"),
    *("population", "definition", "source", "use"),
)
RELATIONS = {"level": 1, "difference": 2, "ratio": 2, "bend": 3, "exchange": 3, "interaction": 4, "spread": 4}
"""How cases become one number, and how many each takes; `experiments/targets/predict.py` says how."""
SHOCK = "shock."
KINDS = get_args(Shock.model_fields["kind"].annotation)
NEAR = 0.1
"""How far, as a share of it, a hit may lie from a value that was published without a range."""


@dataclass(frozen=True)
class Case:
    """One arm in one place (empty: the place asked for), with some values set, and shocks that last all the time."""

    arm: str
    values: tuple[tuple[str, float], ...] = ()
    place: str = ""
    shocks: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Target:
    """A published figure. pattern: which of the patterns it belongs to (empty: none); at_least, at_most: its range, a
    bound that wasn't published doesn't bind; along: the measure on the other axis of an exchange."""

    id: str
    pattern: str
    quantity: str
    measure: str
    cases: tuple[Case, ...]
    relation: str
    along: str
    published: str
    at_least: float
    at_most: float
    unit: str
    population: str
    definition: str
    source: str
    use: Use


def shipped_targets() -> tuple[Target, ...]:
    """The table that comes with the model."""
    text = resources.files("experiments.targets").joinpath("targets.csv").read_text(encoding="utf-8")
    return parse_targets(text, "targets.csv", shipped=True)


def read_targets(path: Path) -> tuple[Target, ...]:
    """The shipped table and one's own. Raises InputError with every problem of the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), f"can't be read: {error}")]) from None
    own = parse_targets(text, str(path))
    both = (*shipped_targets(), *own)
    raise_if(used_twice(both, str(path)))
    return both


def parse_targets(text: str, place: str, shipped: bool = False) -> tuple[Target, ...]:
    """Targets from CSV. shipped: sources must be rows of the evidence. Raises InputError with every problem."""
    reader = csv.DictReader(text.splitlines())
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise InputError([Problem(place, f"columns are missing: {', '.join(missing)}")])
    problems: list[Problem] = []
    targets = []
    for number, row in enumerate(reader, start=2):
        where = f"{place}: line {number}"
        found = _problems({k: v or "" for k, v in row.items() if k}, where, shipped)
        problems += found
        if not found:
            targets.append(_target(row))
    problems += used_twice(targets, place)
    raise_if(problems)
    return tuple(targets)


def used_twice(targets: Sequence[Target], place: str) -> list[Problem]:
    """Names given twice, and figures that would be fitted to and judged by."""
    problems = []
    seen: dict[str, Target] = {}
    uses: dict[object, Use] = {}
    for t in targets:
        if t.id in seen:
            problems.append(Problem(place, f"two rows are called {t.id!r}"))
        seen[t.id] = t
        for key in ((t.measure, t.cases, t.relation), ("source", t.source)) if t.source else ():
            if uses.setdefault(key, t.use) != t.use:
                problems.append(Problem(place, f"{t.id!r} is used for fitting and for judging; a row can't be both"))
                break
    return problems


def _target(row: dict[str, str]) -> Target:
    cases = tuple(parse_case(words) for words in row["cases"].split("|"))
    relation, _, along = row["relation"].partition(" ")
    low, high = _range(row)
    texts = {name: row[name] for name in ("id", "pattern", "quantity", "measure", "unit", "population", "definition")}
    return Target(
        **texts,
        cases=cases,
        relation=relation,
        along=along,
        published=row["value"],
        at_least=low,
        at_most=high,
        source=row["source"],
        use=cast(Use, row["use"]),
    )


def _range(row: dict[str, str]) -> tuple[float, float]:
    if not row["low"] and not row["high"]:
        value = float(row["value"])
        return value - NEAR * abs(value), value + NEAR * abs(value)
    return float(row["low"] or -math.inf), float(row["high"] or math.inf)


def parse_case(words: str) -> Case:
    """`[@scenario] arm [NAME=NUMBER ...] [shock.KIND=FACTOR ...]`. Raises ValueError or IndexError."""
    parts = words.split()
    place = parts.pop(0)[1:] if parts[0].startswith("@") else ""
    pairs = [(name, float(value)) for name, _, value in (pair.partition("=") for pair in parts[1:])]
    values = tuple((name, value) for name, value in pairs if not name.startswith(SHOCK))
    shocks = tuple((name.removeprefix(SHOCK), value) for name, value in pairs if name.startswith(SHOCK))
    return Case(parts[0], values, place, shocks)


def _problems(row: dict[str, str], where: str, shipped: bool) -> list[Problem]:
    """Everything wrong with one line."""
    found = [Problem(f"{where}: {name}", "must not be empty") for name in ("id", "quantity") if not row[name].strip()]
    found += _number_problems(row, where)
    if row["use"] not in ("fit", "hold-out"):
        found.append(Problem(f"{where}: use", f"must be 'fit' or 'hold-out', got {row['use']!r}"))
    if row["use"] == "fit" and not row["source"]:
        found.append(Problem(f"{where}: source", "a row that a fit may use needs one"))
    if shipped and row["source"] and row["source"] not in evidence():
        found.append(Problem(f"{where}: source", f"no row of the evidence is called {row['source']!r}"))
    names = known_outputs()
    relation, _, along = row["relation"].partition(" ")
    for key, name in (("measure", row["measure"]), *((("relation", along),) if along else ())):
        if name not in names:
            found.append(Problem(f"{where}: {key}", f"unknown measure {name!r}{nearest(name, names)}"))
    if relation not in RELATIONS:
        found.append(Problem(f"{where}: relation", f"unknown relation {relation!r}{nearest(relation, RELATIONS)}"))
    else:
        found += _case_problems(row["cases"], RELATIONS[relation], where)
    return found


def _number_problems(row: dict[str, str], where: str) -> list[Problem]:
    found = []
    for name in ("value", "low", "high"):
        try:
            float(row[name] or 0)
        except ValueError:
            found.append(Problem(f"{where}: {name}", f"must be a number or empty, got {row[name]!r}"))
    if not found and not any(row[name] for name in ("value", "low", "high")):
        found.append(Problem(where, "give a value, or at least one end of a range"))
    if not found and row["low"] and row["high"] and float(row["low"]) > float(row["high"]):
        found.append(Problem(where, f"low {row['low']} lies above high {row['high']}"))
    return found


def _case_problems(text: str, needed: int, where: str) -> list[Problem]:
    """Cases that can't be read, and arms, places and parameters that don't exist."""
    words = text.split("|")
    if len(words) != needed:
        return [Problem(f"{where}: cases", f"this relation takes {needed} cases, separated by |; got {len(words)}")]
    found = []
    for word in words:
        try:
            case = parse_case(word)
        except (ValueError, IndexError):
            found.append(Problem(f"{where}: cases", f"{word!r} is not of the form '[@scenario] arm [NAME=NUMBER ...]'"))
            continue
        found += registry().problems(dict(case.values), f"{where}: cases")
        unknown = [kind for kind, _ in case.shocks if kind not in KINDS]
        found += [Problem(f"{where}: cases", f"unknown shock {kind!r}{nearest(kind, KINDS)}") for kind in unknown]
        for make, name in ((load_arm, case.arm), (find_scenario, case.place)):
            try:
                make(name) if name else None
            except InputError as error:
                found += error.problems
    return found
