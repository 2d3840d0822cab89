"""Which sentences tell the problem: the brief's description, and its one line.

A sentence tells as much as the reader sees in it (what fails, for whom, with what consequence); the newest words of the
customer count most, routine lines of support and questions hardly. Without a reader the finders' own choice stands.
"""

import re

from assistant.courtesies import beyond_courtesy
from assistant.domain import Document, Evidence, Role, SignalName, SpanKind, Visibility
from assistant.understanding.cues import fold
from assistant.understanding.reader import SentenceJudgement, ThreadReader
from assistant.understanding.signals import says_something

MOST = 5
"""S4: the description is 3-5 sentences."""
_TITLE = 110
"""Characters of the one line: fits a ticket list and a Slack header."""
_LEAST = 0.35
"""Below this a sentence tells nothing of the problem."""
_WEIGHTS = {
    SignalName.PRODUCTION_DOWN: 1.2,
    SignalName.DATA_LOSS: 1.2,
    SignalName.SECURITY_EXPOSURE: 1.2,
    SignalName.LEAKED_CREDENTIAL: 1.2,
    SignalName.PHISHING: 1.2,
    SignalName.MAJOR_FUNCTION_BROKEN: 1.1,
    SignalName.DEFECT: 1.0,
    SignalName.USER_BLOCKED: 0.9,
    SignalName.FEATURE_GAP: 1.0,
    SignalName.HOW_TO: 0.8,
    SignalName.BILLING_MATTER: 0.8,
    SignalName.CHURN_THREAT: 0.8,
    SignalName.CONFIGURATION_ISSUE: 0.6,
    SignalName.PERFORMANCE: 0.8,
    SignalName.REGRESSION: 0.7,
    SignalName.INFRASTRUCTURE: 0.7,
    SignalName.HARD_DEADLINE: 0.5,
    SignalName.SEVERAL_CUSTOMERS: 0.5,
    SignalName.RECURRING: 0.6,
    SignalName.COSMETIC: 0.7,
}
_SPEAKER = {Role.CUSTOMER: 1.0, Role.UNKNOWN: 0.95, Role.SUPPORT: 0.7, Role.ENGINEERING: 0.6, Role.SYSTEM: 0.2}
_TELLING_WORD = re.compile(r"[^\W\d_]{6,}|\w*\d[\w-]*")
"""A word long enough to name a matter, or a code."""
_STEM = 6
"""Letters by which two forms of a word are taken for one ("calls", "called" are too short to tell anything)."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PREFIX = re.compile(
    r"^[\s\"'*>-]*(?:(?:re|fwd?|aw|wg|tr|rv|enc|res|sv|vs|rif)\s*:\s*|\[[^\]]{1,30}\]\s*|#?\d{3,}\s*[-:]?\s*)+",
    re.IGNORECASE,
)


def told(document: Document, judgements: dict[str, SentenceJudgement], reader: ThreadReader) -> dict[str, float]:
    """Span id → how much it tells of the problem."""
    out = {}
    columns = [(reader.labels.index(n.value), w) for n, w in _WEIGHTS.items() if n.value in reader.labels]
    for span in document.spans:
        judgement = judgements.get(span.id)
        if judgement is None or span.kind not in (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD):
            continue
        best = sorted((float(judgement.probabilities[c]) * w for c, w in columns), reverse=True)
        score = best[0] + 0.3 * sum(best[1:3])
        message = document.message_of(span)
        score *= _SPEAKER[message.role] * (0.75 if message.visibility is Visibility.INTERNAL else 1.0)
        out[span.id] = score
    return out


def describe(document: Document, scores: dict[str, float]) -> tuple[Evidence, ...]:
    """The sentences that tell most, in the order they were told; none where nothing is told."""
    prose = [s for s in document.spans if s.kind is SpanKind.PROSE and scores.get(s.id, 0.0) >= _LEAST]
    best = {s.id for s in sorted(prose, key=lambda s: -scores[s.id])[:MOST]}
    return tuple(document.evidence(s) for s in prose if s.id in best)


def one_line(document: Document, scores: dict[str, float]) -> tuple[str, tuple[Evidence, ...]] | None:
    """The subject where it tells the problem, else the sentence that tells most, on one line."""
    subject = _subject(document)
    told = [s for s in document.spans if s.id in scores and says_something(s.text)]
    best = max(told, key=lambda s: scores[s.id], default=None)
    if subject is not None and len(subject[0].split()) >= 3 and _is_about(subject[0], document, scores):
        return subject
    if best is None or scores[best.id] < _LEAST:
        return None
    return as_line(" ".join(best.text.split())), (document.evidence(best),)


def _is_about(subject: str, document: Document, scores: dict[str, float]) -> bool:
    """Whether it shares a telling word with what is told ("That thing again" does not); unspaced scripts may."""
    words = {_stem(w) for w in _TELLING_WORD.findall(fold(subject))}
    said = " ".join(fold(s.text) for s in document.spans if scores.get(s.id, 0.0) >= _LEAST)
    return not said or not subject.isascii() and _UNSPACED.search(subject) is not None or any(w in said for w in words)


def _stem(word: str) -> str:
    return word[:_STEM]


def _subject(document: Document) -> tuple[str, tuple[Evidence, ...]] | None:
    if not document.subject:
        return None
    text = _PREFIX.sub("", document.subject).strip()
    for span in document.spans:
        at = span.text.find(text) if text else -1
        if at >= 0:
            return as_line(text), (document.evidence(span, at, at + len(text)),)
    return None


def as_line(text: str) -> str:
    """Words as the one line: no greeting, a capital first, cut where it is too long for a ticket list."""
    text = (beyond_courtesy(text) or text).strip(" .,;:-–—")
    text = text[:1].upper() + text[1:]
    return text if len(text) <= _TITLE else text[: _TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
