"""What a policymaker reads on the command line, in Danish: no English word is left, and numbers have a comma."""

from __future__ import annotations

import re

import pytest

from dashboards.terminal.baseline import baseline_sheet
from dashboards.terminal.lean import assumed, lean_sheet
from dashboards.terminal.spoken import notes, spoken
from dashboards.words.catalogue import words
from experiments.baseline import Baseline, Held, allowed
from experiments.baseline_rows import TARGETS
from experiments.compare import compare
from experiments.comparison import Comparison, MeasureRow
from experiments.lean import LESS_IS_BETTER, WEAKEST, Leaning, Share, Turn
from experiments.shelf import find_scenario
from experiments.speech import TEXTS
from experiments.tables import as_text, comparison_tables
from policies.loading import load_arm
from sim.links import contested_links
from sim.measures.catalogue import CATALOGUE
from sim.parameters import evidence
from sim.scenario import Scenario, read_scenario

from .conftest import TINY, Call

pytestmark = pytest.mark.model

ENGLISH = (
    "a an and any are assumption assumptions be better by cannot carers change changes citizen cost days draws each "
    "evidence from help higher hit hours is link links lower measure measures minutes miss more most not of "
    "on one paired parameters predicted published range replications row runs same seed share simulated staff tell "
    "than that the their to turned undefined until visits where which with without year"
)
ARMS = ("bum", "self_organising")


def english_in(text: str) -> set[str]:
    """Words of the stop list in a text, apart from names of commands and units in citations. `a` is also arm A."""
    told = re.sub(r"`[^`]*`", "", text)
    return {word for word in re.findall(r"[A-Za-zÆØÅæøå]+", told) if word in ENGLISH.split()}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Forty citizens for a fortnight, with the shipped plausible draws, in a place that has a Danish name."""
    path = tmp_path_factory.mktemp("place") / "tiny.toml"
    path.write_text(TINY.replace("Forty citizens", "A municipality"), encoding="utf-8")
    return read_scenario(path).with_draws(find_scenario("bording_engesvang").draws)


@pytest.fixture(scope="module")
def found(place: Scenario) -> Comparison:
    """A comparison in two pairs, and without each contested link."""
    return compare(*(load_arm(name) for name in ARMS), place, 2, processes=1)


def test_a_comparison_is_told_in_danish(found: Comparison, place: Scenario) -> None:
    """Titles, units, verdicts, contested links and notes; the numbers are those of the English tables."""
    say = words("da")
    told = as_text(comparison_tables(spoken(found, ARMS, place, say), say))
    assert english_in(told) == set()
    english = as_text(comparison_tables(found))
    assert {"the", "of", "measure", "is"} <= english_in(english.lower())
    assert "Forskellige medarbejdere på 14 dage" in told
    numbers = [
        sorted(re.findall(r"\d+", text.split(end)[0])) for text, end in ((told, "Med og"), (english, "With and"))
    ]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) > 300


def test_notes_say_the_same_in_both_languages(found: Comparison, place: Scenario) -> None:
    """The catalogue's English notes are the comparison's own, apart from how the draws' file was made."""
    assert place.plausible is not None
    own = [note for note in found.notes if note not in place.plausible.about]
    titles = (found.title_a, found.title_b)
    said = notes(found, titles, place, words("en"))
    assert {s.replace(" and ", ", ") for s in said} == {s.replace(" and ", ", ") for s in own}


def test_every_text_of_the_tables_has_danish_with_the_same_fields() -> None:
    """A table names a contested link by its cause and effect in Danish, where English may have its short name."""
    for key, english in TEXTS.items():
        theirs, ours = (set(re.findall(r"{(\w+)}", text)) for text in (words("da").texts[key], english))
        assert theirs - {"cause", "effect"} <= ours, key


def leaning() -> Leaning:
    """Every headline measure, every usual assumption at a value, every contested link."""
    titles = {m.key: m for m in CATALOGUE}
    rows = tuple(
        MeasureRow(k, titles[k].title, titles[k].leg, titles[k].unit, 5.5, 4.25, -1.25, -1.75, -0.75, 6, 0)
        for k in LESS_IS_BETTER
    )
    shares = tuple(Share(row.key, row.title, 41, 50, 0.69, 0.9) for row in rows)
    changed = [*(f"{name} = 0.25" for name in WEAKEST), *(f"without the link {name}" for name in contested_links())]
    turns = [
        Turn(name, row.title, "lower", "higher" if n % 2 else "cannot tell")
        for n, name in enumerate(changed)
        for row in rows
    ]
    a, b = (load_arm(name) for name in ARMS)
    return Leaning(a.title, b.title, "A municipality", 6, rows, shares, tuple(turns), len(changed))


def test_leaning_is_told_in_danish() -> None:
    """Measures, assumptions and links by their Danish titles, with decimal commas."""
    text = lean_sheet(leaning(), "da", ARMS).markdown()
    assert english_in(text) == set()
    assert "| −1,25 | −1,75 til −0,75 | lavere | 41 af 50 | 69 til 90 % |" in text
    assert "41 af 50" in text
    assert "= 0,25" in text
    assert assumed("without the link reablement_on_need", words("da")) == "uden sammenhængen rehabilitering → behov"
    english = lean_sheet(leaning(), "en", ARMS).markdown()
    assert {"the", "draws", "link"} <= english_in(english)
    assert "authority_share = 0.25" in english


def test_the_baseline_is_told_in_danish() -> None:
    """Every row of the evidence by its Danish name, where and how it is held, and why it is missed."""
    rows = []
    for target in TARGETS:
        row = evidence()[target.evidence]
        low, high = allowed(row)
        text = (row["quantity"], row["unit"], row["value"])
        rows.append(Held(target.evidence, *text, low, high, target.kind, "in use", 1234.5, 1233.25, 1240.75))
    found = Baseline(load_arm("bum").title, "A municipality", 1825, 112, 10, tuple(rows))
    text = baseline_sheet(found, "da", "bum").markdown()
    assert english_in(text) == set()
    assert "| 16,1 | 11,9 til 21,9 | 1.234 | 1.233 til 1.241 | i drift | lagt ind | ramt ved siden af |" in text
    english = baseline_sheet(found, "en", "bum").markdown()
    assert "no reason is known" in english
    assert all(evidence()[t.evidence]["quantity"] in english for t in TARGETS)


@pytest.mark.parametrize("command", ["compare", "report", "lean", "baseline", "validate"])
def test_a_language_that_nobody_speaks_here_is_refused(nabolab: Call, command: str) -> None:
    """Exit code 2, before anything runs, beside what else is wrong."""
    answer = nabolab(command, "--language", "dk", "-n", "0")
    assert answer.code == 2
    assert "2 problems" in answer.err
    assert "--language" in answer.err
    assert "'dk'" in answer.err
