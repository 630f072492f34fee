"""The dossier as a folder of pages that need no network and no server."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt

from dashboards.dossier.pages import TITLES
from dashboards.page import packaged
from dashboards.words.catalogue import words

CHOICES = "choices"


def write_dossier(folder: Path, texts: Mapping[str, str], plots: str = "") -> list[Path]:
    """Write a page for each text, and one of plots where there are any; returns the files. texts: Markdown by page.

    Raises FileExistsError when the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} isn't empty; nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    titles = {**TITLES, **({CHOICES: words("en")("choices.title")} if plots else {})}
    bodies = {name: rendered(text) for name, text in texts.items()} | ({CHOICES: plots} if plots else {})
    written = []
    for name, body in bodies.items():
        path = folder / f"{name}.html"
        path.write_text(_page(titles[name], _links(titles, name), body), encoding="utf-8")
        written.append(path)
    index = folder / "index.html"
    listed = "".join(f'<li><a href="{name}.html">{escape(title)}</a></li>' for name, title in titles.items())
    index.write_text(_page("Dossier", "", f"<ul>{listed}</ul>"), encoding="utf-8")
    return [index, *written]


def rendered(text: str) -> str:
    """Markdown as HTML; wide tables scroll in a box of their own."""
    html: str = MarkdownIt("commonmark").enable("table").render(text)
    box = '<div class="scroll" role="region" tabindex="0" aria-label="table">'
    return html.replace("<table>", f"{box}<table>").replace("</table>", "</table></div>")


def _links(titles: Mapping[str, str], here: str) -> str:
    items = (
        f"<b>{escape(title)}</b>" if name == here else f'<a href="{name}.html">{escape(title)}</a>'
        for name, title in titles.items()
    )
    return " · ".join(items)


def _page(title: str, navigation: str, body: str) -> str:
    template = resources.files("dashboards.dossier").joinpath("dossier.html").read_text(encoding="utf-8")
    return Template(template).substitute(
        title=escape(title), style=packaged("page.css"), navigation=navigation, body=body
    )
