"""The catalogue of words: one folder a language, one file a subject; `words("da")("explore.answer", x=3)` is a text.

English titles of measures, parameters and organisations stand where these are defined. A language that lacks one of
them (a policy of somebody's own may bring new parameters) shows the English title rather than nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from experiments import numbers

LANGUAGES: Mapping[str, str] = {"en": "English", "da": "Dansk"}
DEFAULT_LANGUAGE = "en"
_DANISH_MARKS = str.maketrans({",": ".", ".": ","})


@dataclass(frozen=True)
class Words:
    """All texts of one language by dotted key."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **fields: object) -> str:
        """A text with its {fields} filled in. Raises KeyError when the catalogue has no such key."""
        text = self.texts[key]
        return text.format(**fields) if fields else text

    def get(self, key: str, otherwise: str) -> str:
        """A text, or `otherwise` where the catalogue has none."""
        return self.texts.get(key, otherwise)

    def measure(self, key: str, otherwise: str) -> str:
        """The title of a measure."""
        return self.get(f"measure.{key}", otherwise)

    def parameter(self, name: str, otherwise: str) -> str:
        """The title of a parameter."""
        return self.get(f"parameter.{name}", otherwise)

    def arm(self, name: str, otherwise: str) -> str:
        """The title of an organisation."""
        return self.get(f"arm.{name}.title", otherwise)

    def unit(self, unit: str) -> str:
        """A unit as readers of this language write it."""
        return self.get(f"unit.{unit}", unit)

    def plain(self, value: float, places: int | None = None) -> str:
        """A number as `experiments.numbers.plain` rounds it, with this language's marks."""
        return self.marked(numbers.plain(value, places))

    def signed(self, value: float, places: int | None = None) -> str:
        """A difference, with its sign."""
        return self.marked(numbers.signed(value, places))

    def marked(self, number: str) -> str:
        """An English number (41,200.5) with this language's marks (41.200,5)."""
        if number == numbers.UNDEFINED:
            return self("number.undefined")
        return number.translate(_DANISH_MARKS) if self("number.decimal") == "," else number

    def number(self, english: str) -> str:
        """An English number, or `one to another`, with this language's marks and word."""
        return f" {self('word.to')} ".join(self.marked(end) for end in english.split(" to "))

    def interval(self, low: float, high: float, places: int | None = None) -> str:
        """Both ends of an interval, or undefined when either is."""
        return self.number(numbers.interval(low, high, places))

    def listed(self, items: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('word.and')} {items[-1]}"


@cache
def words(language: str) -> Words:
    """The catalogue of a language. Raises KeyError for a language that pages don't speak."""
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; known: {', '.join(LANGUAGES)}")
    folder = resources.files("dashboards.words").joinpath(language)
    texts: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            texts |= dict(flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return Words(language, texts)


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys of nested tables, each with its text."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)
