"""The plots behind two choices: where runs have settled, and how intervals narrow with replications."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from dashboards import said
from dashboards.dossier.choices import Stored
from dashboards.figures._study import measure_title
from dashboards.figures._svg import LIGHT, Palette
from dashboards.figures.narrowing import narrowing
from dashboards.figures.settling import settling
from dashboards.words.catalogue import Words, words
from experiments.choices import Choices

FOLDER = "dossier"
"""Of the pictures, beside docs/dossier.md."""
FIGURES = {"settling": settling, "narrowing": narrowing}


def choices_page(kept: Stored, say: Words, palette: Palette) -> str:
    """Both pictures with what they are of and what they say, as HTML."""
    parts = [f"<p>{escape(line)}</p>" for line in _about(kept, say)]
    for name, draw in FIGURES.items():
        parts.append(f'<h2 id="{name}">{escape(say(f"choices.{name}_heading"))}</h2>')
        parts.append(f'<div class="plot">{draw(localised(kept, say), say, palette)}</div>')
    lines = "".join(f"<li>{escape(line)}</li>" for line in told(kept.found, say))
    return "\n".join([*parts, f"<ul>{lines}</ul>", f"<pre><code>{escape(kept.command)}</code></pre>"])


def choices_markdown(kept: Stored) -> list[str]:
    """The same in English as a part of the dossier, with the pictures beside it."""
    say = words("en")
    pictures = [f"![{say(f'choices.{name}_heading')}]({FOLDER}/{name}.svg)" for name in FIGURES]
    lines = ["## Warm-up and replications", "", "```", kept.command, "```", ""]
    for line in _about(kept, say):
        lines += [line, ""]
    return [*lines, pictures[0], "", pictures[1], "", *(f"- {line}" for line in told(kept.found, say))]


def pictures(kept: Stored) -> dict[str, str]:
    """The pictures of the Markdown dossier: SVG by file name."""
    say = words("en")
    return {f"{name}.svg": f"{draw(localised(kept, say), say, LIGHT)}\n" for name, draw in FIGURES.items()}


def write_pictures(folder: Path, kept: Stored) -> list[Path]:
    """Write them into a folder, over those of before."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(kept).items():
        (folder / name).write_text(picture, encoding="utf-8")
    return [folder / name for name in pictures(kept)]


def localised(kept: Stored, say: Words) -> Choices:
    """The same with the arms' titles in the words' language."""
    found = kept.found
    titles = [say.arm(arm, title) for arm, title in zip(kept.arms, found.titles, strict=True)]
    weeks = {(titles[found.titles.index(arm)], key): values for (arm, key), values in found.weeks.items()}
    return Choices((titles[0], titles[1]), found.scenario, found.warm_up_days, found.runs, weeks, found.running)


def _about(kept: Stored, say: Words) -> Iterator[str]:
    a, b = localised(kept, say).titles
    found = kept.found
    place = say.get(f"place.{found.scenario}", found.scenario)
    yield say("choices.about", runs=found.runs, place=place, days=found.warm_up_days, a=a, b=b)
    yield say("choices.origin", date=kept.made, code=kept.code)


def told(found: Choices, say: Words) -> Iterator[str]:
    """For each measure the first and the last interval in words."""
    for key, rows in found.running.items():
        first, last = rows[min(2, len(rows) - 1)], rows[-1]
        factor, unit = said.shown(key)[0], said.difference_unit(key, say)
        ends = [
            say("trust.between", low=say.signed(r[2] * factor), high=say.signed(r[3] * factor)) for r in (first, last)
        ]
        yield say(
            "choices.told",
            title=measure_title(key, say),
            unit=unit,
            first=f"{first[0]:.0f}",
            last=f"{last[0]:.0f}",
            first_interval=ends[0],
            last_interval=ends[1],
            mean=say.signed(last[1] * factor),
        )
