# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on customer updates: the five questions of S1 §3, the next contact, the owner, leftovers of a form."""

import re
from datetime import datetime, timedelta, timezone

from assistant.checks.drafted import Text
from assistant.domain import Finding
from assistant.understanding.cues import fold

_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])(?::[0-5]\d|\s?(?:am|pm|uhr|uur|h)\b|時)", re.IGNORECASE)
_ZONE = re.compile(
    r"(?<!\w)(?:UTC|GMT|Z|CES?T|BST|E[SD]T|P[SD]T|C[SD]T|M[SD]T|IST|JST|AES?T|AEDT|WES?T|EES?T|SGT|BRT)(?!\w)|[+-]\d{2}:?\d{2}|\b\d{2}Z\b|local time|your time|ortszeit|heure locale|hora local|ora locale|lokale tijd|日本時間"
)
_DAY = re.compile(
    r"(?i)\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,10})\.?|[A-Z][a-z]{2,8}\s\d{1,2}(?:st|nd|rd|th)?\b"
)
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ,]+(\d{2}):(\d{2})(?:[^\n]{0,12}?(?:(Z|UTC|GMT)(?:\s?([+-]\d{2}):?(\d{2}))?|([+-]\d{2}):?(\d{2})))?"
)
_WORDED = re.compile(
    r"(?i)(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?([^\W\d_]{3,10})\.?(?:\s+de)?\s+(\d{4})\D{1,12}?(\d{1,2}):(\d{2})[^\n]{0,10}?(?:UTC|GMT)?\s?(?:([+-]\d{2}):?(\d{2}))?"
)
_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan ene gen",
            "feb fev fév",
            "mar mär mrt maa",
            "apr avr abr",
            "may mai maj mag mei",
            "jun juin giu",
            "jul juil lug",
            "aug aoû aou ago",
            "sep set",
            "oct okt out ott",
            "nov",
            "dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}
_LEFTOVER = re.compile(
    r"(?<!\\)\[(?!x\]|\s?\]|link|image|\d)(?:[A-Z][^\]\n]{0,60}|[a-z][a-z _/-]{1,40}|…|\.\.\.)\](?!\()|(?<!\w)(?:TBD|TBC|TODO|FIXME|XXX+|lorem ipsum)(?!\w)"
    r"|\{\{?\s*[a-z_][\w. ]{0,40}\}?\}|<(?!(?:SECRET|CARD|IBAN|EMAIL|PHONE|IP|NAME|ADDRESS)_\d+>)(?:[a-z]+ [a-z ]{2,30}|(?:name|date|time|owner|customer|zone|step|product|version|link|url|insert)[a-z _-]{0,20}|[A-Z_]{3,20})>|_{4,}"
)
_QUESTIONS = (
    ("U-QUESTION-KNOW", "u_know"),
    ("U-QUESTION-UNKNOWN", "u_unknown"),
    ("U-QUESTION-DOING", "u_doing"),
    ("U-QUESTION-MEANWHILE", "u_meanwhile"),
)


def unanswered_questions(text: Text) -> tuple[Finding, ...]:
    """One finding for each of the five questions that no sentence answers.

    Example: "Thank you for your patience." lacks all five.
    """
    return tuple(text.context.rules.finding(id, text.where, "") for id, key in _QUESTIONS if text.quote_of(key) is None)


def _moment(body: str) -> datetime | None:
    """The last date and time written out, with its zone (UTC where none); None where there is none that can be read."""
    found: list[datetime] = []
    for match in _ISO.finditer(body):
        year, month, day, hour, minute = (int(g) for g in match.groups()[:5])
        hours, minutes = match.group(7) or match.group(9), match.group(8) or match.group(10)
        found += _made(year, month, day, hour, minute, hours, minutes)
    for match in _WORDED.finditer(body):
        month_number = _MONTHS.get(match.group(2)[:4].lower()) or _MONTHS.get(match.group(2)[:3].lower())
        if month_number:
            found += _made(
                int(match.group(3)),
                month_number,
                int(match.group(1)),
                int(match.group(4)),
                int(match.group(5)),
                match.group(6),
                match.group(7),
            )
    return max(found, default=None)


def _made(
    year: int, month: int, day: int, hour: int, minute: int, hours: str | None, minutes: str | None
) -> list[datetime]:
    try:
        offset = timedelta(
            hours=int(hours or 0), minutes=int(minutes or 0) * (-1 if (hours or "").startswith("-") else 1)
        )
        return [datetime(year, month, day, hour, minute, tzinfo=timezone(offset))]
    except ValueError:
        return []


def next_contact(text: Text) -> tuple[Finding, ...]:
    """The next contact: said, absolute with its zone, not in the past.

    Example: "We'll be in touch tomorrow" is relative; "20 November 2026, 14:00 UTC" is right.
    """
    rules = text.context.rules
    saying = [s for s in text.sentences if text.words.pattern("u_next").search(fold(s))]
    dated = [n for n, s in enumerate(text.sentences) if _CLOCK.search(s) and _DAY.search(s)]
    absolute = any(_CLOCK.search(s) and _DAY.search(s) and _ZONE.search(s) for s in text.sentences) or bool(
        _absolute_nearby(text)
    )
    relative = text.sentence_of("relative_time")
    if text.next_update_at is None and not saying and not dated and relative is None:
        return (rules.finding("U-QUESTION-NEXT", text.where, ""),)
    out = []
    if not absolute:
        out.append(rules.finding("U-NEXT-RELATIVE", text.where, relative or (saying[0] if saying else "")))
    moment, now = text.next_update_at or _moment(text.body), text.context.now
    if moment is not None and now is not None:
        if moment.tzinfo is None:
            out.append(
                rules.finding(
                    "U-NEXT-RELATIVE", text.where, moment.isoformat(), "The next contact carries no time zone."
                )
            )
        elif now.tzinfo is not None and moment < now:
            out.append(rules.finding("U-NEXT-PAST", text.where, moment.isoformat()))
    return tuple(out)


def _absolute_nearby(text: Text) -> bool:
    """A date, a clock time and a zone within one stretch; sentence splitting cuts "21. November" in two."""
    return any(
        _DAY.search(text.body[max(0, m.start() - 60) : m.end()]) and _ZONE.search(text.body[m.start() : m.end() + 24])
        for m in _CLOCK.finditer(text.body)
    )


def owner_named(text: Text) -> tuple[Finding, ...]:
    """Somebody is named as the one who looks after the case.

    Example: "Your contact for this case is Bartek." passes; an update without a name or team does not.
    """
    owner = text.context.owner
    if owner and fold(owner) in text.folded:
        return ()
    if text.quote_of("u_owner") is not None:
        return ()
    return (text.context.rules.finding("U-NO-OWNER", text.where, ""),)


def leftovers(text: Text) -> tuple[Finding, ...]:
    """Places of a form that nobody filled.

    Example: "Dear [name]"; `<SECRET_1>`, which masking leaves, is none.
    """
    id = "U-PLACEHOLDER" if text.kind == "update" else "B-PLACEHOLDER"
    held = text.context.public_text
    found = dict.fromkeys(m.group() for m in _LEFTOVER.finditer(text.body))
    return tuple(
        text.context.rules.finding(id, text.where, quote) for quote in found if not held or fold(quote) not in held
    )
