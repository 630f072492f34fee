"""STRESS-DES and STRESS-ABS tables, the TRACE notebook, and what the model leaves out."""

from __future__ import annotations

from dashboards.dossier.words import table, text


def stress() -> list[str]:
    """Both checklists side by side."""
    rows = [(i["section"], i["item"], i["des"], i["abs"]) for i in text("stress")["item"]]
    return ["## STRESS", "", *table(("section", "item", "STRESS-DES", "STRESS-ABS"), rows)]


def trace() -> list[str]:
    """What was done for each element, and what shows it."""
    rows = [(e["name"], e["done"], e["shown"]) for e in text("trace")["element"]]
    return ["## TRACE", "", *table(("element", "what was done", "shown by"), rows)]


def left_out(language: str) -> list[str]:
    """In a policymaker's words. language: en or da."""
    titles = {"en": "## What the model leaves out", "da": "## Hvad modellen udelader"}
    return [titles[language], "", *(f"- {point[language]}" for point in text("left_out")["point"])]
