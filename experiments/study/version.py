"""What computed a run: a digest of the sources that can move a number, and the packages that they use."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from policies.extensions import GROUP

PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "simpy")
ROOTS = ("sim", "agents", "policies")
MODULES = ("run.py", "pricing.py")
"""Of `experiments`: the modules through which a run goes."""
ELSEWHERE = ("presets", "__pycache__")
"""Folders that are left out: an arm is told by what it holds, not by the file it came from."""


@cache
def code_digest() -> str:
    """The first 16 digits of the SHA-256 over all sources and data files that a run goes through."""
    total = hashlib.sha256(metadata.version("nabolab").encode())
    for name, file in _sources():
        total.update(f"\0{name}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


@cache
def environment() -> dict[str, str]:
    """Python, machine and the versions of the packages that can move a number, with those that bring policies."""
    versions = {name: metadata.version(name) for name in PACKAGES}
    others = {p.dist.name: p.dist.version for p in metadata.entry_points(group=GROUP) if p.dist is not None}
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {"python": python, "machine": platform.machine(), **versions, **dict(sorted(others.items()))}


@cache
def version() -> str:
    """Code and environment together: runs with the same version are computed by the same thing."""
    text = "\0".join([code_digest(), *(f"{k}={v}" for k, v in environment().items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(code: str, packages: dict[str, str]) -> list[str]:
    """In words, what differs between the code and packages of a store and those of this process."""
    told = [] if code == code_digest() else [f"the code ({code} then, {code_digest()} now)"]
    here = environment()
    for name in dict.fromkeys([*packages, *here]):
        then, now = packages.get(name, "none"), here.get(name, "none")
        told += [] if then == now else [f"{name} ({then} then, {now} now)"]
    return told


def digest_of(parts: Sequence[str]) -> str:
    """A short hash of some texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _sources() -> Iterator[tuple[str, Traversable]]:
    for root in ROOTS:
        yield from _within(root, resources.files(root))
    for module in MODULES:
        yield f"experiments/{module}", resources.files("experiments").joinpath(module)


def _within(path: str, folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            if entry.name not in ELSEWHERE:
                yield from _within(f"{path}/{entry.name}", entry)
        elif entry.name.endswith((".py", ".toml", ".csv")):
            yield f"{path}/{entry.name}", entry
