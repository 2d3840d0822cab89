"""The problem in one line, and the few sentences that tell it best."""

import re

from assistant.domain import Evidence, Role, SpanKind
from assistant.understanding.facts.narrative import cut, symptom_weight
from assistant.understanding.facts.page import Line, Page

_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
_LONGEST = 160
_MOST_SENTENCES = 5
_LEAST_SENTENCES = 3
_VAGUE = re.compile(
    r"(?i)^\W*(?:re|fwd?|aw|wg|tr|rv)?\W*(?:help|urgent|problem|issue|question|error|hello|hi"
    r"|support|ticket|request|\(no subject\)|final|enough|fyi|asap|important|please|dringend"
    r"|hilfe|frage|problema|urgente|aiuto|aide|question|pregunta|ayuda|ajuda|vraag|hulp)\W*"
    r"(?:please|asap)?\W*$"
)


def find_summary(page: Page) -> tuple[str | None, tuple[Evidence, ...]]:
    """One line that says what is broken or needed, with its proof; (None, ()) where nobody can tell."""
    title = _title(page)
    best = _best_line(page)
    if title is not None and (best is None or _tells(page, title)):
        return title.text.strip() if len(title.text) <= _LONGEST else title.text[:_LONGEST], (
            page.quote(title, 0, min(len(title.text), _LONGEST)),
        )
    if best is not None:
        hit = next((h for key in ("symptom", "wish", "should") for h in page.hits(key) if h.line is best), None)
        low, high = (
            (0, len(best.text)) if hit is None or len(best.text) <= _LONGEST else cut(page, best, hit.start, hit.end)
        )
        high = min(high, low + _LONGEST)
        return best.text[low:high].strip(" ,;:-–—*"), (page.quote(best, low, high),)
    return None, ()


def _title(page: Page) -> Line | None:
    """The line that holds the subject or title, when it says something."""
    subject = page.document.subject
    if subject is None or _VAGUE.match(subject) or len(subject.split()) < 3:
        return None
    wanted = subject.strip()
    for line in page.lines:
        at = line.text.find(wanted)
        if at >= 0 and line.kind in (SpanKind.META, SpanKind.HEADING, SpanKind.FIELD, SpanKind.PROSE):
            return _Part.of(line, at, at + len(wanted))
    return None


class _Part(Line):
    """A line cut to a part, its offsets still leading back to the paste."""

    @staticmethod
    def of(line: Line, start: int, end: int) -> Line:
        """The part of a line as a line of its own."""
        low, high = line.span.raw_range(start, end)
        offsets = line.span.offsets[start:end] if line.span.offsets is not None else None
        span = line.span.model_copy(
            update={"text": line.span.text[start:end], "start": low, "end": high, "offsets": offsets}
        )
        return Line(line.index, span, line.message, line.folded[start:end], line.at + start, line.of_others)


def _tells(page: Page, title: Line) -> bool:
    """Whether a title names a symptom or a wish, so that it can stand alone."""
    return any(page.vocabulary.cues(key).search(title.folded) for key in ("symptom", "wish"))


def _best_line(page: Page) -> Line | None:
    candidates = [(weight, -line.index, line) for line in page.lines if (weight := _weight(page, line)) > 0]
    return max(candidates, key=lambda c: (c[0], c[1]))[2] if candidates else None


def _weight(page: Page, line: Line) -> float:
    if (
        line.kind not in (SpanKind.PROSE, SpanKind.HEADING)
        or line.of_others
        or len(line.text.split()) < 3
        and not re.search(r"[\u3040-\u9fff]{5}", line.text)
    ):
        return 0.0
    weight = 0.0
    if page.has(line, "symptom"):
        weight = symptom_weight(page, line)
    elif page.has(line, "wish") or page.has(line, "should") or page.has(line, "question_word"):
        weight = 1.2 - 0.03 * min(20, line.index)
    if page.has(line, "boilerplate"):
        weight -= 0.8
    if line.message.role in _OUR_SIDE:
        weight -= 0.8
    return weight


def find_description(page: Page) -> tuple[Evidence, ...]:
    """Three to five sentences in their order: what is broken, where, since when, what error, what consequence."""
    scored: list[tuple[float, int, Line]] = []
    for line in page.lines:
        if line.kind is not SpanKind.PROSE or line.of_others or len(line.text) < 12:
            continue
        weight = _weight(page, line)
        for key, bonus in (
            ("since", 0.5),
            ("says", 0.3),
            ("consequence", 0.8),
            ("affected", 0.1),
            ("when_i", 0.4),
            ("tried", -0.5),
        ):
            if page.has(line, key):
                weight += bonus
        if page.has(line, "boilerplate") or page.has(line, "greeting") or page.has(line, "sign_off"):
            weight -= 0.9
        if weight > 0.7 and not (line.asks and not page.has(line, "symptom") and not page.has(line, "wish")):
            scored.append((weight, line.index, line))
    best = sorted(sorted(scored, key=lambda s: (-s[0], s[1]))[:_MOST_SENTENCES], key=lambda s: s[1])
    if len(best) < _LEAST_SENTENCES:
        known = {b[1] for b in best}
        for line in page.lines:
            if len(best) >= _LEAST_SENTENCES:
                break
            if (
                line.index not in known
                and line.kind is SpanKind.PROSE
                and len(line.text.split()) >= 4
                and not line.of_others
                and line.message.role not in _OUR_SIDE
            ):
                if not any(page.has(line, k) for k in ("boilerplate", "greeting", "sign_off")):
                    best.append((0.0, line.index, line))
        best.sort(key=lambda s: s[1])
    return tuple(page.quote(line, 0, len(line.text)) for _, _, line in best)
