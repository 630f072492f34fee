"""What a policy is: a small frozen dataclass that owns decision rights and changes named values, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeVar

from agents.rights import Right
from sim.parameters import Tier

Operation = Literal["set", "multiply", "add"]


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
class Policy:
    """Base of all policies. `name` is how presets call it, `owns` the rights it decides, `changes` the values it moves.

    A subclass adds the methods that its rights ask for (see `agents.rights`). Measures are
    taken from the journal after the run, when no policy is asked any more.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    owns: ClassVar[tuple[Right, ...]] = ()

    changes: tuple[Change, ...] = field(default=(), kw_only=True)


P = TypeVar("P", bound=type[Policy])
_POLICIES: dict[str, type[Policy]] = {}


def policy(cls: P) -> P:
    """Class decorator: make a policy known by its name. Raises ValueError when the name is taken or missing."""
    if not cls.name or not cls.__doc__:
        raise ValueError(f"{cls.__name__} needs a name and a docstring")
    if cls.name in _POLICIES and _POLICIES[cls.name].__qualname__ != cls.__qualname__:
        raise ValueError(f"two policies are called {cls.name!r}")
    _POLICIES[cls.name] = cls
    return cls


def known_policies() -> Mapping[str, type[Policy]]:
    """All policies by name."""
    import policies.library  # noqa: F401  (registers the shipped ones)

    return dict(sorted(_POLICIES.items()))
