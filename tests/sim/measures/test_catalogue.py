"""The catalogue: every measure is named once and explained."""

from __future__ import annotations

import pytest

from sim.measures.catalogue import CATALOGUE

pytestmark = pytest.mark.unit


def test_measures_are_named_once() -> None:
    """Two measures with one key or title would overwrite or confuse each other."""
    assert len({m.key for m in CATALOGUE}) == len(CATALOGUE)
    assert len({m.title for m in CATALOGUE}) == len(CATALOGUE)


def test_every_measure_has_leg_unit_and_meaning() -> None:
    """A number without unit or meaning can't be read."""
    for m in CATALOGUE:
        assert m.leg in ("citizen", "staff", "economy")
        assert m.unit
        assert m.about.endswith(".")
