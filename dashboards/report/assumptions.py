"""What a comparison assumes about contested links, and which verdicts change without each of them."""

from __future__ import annotations

from html import escape

from dashboards.headline import inside
from dashboards.said import row_titles
from dashboards.words.catalogue import Words
from experiments.comparison import Comparison, LinkCheck
from sim.links import links


def assumptions(comparison: Comparison, say: Words) -> str:
    """A table of contested links: what moves what, its size and tier, what becomes of the answer without it."""
    heading = f"<section>\n<h2>{escape(say('report.assumptions'))}</h2>\n"
    if not comparison.contested:
        return f"{heading}<p>{escape(say('report.not_tried'))}</p>\n</section>"
    heads = ("report.assumed", "report.size", "report.tier", "report.flips")
    head = "".join(f'<th scope="col">{escape(say(h))}</th>' for h in heads)
    body = "\n".join(_row(comparison, check, say) for check in comparison.contested)
    return (
        f'{heading}<p class="quiet">{escape(say("report.assumptions_about"))}</p>\n'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n</section>"
    )


def _row(comparison: Comparison, check: LinkCheck, say: Words) -> str:
    cause = say.get(f"link.{check.link}.cause", check.cause)
    effect = say.get(f"link.{check.link}.effect", check.effect)
    parameter = links()[check.link].parameter
    tier = f"{say(f'tier.{parameter.tier}')} ({', '.join(parameter.sources)})"
    cells = (f"{say.plain(check.size)} {say.unit(check.unit)}", tier, flips(comparison, check, say))
    data = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(cause)} → {escape(effect)}</th>{data}</tr>'


def flips(comparison: Comparison, check: LinkCheck, say: Words) -> str:
    """Which verdicts change when the link is switched off, in words."""
    turned = [
        say(
            "report.turned",
            measure=inside(row_titles(say)[row.key]),
            before=say(f"interval.{comparison.row(row.key).verdict}"),
            after=say(f"interval.{row.verdict}"),
        )
        for row in comparison.turned(check)
    ]
    return f"{say('report.without')} {'; '.join(turned)}" if turned else say("report.no_flip")
