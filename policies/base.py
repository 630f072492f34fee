"""What a policy is: a small frozen dataclass that owns decision rights and changes named values, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeVar

from agents.rights import Right
from sim.kinds import Grade
from sim.parameters import Parameter, Tier, add_parameters, remove_parameters

Operation = Literal["set", "multiply", "add"]
AREAS = (
    "groups",
    "staff",
    "desks",
    "work",
    "windows",
    "ties",
    "need",
    "help",
    "plans",
    "visits",
    "shifts",
    "cases",
    "office",
    "owed",
    "hospital",
    "people",
    "payments",
    "costs",
)
"""What a policy may touch: groups and who serves whom; posts, grades and rosters; posts beside the carers; minutes and
values that carers work under; agreed times; who is whose own carer; need; help granted; base plans; visits; shifts and
their minutes; cases; office work; office minutes that groups owe; hospital and endings; strain, sickness and conflicts;
payments; what is spent."""


@dataclass(frozen=True)
class Change:
    """One change to a named value: `set` it, `multiply` or `add` to it; with its tier and evidence ids."""

    value: str
    operation: Operation
    amount: float
    tier: Tier = "assumption"
    sources: tuple[str, ...] = ()
    note: str = ""

    def apply(self, before: float) -> float:
        if self.operation == "set":
            return self.amount
        return before * self.amount if self.operation == "multiply" else before + self.amount

    def __str__(self) -> str:
        sign = {"set": "=", "multiply": "x", "add": "+"}[self.operation]
        return f"{sign} {self.amount:g}"


@dataclass(frozen=True)
class When:
    """When a policy is at work, in days of the measured time; None: from the first simulated day, at once, for good.

    full_day: until then it comes in by degrees, decision by decision, values in proportion.
    """

    from_day: int | None = None
    full_day: int | None = None
    until_day: int | None = None

    @property
    def always(self) -> bool:
        return self == When()


@dataclass(frozen=True)
class Policy:
    """Base of all policies. `name` is how presets call it, `owns` the rights it decides, `moves` the values that it
    moves itself, `changes` those that an arm makes it move (of the same value, an arm's change counts).

    lever: what councils would call the thing it is part of; differences between arms are attributed to levers. needs: a
    grade without which it can't work. touches: the areas (see AREAS) in which its first consequence shows where it
    takes the place of a shipped policy, whatever follows from it. parameters: named values of its own, which join the
    registry. A subclass adds the methods that its rights ask for (see `agents.rights`), and may have fields of its own,
    which an arm sets under `options`. Measures are taken from the journal after the run, when no policy is asked.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    owns: ClassVar[tuple[Right, ...]] = ()
    moves: ClassVar[tuple[Change, ...]] = ()
    lever: ClassVar[str] = ""
    touches: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    needs: ClassVar[Grade | None] = None

    changes: tuple[Change, ...] = field(default=(), kw_only=True)
    when: When = field(default=When(), kw_only=True)

    @property
    def country(self) -> str | None:
        """Whose wages and prices its arm uses; None: it has no say in that."""
        return None

    @property
    def moving(self) -> tuple[Change, ...]:
        """All changes it makes: its own, except where an arm moves the same value, then the arm's."""
        moved = {change.value for change in self.changes}
        return (*(change for change in self.moves if change.value not in moved), *self.changes)


P = TypeVar("P", bound=type[Policy])
_POLICIES: dict[str, type[Policy]] = {}


def policy(cls: P) -> P:
    """Class decorator: make a policy and its parameters known. Raises ValueError when a name is taken or missing."""
    if not cls.name or not cls.__doc__:
        raise ValueError(f"{cls.__name__} needs a name and a docstring")
    if cls.name in _POLICIES and _same(_POLICIES[cls.name]) != _same(cls):
        raise ValueError(f"two policies are called {cls.name!r}")
    add_parameters(cls.parameters)
    _POLICIES[cls.name] = cls
    return cls


def _same(cls: type) -> tuple[str, str]:
    """What makes two classes the same, when a module is run again."""
    return cls.__module__, cls.__qualname__


def registered() -> set[str]:
    """Names of the policies known so far."""
    return set(_POLICIES)


def forget_policies(names: Iterable[str]) -> None:
    """Forget policies and the parameters that they brought along."""
    for name in list(names):
        remove_parameters(_POLICIES.pop(name).parameters)


def known_policies() -> Mapping[str, type[Policy]]:
    """All policies by name: shipped, of installed packages, and of files that were loaded."""
    from policies.extensions import load_entry_points
    from policies.library import import_all

    import_all()
    load_entry_points()
    return dict(sorted(_POLICIES.items()))
