"""Writing reproduction steps: seven practices (S4), each with the line that falls short."""

import re
from collections.abc import Callable
from functools import wraps

from assistant.checks.contents import content_environment
from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, renamed, weak
from assistant.domain import ChecklistItem, FactField, ItemState

_NAMED_THING = re.compile(r"[«“\"„'`][^«»“”\"„'`\n]{2,40}[»”\"“'`]|\w+\s?(?:>|→)\s?\w+|\b[A-Z]{3,}\b|/\w+/\w+")
_EXACT = re.compile(r"\d{2,}|[\w.+-]+@[\w.-]+|=\s*\S|\b\w+\.(?:pdf|csv|xlsx?|json|xml|dwg|zip|docx?)\b")


def _for_bugs(check: Callable[[Reading], ChecklistItem]) -> Callable[[Reading], ChecklistItem]:
    """Not applicable where nothing is defective (S4: "for bugs"; requirements G2)."""

    @wraps(check)
    def guarded(reading: Reading) -> ChecklistItem:
        if reading.nothing_defective:
            return not_applicable(check.__name__, f"not a bug: {reading.nothing_defective}")
        return check(reading)

    return guarded


@_for_bugs
def repro_clean_state(reading: Reading) -> ChecklistItem:
    """Starting point: account type, configuration, permissions. Example: "clean WooBarn 11.1, plugin 5.4.0"."""
    id = "repro_clean_state"
    found = reading.hits("clean_state")
    if found:
        return present(id, "The starting point is named.", reading.proof(found, 1))
    if reading.facts(FactField.PLAN, FactField.FEATURE_FLAG):
        return weak(id, "Only the plan or a flag is named.", reading.fact_proof(FactField.PLAN, FactField.FEATURE_FLAG))
    return missing(id, "Account type, configuration and permissions at the start are not told.")


@_for_bugs
def repro_specific(reading: Reading) -> ChecklistItem:
    """Specific controls, not "try to export". Example: "Export button, top right of the Dashboard"."""
    id = "repro_specific"
    acting = reading.spans_with("action")
    named = [s for s in acting if _NAMED_THING.search(s.text)]
    if named:
        return present(id, "The controls are named.", reading.quotes(named, 1))
    vague = reading.spans_with("vague_action")
    if vague:
        return weak(id, f"Too vague to follow: “{vague[0].text[:100]}”", reading.quotes(vague, 1))
    if acting:
        return weak(id, f"The action is named, the control is not: “{acting[0].text[:100]}”", reading.quotes(acting, 1))
    return missing(id, "No action is told.")


@_for_bugs
def repro_exact_values(reading: Reading) -> ChecklistItem:
    """Exact inputs, dates, ids. Example: "VAT ID DE999999999, net 310.00"; "some data" is weak."""
    id = "repro_exact_values"
    exact = [s for s in (*reading.spans_with("action"), *reading.logs) if _EXACT.search(s.text)]
    if exact:
        return present(id, "Exact values are given.", reading.quotes(exact, 1))
    vague = reading.spans_with("vague_action")
    if vague:
        return weak(id, f"No exact values: “{vague[0].text[:100]}”", reading.quotes(vague, 1))
    return missing(id, "No inputs, dates or ids are given with the actions.")


@_for_bugs
def repro_environment(reading: Reading) -> ChecklistItem:
    """Browser, OS, account type, flags, plan. Example: "Edge 142, Windows 11"."""
    item = content_environment(reading)
    why = item.why if item.state is not ItemState.MISSING else "Browser, system, account type and plan are not told."
    return renamed(item, "repro_environment").model_copy(update={"why": why})


@_for_bugs
def repro_frequency(reading: Reading) -> ChecklistItem:
    """How often: always, intermittent, conditions. Example: "4 times out of 10"."""
    id = "repro_frequency"
    if reading.facts(FactField.FREQUENCY):
        return present(id, "The frequency is told.", reading.fact_proof(FactField.FREQUENCY))
    found = reading.hits("frequency")
    if found:
        return present(id, "The frequency is told.", reading.proof(found, 1))
    return missing(id, "Always, sometimes or under which conditions is not told.")


@_for_bugs
def repro_evidence(reading: Reading) -> ChecklistItem:
    """Screenshots, exact error text, network or console log. Example: a console line in the paste."""
    id = "repro_evidence"
    if reading.logs:
        return present(id, "A log stands in the paste.", reading.quotes(reading.logs, 1))
    error = reading.fact_proof(FactField.ERROR_MESSAGE, FactField.ERROR_CODE)
    if error:
        return present(id, "The exact error is given.", error)
    pictures = reading.hits("screenshot_there")
    if pictures:
        return present(id, "A picture is attached.", reading.proof(pictures, 1))
    named = reading.hits("log_promised") or reading.hits("screenshot_promised")
    if named:
        return weak(id, "Evidence is named, not there.", reading.proof(named, 1))
    return missing(id, "No error text, log or picture is given.")


@_for_bugs
def repro_ruled_out(reading: Reading) -> ChecklistItem:
    """What was ruled out. Example: "same in Chrome and Firefox"."""
    id = "repro_ruled_out"
    found = reading.hits("ruled_out")
    if found:
        return present(id, "Something is ruled out.", reading.proof(found, 1))
    return missing(id, "Nothing is ruled out.")
