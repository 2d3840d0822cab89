"""The escalation brief, built from facts and signals only.

Every statement carries the words it rests on; what nobody said is "Not stated". Matches are context: they are listed as
similar cases and lend nothing to this one (B7).
"""

import re

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
from assistant.drafting.times import elapsed, in_zone, read_iso, stamp, told
from assistant.drafting.tried import tried_steps

_TITLE = 110
"""Characters of the one-line summary: what a ticket list shows."""
_DESCRIPTION = 5
"""Sentences at most (S4: 3-5); fewer where the paste has fewer."""
_SENTENCE_ENDS = re.compile(r"[.!?…]+[”\"')]*(?=\s|$)|[。！？]")
_SIMILAR = 5
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
    for field, label in ((FactField.AFFECTED_CUSTOMERS_COUNT, "customers"), (FactField.AFFECTED_USERS_COUNT, "users")):
        parts.append(quotes.listed(field, label) or Statement(text=f"number of {label} not stated"))
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


def _revenue(case: Case) -> Statement:
    quotes = case.quotes
    parts = [
        quotes.listed(FactField.ARR, "ARR"),
        quotes.signal(SignalName.PENDING_DEAL, "pending deal"),
        quotes.signal(SignalName.CHURN_THREAT, "may leave"),
        quotes.signal(SignalName.KEY_CUSTOMER, "key customer"),
    ]
    stated = [p for p in parts if p is not None]
    if stated and parts[0] is None:
        stated.insert(0, Statement(text="amount not stated"))
    return joined(stated)


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


def _description(case: Case) -> tuple[Statement, ...]:
    seen: dict[str, Statement] = {}
    for evidence in case.extraction.description:
        text = case.quotes.words(evidence)
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


def message_words(case: Case, message: Message, limit: int) -> Statement | None:
    """Who wrote, when, and the first words of what, of one message."""
    spans = _spans_in(case, message)
    if not spans:
        return None
    words = cut(" ".join(s.text for s in spans[:6]), limit)
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


def _expectation(case: Case) -> Statement:
    quotes = case.quotes
    dates = quotes.facts(FactField.DEADLINE)
    parts = [Statement(text=f"by {told(f.value, case.zone)}", evidence=f.evidence) for f in dates]
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
    expected = quotes.listed(FactField.EXPECTED, "expected behaviour", limit=200)
    return joined([*parts, *wanted, *([expected] if expected else [])])


def _risk(case: Case) -> Statement:
    parts = [s for name, label in _RISKS if (s := case.quotes.signal(name, label)) is not None]
    return joined(parts[:4])


def _deadline(case: Case) -> Statement:
    dates = case.quotes.facts(FactField.DEADLINE)
    parts = [Statement(text=f"customer's date: {told(f.value, case.zone)}", evidence=f.evidence) for f in dates]
    if not parts:
        parts.append(Statement(text="customer's date not stated"))
    due = case.due(Audience.INTERNAL)
    if due is not None:
        parts.append(Statement(text=f"update from the receiving team due by {stamp(due)}"))
    return joined(parts)


def similar(case: Case, kind: KnowledgeKind) -> tuple[Statement, ...]:
    """Found records of one kind, each said to be another case, with the reason it was found."""
    out = []
    for match in [m for m in case.matches if m.kind is kind][:_SIMILAR]:
        state = [cut(match.status, 40)] if match.status else []
        if match.linked_issue:
            state.append(f"linked to {cut(match.linked_issue, 40)}")
        if match.resolution_level:
            state.append(f"resolved by {match.resolution_level.replace('_', ' ')}")
        why = cut(", ".join(match.why), SHORT) or "similar wording"
        what = (
            "similar, not this case"
            if kind is KnowledgeKind.TICKET
            else ("internal article" if match.audience == "internal" else "article")
        )
        title = cut(match.title, 90)
        text = f"{match.id} “{title}” ({'; '.join([what, *state])}) — found because: {why}"
        out.append(Statement(text=text + (f" — {match.url}" if match.url else "")))
    return tuple(out)


def _related(case: Case) -> tuple[Statement, ...]:
    refs = case.quotes.listed(FactField.TICKET_REF, "named in the paste")
    return (*((refs,) if refs else ()), *similar(case, KnowledgeKind.TICKET))


def _internal_threads(case: Case) -> tuple[Statement, ...]:
    notes = [m for m in case.document.messages if m.visibility is Visibility.INTERNAL]
    return tuple(s for m in notes[-4:] if (s := message_words(case, m, 300)) is not None)


def _still_gathering(case: Case) -> tuple[str, ...]:
    out = []
    if case.assessment.targets and case.assessment.targets[0].value == "security":
        out.append("containment: confirm what has been done to contain it, by whom and when")
    for item in case.items.values():
        if item.state in (ItemState.MISSING, ItemState.WEAK):
            out.append(
                f"{item.id.replace('_', ' ')}: {item.state.value}" + (f" — {cut(item.why, 140)}" if item.why else "")
            )
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
        documentation=(*similar(case, KnowledgeKind.ARTICLE), *quotes.log_excerpts()),
        still_gathering=_still_gathering(case),
    )
