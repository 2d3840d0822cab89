# ruff: noqa: E501  (patterns and tables read better whole)
"""Signature items that show proof: logs and data, screenshots, supporting tickets (S1 §6)."""

import re

from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, weak
from assistant.domain import ChecklistItem, FactField, IssueType, SignalName

_WHOLE_MESSAGE = 160
"""Characters from which a quoted message is more than an error's text: a bounce, a dump, a response."""
_QUOTED = re.compile(r"[\"“„«»‹「『](?P<words>[^\"“”„«»›」』\n]{4,160})[\"”“»›」』]")
_RECORD_ID = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?:[A-Za-z]{1,6}[-_]?\d[\d-]{2,}[\w-]*|\d{5,}|[A-Za-z]+_[A-Za-z0-9]{4,}|[0-9a-f]{8}-[0-9a-f-]{27})(?![\w-])"
)
_CODE = re.compile(
    r"[;{}]\s*$|^\s*(?:public|private|protected|class|def|import|function|const|let|var|if|for|return|try|catch|//|/\*|\*|[)}])\b"
)
"""A line of source code shows what was written, not what happened."""
_LOG_WORD = re.compile(
    r"(?i)\b(?:log\w*|trace\w*|console|protokoll\w*|journal\w*|registro\w*|traceo|traza\w*|konsole|consola|stack)\b|ログ"
)
_HEADER_LIKE = re.compile(r"\b\w+=[\w\"]+|\b[A-Z][\w-]+: \S+\d|\b[A-Z]{3,}\s\w+:\S+")
_ADDRESS = re.compile(r"(?i)https?://|\b[\w.-]+@[\w-]+\.\w|^received:")
_AMOUNT = re.compile(r"(?:[€$£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|EUR|USD|GBP|CHF|\$|£|円|kr))")
_IMAGE = re.compile(
    r"(?i)[\w ()%-]*\.(?:png|jpe?g|gif|bmp|webp|heic|mov|mp4|webm|avi)\b|!\[[^\]]*\]\([^)]+\)|<img\b|user-images\.githubusercontent|/user-attachments/assets/|imgur\.com/|loom\.com/share|\bpaste\.pics/"
)
_BROKEN_IMAGE = re.compile(
    r"(?i)\[(?:image|bild|cid|inline image|screenshot)[^\]\n]{0,80}\]|\bcid:[\w.@-]+|!\[[^\]]*\]\(\s*\)|\[image (?:removed|omitted)\]"
)
_TICKET_ID = re.compile(
    r"(?i)(?:ticket|case|request|vorgang|fall|incident|dossier|caso|chamado|pedido|segnalazione|melding|zaak|issue|bug|anfrage|demande|expediente)"
    r"\s{0,2}(?:no\.?|nr\.?|n[°º]|number|nummer|id)?\s{0,2}[:#]?\s{0,2}#?(?P<id>(?=[A-Z0-9-]*\d)[A-Z]{0,8}-?\d[\d-]{2,}\b)"
    r"|(?<![\w&])#(?P<hash>\d{3,8})\b|github\.com/[\w.-]+/[\w.-]+/(?:issues|pull)/\d+|(?<![\w/-])(?P<key>[A-Z][A-Z0-9]{1,9}-\d{2,6})(?![\w-])"
)


def _quoted_line(reading: Reading) -> ChecklistItem | None:
    """A line of a log, or a forged message's traces, standing inside prose; None where there is none."""
    id = "logs_and_data"
    told = [
        s
        for s in reading.written
        if _LOG_WORD.search(s.text)
        and (_QUOTED.search(s.text) or _HEADER_LIKE.search(s.text))
        and any(c.isdigit() for c in s.text)
    ]
    if told:
        return present(id, "A line of a log is quoted.", reading.quotes(told))
    if reading.has(SignalName.PHISHING):
        forged = [s for s in reading.document.spans if _ADDRESS.search(s.text)]
        if forged:
            return present(id, "The forged message's sender or link is given.", reading.quotes(forged))
    return None


def _billed_line(reading: Reading) -> ChecklistItem | None:
    """The bill's line, or its number or amount alone; None where the paste has neither."""
    id, text = "logs_and_data", reading.written
    billed = [s for s in text if _AMOUNT.search(s.text) and _RECORD_ID.search(s.text)]
    if billed:
        return present(id, "The billed line is quoted with its number and amount.", reading.quotes(billed))
    named = [s for s in text if _AMOUNT.search(s.text) or _RECORD_ID.search(s.text)]
    if named:
        return weak(
            id, "An amount or a number of the bill is named, the billed line is not quoted.", reading.quotes(named)
        )
    return None


