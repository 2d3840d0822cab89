# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on the next contact: said, absolute with its zone, not in the past, not later than the cadence allows."""

import re
from datetime import datetime, timedelta, timezone

from assistant.checks.drafted import Text
from assistant.checks.zones import hours_ahead, writes_zone
from assistant.domain import Finding, Severity

_CLOCK = re.compile(
    r"(?<![\d.:/-])(?:[01]?\d|2[0-3])(?::[0-5]\d(?!\d)|\s?(?:am|pm|a\.m\.|p\.m\.|uhr|uur|hours|o'clock)(?!\w)|\s?h\s?(?:[0-5]\d)?(?!\w)|\s?時)|(?<!\w)(?:noon|midday|midnight|mittags?|midi|mediodía|mezzogiorno|meio-dia)(?!\w)",
    re.IGNORECASE,
)
_MONTH = r"(?:de\s+|di\s+|d[’'])?(?P<month>(?:jan|ene|gen|feb|fev|fév|mar|mär|mrt|maa|apr|avr|abr|may|mai|mei|mag|jun|juin|giu|jul|juil|lug|aug|aoû|aou|ago|sep|set|oct|okt|out|ott|nov|dec|dez|déc|dic)[^\W\d_]{0,7})\.?(?!\w)"
_DAY = re.compile(
    rf"(?i)\d{{4}}-\d{{2}}-\d{{2}}|(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}月\d{{1,2}}日"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.|º|er)?\s+{_MONTH}|[A-Z][a-z]{{2,8}}\s\d{{1,2}}(?:st|nd|rd|th)?\b"
)
_WRITTEN = re.compile(
    rf"(?i)(?:(?P<iso>(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}}))|(?P<y2>\d{{4}})年(?P<m2>\d{{1,2}})月(?P<d2>\d{{1,2}})日"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})[./](?P<m3>\d{{1,2}})[./](?P<y3>\d{{4}})|(?<!\d)(?P<d4>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?\s+{_MONTH}(?:\s+de|,)?\s+(?P<y4>\d{{4}})"
    r"|(?P<name5>[A-Z][a-z]{2,8})\s(?P<d5>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y5>\d{4}))"
)
_HOUR = re.compile(
    r"(?i)(?<![\d.:/-])(?P<h>[01]?\d|2[0-3])(?:\s?(?::|h|時)\s?(?P<min>[0-5]\d)?(?!\d)|\s?(?:uhr|uur)|\s?(?P<half>am|pm|a\.m\.|p\.m\.))"
)
_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan ene gen janv", "feb fev fév febb", "mar mär mrt maa", "apr avr abr", "may mai maj mag mei", "jun juin giu",
            "jul juil lug", "aug aoû aou ago", "sep set", "oct okt out ott", "nov", "dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SLACK = timedelta(minutes=15)
"""A next contact a quarter of an hour after the window is no broken cadence (house default)."""
_BUSINESS_DAY = timedelta(days=4)
"""What "one business day after the target" can come to across a weekend."""


def is_dated(sentence: str) -> bool:
    """Whether a day or a time of day is written."""
    return _CLOCK.search(sentence) is not None or _DAY.search(sentence) is not None


def names_zone(sentence: str) -> bool:
    """Whether a time zone is written ("heure de Paris")."""
    return _CLOCK.search(sentence) is not None and writes_zone(sentence)


def _month(name: str) -> int | None:
    low = name.lower()
    return _MONTHS.get(low[:4]) or _MONTHS.get(low[:3])


def written_moments(body: str) -> tuple[datetime, ...]:
    """Every date with a time of day behind it, in its zone; UTC where none is written. Unreadable ones are left out."""
    found = []
    for match in _WRITTEN.finditer(body):
        g = match.groupdict()
        year, day = (next((g[f"{k}{n}"] for n in range(1, 6) if g.get(f"{k}{n}")), None) for k in "yd")
        month = g["m1"] or g["m2"] or g["m3"] or _month(g["month"] or g["name5"] or "")
        rest = body[match.end() : match.end() + 40]
        hour = _HOUR.search(rest)
        if hour is None:
            rest = body[max(0, match.start() - 40) : match.start()]
            hour = next(reversed(list(_HOUR.finditer(rest))), None)
        if hour is None or not (year and month and day):
            continue
        moment = _made(int(year), int(month), int(day), hour, rest[hour.end() : hour.end() + 24])
        found += [moment] if moment else []
    return tuple(found)


