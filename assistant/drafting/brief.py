"""The escalation brief, built from facts and signals only.

Every statement carries the words it rests on; what nobody said is "Not stated". Matches are context: they are listed as
similar cases and lend nothing to this one (B7).
"""

import re
from collections.abc import Iterable
from datetime import datetime

from assistant.domain import (
    Assessment,
    Audience,
    EscalationBrief,
    FactField,
    ItemState,
    KnowledgeKind,
    Message,
    Role,
    SignalName,
    Span,
    SpanKind,
    Statement,
    Visibility,
)
from assistant.drafting.asks import asks
from assistant.drafting.case import Case
from assistant.drafting.quotes import NOT_STATED, SHORT, cut, joined
from assistant.drafting.reproduction import reproduction
from assistant.drafting.similar import similar
from assistant.drafting.times import elapsed, in_zone, read_iso, stamp, told
from assistant.drafting.tried import tried_steps

_TITLE = 110
"""Characters of the one-line summary: what a ticket list shows."""
_DESCRIPTION = 5
"""Sentences at most (S4: 3-5); fewer where the paste has fewer."""
_SENTENCE_ENDS = re.compile(r"[.!?…]+[”\"')]*(?=\s|$)|[。！？]")
_GAP = 180
"""Characters of the reason why something is still being gathered."""
_RISKS = (
    (SignalName.CHURN_THREAT, "may leave"),
    (SignalName.EXECUTIVE_REQUEST, "asks for executives"),
    (SignalName.LEGAL_OR_PRESS, "legal or press"),
    (SignalName.SLA_BREACHED, "service level broken"),
    (SignalName.SLA_AT_RISK, "service level at risk"),
    (SignalName.PUBLIC_VISIBILITY, "visible in public"),
    (SignalName.COMPLIANCE, "compliance"),
    (SignalName.LONG_WAIT, "long wait"),
    (SignalName.STALLED, "no progress so far"),
)
_REVENUE = (
    (SignalName.PENDING_DEAL, "pending deal"),
    (SignalName.CHURN_THREAT, "may leave"),
    (SignalName.KEY_CUSTOMER, "key customer"),
)
_STOPPED = (
    SignalName.USER_BLOCKED,
    SignalName.PRODUCTION_DOWN,
    SignalName.DATA_LOSS,
    SignalName.MAJOR_FUNCTION_BROKEN,
    SignalName.SECURITY_EXPOSURE,
    SignalName.LEAKED_CREDENTIAL,
    SignalName.PHISHING,
    SignalName.FEATURE_GAP,
    SignalName.BILLING_MATTER,
    SignalName.PERFORMANCE,
    SignalName.DEFECT,
)


def one_line_summary(case: Case) -> str:
    """What is broken or needed, in one line."""
    if case.extraction.summary:
        return cut(case.extraction.summary, _TITLE).rstrip(" .。")
    if case.document.subject:
        return cut(case.document.subject, _TITLE)
    if case.extraction.description:
        return cut(case.quotes.words(case.extraction.description[0]), _TITLE).rstrip(" .。")
    return f"{NOT_STATED} what is broken"


def _customers_affected(case: Case) -> Statement:
    quotes = case.quotes
    named = quotes.facts(FactField.CUSTOMER)
    parts = []
    if case.issue.customer:
        parts.append(Statement(text=case.issue.customer))
    others = [f for f in named if not case.issue.customer or f.value.casefold() != case.issue.customer.casefold()]
    if others:
        text = "; ".join(quotes.value(f, 80) for f in others)
        label = "also named: " if case.issue.customer else ""
        parts.append(Statement(text=label + text, evidence=tuple(e for f in others for e in f.evidence)))
    if not parts:
        parts.append(Statement(text="customer not named"))
    counted = {
        "customers": quotes.listed(FactField.AFFECTED_CUSTOMERS_COUNT, "customers"),
        "users": quotes.listed(FactField.AFFECTED_USERS_COUNT, "users"),
    }
    if not any(counted.values()):
        parts.append(Statement(text="number of customers and users not stated"))
    else:
        parts += [c or Statement(text=f"number of {label} not stated") for label, c in counted.items()]
    for name, label in (
        (SignalName.ALL_CUSTOMERS, "all customers"),
        (SignalName.REGION_WIDE, "a whole region"),
        (SignalName.SEVERAL_CUSTOMERS, "several customers"),
        (SignalName.SINGLE_USER, "one person only"),
        (SignalName.SEVERITY_INCREASING, "growing"),
    ):
        if said := quotes.signal(name, label):
            parts.append(said)
    return joined(parts)


def _workflow_impact(case: Case) -> Statement:
    quotes, seen = case.quotes, set()
    parts: list[Statement] = []
    for name in _STOPPED:
        for evidence in case.extraction.because(name):
            spot = (evidence.start, evidence.end)
            told = any(s.kind is SpanKind.PROSE for s in quotes.spans_of(evidence))
            if told and spot not in seen and len(parts) < 2:
                seen.add(spot)
                parts.append(Statement(text=f"“{quotes.words(evidence, 220)}”", evidence=(evidence,)))
        if parts and name is not SignalName.USER_BLOCKED:
            break
    return joined(parts)


