"""The customer's company beside a person who is named as caller, visitor or requester, or as the speaker of a line."""

import re
from collections.abc import Iterator

from assistant.domain import SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.company_names import DEPARTMENT, OUR_SIDE, Candidate, company_score, is_company_label
from assistant.understanding.facts.page import Page

_HEAD = 14
"""Lines at the top in which a note names who called."""
_CALLER = re.compile(
    r"\W*(?:caller|visitor|requester|reporter|reported by|contact|anrufer(?:in)?|melder(?:in)?"
    r"|gemeldet von|ansprechpartner(?:in)?|besucher(?:in)?"
    r"|appelant|appelante|demandeur|demandeuse|visiteur|interlocuteur|llama|llamante|solicitante|contacto|visitante|chiamante|richiedente"
    r"|contatto|requerente|contato|contacto|beller|melder|aanvrager|contactpersoon|発信者|連絡者|お客様)\s?[:：]\s*",
    re.IGNORECASE,
)
_CALLER_PARTS = re.compile(r"(?:(?! (?:at|with|from|bei|von|chez) |[,;(|)、（）]).)+")
_LABELLED = re.compile(
    r"(?P<person>[^()\[\]|:：]{2,40}?)\s?(?:\((?P<in>[^()]{3,60})\)|[|@]\s?(?P<bar>[^|:：()\[\]]{3,60}?))\s?"
    r"(?:[:：\d–—-]|$)"
)
_COMMA = re.compile(
    r"(?P<person>[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]*){0,3}), (?P<company>[A-ZÀ-Þ][^,()\[\]:"
    r"|]{2,50}?)(?:,? (?=Inc|Ltd|LLC|S\.|B\.V))?(?:\s?[(\[|]|$)"
)


def from_callers(page: Page) -> Iterator[Candidate]:
    """The company of the person who called: "Caller: Jo Ek, ops lead at Fjell Foods", "Visitor: Jo Ek (Fjell)"."""
    for line in page.lines[:_HEAD]:
        match = _CALLER.match(line.text)
        if match is None or line.kind is SpanKind.LOG:
            continue
        best: Candidate | None = None
        for part in list(_CALLER_PARTS.finditer(line.text, match.end()))[1:]:
            name = re.sub(r"^\s*(?:(?:at|with|from|bei|von|chez)\s)?", "", part.group())
            start = part.end() - len(name)
            name = name.rstrip()
            score = 0 if DEPARTMENT.search(fold(name)) else company_score(page, name, frozenset(), None)
            if score and is_company_label(page, name) and (best is None or score > best.score):
                best = Candidate(score, line, start, start + len(name))
        if best is not None:
            yield Candidate(8, best.line, best.start, best.end)


def from_labels(page: Page) -> Iterator[Candidate]:
    """The company beside a speaker: "Vale (Farmacias Ombú) 09:12:", "Bastiaan Vos, Vos Bearings BV (public)"."""
    for line in page.lines:
        if line.message.role in OUR_SIDE:
            continue
        if (
            line.kind is SpanKind.META
            or (line.kind is SpanKind.FIELD and line.index < 12)
            or (line.index < 6 and line.text.rstrip().endswith(":") and len(line.text) < 80)
            or line.index == 0
            and len(line.text) < 120
            and re.search(r"\d", line.text)
        ):
            for match in _LABELLED.finditer(line.text):
                name = "in" if match["in"] else "bar"
                text = re.sub(r"^(?:für|for|pour|para|per|voor|from|at|de|von|bei|of)\s", "", match[name])
                start = match.start(name) + len(match[name]) - len(text)
                if is_company_label(page, text):
                    yield Candidate(5, line, start, start + len(text.rstrip()))
            for match in _COMMA.finditer(re.sub(r"^\s*[\w-]{2,12}:\s", lambda m: " " * len(m.group()), line.text)):
                if is_company_label(page, match["company"]) and "@" not in line.text[match.start() : match.end()]:
                    yield Candidate(5, line, match.start("company"), match.end("company"))