def logs_and_data(reading: Reading) -> ChecklistItem:
    """A verbatim log, trace, payload or record; not applicable for wishes and how-tos.

    Example: a stack trace is present; an error's text alone is weak.
    """
    id, kind = "logs_and_data", reading.issue_type
    if kind is IssueType.FEATURE_REQUEST:
        return not_applicable(id, "a wish has no log")
    if kind is IssueType.QUESTION and reading.nothing_defective:
        return not_applicable(id, "a question on how to do something has no log")
    if any(not _CODE.search(s.text) for s in reading.logs):
        return present(id, "A log, trace, payload or record stands in the paste.", reading.quotes(reading.logs))
    line = _quoted_line(reading) or (_billed_line(reading) if kind is IssueType.BILLING else None)
    if line is not None:
        return line
    text = reading.written
    error = reading.fact_proof(FactField.ERROR_MESSAGE, FactField.ERROR_CODE)
    if any(len(e.quote) >= _WHOLE_MESSAGE for e in error):
        return present(id, "The whole message of the system is quoted.", error)
    if error or reading.logs:
        return weak(id, "Only the error's text or code is given.", error or reading.quotes(reading.logs, 1))
    promised = reading.hits("log_promised")
    if promised:
        return weak(
            id,
            "Logs or files are named as attached or available; they are not in the paste.",
            reading.proof(promised, 1),
        )
    tickets = {e.quote for e in reading.fact_proof(FactField.TICKET_REF, limit=50)}
    retold = [
        s
        for s in text
        if any(
            m.group() not in tickets and not any(m.group() in t for t in tickets) for m in _RECORD_ID.finditer(s.text)
        )
    ]
    quoted = [s for s in text if _QUOTED.search(s.text)]
    if retold or quoted:
        return weak(id, "A message, ids or readings are retold in prose.", reading.quotes(retold or quoted))
    return missing(id, "No log, error text, payload or record is given.")


def screenshots(reading: Reading) -> ChecklistItem:
    """A picture where the fault shows on a screen; not applicable where there is nothing to see.

    Example: "error.png attached" is present; "I can send a screenshot" is weak.
    """
    id, kind = "screenshots", reading.issue_type
    spans = [s for s in reading.document.spans if _IMAGE.search(s.text)]
    if spans:
        return present(id, "A picture or recording is attached or linked.", reading.quotes(spans))
    there = reading.hits("screenshot_there")
    if there:
        return present(id, "The text says that a picture is attached.", reading.proof(there, 1))
    promised = reading.hits("screenshot_promised")
    if promised:
        return weak(id, "A picture is promised, or did not come through.", reading.proof(promised, 1))
    broken = [s for s in reading.document.spans if _BROKEN_IMAGE.search(s.text)]
    if broken:
        return weak(id, "A picture did not come through.", reading.quotes(broken, 1))
    if reading.nothing_defective:
        return not_applicable(id, reading.nothing_defective)
    if kind is IssueType.CHURN_RISK and reading.extraction.summary is not None and not reading.says("on_screen"):
        return not_applicable(id, "the matter is not one that shows on a screen")
    if reading.extraction.summary is None and not reading.logs:
        return missing(id, "Nobody can tell what is broken; a picture would show it.")
    seen, unseen = reading.hits("on_screen"), reading.hits("no_screen")
    if reading.has(SignalName.PERFORMANCE) and not reading.facts(FactField.ERROR_MESSAGE, FactField.ERROR_CODE):
        return not_applicable(id, "slowness does not show in a picture")
    if reading.logs and len(unseen) >= len(seen):
        return not_applicable(id, "the fault shows in a log or an interface without a screen")
    if len(seen) > len(unseen) or (seen and len(seen) == len(unseen)):
        return missing(id, "The fault shows on a screen and no picture is given.")
    return not_applicable(id, "nothing points at a screen on which the fault shows")


def supporting_tickets(reading: Reading) -> ChecklistItem:
    """Any ticket or issue id, the case's own included; articles and invoice numbers do not count.

    Example: "#48213" is present; "as I wrote last week" is weak.
    """
    id = "supporting_tickets"
    refs = reading.fact_proof(FactField.TICKET_REF)
    if refs:
        return present(id, "A ticket or issue is named by its id.", refs)
    labelled = [
        s
        for s in reading.document.spans
        if (m := _TICKET_ID.search(s.text)) and (m.group("id") or "github.com" in m.group().lower())
    ]
    if labelled:
        return present(id, "A ticket or issue is named by its id.", reading.quotes(labelled))
    earlier = reading.hits("earlier_case")
    if earlier:
        return weak(id, "An earlier case is mentioned without its id.", reading.proof(earlier, 1))
    return missing(id, "No ticket or issue id is given.")
