# ruff: noqa: E501  (patterns and tables read better whole)
"""Signature items on how the case was handled: steps already taken, case owner (S1 §6)."""

import re

from assistant.checks.reading import Hit, Reading
from assistant.checks.states import missing, present, weak
from assistant.domain import ChecklistItem, FactField, Role, SignalName, Span, SpanKind

_NOBODY = re.compile(
    r"(?i)^\W*(?:none|nobody|no one|n/?a|-+|unassigned|niemand\w*|keiner|personne|nadie|ninguém|nessuno|geen|tbd|\?+|team\b.*|queue.*|未.*|なし)\b|niemand|unassigned|not assigned|nicht zugewiesen"
)
_NEGATED = re.compile(r"\b(?:not|no|non|nicht|kein\w*|pas|niet|geen|não|n't|nothing|niente|nichts)\b")
_NAME = re.compile(r"[^\W\d_][\w.'-]+")
_GENERIC = re.compile(
    r"(?i)^(?:support|soporte|suporte|assistenza|helpdesk|help desk|kundendienst|kundenservice|service|agent|agente|staff|team|system|bot|atención.*|assistance|サポート)\W*$"
)


def steps_already_taken(reading: Reading) -> ChecklistItem:
    """A step and its result, a look into a setting or document and what was found, or a workaround in use.

    Example: "cleared the cache, no change" is present; "we restarted it" is weak.
    """
    id = "steps_already_taken"
    tried = reading.hits("tried")
    results = {h.span.id for h in reading.hits("result")}
    order = [s.id for s in reading.written]
    place = {id_: n for n, id_ in enumerate(order)}
    for hit in tried:
        at = place[hit.span.id]
        near = order[at : at + 2]
        message = hit.span.message
        same = [n for n in near if reading.written[place[n]].message in (message, message + 1)]
        if any(n in results for n in same) and not _asked(reading, hit):
            return present(
                id,
                "A step was taken and its result is told.",
                reading.quotes([reading.written[place[n]] for n in same]),
            )
    workaround = [
        h for h in reading.hits("workaround_used") if not _NEGATED.search(h.span.text[h.start : h.end + 30].lower())
    ]
    if workaround and not reading.nothing_defective:
        return present(id, "A way round is in use.", reading.proof(workaround, 1))
    if reading.facts(FactField.WORKAROUND):
        return present(id, "A way round is in use.", reading.fact_proof(FactField.WORKAROUND))
    told = reading.fact_proof(FactField.TRIED)
    if told:
        return present(id, "Steps that were taken are told.", told)
    done = [h for h in tried if not _asked(reading, h)]
    if done:
        return weak(id, "A step is named without its result.", reading.proof(done, 1))
    if reading.has(SignalName.FIX_FAILED, SignalName.REPRODUCED_INTERNALLY):
        return present(
            id,
            "A remedy was tried or the fault was reproduced.",
            reading.because(SignalName.FIX_FAILED, SignalName.REPRODUCED_INTERNALLY),
        )
    return missing(id, "Nothing says what has been tried.")


def _asked(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence asks for a step instead of telling one."""
    return hit.span.text.rstrip(" \"')*_").endswith(("?", "？"))


def _assigned(reading: Reading) -> tuple[tuple[Span, ...], bool]:
    """Fields that name the assignee, and whether one says that there is none."""
    label = reading.words.pattern("owner_label")
    named, nobody = [], False
    for span in reading.written:
        name, colon, value = span.text.partition(":")
        if not colon or len(name) > 40 or span.kind is not SpanKind.FIELD or not label.search(name.lower()):
            continue
        if _NOBODY.search(value) or not _NAME.search(value):
            nobody = True
        else:
            named.append(span)
    return tuple(named), nobody


def case_owner(reading: Reading) -> ChecklistItem:
    """The assignee, or "mine", "I own this"; an agent's name alone is weak, "assigned to nobody" is missing.

    Example: "Owner: Bartek S." is present; a reply signed by an agent is weak.
    """
    id = "case_owner"
    named, nobody = _assigned(reading)
    if named:
        return present(id, "The assignee is named.", reading.quotes(named, 1))
    claims = [h for h in reading.hits("owner_claim") if reading.document.message_of(h.span).role is not Role.CUSTOMER]
    if claims:
        return present(id, "Someone says that the case is theirs.", reading.proof(claims, 1))
    if nobody or reading.says("owner_none"):
        return missing(id, "The ticket is assigned to nobody.")
    named_as = reading.fact_proof(FactField.OWNER, limit=1)
    if named_as:
        return weak(id, "An agent is named, but not as owner.", named_as)
    agents = [a for a in reading.agents if not _GENERIC.match(a)]
    if agents:
        return weak(id, f"{agents[0]} wrote from the support side, but nobody is named as owner.")
    return missing(id, "Nobody is named as owner.")
