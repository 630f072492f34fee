"""Both languages say everything."""

from __future__ import annotations

import string
from typing import get_args

import pytest

from dashboards.words.catalogue import LANGUAGES, words
from experiments.baseline import WHY_NOT
from experiments.baseline_rows import TARGETS as BASELINE_ROWS
from experiments.compare import LEFT_OUT
from experiments.shelf import find_scenario, shipped_scenarios
from experiments.situations import situations
from experiments.speech import TEXTS
from experiments.targets.table import shipped_targets
from policies.loading import shipped_arms
from sim.links import contested_links
from sim.measures.catalogue import CATALOGUE
from sim.parameters import AREAS, COUNTRIES, registry
from sim.scenario import Scenario

pytestmark = pytest.mark.unit

DEFINED_ELSEWHERE = (
    *("measure.", "parameter.", "arm.", "unit.", "link.", "place.", "target.", "pattern."),
    *("held.", "of_whom.", "why_not.", "tables.", "staffing.", "lever."),
)
"""Their English stands where they are defined."""


def test_both_languages_have_the_same_keys() -> None:
    """A text of one language exists in the other, apart from titles whose English is defined elsewhere."""
    keys = {lang: {k for k in words(lang).texts if not k.startswith(DEFINED_ELSEWHERE)} for lang in LANGUAGES}
    assert keys["da"] == keys["en"]
    assert len(keys["en"]) > 100


def test_texts_take_the_same_fields() -> None:
    """A text has the same {fields} in both languages."""
    for key, english in words("en").texts.items():
        danish = words("da").texts[key]
        fields = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in (english, danish)]
        assert fields[0] == fields[1], key


def test_what_is_defined_elsewhere_has_danish_words() -> None:
    """Every measure, unit, parameter, shipped organisation, place, situation, contested link has Danish words."""
    danish = words("da").texts
    units = {p.unit for country in COUNTRIES[:1] for p in registry(country).values()} | {m.unit for m in CATALOGUE}
    wanted = [f"measure.{m.key}" for m in CATALOGUE] + [f"unit.{u}" for u in units if u != "share"]
    wanted += [f"arm.{name}.{part}" for name in shipped_arms() for part in ("title", "about")]
    wanted += [f"situation.{name}.{part}" for name in situations() for part in ("title", "about")]
    wanted += [f"area.{area}" for area in AREAS]
    wanted += [f"parameter.{name}" for name in registry()]
    wanted += [f"link.{name}.{part}" for name in contested_links() for part in ("cause", "effect")]
    wanted += [f"place.{find_scenario(name).title}" for name in shipped_scenarios()]
    wanted += [f"{part}.{target.id}" for target in shipped_targets() for part in ("target", "of_whom")]
    wanted += [f"held.{row.evidence}" for row in BASELINE_ROWS] + [f"why_not.{row}" for row in (*WHY_NOT, "unknown")]
    wanted += [*TEXTS, *(f"staffing.{rule}" for rule in get_args(Scenario.model_fields["staffing"].annotation))]
    assert [key for key in wanted if not danish.get(key)] == []


def test_what_is_left_out_is_the_comparisons_own_list() -> None:
    """The English page says what every comparison says it leaves out."""
    said = [text for key, text in words("en").texts.items() if key.startswith("left_out.")]
    assert said == list(LEFT_OUT)


@pytest.mark.parametrize(("language", "wanted"), [("en", "−41,200.5"), ("da", "−41.200,5")])
def test_numbers_have_the_languages_marks(language: str, wanted: str) -> None:
    """Danish numbers have a decimal comma and points between thousands."""
    assert words(language).plain(-41200.5, 1) == wanted
    assert words(language).signed(0.25, 2) == ("+0,25" if language == "da" else "+0.25")


def test_an_unknown_number_is_a_word() -> None:
    """A number that isn't defined is told in words of the language."""
    assert words("da").plain(float("nan")) == "ikke defineret"


def test_an_unknown_language_is_refused() -> None:
    """Asking for a language that pages don't speak names those that they do."""
    with pytest.raises(KeyError, match="en, da"):
        words("no")