def _made(year: int, month: int, day: int, hour: re.Match[str], zone: str) -> datetime | None:
    clock = int(hour.group("h"))
    half = (hour.group("half") or "")[:1].lower()
    clock = clock % 12 + (12 if half == "p" else 0) if half else clock
    hours = hours_ahead(zone)
    try:
        return datetime(year, month, day, clock, int(hour.group("min") or 0), tzinfo=timezone(timedelta(hours=hours)))
    except ValueError:
        return None


def next_contact(text: Text) -> tuple[Finding, ...]:
    """The next contact: said, absolute with its zone, not in the past, within the cadence.

    Example: "We'll be in touch tomorrow" is relative; "20 November 2026, 14:00 UTC" is right.
    """
    rules = text.context.rules
    pairs = list(zip(text.sentences, text.folded_sentences, strict=True))
    exact = [s for s, _ in pairs if _CLOCK.search(s) and _DAY.search(s) and writes_zone(s)]
    saying = [
        s
        for s, low in pairs
        if (text.says("u_next", low) and not _owed_by_customer(text, low))
        or (s in exact and (text.says("contact", low) or _ours(text, s)))
    ]
    dated = [s for s in saying if _CLOCK.search(s) and _DAY.search(s)]
    labelled = bool(exact) and text.says("l_next", text.folded)
    absolute = any(s in exact for s in saying) or labelled or (bool(exact) and text.next_update_at is not None)
    relative = next((s for s, low in pairs if text.says("relative_time", low) and text.says("u_next", low)), None)
    if text.next_update_at is None and not saying and not labelled:
        return (rules.finding("U-QUESTION-NEXT", text.where, ""),)
    out = []
    if not absolute:
        out.append(rules.finding("U-NEXT-RELATIVE", text.where, relative or next(iter(dated or saying), "")))
    moments = [m for s in (saying if not labelled else [text.body]) for m in written_moments(s)]
    moment = text.next_update_at or max(moments, default=None)
    return (*out, *_held_to_the_clock(text, moment))


def _ours(text: Text, sentence: str) -> bool:
    """Whether a moment to come is none of the customer's: its day and hour do not both stand in the issue."""
    theirs = set(re.findall(r"\d+", text.context.public_text))
    now = text.context.now
    return any(
        (now is None or now.tzinfo is None or m > now) and not {str(m.day), str(m.hour)} <= theirs
        for m in written_moments(sentence)
    )


def _owed_by_customer(text: Text, low: str) -> bool:
    """Whether it is the customer who is asked to write ("if it comes back, call us")."""
    return text.says("u_meanwhile", low) and not _CLOCK.search(low)


def _held_to_the_clock(text: Text, moment: datetime | None) -> tuple[Finding, ...]:
    rules, now = text.context.rules, text.context.now
    if moment is None or now is None:
        return ()
    if moment.tzinfo is None:
        said = "The next contact carries no time zone."
        return (rules.finding("U-NEXT-RELATIVE", text.where, moment.isoformat(), said),)
    if now.tzinfo is None:
        return ()
    if moment < now:
        return (rules.finding("U-NEXT-PAST", text.where, moment.isoformat()),)
    latest = _window(text)
    if latest is not None and moment > now + latest + _SLACK:
        severity = text.severity or Severity.SEV4
        said = f"The next contact is later than the cadence of {severity.value} allows."
        return (rules.finding("U-NEXT-LATE", text.where, moment.isoformat(), said),)
    return ()


def _window(text: Text) -> timedelta | None:
    """Until when the customer must hear again, from now; None where severity or policy is not known."""
    if text.severity is None:
        return None
    minutes = text.context.rules.customer_overdue.get(text.severity)
    if minutes is None:
        return None
    return timedelta(minutes=minutes) if minutes > 0 else timedelta(days=1) + _BUSINESS_DAY
