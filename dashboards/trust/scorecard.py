"""The scorecard as a reader sees it: the last stored result, with the command that gives it again."""

from __future__ import annotations

from collections import Counter
from html import escape

from dashboards.terminal.validate import between, target_range
from dashboards.trust.sources import in_english, sources
from dashboards.trust.tables import stacked
from dashboards.trust.told import of_whom, title, why_not
from dashboards.words.catalogue import Words
from experiments.targets.scorecard import Scored
from experiments.targets.stored import StoredScorecard

MARKS = {"hit": "●", "miss": "◆", "cannot tell": "○", "undefined": "–"}
HEADS = ("target", "published", "range", "predicted", "interval", "verdict")


def scorecard(found: StoredScorecard, say: Words) -> str:
    """Both tables, what they add up to, and where they come from."""
    card = found.card
    parts = [f"<section>\n<h2>{escape(say('trust_page.scorecard'))}</h2>", _summary(card.used_for("hold-out"), say)]
    parts.append(f"<p>{escape(say('trust_page.verdicts'))}</p>")
    for use in ("hold-out", "fit"):
        heading = say(f"trust_page.{'judged' if use == 'hold-out' else 'fitted'}")
        rows = card.used_for(use)
        parts.append(f"<h3>{escape(heading)}</h3>")
        heads = [*(say(f"trust.{key}") for key in HEADS), say("trust_page.behind")]
        parts.append(stacked(heading, heads, [_cells(row, say) for row in rows], [f"t-{r.target.id}" for r in rows]))
    untried = "".join(f"<li>{in_english(str(problem), say)}</li>" for problem in card.not_here)
    parts.append(f"<h3>{escape(say('trust_page.untried'))}</h3><ul>{untried}</ul>" if untried else "")
    return "\n".join([*parts, _origin(found, say), "</section>"])


def _summary(rows: tuple[Scored, ...], say: Words) -> str:
    counts = Counter(row.verdict for row in rows)
    told = say("trust_page.summary", all=len(rows), hit=counts["hit"], miss=counts["miss"], open=counts["cannot tell"])
    return f'<p class="headline" id="summary">{escape(told)}</p>'


def _origin(found: StoredScorecard, say: Words) -> str:
    card = found.card
    place = say.get(f"place.{card.scenario}", card.scenario)
    what = say("trust.replications", n=card.replications, days=card.days)
    what = say("trust.draws", what=what, draws=card.draws) if card.draws else what
    told = say("trust_page.origin", place=place, what=what, date=found.made, code=found.code)
    changed = "" if found.is_of_this_code else f'<p class="note">{escape(say("trust_page.changed"))}</p>'
    return (
        f'<h3>{escape(say("trust_page.again"))}</h3>\n<p id="origin">{escape(told)}</p>\n{changed}'
        f'<pre tabindex="0" aria-label="{escape(say("trust_page.command"))}" role="region">'
        f"<code>{escape(found.command)}</code></pre>"
    )


def _cells(row: Scored, say: Words) -> tuple[str, ...]:
    t = row.target
    pattern = say.get(f"pattern.{t.pattern.split(' ')[0]}", t.pattern)
    name = f"{title(row, say)} ({escape(say.unit(t.unit))})"
    under = f'<br><small class="quiet">{escape(pattern)}</small>' if pattern else ""
    more = _opens("of_whom", of_whom(row, say), say) + _opens("why", why_not(row, say), say)
    return (
        name + under,
        escape(say.marked(t.published)) or "–",
        escape(target_range(t, say)),
        escape(say.plain(row.mean)),
        escape(between(row.low, row.high, say)),
        f'<span aria-hidden="true">{MARKS[row.verdict]}</span> {escape(say(f"score.{row.verdict}"))}',
        (sources((t.source,), say) if t.source else escape(say("trust.no_figure"))) + more,
    )


def _opens(key: str, said: str, say: Words) -> str:
    """HTML behind a word that opens to it; nothing where there is none."""
    return f"<details><summary>{escape(say(f'trust_page.{key}'))}</summary>{said}</details>" if said else ""
