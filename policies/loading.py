"""Arms from files: presets shipped in `presets/*.toml`, or a file of one's own in the same form."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from policies.arm import Arm
from policies.base import Change, Operation, Policy, When, known_policies
from sim.parameters import Tier, evidence
from sim.problems import InputError, Problem, nearest, raise_if

OPERATIONS: tuple[Operation, ...] = ("set", "multiply", "add")


_Day = Annotated[int | None, Field(strict=True, ge=0, le=3660)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    set: float | None = None
    multiply: float | None = None
    add: float | None = None
    tier: Tier = "assumption"
    sources: tuple[str, ...] = ()
    note: str = ""


class _Use(BaseModel):
    model_config = ConfigDict(extra="forbid")

    use: str
    changes: dict[str, _Entry] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    from_day: _Day = None
    full_day: _Day = None
    until_day: _Day = None


class _Preset(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1)]
    about: str = ""
    sources: tuple[str, ...] = ()
    like: str | None = None
    drop: tuple[str, ...] = ()
    before: str | None = None
    beside: str | None = None
    only_in: tuple[str, ...] = ()
    only_citizens: Annotated[int | None, Field(strict=True, ge=1, le=20000)] = None
    from_day: _Day = None
    policy: list[_Use] = Field(default_factory=list)


FIELDS: Mapping[str, type[BaseModel]] = {"": _Preset, "policy": _Use, "changes": _Entry}


def shipped_arms() -> list[str]:
    """Names of the shipped presets."""
    folder = resources.files("policies.presets")
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def preset_text(name: str) -> str:
    """The file of a shipped preset."""
    return resources.files("policies.presets").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def load_arm(name: str) -> Arm:
    """A shipped preset by name, or an arm file by path. Raises InputError with every problem."""
    return _load(name, ())


def _load(name: str, inside: tuple[str, ...]) -> Arm:
    """An arm that other arms (`inside`, outermost first) may refer to."""
    if name in inside:
        raise InputError([Problem(f"arm {name!r}", f"refers to itself: {' -> '.join((*inside, name))}")])
    if name.endswith(".toml"):
        path = Path(name)
        try:
            return parse_arm(path.stem, path.read_text(encoding="utf-8"), name, (*inside, name))
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text in UTF-8"
            raise InputError([Problem(name, f"can't be read: {reason}")]) from None
    if name not in shipped_arms():
        raise InputError([Problem(f"arm {name!r}", f"unknown{nearest(name, shipped_arms())} (or give a .toml file)")])
    return parse_arm(name, preset_text(name), f"{name}.toml", (*inside, name))


def parse_arm(name: str, text: str, place: str, inside: tuple[str, ...] = ()) -> Arm:
    """An arm from TOML. Raises InputError with every problem."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(place, f"not valid TOML: {error}")]) from None
    try:
        preset = _Preset.model_validate(data)
    except ValidationError as error:
        raise InputError([_in_words(place, e) for e in error.errors()] + _unknown_policies(place, data)) from None
    problems = [Problem(f"{place}: sources", f"unknown evidence id {s!r}") for s in _unknown(preset.sources)]
    problems += _unknown_policies(place, data)
    policies = []
    for use in preset.policy:
        cls = known_policies().get(use.use)
        if cls is None:
            continue
        changes = []
        for value, entry in use.changes.items():
            found, change = _change(f"{place}: {use.use}.{value}", value, entry)
            problems += found
            if change:
                changes.append(change)
        found, options = read_options(cls, use.options, f"{place}: {use.use}.options")
        problems += found
        when = When(use.from_day, use.full_day, use.until_day)
        if not found:
            policies.append(cls(**options, changes=tuple(changes), when=when))
    others: dict[str, Arm | None] = {}
    for key in ("like", "before", "beside"):
        try:
            other = getattr(preset, key)
            others[key] = _load(other, inside) if other is not None else None
        except InputError as error:
            problems += [Problem(f"{place}: {key}", str(p)) for p in error.problems]
    problems += _unused(place, preset, others.get("like"))
    raise_if(problems)
    like = others["like"]
    inherited = _inherited(like, preset.drop, policies) if like else ()
    given = preset.model_fields_set
    return Arm(
        name,
        preset.title,
        (*inherited, *policies),
        preset.about.strip(),
        preset.sources,
        before=others["before"] or (like.before if like else None),
        beside=others["beside"] or (like.beside if like else None),
        only_in=preset.only_in if "only_in" in given or not like else like.only_in,
        only_citizens=preset.only_citizens if "only_citizens" in given or not like else like.only_citizens,
        from_day=preset.from_day if "from_day" in given or not like else like.from_day,
    )


