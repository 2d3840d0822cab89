"""Key learnings (S2, S0): what recurs over many escalations, and for how many different customers.

A theme is something exact that several records share: an error signature, a name such as an exception or an endpoint,
the team it fell to, what Engineering had to send back for, a feedback track. Nothing is clustered by guess; what
several themes have in common is for people to see. Closure codes are counted: having ended alike is no theme. What was
learned once stands by itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum

from pydantic import AwareDatetime

from assistant.domain.model import Model
from assistant.domain.register import ClosureCode, RegisteredEscalation
from assistant.reporting.bundling import (
    BundlingSuggestion,
    Identify,
    bundling,
    bundling_line,
    distinct_customers,
    no_names,
    number_order,
)
from assistant.reporting.rules import ReportRules
from assistant.reporting.wording import day, shown

_SHOWN = 8
"""Ids and sentences named in a line of text; JSON holds all."""


class ThemeKind(StrEnum):
    """What its records share."""

    SIGNATURE = "signature"
    """An error code, or an error text without its numbers."""
    NAME = "name"
    """An exception, endpoint or code that stands in title, cause, resolution or learning."""
    TEAM = "team"
    FEEDBACK_TRACK = "feedback_track"
    SENT_BACK_FOR = "sent_back_for"


class Theme(Model):
    """Something that recurs."""

    kind: ThemeKind
    what: str
    ids: tuple[str, ...]
    customers: int
    """Distinct customers."""
    open: int
    first_at: AwareDatetime
    last_at: AwareDatetime
    pattern: bool
    """As many customers as make a pattern (S4)."""
    came_back: bool
    """One was opened after another had been closed with a code fix."""
    causes: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    closed_as: dict[str, int] = {}


class Lesson(Model):
    """What was learned from one escalation."""

    id: str
    learned: str


class Learnings(Model):
    """The themes, those of most customers first."""

    since: AwareDatetime | None
    until: AwareDatetime
    escalations: int
    themes: tuple[Theme, ...]
    more: int = 0
    """Themes beyond those asked for; they are of fewer customers."""
    closed_as: dict[str, int] = {}
    """How many were closed with each code."""
    single: tuple[Lesson, ...] = ()
    """What was learned from escalations that share no theme, the latest first."""
    bundling: tuple[BundlingSuggestion, ...]


def learnings(
    records: Sequence[RegisteredEscalation],
    *,
    now: datetime,
    rules: ReportRules,
    since: datetime | None = None,
    identify: Identify = no_names,
    limit: int | None = None,
) -> Learnings:
    """Themes over the records opened since `since` (all without it), the first `limit` where it is given."""
    chosen = [r for r in records if since is None or r.created_at >= since]
    holders: dict[tuple[ThemeKind, str], list[RegisteredEscalation]] = {}
    for record in chosen:
        for key in _traits(record, identify):
            holders.setdefault(key, []).append(record)
    found = sorted(_merged(holders, rules.least_recurring), key=lambda one: _order(*one))
    told = found if limit is None else found[:limit]
    shared = {r.id for _, held in found for r in held}
    latest = sorted(chosen, key=lambda r: (r.updated_at, number_order(r.id)), reverse=True)
    return Learnings(
        since=since,
        until=now,
        escalations=len(chosen),
        themes=tuple(_theme(kind, what, held, rules) for (kind, what), held in told),
        more=len(found) - len(told),
        closed_as=_closed_as(chosen),
        single=tuple(Lesson(id=r.id, learned=t) for r in latest if r.id not in shared for t in _distinct(_lessons(r))),
        bundling=bundling(chosen, identify),
    )


def _lessons(record: RegisteredEscalation) -> tuple[str, ...]:
    """What was learned at its end, and when it was returned to support."""
    ended, returned = record.closure, record.de_escalation
    told = (ended.learning if ended else None, returned.learning if returned else None)
    return tuple(t for t in told if t)


def _closed_as(records: Iterable[RegisteredEscalation]) -> dict[str, int]:
    return dict(sorted(Counter(r.closure.code.value for r in records if r.closure).items()))


def _traits(record: RegisteredEscalation, identify: Identify) -> set[tuple[ThemeKind, str]]:
    found = {(ThemeKind.SIGNATURE, s) for s in record.signature}
    texts = "\n".join(t for t in (record.title, record.root_cause, record.resolution, *_lessons(record)) if t)
    known = {record.id.casefold(), (record.ticket or "").casefold(), (record.engineering_ref or "").casefold()}
    found |= {(ThemeKind.NAME, n) for n in identify(texts) if n not in record.signature and n.casefold() not in known}
    if record.team:
        found.add((ThemeKind.TEAM, " ".join(record.team.split())))
    if record.feedback is not None:
        found.add((ThemeKind.FEEDBACK_TRACK, record.feedback.track.value))
    found |= {(ThemeKind.SENT_BACK_FOR, m) for m in record.sent_back_for}
    return found


def _merged(
    holders: dict[tuple[ThemeKind, str], list[RegisteredEscalation]], least: int
) -> Iterator[tuple[tuple[ThemeKind, str], list[RegisteredEscalation]]]:
    """Those that recur; signatures and names held by the very same records are one theme."""
    exact: dict[tuple[str, ...], list[tuple[ThemeKind, str]]] = {}
    for key, held in holders.items():
        if len(held) < least:
            continue
        if key[0] in (ThemeKind.SIGNATURE, ThemeKind.NAME):
            exact.setdefault(tuple(r.id for r in held), []).append(key)
        else:
            yield key, held
    for keys in exact.values():
        kind = min((k for k, _ in keys), key=list(ThemeKind).index)
        yield (kind, ", ".join(sorted({w for _, w in keys}))), holders[keys[0]]


def _order(key: tuple[ThemeKind, str], held: Sequence[RegisteredEscalation]) -> tuple[bool, int, int, str]:
    """What is exact before what is broad; then by customers, by escalations, by name."""
    exact = key[0] in (ThemeKind.SIGNATURE, ThemeKind.NAME)
    return (not exact, -distinct_customers(held), -len(held), key[1])


def _theme(kind: ThemeKind, what: str, held: Sequence[RegisteredEscalation], rules: ReportRules) -> Theme:
    ordered = sorted(held, key=lambda r: number_order(r.id))
    customers = distinct_customers(held)
    fixed = [r.closure.at for r in held if r.closure and r.closure.code is ClosureCode.CODE_FIX]
    exact = kind in (ThemeKind.SIGNATURE, ThemeKind.NAME)
    return Theme(
        kind=kind,
        what=what,
        ids=tuple(r.id for r in ordered),
        customers=customers,
        open=sum(not r.closed for r in held),
        first_at=min(r.created_at for r in held),
        last_at=max(r.created_at for r in held),
        pattern=exact and customers >= rules.pattern_customers,
        came_back=exact and bool(fixed) and any(r.created_at > min(fixed) for r in held),
        causes=_distinct(r.root_cause for r in ordered),
        learned=_distinct(lesson for r in ordered for lesson in _lessons(r)),
        closed_as=_closed_as(held),
    )


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    found = {" ".join(t.split()).casefold(): t for t in reversed([t for t in texts if t])}
    return tuple(reversed(found.values()))


def render_learnings(found: Learnings, zone: tzinfo) -> str:
    """The themes as Markdown."""
    period = f"since {day(found.since, zone)}" if found.since else "of all time"
    lines = [f"# Key learnings over {found.escalations} escalations {period}", ""]
    for theme in found.themes:
        lines += [f"## {theme.kind.value.replace('_', ' ').capitalize()}: {shown(theme.what, 90)}", ""]
        lines += [_counts(theme, zone), *_sentences("Cause", theme.causes), *_sentences("Learned", theme.learned), ""]
    if not found.themes:
        lines += ["Nothing recurs so far.", ""]
    if found.closed_as:
        lines += [f"Closed as: {'; '.join(f'{code}: {n}' for code, n in found.closed_as.items())}.", ""]
    if found.more:
        lines += [f"{found.more} further themes, of no more customers: give a larger --top.", ""]
    if found.single:
        more = len(found.single) - _SHOWN
        lines += ["## Learned once", "", *(f"- {s.id}: {shown(s.learned, 200)}" for s in found.single[:_SHOWN])]
        lines += [f"- and {more} more" if more > 0 else "", ""]
    if found.bundling:
        lines += ["## Could be bundled", "", *map(bundling_line, found.bundling), ""]
    return "\n".join(lines).rstrip()


def _counts(theme: Theme, zone: tzinfo) -> str:
    more = f" and {len(theme.ids) - _SHOWN} more" if len(theme.ids) > _SHOWN else ""
    ids = ", ".join(theme.ids[:_SHOWN]) + more
    customers = f"{theme.customers} customer{'' if theme.customers == 1 else 's'}"
    marks = [m for m, on in (("a pattern", theme.pattern), ("came back after a code fix", theme.came_back)) if on]
    told = f" **{', '.join(marks).capitalize()}.**" if marks else ""
    codes = "; ".join(f"{code}: {n}" for code, n in theme.closed_as.items())
    return (
        f"{len(theme.ids)} escalations, {customers}, {theme.open} open, {day(theme.first_at, zone)} to "
        f"{day(theme.last_at, zone)} ({ids}).{told}" + (f" {codes}." if codes else "")
    )


def _sentences(label: str, texts: Sequence[str]) -> list[str]:
    return [f"- {label}: {shown(t, 200)}" for t in texts[:_SHOWN]]
