"""The state of the Explore page, which is its address: two organisations, a situation, changed levers, pins.

The same address gives the same configuration and so the same numbers. What an address says that isn't known here, or
no longer, falls back to what the page begins with, and the page says so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import parse_qsl, urlencode

from dashboards.explore.asked_state import ASKED_FOR, WHY_PAIRS, Unused, asked_for, asked_query
from experiments.question import Question
from experiments.shelf import find_scenario
from experiments.situations import AS_TODAY, situations
from policies.arm import Arm
from policies.loading import load_arm, shipped_arms
from sim.parameters import registry
from sim.problems import InputError
from sim.scenario import Scenario

PLACE = "bording_engesvang"
DEFAULT_A, DEFAULT_B = "bum", "self_organising"
MOST_PINS = 4
MOST_LEVERS = 40
NOT_STATE = {"lang", "theme"}


@dataclass(frozen=True)
class Notice:
    """Something in an address that was not used: a key of the catalogue (`explore.notice.<key>`) and what it was."""

    key: str
    given: str
    used: str = ""


@dataclass(frozen=True)
class State:
    """levers: changed parameters by name; wide: what nobody knows is drawn anew in each pair; pins: pinned scenarios,
    each as an address's query of its own. why: the measure whose difference is taken apart; flips: pairs with which is
    tried where the answer flips; nothing and 0 as long as nobody asked, and again when the question changes."""

    a: str = DEFAULT_A
    b: str = DEFAULT_B
    situation: str = AS_TODAY
    levers: Mapping[str, float] = field(default_factory=dict)
    wide: bool = True
    pins: tuple[str, ...] = ()
    why: str = ""
    why_pairs: int = WHY_PAIRS
    flips: int = 0

    def query(self, pins: bool = True) -> str:
        """The state as an address's query: only what differs from the beginning, in one order. pins: with everything
        beside the question itself."""
        first = State()
        parts = [
            (key, getattr(self, key)) for key in ("a", "b", "situation") if getattr(self, key) != getattr(first, key)
        ]
        parts += [] if self.wide else [("wide", "0")]
        parts += [(name, f"{value:.10g}") for name, value in sorted(self.levers.items())]
        parts += [(f"pin{n}", pin) for n, pin in enumerate(self.pins, start=1)] if pins else []
        parts += asked_query(self.why, self.why_pairs, self.flips) if pins else []
        return urlencode(parts)

    def without(self, name: str) -> State:
        """The same with one lever back where it was."""
        levers = {key: value for key, value in self.levers.items() if key != name}
        return replace(self, levers=levers, why="", flips=0)

    def question(self) -> Question:
        """What is asked of the laboratory. Raises InputError when the levers don't fit each other or an arm."""
        place = place_in(self.situation)
        scenario = place.with_parameters(self.levers) if self.levers else place
        question = Question(organisation(self.a), organisation(self.b), scenario, self.wide)
        problems = question.problems()
        if problems:
            raise InputError(problems)
        return question


@cache
def organisation(name: str) -> Arm:
    """A shipped organisation; they are asked for at every change, and their files don't change meanwhile."""
    return load_arm(name)


@cache
def organisations() -> tuple[str, ...]:
    """Names of the shipped organisations."""
    return tuple(shipped_arms())


@cache
def place_in(situation: str) -> Scenario:
    """The place in a situation, before any lever."""
    return situations()[situation].applied(find_scenario(PLACE))


def place_values(situation: str) -> dict[str, float]:
    """Every parameter's value in a situation, before any lever."""
    return dict(place_in(situation).values)


def parse(parameters: Mapping[str, str]) -> tuple[State, list[Notice]]:
    """The state of an address and what of it could not be used."""
    notices: list[Notice] = []
    arms = organisations()
    a = _known("a", parameters.get("a", DEFAULT_A), arms, DEFAULT_A, notices)
    b = _known("b", parameters.get("b", DEFAULT_B), arms, DEFAULT_B, notices)
    situation = _known("situation", parameters.get("situation", AS_TODAY), list(situations()), AS_TODAY, notices)
    wide = parameters.get("wide", "1")
    if wide not in ("0", "1"):
        notices.append(Notice("wide", wide))
    levers = _levers(parameters, situation, notices)
    pins = tuple(parameters[f"pin{n}"] for n in range(1, MOST_PINS + 1) if f"pin{n}" in parameters)
    pinned = tuple(pin for pin in pins if _usable(pin, notices))
    unused: list[Unused] = []
    state = State(a, b, situation, levers, wide != "0", pinned, **asked_for(parameters, unused))
    notices += [Notice(*what) for what in unused]
    return _fitting(state, notices), notices


def _known(key: str, given: str, known: Collection[str], otherwise: str, notices: list[Notice]) -> str:
    if given in known:
        return given
    notices.append(Notice(key, given, otherwise))
    return otherwise


def _levers(parameters: Mapping[str, str], situation: str, notices: list[Notice]) -> dict[str, float]:
    """Changed parameters whose values can be used."""
    taken = {"a", "b", "situation", "wide", *NOT_STATE, *ASKED_FOR, *(f"pin{n}" for n in range(1, MOST_PINS + 1))}
    values = place_values(situation)
    known = registry()
    found: dict[str, float] = {}
    for name, text in parameters.items():
        if name in taken:
            continue
        if name not in known or len(found) >= MOST_LEVERS:
            notices.append(Notice("unknown", name))
            continue
        value = _number(text)
        if not math.isfinite(value) or not known[name].fits(value):
            notices.append(Notice("range", text, name))
        elif value != values[name]:
            found[name] = value
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _usable(pin: str, notices: list[Notice]) -> bool:
    """Whether a pinned query can still be shown in full."""
    inner: list[Notice] = []
    parameters = dict(parse_qsl(pin))
    if not any(key.startswith("pin") for key in parameters):
        inner = parse(parameters)[1]
        if not inner:
            return True
    notices.append(Notice("pin", pin[:60]))
    return False


def _fitting(state: State, notices: list[Notice]) -> State:
    """The state, or what the page begins with where its levers don't fit each other."""
    try:
        state.question()
    except InputError as error:
        notices.append(Notice("unfit", "; ".join(p.text for p in error.problems)))
        return State(situation=state.situation, wide=state.wide, pins=state.pins)
    return state
