"""Files and pages made from the registry: a scenario to edit, and the page of parameters."""

from __future__ import annotations

from pathlib import Path

from experiments.shelf import scenario_text
from sim.draws.shelf import find_draws
from sim.parameters import evidence, registry
from sim.problems import InputError, Problem

HEADER = """\
# A scenario for Nabolab. Edit it, then run:
#   nabolab compare bum self_organising --scenario {name}
# Unknown keys are errors, and every mistake is told at once. Lines that begin with # are comments.
#
# horizon_days    measured days, 1 to 3660; warm_up_days are simulated before and not measured
# country         dk, nl or uk: whose wages, prices and currency
# price_from      instead of the parameter hourly_price: the arm whose cost sets the price
# without         causal links to switch off, e.g. ["autonomy_on_strain"]; `nabolab links` lists them
# draws           plausible parameters of this place, one set a seed: a .csv from `nabolab calibrate`
# staffing        own_norm      as many carers as each arm's own plan needs
#                 equal_staff   the same paid carer hours per granted hour in both
#                 equal_budget  the same kroner per granted hour in both
# [office]        where shifts start and end, km
# [[settlements]] a town or a stretch of country: homes lie evenly in a disc of radius_km around (x_km, y_km);
#                 citizens in home care, or inhabitants_67_79 and inhabitants_80_plus to work them out from;
#                 pilot = true where an arm that stands beside another is at work
# [[shocks]]      kind (demand, sickness, recruitment, price), first_day, days, factor
# [[incidents]]   kind (sick_calls, discharges), day, number: something that happens to so many people on one day
# [parameters]    any number of the registry in this place; see the list at the end
#
"""


FITTED_HERE = "what `nabolab calibrate` could not rule out here; each seed takes one"
FITTED_ELSEWHERE = "fitted in the shipped district: name your own from `nabolab calibrate`, or leave this out"


def write_scenario(path: Path) -> None:
    """A commented scenario file to edit. Raises InputError when the file exists or can't be written."""
    if path.suffix != ".toml":
        raise InputError([Problem(str(path), "a scenario file ends in .toml")])
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(scenario_template(path.name))
    except FileExistsError:
        raise InputError([Problem(str(path), "is there already; it was left as it is")]) from None
    except OSError as error:
        raise InputError([Problem(str(path), f"can't be written: {error.strerror or error}")]) from None


def scenario_template(name: str) -> str:
    """The shipped district as a starting point, with every parameter listed and explained below it."""
    district = scenario_text("bording_engesvang")
    body = "\n".join(line for line in district.splitlines() if not line.startswith("#")).strip()
    body = body.replace(FITTED_HERE, FITTED_ELSEWHERE)
    lines = [HEADER.format(name=name) + body, "", "# Parameters that can be set under [parameters] above:"]
    for parameter in registry().values():
        lines.append(f"# {parameter.name} = {parameter.default:g}")
        lines.append(
            f"#     {parameter.title}, {parameter.unit}, {parameter.low:g} to {parameter.high:g} ({parameter.tier})"
        )
    return "\n".join(lines) + "\n"


def parameter_page() -> str:
    """The registry as a Markdown page."""
    names = [f"`{name}`" for name in find_draws("bording_engesvang").parameters]
    calibrated = f"{', '.join(names[:-1])} and {names[-1]}"
    lines = [
        "# Parameters",
        "",
        "Every number of the model that isn't arithmetic. Made by `nabolab parameters > docs/parameters.md`; a test",
        "compares the two. Tier: *evidence* (a source gives it), *estimate* (derived from sources), *assumption*",
        "(nobody knows; the range is wide). *Policies*: whether an organisation may move it.",
        "Source ids are explained at the end.",
        "",
        f"Defaults of {calibrated} are the middle of what [calibration](calibration.md) left plausible in the shipped",
        "district, where each run takes a draw of its own.",
    ]
    cited: set[str] = set()
    for area in dict.fromkeys(p.area for p in registry().values()):
        lines += [
            "",
            f"## {area.capitalize()}",
            "",
            "| name | what | unit | default | range | tier | sources | policies |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for p in (p for p in registry().values() if p.area == area):
            about = f"{p.title}. {p.about}".strip()
            sources = ", ".join(p.sources) or "none"
            cited.update(p.sources)
            lines.append(
                f"| `{p.name}` | {about} | {p.unit} | {p.default:g} | {p.low:g} to {p.high:g} | {p.tier} | {sources} | "
                f"{'yes' if p.modifiable else 'no'} |"
            )
    lines += ["", "## Sources", "", "| id | figure | value | status | source |", "|---|---|---|---|---|"]
    for key in sorted(cited):
        e = evidence()[key]
        spread = f" ({e['low']} to {e['high']})" if e["low"] or e["high"] else ""
        lines.append(
            f"| {key} | {e['quantity']} | {e['value']}{spread} {e['unit']}, {e['country']} {e['year']} | "
            f"{e['status']}, {e['confidence']} | {e['source']} |"
        )
    return "\n".join(lines) + "\n"
