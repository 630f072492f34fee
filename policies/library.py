"""The shipped policies: every module of this package is imported, so that policies register themselves."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import policies


def import_all() -> None:
    """Import each module of the package once."""
    for module in iter_modules(policies.__path__):
        if not module.ispkg:
            import_module(f"policies.{module.name}")
