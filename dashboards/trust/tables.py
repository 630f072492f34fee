"""Tables that become cards on a phone. Roles are written out, as a browser forgets them when cells are stacked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt

ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}


def stacked(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], ids: Sequence[str] = ()) -> str:
    """A table. caption, heads: text; rows: cells of HTML, the first of each is its row's head; ids: of the rows."""
    head = "".join(f'<th role="columnheader" scope="col">{escape(h)}</th>' for h in heads)
    body = "\n".join(_row(heads, row, ids[n] if ids else "") for n, row in enumerate(rows))
    return (
        f'<table class="stack" role="table"><caption class="unseen">{escape(caption)}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n<tbody role="rowgroup">\n{body}\n</tbody></table>'
    )


def _row(heads: Sequence[str], cells: Sequence[str], name: str) -> str:
    mark = f' id="{escape(name)}"' if name else ""
    data = "".join(
        f'<td role="cell" data-label="{escape(h)}">{cell}</td>' for h, cell in zip(heads[1:], cells[1:], strict=True)
    )
    return f'<tr role="row"{mark}><th role="rowheader" scope="row">{cells[0]}</th>{data}</tr>'


def rendered(text: str) -> str:
    """Markdown as HTML, its tables like ours."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    heads: list[str] = []
    column = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.nesting != 1 or token.tag not in ROLES:
            continue
        token.attrSet("role", ROLES[token.tag])
        if token.tag == "table":
            token.attrSet("class", "stack")
            heads = []
        elif token.tag == "tr":
            column = 0
        elif token.tag == "th" and following is not None:
            heads.append(following.content)
        elif token.tag == "td":
            token.attrSet("data-label", heads[column].replace("`", ""))
            column += 1
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    return html
