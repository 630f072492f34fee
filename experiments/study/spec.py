"""A study file: what is asked, in TOML. Keys are checked here, and what they mean in `experiments.study.inputs`."""

from __future__ import annotations

import tomllib
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError

from experiments.statistics import DECISION_MEASURES
from experiments.study.table import DesignKind, Distribution
from sim.measures.catalogue import CATALOGUE
from sim.measures.daily import SERIES
from sim.problems import InputError, Problem, nearest, raise_if
from sim.scenario import StaffingRule

LeverValue = StrictBool | StrictInt | StrictFloat | StrictStr
_Whole = Annotated[int, Field(strict=True, ge=1)]
_SEED = Annotated[int, Field(strict=True, ge=0, lt=2**62)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Uncertain(_Strict):
    """How an uncertain parameter is distributed; what isn't said is the registry's range, alike throughout.

    mode: of a triangular one; mean and sd: of a normal one, cut off at low and high. values: levels of a design that
    takes them (factorial, one at a time) instead of equal steps.
    """

    low: float | None = None
    high: float | None = None
    distribution: Distribution = "uniform"
    mode: float | None = None
    mean: float | None = None
    sd: Annotated[float | None, Field(gt=0)] = None
    values: Annotated[tuple[float, ...] | None, Field(min_length=1)] = None


class LeverEntry(_Strict):
    """Something an organisation can choose, in one of four forms.

    `policy` and `option`: an option of a policy; `policy` and `value`: where a policy moves a named value; `right`:
    which policy owns a right; `policy` alone: whether the policy is there. arms: whose lever it is; without it, that of
    every arm that has the policy.
    """

    name: Annotated[str, Field(min_length=1)]
    values: Annotated[tuple[LeverValue, ...], Field(min_length=1)]
    policy: str | None = None
    option: str | None = None
    value: str | None = None
    right: str | None = None
    arms: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None


class Design(_Strict):
    """Which futures are tried. samples: points, with `morris` trajectories, with `sobol_indices` base points.

    levels: of each parameter (factorial, one_at_a_time), or of the grid (morris; even). block: points that make one
    Latin hypercube; a study grows by whole blocks. file: a CSV with a column per uncertain parameter.
    """

    kind: DesignKind = "factorial"
    samples: _Whole | None = None
    seed: _SEED = 1
    levels: Annotated[int | None, Field(strict=True, ge=2, le=1000)] = None
    block: _Whole | None = None
    file: str | None = None


class Precision(_Strict):
    """When a point has enough replications: half the 95 % interval of each measure's paired difference is at most
    `target` of the reference arm's mean, and stays so for the replications looked ahead. most: where it ends anyway."""

    target: Annotated[float, Field(gt=0, lt=1)]
    measures: Annotated[tuple[str, ...], Field(min_length=1)] = DECISION_MEASURES
    most: Annotated[int, Field(strict=True, ge=2, le=100_000)] = 200


class Spec(_Strict):
    """A whole study file. replications: at every point; with a precision, the fewest."""

    title: Annotated[str, Field(min_length=1)]
    about: str = ""
    scenario: Annotated[str, Field(min_length=1)]
    arms: Annotated[tuple[str, ...], Field(min_length=1)]
    seed: _SEED = 1
    replications: _Whole = 8
    measures: Annotated[tuple[str, ...], Field(min_length=1)] = tuple(m.key for m in CATALOGUE)
    series: tuple[str, ...] = ()
    horizon_days: Annotated[int | None, Field(strict=True, ge=1, le=3660)] = None
    warm_up_days: Annotated[int | None, Field(strict=True, ge=0, le=1095)] = None
    staffing: StaffingRule | None = None
    without: tuple[str, ...] = ()
    price_from: str | None = None
    policy_files: tuple[str, ...] = ()
    parameters: dict[str, float] = Field(default_factory=dict)
    design: Design = Design()
    uncertain: dict[str, Uncertain] = Field(default_factory=dict)
    lever: tuple[LeverEntry, ...] = ()
    precision: Precision | None = None

    def extended(self, samples: int | None, replications: int, target: float | None) -> Spec:
        """The same study with other extents. target: of the precision; None leaves it as it is."""
        block = self.design.block
        if self.design.kind == "latin_hypercube":
            block = block or self.design.samples
        design = self.design.model_copy(update={"samples": samples, "block": block})
        precision = self.precision
        if target is not None and precision is None:
            kept = tuple(key for key in DECISION_MEASURES if key in self.measures)
            precision = Precision(target=target, measures=kept)
        if precision is not None:
            most = max(precision.most, replications)
            precision = precision.model_copy(update={"target": target or precision.target, "most": most})
        return self.model_copy(update={"design": design, "replications": replications, "precision": precision})


TABLES: dict[str, type[BaseModel]] = {
    "uncertain": Uncertain,
    "lever": LeverEntry,
    "design": Design,
    "precision": Precision,
}


UNION = ("bool", "int", "float", "str")
"""What pydantic adds to the place of a value that may be of several kinds."""


def parse_spec(text: str, place: str) -> Spec:
    """A study file's content. Raises InputError with every key that is unknown, missing or of the wrong kind."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(place, f"not valid TOML: {error}")]) from None
    try:
        spec = Spec.model_validate(data)
    except ValidationError as error:
        echoes = [e for e in error.errors() if e["type"] == "too_short" and len(e["input"]) > 0]
        found = list(dict.fromkeys(_in_words(place, e) for e in error.errors() if e not in echoes))
        raise InputError([*found, *_names(data.get("measures"), data.get("series"), place)]) from None
    raise_if([*_names(spec.measures, spec.series, place), *_precision_problems(spec, place)])
    return spec


def _names(measures: object, series: object, place: str) -> list[Problem]:
    """Measures and series that nobody knows."""
    problems = []
    for key, names, known in (
        ("measures", measures, [m.key for m in CATALOGUE]),
        ("series", series, list(SERIES)),
    ):
        given = [n for n in names if isinstance(n, str)] if isinstance(names, list | tuple) else []
        one = "measure" if key == "measures" else key
        problems += [
            Problem(f"{place}: {key}", f"unknown {one} {n!r}{nearest(n, known)}") for n in given if n not in known
        ]
        problems += [Problem(f"{place}: {key}", f"{n!r} stands there twice") for n in twice(given)]
    return problems


def _precision_problems(spec: Spec, place: str) -> list[Problem]:
    if spec.precision is None:
        return []
    where = f"{place}: precision"
    problems = [
        Problem(f"{where}.measures", f"{name!r} is not among the study's measures{nearest(name, spec.measures)}")
        for name in spec.precision.measures
        if name not in spec.measures
    ]
    if len(spec.arms) < 2:
        problems.append(Problem(where, "is about the difference between two arms; name another arm"))
    if spec.precision.most < spec.replications:
        text = f"must be at least the replications, {spec.replications}, got {spec.precision.most}"
        problems.append(Problem(f"{where}.most", text))
    return problems


def twice(names: list[str]) -> list[str]:
    """Names that occur more than once."""
    return sorted({n for n in names if names.count(n) > 1})


def _in_words(place: str, error: Any) -> Problem:
    """One of pydantic's findings, with the nearest valid key."""
    path = [str(part) for part in error["loc"]]
    path = [part for part in path if part not in UNION]
    where = f"{place}: {'.'.join(path)}" if path else place
    if error["type"] == "extra_forbidden":
        model = TABLES[path[0]] if len(path) > 1 and path[0] in TABLES else Spec
        return Problem(where, f"unknown key{nearest(path[-1], model.model_fields)}")
    if error["type"] == "missing":
        return Problem(where, "is missing")
    if error["type"] in ("string_too_short", "too_short"):
        return Problem(where, "must not be empty")
    if error["type"] == "literal_error":
        return Problem(where, f"must be {error['ctx']['expected']}, got {error['input']!r}")
    if "values" in path and path[0] == "lever":
        return Problem(where, f"must be a number, a text, true or false, got {error['input']!r}")
    message = str(error["msg"]).removeprefix("Input should be ")
    return Problem(where, f"must be {message}, got {error['input']!r}")
