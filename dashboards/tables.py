"""A small table as data, and as HTML that a screen reader can walk through."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

CLASSES = {"l": "words", "r": "number"}


@dataclass(frozen=True)
class Table:
    """Cells as text. `align` has one letter a column, l for words and r for numbers; the first column names the row."""

    caption: str
    head: tuple[str, ...]
    align: str
    body: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        widths = {len(self.head), len(self.align), *map(len, self.body)}
        if len(widths) > 1:
            raise ValueError(f"table {self.caption!r} has rows of unequal width: {sorted(widths)}")
        if not set(self.align) <= set(CLASSES):
            raise ValueError(f"table {self.caption!r} can be aligned l or r, not {self.align!r}")


def html(table: Table, style: str = "plain") -> str:
    """The table in a box of its own that scrolls sideways (by keyboard too) where the screen is narrow.

    style: a class in the style sheet. Each cell carries its column's name for layouts that hide the header row.
    """
    head = "".join(
        f'<th scope="col" class="{CLASSES[letter]}">{escape(cell)}</th>'
        for cell, letter in zip(table.head, table.align, strict=True)
    )
    body = "\n".join(_row(table, cells) for cells in table.body)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">\n'
        f'<table class="{escape(style)}"><caption>{escape(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(table: Table, cells: tuple[str, ...]) -> str:
    data = "".join(
        f'<td class="{CLASSES[letter]}" data-column="{escape(column)}">{escape(cell)}</td>'
        for column, cell, letter in zip(table.head[1:], cells[1:], table.align[1:], strict=True)
    )
    return f'<tr><th scope="row">{escape(cells[0])}</th>{data}</tr>'
