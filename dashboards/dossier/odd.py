"""ODD 2020: purpose and patterns, entities, schedule, design concepts, initialisation, input, submodels."""

from __future__ import annotations

from agents.model import PHASES, HomeCare
from dashboards.dossier.words import first_line, table, text
from experiments.targets.table import shipped_targets
from sim.luck import Purpose
from sim.measures.catalogue import CATALOGUE
from sim.parameters import AREAS, registry
from sim.tables import CARER, CITIZEN, GROUP, LINE

ENTITIES = {
    "Citizen": ("agents/citizen.py", CITIZEN),
    "Line of a care plan": ("sim/care_plan.py", LINE),
    "Carer's post": ("agents/carer.py", CARER),
    "Group": ("agents/group.py", GROUP),
}
"""Entities whose state stands in tables."""
OTHERS = ("agents/desk.py", "agents/regime.py", "agents/provider.py", "agents/workforce.py", "agents/dispatch.py")
"""Entities with state of their own."""


def odd() -> list[str]:
    """The page."""
    words = text("odd")
    return [
        "## ODD",
        "",
        "### Purpose and patterns",
        "",
        words["purpose"]["text"].strip(),
        "",
        words["purpose"]["patterns"],
        "",
        *_patterns(),
        "",
        "### Entities, state variables and scales",
        "",
        *_entities(),
        "",
        "One step is one day, from 04:00 to 04:00; within it minutes, counted in sixty-fourths. Space is a plane in",
        "kilometres; a scenario says which part of it and for how many days.",
        "",
        "### Process overview and scheduling",
        "",
        f"Each day runs these {len(PHASES)} phases of `agents/model.py`, in this order (printed from the model):",
        "",
        *_schedule(),
        "",
        "### Design concepts",
        "",
        *_concepts(),
        "### Initialisation",
        "",
        words["initialisation"]["text"],
        "",
        "### Input data",
        "",
        words["input"]["text"],
        "",
        "### Submodels",
        "",
        *_submodels(),
    ]


def _patterns() -> list[str]:
    patterns = dict.fromkeys(t.pattern for t in shipped_targets() if t.pattern)
    return [f"{number}. {pattern.split(' ', 1)[1]}." for number, pattern in enumerate(patterns, start=1)]


def _entities() -> list[str]:
    rows = [
        (name, f"`{module}`", first_line(module), ", ".join(f"`{column}`" for column in dtype.names or ()))
        for name, (module, dtype) in ENTITIES.items()
    ]
    rows += [("", f"`{module}`", first_line(module), "in the agent") for module in OTHERS]
    return table(("entity", "module", "what it is", "state"), rows)


def _schedule() -> list[str]:
    lines = []
    for number, phase in enumerate(PHASES, start=1):
        said = " ".join((getattr(HomeCare, phase).__doc__ or "").split())
        lines.append(f"{number}. `{phase}`: {said}")
    return lines


def _concepts() -> list[str]:
    lines = []
    for key, concept in text("odd")["concepts"].items():
        lines += [f"**{concept['title']}.** {concept['text']}", ""]
        if key == "stochasticity":
            lines += [f"Purposes of draws: {', '.join(f'`{purpose.name}`' for purpose in Purpose)}.", ""]
        if key == "observation":
            lines += [f"Measures: {', '.join(f'`{m.key}`' for m in CATALOGUE)}.", ""]
    return lines


def _submodels() -> list[str]:
    rows = []
    for submodel in text("submodels")["submodel"]:
        modules = submodel["modules"]
        counts = [f"{area} ({sum(p.area == area for p in registry().values())})" for area in submodel["areas"]]
        said = " ".join(f"`{module}`: {first_line(module)}" for module in modules)
        rows.append((submodel["name"], said, ", ".join(counts)))
    return table(("submodel", "modules, in their own words", "areas of parameters (how many)"), rows)


def areas_without_submodel() -> set[str]:
    """Areas of the registry that no submodel names."""
    return set(AREAS) - {area for submodel in text("submodels")["submodel"] for area in submodel["areas"]}
