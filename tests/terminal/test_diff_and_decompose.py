"""`nabolab diff`, `decompose`, `policies` and `expected` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboards.terminal.policies import policy_page
from policies.base import known_policies
from tests.terminal.conftest import TINY, Call

pytestmark = pytest.mark.model

HALF = """
title = "Half way"
like = "bum"
[[policy]]
use = "primary_secondary"
[[policy]]
use = "one_platform"
[[policy]]
use = "team_size"
[policy.options]
carers = 12
"""


@pytest.fixture
def half(tmp_path: Path) -> str:
    path = tmp_path / "half.toml"
    path.write_text(HALF, encoding="utf-8")
    return str(path)


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)


def test_diff_shows_what_differs_and_only_that(nabolab: Call, half: str) -> None:
    """Both owners of a right with their titles, moved values with grounds, nothing about what is alike."""
    answer = nabolab("diff", "bum", half)
    assert answer.code == 0
    for word in ("allocate", "Any carer of the group", "A first and a second carer", "group_size", "45", "12", "N04"):
        assert word in answer.out, word
    assert "settle:" not in answer.out
    assert "settle:" in nabolab("diff", "bum", half, "--all").out


def test_diff_of_an_arm_with_itself(nabolab: Call) -> None:
    """It says that there is nothing."""
    assert "the same organisation" in nabolab("diff", "bum", "bum").out


def test_diff_for_pages_and_programs(nabolab: Call, half: str) -> None:
    """Markdown tables, and JSON with rights, levers and values."""
    assert "| `allocate`: who belongs to whom |" in nabolab("diff", "bum", half, "--markdown").out
    data = json.loads(nabolab("diff", "bum", half, "--json").out)
    assert {v["name"] for v in data["values"]} == {"group_size", "platform_integration"}
    assert len(data["rights"]) == 11


def test_diff_tells_where_when_and_whose_money(nabolab: Call) -> None:
    """Pilots, beginnings and currencies are part of what differs."""
    assert "settlements marked as pilots" in nabolab("diff", "bum", "lokalpleje").out
    assert "EUR" in nabolab("diff", "bum", "buurtzorg_nl").out


def test_decompose_writes_parts_that_add_up(nabolab: Call, half: str, tiny: str) -> None:
    """Tables, a page and files in a new folder; nothing for what does nothing."""
    answer = nabolab("decompose", "bum", half, "-s", tiny, "-n", "2", "--processes", "1", "--quiet")
    assert answer.code == 0, answer.all
    folder = Path("results/bum-to-half-001")
    assert {p.name for p in folder.iterdir()} == {"report.html", "parts.csv", "means.csv", "provenance.json"}
    parts = pd.read_csv(folder / "parts.csv")
    cost = parts[parts.measure == "cost_per_delivered_hour"].set_index("lever").value
    assert cost.drop("total").sum() == pytest.approx(cost["total"], rel=1e-9)
    assert cost["IT platform"] == 0
    assert "Different carers in 14 days" in answer.out


def test_decompose_as_json_in_two_processes(nabolab: Call, half: str, tiny: str) -> None:
    """The same numbers whichever way they are computed."""
    words = ("decompose", "bum", half, "-s", tiny, "-n", "1", "--json", "--measure", "carers_28")
    one = json.loads(nabolab(*words, "--processes", "1").out)
    two = json.loads(nabolab(*words, "--processes", "2").out)
    assert one["parts"] == two["parts"]
    assert one["exact"]


def test_bad_input_is_told_at_once(nabolab: Call, tiny: str) -> None:
    """Every problem, exit code 2, nothing written."""
    words = ("decompose", "bumm", "bum", "-s", tiny, "--groups", "deviation", "--measure", "carers", "--seed", "-1")
    answer = nabolab(*words)
    assert answer.code == 2
    for word in ("did you mean 'bum'", "did you mean 'deviations'", "unknown measure 'carers'", "seed"):
        assert word in answer.err, word
    assert not Path("results").exists()


def test_every_policy_is_listed(nabolab: Call) -> None:
    """The page is what the command prints and names each shipped policy."""
    out = nabolab("policies", "--markdown").out
    assert out == policy_page()
    assert all(f"| `{name}` |" in out for name in known_policies())
    assert "self_assessment" in nabolab("policies").out


def test_expected_results_hold_for_an_arm(nabolab: Call) -> None:
    """Measured again, an arm lies within the tolerance of what is kept beside it."""
    answer = nabolab("expected", "bum", "-n", "1", "--processes", "1")
    assert answer.code == 0, answer.all
    assert "0 of " in answer.out


def test_unknown_arms_have_no_expected_result(nabolab: Call, half: str) -> None:
    """A file of one's own has nothing beside it."""
    answer = nabolab("expected", half, "bumm")
    assert answer.code == 2
    assert "no expected result" in answer.err
    assert "did you mean 'bum'" in answer.err