def _inherited(like: Arm, drop: tuple[str, ...], own: list[Policy]) -> tuple[Policy, ...]:
    """What an arm takes over from the one it is like: all but what it drops, names again, or owns itself. Where its own
    policy is dated, the other's is at work outside those days."""
    out = []
    for policy in like.policies:
        if policy.name in drop:
            continue
        rivals = [p for p in own if p.name == policy.name or set(p.owns) & set(policy.owns)]
        if not rivals:
            out.append(policy)
        out += _outside(policy, rivals) if rivals and policy.when.always else []
    return tuple(out)


def _outside(policy: Policy, rivals: list[Policy]) -> list[Policy]:
    """A policy on the days on which none of its rivals is at work."""
    free, begins = [], None
    for rival in sorted(rivals, key=lambda p: -1 if p.when.from_day is None else p.when.from_day):
        if rival.when.from_day is not None and (begins is None or begins < rival.when.from_day):
            free.append(When(from_day=begins, until_day=rival.when.from_day))
        if rival.when.until_day is None:
            return [replace(policy, when=when) for when in free]
        begins = rival.when.until_day
    return [replace(policy, when=when) for when in (*free, When(from_day=begins))]


def read_options(cls: type[Policy], given: Mapping[str, Any], place: str) -> tuple[list[Problem], dict[str, Any]]:
    """A policy's own fields from a table, checked by their types; every problem in words."""
    own = {f.name: f for f in fields(cls) if f.name not in {f.name for f in fields(Policy)}}
    problems = [
        Problem(f"{place}.{name}", f"unknown option{nearest(name, own)}" if own else "this policy has no options")
        for name in given
        if name not in own
    ]
    problems += [
        Problem(f"{place}.{name}", "is missing")
        for name, f in own.items()
        if name not in given and f.default is MISSING and f.default_factory is MISSING
    ]
    types, out = get_type_hints(cls, include_extras=True), {}
    for name in (n for n in given if n in own):
        try:
            out[name] = TypeAdapter(types[name]).validate_python(given[name])
        except ValidationError as error:
            problems += [
                Problem(".".join([place, name, *map(str, e["loc"])]), f"{str(e['msg']).lower()}, got {e['input']!r}")
                for e in error.errors()
            ]
    return problems, out


def _unused(place: str, preset: _Preset, like: Arm | None) -> list[Problem]:
    """An arm without policies, or names to drop that aren't there."""
    if preset.like is None:
        problems = [Problem(f"{place}: drop", "there is nothing to drop without `like`")] if preset.drop else []
        return problems + ([] if preset.policy else [Problem(f"{place}: policy", "must not be empty")])
    there = [p.name for p in like.policies] if like else list(preset.drop)
    return [
        Problem(f"{place}: drop", f"{preset.like} has no policy {name!r}{nearest(name, there)}")
        for name in preset.drop
        if name not in there
    ]


def _unknown_policies(place: str, data: dict[str, Any]) -> list[Problem]:
    """Names under `use` that no policy has, also in a file with other mistakes."""
    entries = data.get("policy")
    names = [e.get("use") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [
        Problem(f"{place}: policy", f"unknown policy {name!r}{nearest(name, known_policies())}")
        for name in names
        if isinstance(name, str) and name not in known_policies()
    ]


def _change(place: str, value: str, entry: _Entry) -> tuple[list[Problem], Change | None]:
    problems = [Problem(place, f"unknown evidence id {s!r}") for s in _unknown(entry.sources)]
    if entry.tier == "evidence" and not entry.sources:
        problems.append(Problem(place, "tier evidence needs a source"))
    given = [(op, getattr(entry, op)) for op in OPERATIONS if getattr(entry, op) is not None]
    if len(given) != 1:
        problems.append(Problem(place, "give exactly one of set, multiply, add"))
        return problems, None
    operation, amount = given[0]
    return problems, Change(value, operation, float(amount), entry.tier, entry.sources, entry.note)


def _unknown(sources: tuple[str, ...]) -> list[str]:
    return [s for s in sources if s not in evidence()]


def _in_words(place: str, error: Any) -> Problem:
    path = [str(part) for part in error["loc"]]
    where = f"{place}: {'.'.join(path)}"
    if error["type"] == "extra_forbidden":
        level: Literal["", "policy", "changes"] = "changes" if "changes" in path else "policy" if len(path) > 1 else ""
        return Problem(where, f"unknown key{nearest(path[-1], FIELDS[level].model_fields)}")
    if error["type"] == "missing":
        return Problem(where, "is missing")
    return Problem(where, f"{str(error['msg']).lower()}, got {error['input']!r}")
