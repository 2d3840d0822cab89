"""The company in the signature of a customer's message: beside a person's name, a job title or a mail domain."""

import re
from collections.abc import Iterator

from assistant.domain import SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.company_names import OUR_SIDE, Candidate, company_score
from assistant.understanding.facts.mail_domains import domain_words
from assistant.understanding.facts.page import Line, Page

_PARTS = re.compile(
    r"\s*[|·•;/]\s*|\s[–—-]\s|\t|\s{2,}|(?<!\d),\s(?!(?:Inc|Ltd|LLC|LLP|PLC|plc|GmbH|AG|S\.?\s?L"
    r"|S\.?\s?A|S\.?\s?r|S\.?\s?p|B\.?V|N\.?V|Lda|Ltda)\b)"
)
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]*\.?(?: (?:[A-ZÀ-Þ][\w'’-]*\.?|van|de|der|von|da|di)){0,3}")
_SIGNATURE_LINES = 8
_LEAST_SCORE = 2


def from_signatures(page: Page) -> Iterator[Candidate]:
    """The likeliest company of each signature that is not our side's."""
    for message in page.document.messages:
        if message.role in OUR_SIDE:
            continue
        lines = [
            x
            for x in page.lines
            if x.span.message == message.index and x.kind in (SpanKind.PROSE, SpanKind.SIGNATURE, SpanKind.FIELD)
        ]
        tail = _tail(page, lines)
        domains = domain_words(page, message.index)
        best: Candidate | None = None
        named = False
        for line in tail:
            for start, end in _parts(line.text):
                part = line.text[start:end]
                score = company_score(page, part, domains, message.author)
                # After a person's name or a job title the next name is likely the company's.
                if score and named:
                    score += 1
                named = named or _is_person(part) or page.vocabulary.cues("job_title").search(fold(part))
                if score >= _LEAST_SCORE and (best is None or score > best.score):
                    best = Candidate(score, line, start, end)
        if best is not None:
            yield Candidate(4, best.line, best.start, best.end)


def _tail(page: Page, lines: list[Line]) -> list[Line]:
    """The signature: lines marked as such, else the short lines at the end."""
    marked = [x for x in lines if x.kind is SpanKind.SIGNATURE]
    out: list[Line] = []
    for line in reversed(lines):
        if line.kind is SpanKind.SIGNATURE:
            continue
        if (
            len(line.text) > 70
            or re.search(r"[?!:]\s*$|[a-z]{3}\.\s*$", line.text)
            or len(out) >= 4
            or len(line.text.split()) > 9
        ):
            break
        if page.has(line, "symptom") or page.has(line, "do_verb"):
            break
        out.append(line)
    return (list(reversed(out)) + marked)[-_SIGNATURE_LINES:]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _PARTS.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        end = len(text.rstrip(" ,"))
        if end > at:
            yield at, end


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text.strip(" ,.*_")) is not None
