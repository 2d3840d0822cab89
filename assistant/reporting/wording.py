"""How reports say times, lengths of time and what nobody said."""

from datetime import datetime, timedelta, tzinfo
from textwrap import shorten

from assistant.inert import inert, one_line

NOT_STATED = "Not stated"
NOT_RECORDED = "Not recorded"
UNKNOWN = "Unknown"


def moment(at: datetime, zone: tzinfo) -> str:
    """`2026-11-20 10:00 CET`: an absolute time with its zone."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname() or local.strftime('%z')}"


def day(at: datetime, zone: tzinfo) -> str:
    """`2026-11-20`."""
    return f"{at.astimezone(zone):%Y-%m-%d}"


def length(span: timedelta) -> str:
    """`40 min`, `5 h`, `3 d`: the unit a person would choose; never negative."""
    minutes = max(0, int(span / timedelta(minutes=1)))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def figure(value: float) -> str:
    """A number without needless digits: `3`, `2.5`, `0.08`."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.1f}".removesuffix(".0")


def shown(text: str, limit: int = 120) -> str:
    """Words of strangers for a line of Markdown: cut between words, then made inert."""
    return inert(cut(text, limit))


def cut(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, cut between words with a mark."""
    line = one_line(text)
    short = shorten(line, limit, placeholder="…")
    return short if len(short) > 1 or len(line) <= limit else f"{line[: limit - 1]}…"