def _labelled(case: Case, labels: Iterable[tuple[SignalName, str]], most: int = 4) -> list[Statement]:
    """`label: “words”` of each signal that is present; signals that rest on the same words share one quote."""
    by_words: dict[str, tuple[list[str], Statement]] = {}
    for name, label in labels:
        said = case.quotes.signal(name)
        if said is not None:
            by_words.setdefault(said.text, ([], said))[0].append(label)
    return [said.model_copy(update={"text": f"{', '.join(named)}: {said.text}"}) for named, said in by_words.values()][
        :most
    ]


def _revenue(case: Case) -> Statement:
    amount = case.quotes.listed(FactField.ARR, "ARR")
    signs = _labelled(case, _REVENUE)
    if signs and amount is None:
        amount = Statement(text="amount not stated")
    return joined([*([amount] if amount else []), *signs])


def _since(case: Case, value: str) -> str:
    moment = read_iso(value, case.zone)
    age = elapsed(moment, in_zone(case.now, case.zone)) if moment is not None else None
    return told(value, case.zone) + (f" ({age} ago)" if age else "")


def _time_in_queue(case: Case) -> Statement:
    parts = []
    for field, label, absent in (
        (FactField.WAITING_SINCE, "customer waiting since", "when the customer first asked is not stated"),
        (FactField.STARTED_AT, "problem since", "when it began is not stated"),
    ):
        facts = case.quotes.facts(field)
        if facts:
            text = ", or ".join(_since(case, f.value) for f in facts)
            parts.append(Statement(text=f"{label} {text}", evidence=tuple(e for f in facts for e in f.evidence)))
        else:
            parts.append(Statement(text=absent))
    if case.issue.received_at is not None:
        parts.append(Statement(text=f"reached support {_since(case, case.issue.received_at.isoformat())}"))
    return (
        parts[0].model_copy(update={"text": NOT_STATED})
        if all(not p.evidence for p in parts) and len(parts) < 3
        else joined(parts)
    )


def _begun(sentence: str) -> str:
    """A sentence with a capital first: after "Bonjour," on a line of its own the writer goes on in small letters."""
    first = sentence.split(" ", 1)[0].rstrip(",")
    return sentence[:1].upper() + sentence[1:] if first.isalpha() and first.islower() else sentence


def _description(case: Case) -> tuple[Statement, ...]:
    seen: dict[str, Statement] = {}
    for evidence in case.extraction.description:
        text = _begun(case.quotes.words(evidence))
        if text:
            seen.setdefault(text.casefold(), Statement(text=text, evidence=(evidence,)))
    if not seen and case.extraction.summary:
        seen[""] = Statement(text=cut(case.extraction.summary, SHORT * 2), evidence=case.extraction.summary_evidence)
    kept: list[Statement] = []
    room = _DESCRIPTION
    for statement in seen.values():
        room -= max(1, len(_SENTENCE_ENDS.findall(statement.text)))
        if kept and room < 0:
            break
        kept.append(statement)
    return tuple(kept)


def _spans_in(case: Case, message: Message) -> list[Span]:
    return [s for s in case.document.spans if s.message == message.index and s.kind is SpanKind.PROSE]


def _newest(messages: list[Message]) -> Message | None:
    dated = [m for m in messages if m.sent_at is not None]
    if dated:
        return max(dated, key=lambda m: (m.sent_at.timestamp() if m.sent_at else 0.0, m.index))
    fresh = [m for m in messages if not m.quoted] or messages[:1]
    return fresh[-1] if fresh else None


def _run(case: Case, spans: list[Span]) -> str:
    """Spans as one quotation, an ellipsis wherever other words or a list's mark stand between them."""
    out = spans[0].text
    for before, after in zip(spans, spans[1:], strict=False):
        between = case.document.text[before.end : after.start].strip(" \t\r\n>")
        out += f" … {after.text}" if between else f" {after.text}"
    return out


def message_words(case: Case, message: Message, limit: int) -> Statement | None:
    """Who wrote, when, and the first words of what, of one message."""
    spans = _spans_in(case, message)
    if not spans:
        return None
    words = cut(_run(case, spans[:6]), limit)
    when = stamp(in_zone(message.sent_at, case.zone)) if message.sent_at else "date not stated"
    author = cut(message.author, 60) if message.author else message.role.value
    return Statement(text=f"{when}, {author}: “{words}”", evidence=tuple(case.document.evidence(s) for s in spans[:6]))


def _last_update(case: Case) -> Statement:
    sent = [
        m
        for m in case.document.messages
        if m.role in (Role.SUPPORT, Role.ENGINEERING)
        and m.visibility is Visibility.PUBLIC
        and _spans_in(case, m)
        and (m.author or m.sent_at)  # NOTE: the head of a ticket export has neither, and is no message to anybody
    ]
    newest = _newest(sent)
    return (message_words(case, newest, 240) if newest else None) or Statement(text=NOT_STATED)


