"""Policies from elsewhere: a file of one's own, or an installed package's entry point. Either is code that is run."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType

from policies.base import forget_policies, registered
from sim.problems import InputError, Problem

GROUP = "nabolab.policies"


@dataclass(frozen=True)
class PolicyFile:
    """A file that was run: where it is, the first twelve digits of its SHA-256, and the policies that it brought."""

    path: str
    digest: str
    policies: tuple[str, ...]


_FILES: dict[str, PolicyFile] = {}


def loaded_files() -> tuple[PolicyFile, ...]:
    """The files that were run in this process, in their order."""
    return tuple(_FILES.values())


def load_policy_file(path: str | Path) -> PolicyFile:
    """Run a Python file, so that its policies are known. Once is enough: a file that has changed is not run again, nor
    is another file with the same content (a copy that travels with a study).

    Raises InputError, and forgets whatever the file had brought by then: it can't be read or fails, brings no policy,
    or a name in it is taken.
    """
    file = Path(path)
    place = str(path)
    if file.suffix != ".py":
        raise InputError([Problem(place, "is not a .py file")])
    try:
        code = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(place, f"can't be read: {error.strerror}")]) from None
    where = str(file.resolve())
    digest = hashlib.sha256(code).hexdigest()[:12]
    if where not in _FILES:
        twin = next((file for file in _FILES.values() if file.digest == digest), None)
        if twin is not None:
            return twin
        _FILES[where] = PolicyFile(where, digest, _run(where, f"nabolab_policy_{digest}", place))
    return _FILES[where]


def load_policy_files(paths: Iterable[str]) -> None:
    """Run files again in another process, where what was made by them is unpacked."""
    for path in paths:
        load_policy_file(path)


def _run(where: str, name: str, place: str) -> tuple[str, ...]:
    known = registered()
    spec = importlib.util.spec_from_file_location(name, where)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        brought = tuple(sorted(registered() - known))
        if not brought:
            raise InputError([Problem(place, "brings no policy; put @policy above its class")])
    except BaseException as error:
        _forget(name, known)
        if isinstance(error, InputError | KeyboardInterrupt):
            raise
        raise InputError([Problem(place, _in_words(error, where))]) from None
    return brought


def _forget(name: str, known: set[str]) -> None:
    sys.modules.pop(name, None)
    forget_policies(registered() - known)


def _in_words(error: BaseException, where: str) -> str:
    """What went wrong while the file ran, with its line."""
    if isinstance(error, SyntaxError):
        return f"is not Python: line {error.lineno}: {error.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == where]
    at = f"line {lines[-1]}: " if lines else ""
    return f"{at}{type(error).__name__}: {error}"


@cache
def load_entry_points() -> tuple[str, ...]:
    """Load the policies of installed packages, once. One that fails is named in a warning; the others stay."""
    loaded = []
    for point in metadata.entry_points(group=GROUP):
        known = registered()
        try:
            found: ModuleType | type = point.load()
        except Exception as error:
            forget_policies(registered() - known)
            text = f"the policy {point.name!r} of {point.value} can't be loaded: {type(error).__name__}: {error}"
            warnings.warn(text, stacklevel=2)
        else:
            loaded.append(getattr(found, "__name__", point.name))
    return tuple(loaded)
