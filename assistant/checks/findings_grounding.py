"""Findings on claims that stand nowhere: every number, date, name and code of a text, held against what it came from.

What a claim is and when it stands is the ground's business (`assistant.grounding`); here it is decided what must be
proven: in a customer's text everything but the next contact and who signs, in a brief all but the form's own words.
Times of day and lengths of time are held where they are told of the case (`whose_time.py`).
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from assistant.checks.drafted import Context, Text
from assistant.checks.findings_times import names_zone, written_moments
from assistant.checks.naming import after_article
from assistant.checks.whose_time import tells_of_the_case, tells_of_us
from assistant.domain import Article, Basis, Fact, FactField, Finding, Match
from assistant.grounding import ClaimKind, Ground, Miss
from assistant.grounding.quotes import quote_parts, stands, verbatim
from assistant.grounding.surface import surface
from assistant.understanding.cues import fold

_MOST = 8
"""Findings shown of one text; the last one says how many more there are."""
_FORM = frozenset(
    {"Minor/Tech Debt", "Minor", "Tech", "Debt", "Tech Debt", "Major", "Critical", "SEV1", "SEV2", "SEV3", "SEV4"}
)
"""Values of S4's form that are no claims."""
_OWN_CLOCK = re.compile(r"^\W*(?:date|deadline|time in queue|last update|next(?: \w+)?)\b|due by|reached support")
"""Lines of the brief's form that carry our own times: the ask's deadline is ours to set, the others are computed."""
_OWN_NAME = re.compile(r"^\W*(?:reported by|(?:case |customer |support )?owner|assigned to|author)\b[\s*_]*:")
"""Lines of the brief's form in which a colleague names themselves."""
_TIMES = (ClaimKind.DATE, ClaimKind.TIME, ClaimKind.DURATION)
_MOMENTS = (FactField.STARTED_AT, FactField.WAITING_SINCE, FactField.DEADLINE)
_CONTEXT = re.compile(r"(?ims)^\s{0,3}#{1,6}\s*(?:supporting )?context\b[^\n]*$.*?(?=^\s{0,3}#{1,6}\s|\Z)")
_FENCED = re.compile(r"(?ms)^[ \t]*(`{3,}).*?^[ \t]*\1")
"""Parts of a brief that repeat records and logs, in which nobody says anything of their own."""
_INNER = re.compile(r"(?<!\w)'+|'+(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@lru_cache(maxsize=8)
def _ground(sources: tuple[tuple[str, str], ...], known: tuple[str, ...], at: datetime | None, language: str) -> Ground:
    return Ground(dict(sources), known=known, reference=at, language=language)


def _sources(text: Text, *, inside: bool) -> tuple[tuple[str, str], ...]:
    """What a text may rest on: the issue; for a customer public articles, for a colleague every match.

    A found record counts with everything of it that is shown: its address, its state and the passages that matched. An
    article that a customer's text names counts whole, where it is at hand: its steps are quoted from there.
    """
    context = text.context
    rows = [("issue", context.document.text if context.document else "")]
    for match in context.matches:
        if inside or match.id in text.public_ids:
            article = context.articles.get(match.id)
            named = article is not None and not inside and _names(text, article)
            rows.append((match.id, _told_by(match, article if named else None)))
    return tuple(rows)


def _names(text: Text, article: Article) -> bool:
    return any(x in text.body for x in (article.url, article.title, article.id) if x)


def _told_by(match: Match, article: Article | None) -> str:
    said = [match.id, match.title, match.snippet, match.passage, *(a.recorded for a in match.aligned)]
    said += [match.resolution, match.customer, match.linked_issue, match.status, match.resolution_level, match.url]
    if article is not None:
        said += [article.text, article.resolution, article.workaround, article.url]
    return "\n".join(dict.fromkeys(x for x in said if x))


def _known(text: Text) -> tuple[str, ...]:
    """Words that need no proof: the owner, what the agent typed, and the facts that were computed from the issue."""
    context = text.context
    typed = (context.issue.customer, context.issue.reported_by) if context.issue else ()
    words = [w for w in (context.owner, *typed) if w]
    words += [f.value for f in context.facts if f.basis is Basis.COMPUTED]
    words += _moments(context)
    if context.assessment is not None:
        words += [context.assessment.severity.value, context.assessment.severity_label]
    if context.now is not None:
        words.append(context.now.strftime("%Y-%m-%d %H:%M"))
    return (" ; ".join(words),)


def _moments(context: Context) -> Iterator[str]:
    """Moments of the case as our texts tell them: "11:20 +01:00" in the issue is 10:20 to a desk that counts in UTC."""
    here = (context.issue.received_at if context.issue else None) or context.now
    sent = context.document.messages if context.document else ()
    for moment in (*(m.sent_at for m in sent), *(_read_moment(f) for f in context.facts)):
        if moment is not None:
            there = here is not None and here.tzinfo is not None and moment.tzinfo is not None
            yield (moment.astimezone(here.tzinfo) if here is not None and there else moment).strftime("%Y-%m-%d %H:%M")


def _read_moment(fact: Fact) -> datetime | None:
    if fact.field not in _MOMENTS or not fact.verified or "T" not in fact.value:
        return None
    try:
        return datetime.fromisoformat(fact.value)
    except ValueError:
        return None


def unsupported(text: Text) -> tuple[Finding, ...]:
    """Claims of the text that stand in no source, each with its sentence and where the nearest stands.

    Example: "37 users" where the issue says 35.
    """
    context = text.context
    if context.document is None:
        return ()
    inside = text.kind == "brief"
    if inside:
        text = replace(text, body=_as_read(text.body))
    sources = _sources(text, inside=inside)
    ground = _ground(
        sources,
        _known(text),
        context.issue.received_at if context.issue and context.issue.received_at else context.now,
        context.document.language,
    )
    id = "B-UNSUPPORTED" if inside else "U-UNSUPPORTED"
    by_id = dict(sources)
    missed = [
        m
        for m in ground.misses(text.body, language=text.language, now=context.now)
        if _needs_proof(text, m) and not (m.claim.kind is ClaimKind.QUOTE and _same_words(m.claim.text, by_id.values()))
    ]
    repeated = _repeated_parts(text)
    missed.sort(key=lambda m: any(start <= m.claim.start < end for start, end in repeated))
    found = dict.fromkeys(context.rules.finding(id, text.where, m.sentence[:160], _message(m, by_id)) for m in missed)
    shown = list(found)[:_MOST]
    if len(found) > _MOST:
        more = f"{shown[-1].message} {len(found) - _MOST} more such findings are not listed."
        shown[-1] = shown[-1].model_copy(update={"message": more})
    return tuple(shown)


def _as_read(markdown: str) -> str:
    """Markdown with the signs that were escaped in it as a reader sees them; blocks of code stay as they are."""
    out, at = [], 0
    for block in (*_FENCED.finditer(markdown), None):
        prose = markdown[at : block.start() if block else len(markdown)]
        out.append(html.unescape(_ESCAPED.sub(r"\1", prose)))
        if block:
            out.append(block.group())
            at = block.end()
    return "".join(out)


def _repeated_parts(text: Text) -> tuple[tuple[int, int], ...]:
    """Where a brief lists records and logs: what is wrong there is told after what its author said."""
    if text.kind != "brief":
        return ()
    return tuple(m.span() for pattern in (_CONTEXT, _FENCED) for m in pattern.finditer(text.body))


def _needs_proof(text: Text, miss: Miss) -> bool:
    low = fold(miss.sentence)
    if re.search(r"<?[A-Z]+_\d+>?", miss.claim.text) or miss.claim.text in _FORM:
        return False
    if miss.claim.kind in _TIMES:
        return _told_of_the_case(text, miss, low)
    if miss.claim.kind is ClaimKind.NAME:
        if text.kind == "brief" and _OWN_NAME.search(low):
            return False
        if len(low.split()) <= 5 and (text.says("courtesy", low) or low.rstrip().endswith((",", "、"))):
            return False  # whom the text is addressed to
        if text.kind == "brief" and _is_quoted_noun(text, miss):
            return False
        words = set(re.findall(r"\w+", fold(miss.claim.text)))
        usual = context_words(text)
        # a control of the product in an instruction, a place that names a time zone, a word the language knows
        instructs = text.says("u_meanwhile", low) and not text.says("same_trouble", low)
        return not words & text.sender and not words <= usual and not instructs and not names_zone(miss.sentence)
    if miss.claim.kind is ClaimKind.QUOTE:
        return text.kind == "brief" or not text.says("u_meanwhile", low)
    return not (text.says("u_next", low) and written_moments(miss.sentence))


def _same_words(quoted: str, sources: Iterable[str]) -> bool:
    """Whether a quotation stands but for the marks within it: an inner "…" becomes '…', code loses its backticks."""
    parts = [p for part in quote_parts(surface(quoted).folded) if (p := _unmarked(part))]
    return bool(parts) and any(stands(parts, _source_words(s)) for s in sources)


@lru_cache(maxsize=32)
def _source_words(source: str) -> str:
    return _unmarked(verbatim(surface(source).folded))


def _unmarked(words: str) -> str:
    return " ".join(_INNER.sub("", words).split())


def _is_quoted_noun(text: Text, miss: Miss) -> bool:
    """Whether a brief repeats a German issue's own words, in which a capital makes no name: "dasselbe Verhalten"."""
    if text.context.document is None or text.context.document.language != "de":
        return False
    before = text.body[max(0, miss.claim.start - 24) : miss.claim.start]
    lead = fold(before.split()[-1]) if before.strip() else ""
    return after_article(before) and lead not in text.context.usual_words.get("en", frozenset())


def _told_of_the_case(text: Text, miss: Miss, low: str) -> bool:
    """Whether a time must stand in the issue: one told of the case, or a day in digits that is not about what we do.

    When we write again, what we did and until when, and what day it is are our own clock; none of it can stand there.
    """
    if text.kind == "brief":
        part = low[: max(0, low.find(fold(miss.claim.text)))].rpartition(";")[2]
        theirs = "customer" in part and "due by" not in part
        return theirs or not _OWN_CLOCK.search(low)
    ours = text.says("u_next", low) or text.says("u_meanwhile", low)
    if miss.claim.kind is not ClaimKind.DATE:
        return tells_of_the_case(text, miss) and not (ours and written_moments(miss.sentence))
    if ours or names_zone(miss.sentence):
        return False
    dated = any(c.isdigit() for c in miss.claim.text) and not text.says("u_doing", low) and not tells_of_us(text, low)
    return dated or tells_of_the_case(text, miss)


def context_words(text: Text) -> frozenset[str]:
    """Usual words of the text's language and of English."""
    usual = text.context.usual_words
    return usual.get(text.language, frozenset()) | usual.get("en", frozenset())


_KINDS = {
    ClaimKind.NUMBER: "a number",
    ClaimKind.VERSION: "a version",
    ClaimKind.DATE: "a date",
    ClaimKind.TIME: "a time of day",
    ClaimKind.DURATION: "a length of time",
    ClaimKind.MONEY: "an amount of money",
    ClaimKind.CODE: "a code or id",
    ClaimKind.NAME: "a name",
    ClaimKind.QUOTE: "words in quotation marks",
    ClaimKind.URL: "a link",
}
"""What was looked for, as a support engineer says it."""
_LINE = 110
"""Characters of the line that is shown; the words in question stay in it."""


def _message(miss: Miss, sources: Mapping[str, str]) -> str:
    """What was looked for, where, and the line in which the nearest thing stands.

    Example: “30 seconds” (a length of time) is not in the issue. Nearest: “20 seconds”, line 2 of the issue: “…”.
    """
    where = "the issue" if len(sources) == 1 else "the issue or in the records the text may rest on"
    said = f"“{miss.claim.text[:80]}” ({_KINDS[miss.claim.kind]}) is not in {where}."
    if miss.nearest is None or miss.nearest_at is None or miss.nearest_source is None:
        return f"{said} Nothing like it stands there."
    number, line = _line_at(sources[miss.nearest_source], miss.nearest_at[0])
    source = "the issue" if miss.nearest_source == "issue" else miss.nearest_source
    nearest = " ".join(miss.nearest.split())
    if len(nearest) > _LINE // 2:
        return f"{said} Nearest: line {number} of {source}: “{line}”."
    return f"{said} Nearest: “{nearest}”, line {number} of {source}: “{line}”."


def _line_at(source: str, start: int) -> tuple[int, str]:
    """The number of the line (from 1) that holds an offset, and its words around that place."""
    low = source.rfind("\n", 0, start) + 1
    high = source.find("\n", start)
    line = source[low : high if high != -1 else len(source)]
    cut = max(0, min(start - low - _LINE // 2, len(line) - _LINE))
    shown = " ".join(line[cut : cut + _LINE].split())
    before, after = "…" if cut else "", "…" if cut + _LINE < len(line) else ""
    return source.count("\n", 0, start) + 1, f"{before}{shown}{after}"