def _dates(case: Case) -> Statement | None:
    """The customer's dates, one that has gone by marked as such; None where none is stated."""
    facts = case.quotes.facts(FactField.DEADLINE)
    if not facts:
        return None
    texts = (told(f.value, case.zone) + (" (already past)" if _gone_by(case, f.value) else "") for f in facts)
    return Statement(text=", or ".join(texts), evidence=tuple(e for f in facts for e in f.evidence))


def _gone_by(case: Case, value: str) -> bool:
    moment, now = read_iso(value, case.zone), in_zone(case.now, case.zone)
    return moment is not None and (moment < now if isinstance(moment, datetime) else moment < now.date())


def _expectation(case: Case) -> Statement:
    quotes = case.quotes
    dates = _dates(case)
    parts = [dates.model_copy(update={"text": f"by {dates.text}"})] if dates else []
    said = [
        quotes.signal(name)
        for name in (
            SignalName.EXECUTIVE_REQUEST,
            SignalName.POLICY_EXCEPTION,
            SignalName.HARD_DEADLINE,
            SignalName.DECISION_NEEDED,
        )
    ]
    wanted = [s for s in said if s is not None][:2]
    if parts or wanted:
        return joined([*parts, *wanted])
    expected = quotes.listed(FactField.EXPECTED, "expected behaviour", limit=200)
    return joined([expected] if expected else [])


def _risk(case: Case) -> Statement:
    return joined(_labelled(case, _RISKS))


def _deadline(case: Case) -> Statement:
    dates = _dates(case)
    parts = [
        dates.model_copy(update={"text": f"customer's date: {dates.text}"})
        if dates
        else Statement(text="customer's date not stated")
    ]
    due = case.due(Audience.INTERNAL)
    if due is not None:
        parts.append(Statement(text=f"update from the receiving team due by {stamp(due)}"))
    return joined(parts)


def _related(case: Case) -> tuple[Statement, ...]:
    refs = case.quotes.listed(FactField.TICKET_REF, "named in the paste")
    return (*((refs,) if refs else ()), *similar(case, KnowledgeKind.TICKET))


def _internal_threads(case: Case) -> tuple[Statement, ...]:
    notes = [m for m in case.document.messages if m.visibility is Visibility.INTERNAL]
    return tuple(s for m in notes[-4:] if (s := message_words(case, m, 300)) is not None)


def _logs(case: Case) -> tuple[Statement, ...]:
    """Excerpts of logs; a single line says where it comes from, as the blocks do."""
    return tuple(
        s if "\n" in s.text else s.model_copy(update={"text": f"from the paste: {s.text.strip()}"})
        for s in case.quotes.log_excerpts()
    )


def _still_gathering(case: Case) -> tuple[str, ...]:
    out = []
    if case.assessment.targets and case.assessment.targets[0].value == "security":
        out.append("containment: confirm what has been done to contain it, by whom and when")
    for item in case.items.values():
        if item.state in (ItemState.MISSING, ItemState.WEAK):
            label = item.id.replace("_", " ")
            if item.id == "severity" and item.why:  # policy proposed one: "missing" would deny the line at the top
                out.append(f"{label}: {cut(item.why, _GAP)}")
            else:
                out.append(f"{label}: {item.state.value}" + (f" — {cut(item.why, _GAP)}" if item.why else ""))
    return tuple(out)


def severity_words(assessment: Assessment) -> str:
    """`High (SEV2)`: S4's word with the canonical severity (X1)."""
    return f"{assessment.severity_label} ({assessment.severity.value})"


def build_brief(case: Case) -> EscalationBrief:
    """The brief without its renderings."""
    quotes, assessment = case.quotes, case.assessment
    title = one_line_summary(case)
    tried = tried_steps(quotes, case.templates, case.document.language)
    return EscalationBrief(
        title=title,
        severity=severity_words(assessment),
        targets=assessment.targets,
        reported_by=case.issue.reported_by or case.team,
        date=stamp(in_zone(case.now, case.zone)),
        customers_affected=_customers_affected(case),
        workflow_impact=_workflow_impact(case),
        revenue_at_risk=_revenue(case),
        time_in_queue=_time_in_queue(case),
        issue_description=_description(case),
        troubleshooting=tried,
        reproduction=reproduction(quotes, assessment, case.items, tried, case.tongues),
        last_update=_last_update(case),
        customer_expectation=_expectation(case),
        escalation_risk=_risk(case),
        asks=asks(quotes, assessment, f"“{title}”"),
        deadline=_deadline(case),
        related=_related(case),
        internal_threads=_internal_threads(case),
        documentation=(*similar(case, KnowledgeKind.ARTICLE), *_logs(case)),
        still_gathering=_still_gathering(case),
    )
