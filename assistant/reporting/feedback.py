"""A product feedback ticket (S2): one of three tracks, chosen by rule, the words that chose it, and a slot for the PM.

Where no word speaks for a track nobody guesses: a person names it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.assessment import Severity
from assistant.domain.escalation import Escalation
from assistant.domain.facts import FactField, SignalName, SignalState
from assistant.domain.model import Model
from assistant.domain.register import FeedbackTrack, ProductFeedback, RegisteredEscalation
from assistant.errors import WrongUsage
from assistant.inert import one_line
from assistant.reporting.rules import ReportRules, TrackRule
from assistant.reporting.wording import NOT_STATED, cut, shown

_SOUGHT = 8
"""Words of a track that a refusal names; policy (feedback.toml) holds all."""
_ENDS = re.compile(r"[.!?。！？](?=\s|$)|\n")
_FIELDS = (FactField.ERROR_MESSAGE, FactField.ACTUAL, FactField.EXPECTED)


class UndecidedTrack(WrongUsage):
    """Nothing in the escalation speaks for one of the tracks."""


@dataclass(frozen=True)
class TrackChoice:
    """The track, why, and the words behind it."""

    track: FeedbackTrack
    reason: str
    words: tuple[str, ...]


class FeedbackTicket(Model):
    """What product receives."""

    id: str
    """The escalation it comes from."""
    title: str
    track: FeedbackTrack
    track_name: str
    reason: str
    words: tuple[str, ...]
    use_case: str
    product_manager: str | None
    customer: str | None
    severity: Severity
    reports: int
    """How many escalations tell of it: this one and those bundled under it."""
    ticket: str | None

    def as_recorded(self) -> ProductFeedback:
        """What the register keeps of it."""
        return ProductFeedback(
            track=self.track, reason=self.reason, use_case=self.use_case, product_manager=self.product_manager
        )


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Words at the beginning of words; those of scripts without blanks anywhere."""
    ordered = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered if w[0] < "\u2fff")
    unspaced = "|".join(re.escape(w) for w in ordered if w[0] >= "\u2fff")
    return re.compile("|".join(p for p in (rf"(?<!\w)(?:{spaced})" if spaced else "", unspaced) if p), re.IGNORECASE)


def suggested_track(record: RegisteredEscalation, drafted: Escalation, rules: ReportRules) -> TrackChoice:
    """The track that most different words and signals speak for. Raises UndecidedTrack where none does."""
    text = _said(record, drafted)
    present = {s.name for s in drafted.signals if s.state is SignalState.PRESENT}
    best: tuple[int, TrackChoice] | None = None
    for rule in rules.tracks:
        words = tuple(dict.fromkeys(one_line(m.group()).casefold() for m in _pattern(rule.words).finditer(text)))
        signals = tuple(sorted(s.value for s in present & rule.signals))
        score = len(words) + len(signals)
        if score and (best is None or score > best[0]):
            best = (score, TrackChoice(rule.track, _reason(rule, words, signals), words))
    if best is None:
        names = ", ".join(f"{t.track.value} ({t.text})" for t in rules.tracks)
        sought = "; ".join(f"{t.track.value}: {', '.join(t.words[:_SOUGHT])}, …" for t in rules.tracks)
        raise UndecidedTrack(
            f"nothing in {record.id} speaks for a track. Looked for in title, paste and cause: {sought}.",
            f"Choose one with --track: {names}.",
        )
    return best[1]


def _reason(rule: TrackRule, words: tuple[str, ...], signals: tuple[str, ...]) -> str:
    told = [f"“{w}”" for w in words[:6]] + [s.replace("_", " ") for s in signals if SignalName(s)]
    return f"{rule.text} ({rule.source}): {', '.join(told)}"


def _said(record: RegisteredEscalation, drafted: Escalation) -> str:
    facts = [f.value for f in drafted.facts if f.field in _FIELDS]
    return "\n".join([record.title, drafted.issue.text, *facts, record.root_cause or ""])


def feedback_ticket(
    record: RegisteredEscalation,
    drafted: Escalation,
    *,
    rules: ReportRules,
    track: FeedbackTrack | None = None,
    product_manager: str | None = None,
    use_case: str | None = None,
    bundled: int = 0,
) -> FeedbackTicket:
    """The ticket; `track` where a person chose it, else by rule. Raises UndecidedTrack."""
    by_track = {t.track: t for t in rules.tracks}
    if track is None:
        choice = suggested_track(record, drafted, rules)
    else:
        choice = TrackChoice(track, f"{by_track[track].text} ({by_track[track].source}): chosen by a person", ())
    return FeedbackTicket(
        id=record.id,
        title=record.title,
        track=choice.track,
        track_name=by_track[choice.track].name,
        reason=choice.reason,
        words=choice.words,
        use_case=one_line(use_case) if use_case and one_line(use_case) else _case_of(drafted, track),
        product_manager=one_line(product_manager) or None if product_manager else None,
        customer=record.customer,
        severity=record.severity,
        reports=1 + bundled,
        ticket=record.ticket,
    )


def _case_of(drafted: Escalation, track: FeedbackTrack | None) -> str:
    """The wish in its own sentence where a person chose the track; else what the brief holds."""
    return (_wish(drafted) if track is not None else None) or _use_case(drafted)


def _wish(drafted: Escalation) -> str | None:
    """The sentence of the paste that says what is missing; None where none does."""
    text = drafted.issue.text
    for signal in drafted.signals:
        if signal.name is SignalName.FEATURE_GAP and signal.state is SignalState.PRESENT:
            for proof in signal.evidence:
                if text[proof.start : proof.end] != proof.quote:
                    return cut(proof.quote, 400)
                begins = max((m.end() for m in _ENDS.finditer(text, 0, proof.start)), default=0)
                ends = _ENDS.search(text, max(proof.end - 1, proof.start))
                return cut(text[begins : ends.end() if ends else len(text)], 400)
    return None


def _use_case(drafted: Escalation) -> str:
    """What the client does with it and cannot do: the brief's impact, else its first sentence; never invented."""
    brief = drafted.brief
    if brief is None:
        return NOT_STATED
    stated = [brief.workflow_impact, *brief.issue_description]
    return next((cut(s.text, 400) for s in stated if s.verified and s.text and s.text != NOT_STATED), NOT_STATED)


def render_feedback(ticket: FeedbackTicket) -> str:
    """The ticket as Markdown."""
    manager = ticket.product_manager
    lines = [
        f"# Product feedback: {shown(ticket.title, 110)}",
        "",
        f"- **Track:** {ticket.track_name}",
        f"- **Why this track:** {shown(ticket.reason, 300)}",
        f"- **Product manager:** {shown(manager, 80) if manager else 'to be named: the PM of the affected area'}",
        f"- **Client use case:** {shown(ticket.use_case, 400)}",
        f"- **Customer:** {shown(ticket.customer, 80) if ticket.customer else NOT_STATED}",
        f"- **Reports:** {ticket.reports}",
        f"- **Severity:** {ticket.severity.value}",
        f"- **From:** {ticket.id}, ticket {shown(ticket.ticket, 80) if ticket.ticket else NOT_STATED.lower()}",
    ]
    return "\n".join(lines)
