"""A scenario: a place, a population, a horizon, and how staff is counted. It knows no organisation."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.draws.shelf import Draws, find_draws
from sim.links import link_problems, switched_off
from sim.parameters import COUNTRIES, registry
from sim.problems import InputError, Problem, nearest, raise_if
from sim.shocks import Incident as Incident
from sim.shocks import Shock as Shock

NOBODY = "no citizens: the settlements add up to zero"
StaffingRule = Literal["own_norm", "equal_budget", "equal_staff"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Settlement(_Strict):
    """A town or a stretch of country. Homes lie evenly in a disc around (x_km, y_km).

    citizens: those in home care. Where inhabitants are given instead, they are worked out from the place's coverage.
    """

    name: Annotated[str, Field(min_length=1)]
    kind: Literal["town", "country"]
    x_km: Annotated[float, Field(strict=True, ge=-200, le=200)]
    y_km: Annotated[float, Field(strict=True, ge=-200, le=200)]
    radius_km: Annotated[float, Field(strict=True, gt=0, le=50)]
    citizens: Annotated[int, Field(strict=True, ge=0, le=20000)]
    inhabitants_67_79: Annotated[int | None, Field(strict=True, ge=0, le=100000)] = None
    inhabitants_80_plus: Annotated[int | None, Field(strict=True, ge=0, le=100000)] = None
    pilot: Annotated[bool, Field(strict=True)] = False


class Office(_Strict):
    """Where shifts start and end."""

    x_km: Annotated[float, Field(strict=True, ge=-200, le=200)]
    y_km: Annotated[float, Field(strict=True, ge=-200, le=200)]


class Scenario(_Strict):
    """The world of a run, apart from the organisation and the seed.

    horizon_days: measured days, after warm_up_days that are simulated but not measured. staffing: `own_norm` (as many
    carers as each arm's own plan needs), `equal_staff` or `equal_budget`. parameters: values that replace the
    registry's defaults in this place. country: whose wages, prices and currency. without: names of causal links that
    are switched off, whatever a policy says. price_from: the arm whose cost sets the price per settled hour. draws: the
    set of plausible parameters that was fitted in this place (`nabolab calibrate`), a shipped name or a .csv file; each
    seed takes one of them.
    """

    title: Annotated[str, Field(min_length=1)]
    about: str = ""
    horizon_days: Annotated[int, Field(strict=True, ge=1, le=3660)] = 365
    warm_up_days: Annotated[int, Field(strict=True, ge=0, le=1095)] = 112
    staffing: StaffingRule = "own_norm"
    office: Office
    settlements: Annotated[tuple[Settlement, ...], Field(min_length=1)]
    parameters: dict[str, float] = Field(default_factory=dict)
    country: Literal["dk", "nl", "uk"] = "dk"
    shocks: tuple[Shock, ...] = ()
    incidents: tuple[Incident, ...] = ()
    without: tuple[str, ...] = ()
    price_from: str | None = None
    draws: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _citizens_from_inhabitants(cls, data: Any) -> Any:
        """Work out the citizens of settlements that give inhabitants."""
        if not isinstance(data, dict) or not isinstance(data.get("settlements"), list | tuple):
            return data
        given = data.get("parameters") if isinstance(data.get("parameters"), dict) else {}
        places = [_with_citizens(s, given) for s in data["settlements"]]
        return {**data, "settlements": places}

    @property
    def citizens(self) -> int:
        return sum(s.citizens for s in self.settlements)

    @property
    def days(self) -> int:
        """All simulated days, warm-up included."""
        return self.warm_up_days + self.horizon_days

    @property
    def values(self) -> dict[str, float]:
        """Every parameter's value in this place, before any policy. Worked out again when policies bring parameters."""
        known = registry(self.country)
        kept: dict[str, float] = self.__dict__.get("kept_values", {})
        if len(kept) != len(known):
            kept = {name: float(self.parameters.get(name, p.default)) for name, p in known.items()} | self.off
            self.__dict__["kept_values"] = kept
        return kept

    def values_in(self, country: str) -> dict[str, float]:
        """Every parameter's value in this place for somebody who is paid and pays in another country's money."""
        if country == self.country:
            return dict(self.values)
        money = {name: p.default for name, p in registry(country).items() if p.area == "money"}
        return self.values | money | self.off

    def is_pilot(self, settlement: Settlement, only_in: Sequence[str] = ()) -> bool:
        """Whether a settlement is for the arm that stands beside another: one of these, or one marked as a pilot."""
        return settlement.name in only_in if only_in else settlement.pilot

    @property
    def off(self) -> dict[str, float]:
        """Values that switch off the links that this scenario does without."""
        return switched_off(self.without)

    def shock(self, kind: str, day: int) -> float:
        """The factor that shocks of a kind put on what is usual on a simulated day; 1 when there is none."""
        factor = 1.0
        for shock in self.shocks:
            first = self.warm_up_days + shock.first_day
            if shock.kind == kind and first <= day < first + shock.days:
                factor *= shock.factor
        return factor

    def struck(self, kind: str, day: int) -> int:
        """How many people the incidents of a kind happen to on a simulated day."""
        return sum(i.number for i in self.incidents if i.kind == kind and self.warm_up_days + i.day == day)

    def with_events(self, shocks: Iterable[Shock] = (), incidents: Iterable[Incident] = ()) -> Scenario:
        """The same scenario with these shocks and incidents as well."""
        return self.model_copy(update={"shocks": (*self.shocks, *shocks), "incidents": (*self.incidents, *incidents)})

    def until(self, day: int) -> Scenario:
        """The same scenario with nothing that begins on this simulated day or later."""
        first = day - self.warm_up_days
        begun = {
            "shocks": tuple(s for s in self.shocks if s.first_day < first),
            "incidents": tuple(i for i in self.incidents if i.day < first),
        }
        return self.model_copy(update=begun)

    @property
    def digest(self) -> str:
        """A hash of everything in the scenario that can move a number."""
        words: Any = {"title": True, "about": True, "settlements": {"__all__": {"name"}}}
        data = self.model_dump(mode="json", exclude=words)
        data["parameters"] = self.values
        if not self.incidents:  # a place where none happens is the place it was before incidents were thought of
            del data["incidents"]
        if self.plausible is None:
            del data["draws"]
        else:
            data["draws"] = [self.plausible.digest, sorted(self.parameters)]
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def plausible(self) -> Draws | None:
        """The draws of this place. Raises InputError when their file is gone."""
        return None if self.draws is None else find_draws(self.draws)

    def drawn(self, seed: int) -> Scenario:
        """The world of a seed: with the plausible draw that this seed takes. What the scenario sets itself stays."""
        if self.plausible is None:
            return self
        new = {name: v for name, v in self.plausible.of(seed).items() if name not in self.parameters}
        return self.model_copy(update={"draws": None}).with_parameters(new)

    def with_draws(self, draws: str | None) -> Scenario:
        """The same scenario with another set of draws, or with none. Raises InputError for an unknown one."""
        if draws is not None:
            find_draws(draws)
        return self.model_copy(update={"draws": draws})

    def with_parameters(self, changes: Mapping[str, float]) -> Scenario:
        """The same scenario with other parameter values. Raises InputError for unknown names or values out of range."""
        raise_if(registry(self.country).problems(changes, "--set"))
        scenario = Scenario.model_validate({**self.model_dump(), "parameters": {**self.parameters, **changes}})
        raise_if(_inconsistencies(scenario, "--set"))
        return scenario

    def priced_from(self, arm: str) -> Scenario:
        """The same scenario with the price per settled hour set by what this arm costs. Raises InputError."""
        scenario = Scenario.model_validate({**self.model_dump(), "price_from": arm})
        raise_if(_inconsistencies(scenario, "the price"))
        return scenario

    def without_links(self, names: Iterable[str]) -> Scenario:
        """The same scenario with these causal links switched off as well. Raises InputError for unknown names."""
        more = [name for name in dict.fromkeys(names) if name not in self.without]
        raise_if(link_problems(more, "--without"))
        return Scenario.model_validate({**self.model_dump(), "without": (*self.without, *more)})


def _with_citizens(settlement: Any, parameters: Any) -> Any:
    """A settlement of a scenario file, its citizens worked out where inhabitants are given."""
    data = settlement.model_dump() if isinstance(settlement, Settlement) else settlement
    if not isinstance(data, dict):
        return data
    numbers = {group: data.get(f"inhabitants_{group}") for group in ("67_79", "80_plus")}
    if not any(isinstance(n, int) for n in numbers.values()):
        return data
    shares = {group: parameters.get(f"coverage_{group}", registry()[f"coverage_{group}"].default) for group in numbers}
    known = [n * shares[group] for group, n in numbers.items() if isinstance(n, int) and _is_number(shares[group])]
    return {**data, "citizens": round(sum(known))}


def parse_scenario(text: str, place: str, folder: Path | None = None) -> Scenario:
    """A scenario from TOML. folder: where files that it names lie. Raises InputError with every problem, each with
    file, key and nearest valid name."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(place, f"not valid TOML: {error}")]) from None
    problems: list[Problem] = []
    parameters = data.get("parameters", {})
    if isinstance(parameters, dict):
        country = data.get("country") if data.get("country") in COUNTRIES else "dk"
        problems += registry(str(country)).problems(parameters, f"{place}: parameters")
        data = {**data, "parameters": {k: v for k, v in parameters.items() if _is_number(v)}}
    problems += _counted_twice(data.get("settlements"), place)
    if folder is not None and str(data.get("draws")).endswith(".csv"):
        data["draws"] = str(folder / str(data["draws"]))
    scenario = None
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        problems += [_in_words(place, e) for e in _without_echoes(error.errors())]
    if scenario is not None:
        problems += _inconsistencies(scenario, place)
    elif _nobody_lives_there(data.get("settlements")):
        problems.append(Problem(f"{place}: settlements", NOBODY))
    raise_if(problems)
    assert scenario is not None
    return scenario


def read_scenario(path: Path) -> Scenario:
    """A scenario from a file. Raises InputError when it can't be read or used."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
        raise InputError([Problem(str(path), f"can't be read: {reason}")]) from None
    return parse_scenario(text, str(path), path.parent)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _counted_twice(settlements: object, place: str) -> list[Problem]:
    """Settlements of a file that give both citizens and inhabitants."""
    if not isinstance(settlements, list):
        return []
    both = [
        i
        for i, s in enumerate(settlements)
        if isinstance(s, dict) and "citizens" in s and ("inhabitants_67_79" in s or "inhabitants_80_plus" in s)
    ]
    return [Problem(f"{place}: settlements.{i}", "give citizens or inhabitants, not both") for i in both]


def _nobody_lives_there(settlements: object) -> bool:
    """Whether the settlements of a file with other mistakes add up to zero citizens."""
    if not isinstance(settlements, list) or not settlements:
        return False
    counts = [s.get("citizens") if isinstance(s, dict) else None for s in settlements]
    return all(isinstance(c, int) and c == 0 for c in counts)


def _inconsistencies(scenario: Scenario, place: str) -> list[Problem]:
    problems = []
    if scenario.citizens == 0:
        problems.append(Problem(f"{place}: settlements", NOBODY))
    problems += link_problems(scenario.without, f"{place}: without")
    if problems:
        return problems
    names = [s.name for s in scenario.settlements]
    for name in sorted({n for n in names if names.count(n) > 1}):
        problems.append(Problem(f"{place}: settlements", f"two settlements are called {name!r}"))
    if scenario.price_from is not None and "hourly_price" in scenario.parameters:
        problems.append(Problem(f"{place}: price_from", "give price_from or the parameter hourly_price, not both"))
    try:
        scenario.plausible  # noqa: B018
    except InputError as error:
        problems += [Problem(f"{place}: {p.place}", p.text) for p in error.problems]
    v = scenario.values
    classes = v["under_2_hours_share"] + v["from_2_to_8_hours_share"] + v["from_8_to_20_hours_share"]
    if classes > 1:
        problems.append(Problem(f"{place}: parameters", f"the shares of weekly hours add up to {classes:g}, above 1"))
    helped = v["both_share"] + v["personal_only_share"]
    if 1 - helped > v["under_2_hours_share"]:
        problems.append(
            Problem(
                f"{place}: parameters",
                f"practical help only ({1 - helped:g}) can't exceed under_2_hours_share ({v['under_2_hours_share']:g})",
            )
        )
    if v["short_shift_minutes"] > v["shift_minutes"]:
        problems.append(Problem(f"{place}: parameters", "short_shift_minutes is longer than shift_minutes"))
    return problems


def _without_echoes(errors: list[Any]) -> list[Any]:
    """Leave out that a list is too short when that is only because its entries are wrong."""
    inside = {e["loc"][0] for e in errors if len(e["loc"]) > 1}
    return [e for e in errors if not (e["type"] == "too_short" and e["loc"][0] in inside)]


def _in_words(place: str, error: Any) -> Problem:
    """One of pydantic's findings as a problem with the nearest valid key."""
    path = [str(part) for part in error["loc"]]
    where = f"{place}: {'.'.join(path)}" if path else place
    if error["type"] == "extra_forbidden":
        fields: list[str] = list(Scenario.model_fields)
        if path[0] == "settlements":
            fields = list(Settlement.model_fields)
        elif path[0] == "office" and len(path) > 1:
            fields = list(Office.model_fields)
        elif path[0] == "shocks":
            fields = list(Shock.model_fields)
        elif path[0] == "incidents":
            fields = list(Incident.model_fields)
        return Problem(where, f"unknown key{nearest(path[-1], fields)}")
    if error["type"] == "missing":
        return Problem(where, "is missing")
    if error["type"] in ("string_too_short", "too_short"):
        return Problem(where, "must not be empty")
    message = str(error["msg"]).removeprefix("Input should be ")
    return Problem(where, f"must be {message}, got {error['input']!r}")
