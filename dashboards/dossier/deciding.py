"""ODD+D: every deciding agent, what it senses, what it doesn't see, by which rights; owners are read from policies."""

from __future__ import annotations

from agents.rights import QUESTIONS, Right
from dashboards.dossier.words import table, text
from policies.base import known_policies


def deciding() -> list[str]:
    """The page."""
    rows = [
        (
            a["name"],
            f"`{a['module']}`",
            ", ".join(f"`{right}`" for right in a["rights"]),
            a["senses"],
            a["blind"],
            a["decides"],
            a["heterogeneous"],
        )
        for a in text("deciding")["agent"]
    ]
    head = ("agent", "module", "rights, where an arm gives them", "senses", "doesn't see", "how it decides", "differs")
    return [
        "## ODD+D: who decides",
        "",
        "Decisions belong to owners of rights; which agent that is depends on the arm. Uncertainty is met by rules,",
        "not by expectations; there are no norms, no imitation, no discounting, and no group decisions beyond those",
        "below.",
        "",
        *table(head, rows),
        "",
        "Who may own each right, from the registered policies:",
        "",
        *table(("right", "question", "owners"), [_owners(right) for right in Right]),
    ]


def _owners(right: Right) -> tuple[str, str, str]:
    owners = [name for name, policy in known_policies().items() if right in policy.owns and _ours(policy)]
    return f"`{right.value}`", QUESTIONS[right], ", ".join(f"`{name}`" for name in sorted(owners))


def _ours(policy: type) -> bool:
    """Whether a policy comes with the model."""
    return policy.__module__.startswith("policies.")
