"""Issue type, scope, and which signals stand after the whole thread has been read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.assess.numbers import as_int
from assistant.domain import (
    Document,
    Evidence,
    Extraction,
    FactField,
    IssueType,
    Role,
    Scope,
    Severity,
    SignalName,
    SignalState,
    Span,
    SpanKind,
)
from assistant.policy import Policy


@dataclass(frozen=True)
class Classified:
    """The issue type and the words that weighed most for it."""

    type: IssueType
    because: tuple[Evidence, ...]
    runner_up: IssueType | None


def recency(document: Document) -> dict[int, int]:
    """Message index → rank, higher is newer. A mail thread runs backwards under its newest mail."""
    dated = [m for m in document.messages if m.sent_at is not None]
    zones = {m.sent_at.tzinfo is None for m in dated if m.sent_at}
    if len(dated) == len(document.messages) and len(zones) == 1:
        order = sorted(document.messages, key=lambda m: (m.sent_at, -m.index if m.quoted else m.index))
    else:
        order = sorted(document.messages, key=lambda m: (0, -m.index) if m.quoted else (1, m.index))
    return {m.index: rank for rank, m in enumerate(order)}


def _message_index(document: Document, proof: Evidence) -> int:
    return document.told_at(proof.start)[0]


def told_after(document: Document, proof: Evidence, other: Evidence) -> bool:
    """Whether one statement of the paste was made after another: in a newer message, or further down in the same."""
    ranks = recency(document)
    one, two = _message_index(document, proof), _message_index(document, other)
    return proof.start > other.end if one == two else ranks.get(one, 0) > ranks.get(two, 0)


def settled_signals(document: Document, extraction: Extraction) -> frozenset[SignalName]:
    """Signals present, unless a newer message than any that affirms them denies them."""
    ranks = recency(document)
    newest: dict[tuple[SignalName, SignalState], int] = {}
    for signal in extraction.signals:
        rank = max(ranks.get(_message_index(document, e), 0) for e in signal.evidence)
        newest[signal.name, signal.state] = max(rank, newest.get((signal.name, signal.state), -1))
    return frozenset(
        name
        for (name, state), rank in newest.items()
        if state is SignalState.PRESENT
        and newest.get((name, SignalState.DENIED), -1) <= rank
        and not (
            newest.get((name, SignalState.DENIED), -1) == rank
            and len(document.messages) > 1
            and _denied_last(document, extraction, name)
        )
    )


def _denied_last(document: Document, extraction: Extraction, name: SignalName) -> bool:
    ranks = recency(document)
    spots = {
        s.state: max((ranks.get(_message_index(document, e), 0), e.start) for e in s.evidence)
        for s in extraction.signals
        if s.name is name
    }
    return spots.get(SignalState.DENIED, (-1, -1)) > spots.get(SignalState.PRESENT, (-1, -1))


def _opening(document: Document) -> tuple[range, ...]:
    """Raw ranges of the title and the first sentences: people name the matter there."""
    prose = [at for at, s in enumerate(document.spans) if s.kind in (SpanKind.PROSE, SpanKind.HEADING)]
    first = [at for at in prose if len(document.spans[at].text.split()) > 3][:2]
    return tuple(range(s.start, s.end) for s in document.spans[: first[-1] + 1]) if first else ()


def classify(document: Document, extraction: Extraction, settled: frozenset[SignalName], policy: Policy) -> Classified:
    """The heaviest issue type (policy/classification.toml); a question where nothing speaks for any."""
    opening = _opening(document)
    scores: dict[IssueType, float] = {}
    words: dict[IssueType, list[Evidence]] = {}
    for row in policy.types:
        for name, weight in row.weights.items():
            if name == "compliance_concern":
                name = "compliance"
            signal = SignalName(name)
            proofs = extraction.because(signal) if signal in settled else ()
            for proof in proofs[: policy.type_cap]:
                scores[row.type] = scores.get(row.type, 0.0) + weight * (
                    policy.first_sentence if any(proof.start in place for place in opening) else 1.0
                )
                words.setdefault(row.type, []).append(proof)
    for name in policy.fault_facts:
        for fact in extraction.values(FactField(name))[:1]:
            scores[IssueType.BUG] = scores.get(IssueType.BUG, 0.0) + policy.fault_facts[name]
            words.setdefault(IssueType.BUG, []).extend(fact.evidence[:1])
    if not scores:
        return Classified(IssueType.QUESTION, (), None)
    order = [t.type for t in policy.types]
    ranked = sorted(scores, key=lambda t: (-scores[t], order.index(t)))
    return Classified(ranked[0], tuple(dict.fromkeys(words[ranked[0]])), ranked[1] if len(ranked) > 1 else None)


_PLURAL = re.compile(
    r"\b(we|our|us|wir|unser\w*|uns|nous|notre|nos|nosotros|nuestr\w+|nós|nosso\w*|nossa\w*|noi|nostr\w+|wij|we|onze|ons|team|staff|colleagues|users|company)\b|我们|弊社|当社|私たち",
    re.IGNORECASE,
)
_SINGULAR = re.compile(
    r"\b(i|my|me|ich|mein\w*|mir|je|j'|mon|ma|mes|yo|mi|mis|eu|meu|minha|io|mio|mia|ik|mijn)\b|私", re.IGNORECASE
)


def find_scope(document: Document, extraction: Extraction, names: Iterable[str]) -> Scope:
    """What is confirmed (definitions, Scope): never widened by suspicion."""
    true = frozenset(names)
    if "all_customers_fault" in true:
        return Scope.SYSTEMIC
    if "region_wide_fault" in true:
        return Scope.REGION
    if true & {"customers_2plus", "customers_3plus"}:
        return Scope.SEVERAL_ACCOUNTS
    users = [as_int(f.value) for f in extraction.values(FactField.AFFECTED_USERS_COUNT)]
    if "single_user" in true or (users and max(u or 0 for u in users) == 1):
        return Scope.ONE_USER
    if extraction.values(FactField.CUSTOMER) or document.customer or users:
        return Scope.ONE_ACCOUNT
    said = [s.text for s in document.spans if s.kind is SpanKind.PROSE]
    plural, singular = (sum(len(p.findall(t)) for t in said) for p in (_PLURAL, _SINGULAR))
    if plural:
        return Scope.ONE_ACCOUNT
    return Scope.ONE_USER if singular else Scope.UNKNOWN


_SEVERITY_VALUE = r"[^\w\n]{0,6}(?:level |class |is |was |set to |ist |est |es |auf )?[^\w\n]{0,6}([\w-]+(?:\s*[1-4])?)"
_SEV_CODE = re.compile(r"\b(?:sev|severity|s)[-_ ]?([1-4])\b", re.IGNORECASE)


def stated_severity(document: Document, policy: Policy) -> tuple[Severity, Evidence, int] | None:
    """The severity that support or a contract set in a known scale, its words and its message; else None.

    A customer's own "CRITICAL!!!", a queue priority and a CVSS score are none (definitions, Severity).
    """
    found: list[tuple[int, Severity, Evidence, int]] = []
    ranks = recency(document)
    words = {w: s for s, ws in policy.stated_scale.items() for w in ws}
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, policy.severity_names))}){_SEVERITY_VALUE}", re.IGNORECASE)
    for span in document.spans:
        message = document.message_of(span)
        if span.kind in (SpanKind.LOG, SpanKind.SIGNATURE) or message.role is Role.CUSTOMER:
            continue
        hit = _read_severity(span, words, named)
        if hit is not None:
            severity, start, end = hit
            found.append((ranks.get(message.index, 0), severity, document.evidence(span, start, end), message.index))
    if not found:
        return None
    _, severity, proof, index = max(found, key=lambda x: (x[0], x[2].start))
    return severity, proof, index


def _read_severity(span: Span, words: dict[str, Severity], named: re.Pattern[str]) -> tuple[Severity, int, int] | None:
    match = named.search(span.text)
    if match:
        value = match.group(1).lower().strip()
        for word in (value, value.split()[0], value.replace("-", "")):
            if word in words:
                return words[word], match.start(), match.end()
        if value[:1] in "1234" and len(value) == 1:
            return Severity(f"SEV{value}"), match.start(), match.end()
    code = _SEV_CODE.search(span.text)
    if code and code.group().lower().startswith("sev"):
        return Severity(f"SEV{code.group(1)}"), code.start(), code.end()
    return None
