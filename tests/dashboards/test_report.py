"""The report: two sheets, no scripts, either language."""

from __future__ import annotations

import re

import pytest

from dashboards.report.assumptions import flips
from dashboards.report.document import MEASURES, Report, paired_runs, render
from dashboards.words.catalogue import words
from tests.dashboards.reports import PAIRS, pilot_report

pytestmark = pytest.mark.model

MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def report() -> Report:
    """A small real one."""
    return pilot_report()


@pytest.mark.parametrize("language", ["en", "da"])
def test_it_is_one_small_file_without_scripts(report: Report, language: str) -> None:
    """Nothing is loaded from anywhere, nothing runs, and what was typed on the command line is only text."""
    text = render(report, words(language))
    assert len(text.encode()) < MOST_BYTES
    assert f'<html lang="{language}">' in text
    assert "<script" not in text
    assert not re.search(r'(src|href)="(?!data:,)', text)
    assert "&lt;script&gt;" in text
    assert text == render(report, words(language))


def test_it_shows_every_measure_and_door(report: Report) -> None:
    """A row with dots for each measure, three citizens with a strip in both arms, a line for each contested link."""
    text = render(report, words("da"))
    assert text.count('class="drawing"') == len(MEASURES)
    assert text.count("<figure>") == 2 * len(report.doors.citizens) == 6
    assert text.count("→") == len(report.comparison.contested) > 0
    assert report.comparison.provenance["scenario hash"] in text


def test_the_danish_report_speaks_danish(report: Report) -> None:
    """No English word and no decimal point in what a reader sees."""
    text = re.sub(r"<style>.*?</style>|<pre.*?</pre>|<[^>]+>", " ", render(report, words("da")), flags=re.DOTALL)
    text = text.replace("Nabolab 0.1.0", "")
    assert not re.findall(r"\b(the|and|with|carers?|citizens?|higher|lower|days|visits?|assumption|seeds?)\b", text)
    assert not re.findall(r"\d\.\d(?!\d\d)", text)


def test_flips_are_the_comparisons_turned_verdicts(report: Report) -> None:
    """A link is said to flip exactly the measures whose verdict the comparison found to change."""
    say = words("en")
    for check in report.comparison.contested:
        told = flips(report.comparison, check, say)
        turned = report.comparison.turned(check)
        assert (told == say("report.no_flip")) == (not turned)
        assert told.count(": from ") == len(turned)


def test_pairs_are_the_replications(report: Report) -> None:
    """The pairs behind the dots are the comparison's runs, replication by replication."""
    pairs = paired_runs(report.comparison)
    runs = report.comparison.runs
    assert len(pairs) == PAIRS
    for side, arm in enumerate(("bum", "self_organising")):
        strain = runs[runs["arm"] == arm].sort_values("replication")["strain"].tolist()
        assert [pair[side]["strain"] for pair in pairs] == strain
