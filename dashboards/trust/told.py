"""Targets in the reader's language: of whom, how counted, why missed; and the words that one's own table brings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

from dashboards.terminal.baseline import reason
from dashboards.trust.sources import in_english
from dashboards.words.catalogue import Words, flat
from experiments.targets.scorecard import Scored
from sim.problems import InputError, Problem

TABLES = ("target", "of_whom", "unit", "pattern")
"""What the words of a table may be about."""


def title(row: Scored, say: Words) -> str:
    """What a target is about, as HTML; what is still English on a page of another language says so."""
    return _marked(say.get(f"target.{row.target.id}", ""), row.target.quantity, say)


def of_whom(row: Scored, say: Words) -> str:
    """Of whom a target is, and how it is counted, in the same way."""
    return _marked(say.get(f"of_whom.{row.target.id}", ""), f"{row.target.population}. {row.target.definition}", say)


def why_not(row: Scored, say: Words) -> str:
    """Why it isn't hit, in the same way; empty where there is nothing to tell."""
    english = row.why_not
    own = reason(row.target.source, english, say)
    return _marked("" if own == english else own, english, say) if english else ""


def _marked(own: str, english: str, say: Words) -> str:
    return escape(own) if own else in_english(english, say)


def words_beside(table: Path, say: Words) -> Words:
    """The words with those of a table's own: `ours.da.toml` beside `ours.csv`. Raises InputError: it can't be read."""
    path = table.with_suffix(f".{say.language}.toml")
    if not path.is_file():
        return say
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), f"can't be read: {error}")]) from None
    problems = list(_problems(own, path))
    if problems:
        raise InputError(problems)
    return replace(say, texts={**say.texts, **dict(flat(own))})


def _problems(own: dict[str, object], path: Path) -> Iterator[Problem]:
    for name, texts in own.items():
        if name not in TABLES or not isinstance(texts, dict):
            yield Problem(f"{path}: {name}", f"unknown; a table of words may have {', '.join(TABLES)}")
        elif not all(isinstance(text, str) for text in texts.values()):
            yield Problem(f"{path}: {name}", "every entry must be a text in quotes")
