"""The base case of a study: what each parameter is where the study changes nothing."""

from __future__ import annotations

from experiments.shelf import find_scenario
from experiments.study.inputs import Folder
from experiments.study.manifest import FROZEN
from experiments.study.spec import parse_spec
from experiments.study.store import Store
from sim.parameters import registry
from sim.problems import InputError


def base_case(store: Store) -> dict[str, float]:
    """Values of all parameters: the registry's, changed by the place, changed by the study. Empty where the frozen
    files can't be read: the base case is then not known."""
    try:
        path = store.folder / FROZEN
        spec = parse_spec(path.read_text(encoding="utf-8"), str(path))
        copies = {name: store.folder / copy for name, copy in store.manifest.copies.items()}
        place = find_scenario(Folder(store.folder, copies).named(spec.scenario))
    except (InputError, OSError):
        return {}
    defaults = {name: p.default for name, p in registry(place.country).items()}
    return {**defaults, **place.parameters, **spec.parameters}
