"""The registry: every number has unit, range, tier and source, and bad values are told in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.parameters import Parameter, evidence, registry

pytestmark = pytest.mark.unit

PARAMETERS = list(registry().values())


@pytest.mark.parametrize("parameter", PARAMETERS, ids=[p.name for p in PARAMETERS])
def test_every_parameter_is_documented(parameter: Parameter) -> None:
    """Title, unit, area, tier, a range that holds the default, and sources that exist in the evidence table."""
    assert parameter.title
    assert parameter.unit
    assert parameter.area
    assert parameter.tier in ("evidence", "estimate", "assumption")
    assert parameter.low <= parameter.default <= parameter.high
    assert all(math.isfinite(x) for x in (parameter.low, parameter.default, parameter.high))
    assert set(parameter.sources) <= set(evidence())


@pytest.mark.parametrize("parameter", PARAMETERS, ids=[p.name for p in PARAMETERS])
def test_evidence_and_estimates_name_their_source(parameter: Parameter) -> None:
    """A number that claims evidence, or to be derived from it, must say from what."""
    if parameter.tier != "assumption":
        assert parameter.sources


def test_a_default_outside_its_range_is_refused() -> None:
    """The registry must not load a parameter whose default it would itself refuse."""
    p = registry()["window_minutes"]
    with pytest.raises(ValueError, match="lies outside"):
        replace(p, default=p.high + 1)


def test_evidence_without_a_source_is_refused() -> None:
    """Tier evidence needs a source."""
    with pytest.raises(ValueError, match="needs a source"):
        replace(registry()["mortality"], sources=())


def test_values_in_range_have_no_problems() -> None:
    """Both ends of a range belong to it, whole numbers included."""
    for p in PARAMETERS:
        assert not registry().problems({p.name: p.low}, "x")
        assert not registry().problems({p.name: p.high}, "x")
    assert not registry().problems({"temp_pool": 5}, "x")


def test_all_problems_of_a_table_are_told() -> None:
    """Unknown names (with the nearest), wrong types and values out of range, each with its place."""
    bad = {"windows_minutes": 10, "mortality": "high", "bath_minutes": 1000, "spell_days": True, "detour": math.nan}
    found = {p.place: p.text for p in registry().problems(bad, "file: parameters")}
    assert len(found) == 5
    assert "did you mean 'window_minutes'" in found["file: parameters.windows_minutes"]
    assert "must be a number" in found["file: parameters.mortality"]
    assert "lies outside 25 to 45 min" in found["file: parameters.bath_minutes"]
    assert "must be a number" in found["file: parameters.spell_days"]
    assert "file: parameters.detour" in found


@pytest.mark.parametrize(
    "name", ["sickness_share", "familiarity_on_notice", "continuity_weight", "registration_minutes"]
)
def test_contested_effects_may_be_none(name: str) -> None:
    """The range of a contested effect must include no effect."""
    assert registry()[name].low == 0


def test_evidence_rows_have_figure_and_source() -> None:
    """A cited id must lead to a quantity, a value and where it was found."""
    cited = {s for p in PARAMETERS for s in p.sources}
    for key in sorted(cited):
        assert evidence()[key]["quantity"]
        assert evidence()[key]["source"]
