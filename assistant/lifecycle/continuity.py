"""Keeping the client moving meanwhile: the four time-boxed workarounds and the retry log (S2 Continuity Planning)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from assistant.domain import Escalation, Fact, SignalState
from assistant.domain.register import RegisteredEscalation, Step, TimeBoxedWorkaround, TrailAction, WorkaroundKind
from assistant.inert import one_line
from assistant.lifecycle.rules import LifecycleRules, SuggestRule
from assistant.lifecycle.stepping import NotAllowed, changed, entry, person, require_open, said, stamped

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
"""Kana and Han: no spaces between words."""
_HARMFUL_TO_REPEAT = (WorkaroundKind.RETRY, WorkaroundKind.BATCHING)


@dataclass(frozen=True)
class SuggestedWorkaround:
    """A workaround that fits the failure: why, the words that speak for it, what the client does, for how long."""

    kind: WorkaroundKind
    text: str
    why: str
    because: tuple[str, ...]
    client_does: str
    hours: float


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words, any case; where a script writes no spaces, the words wherever they stand."""
    spaced = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words if not _UNSPACED.search(w))
    unspaced = [re.escape(w) for w in words if _UNSPACED.search(w)]
    return re.compile("|".join([rf"(?<!\w)(?:{spaced})(?!\w)", *unspaced]), re.IGNORECASE)


def _because(rule: SuggestRule, facts: Iterable[Fact], told: Iterable[str]) -> tuple[str, ...]:
    """The words in facts and description that speak for the rule, and the fields that do by being there."""
    found = [one_line(m.group()) for text in told if rule.words for m in _pattern(rule.words).finditer(text)]
    for fact in facts:
        if not fact.verified:
            continue
        if fact.field in rule.fields:
            found.append(one_line(fact.value))
        elif fact.field in rule.facts and rule.words:
            found += [one_line(m.group()) for m in _pattern(rule.words).finditer(fact.value)]
    return tuple({word.casefold(): word for word in reversed(found)}.values())[::-1]


def suggested_workarounds(drafted: Escalation, rules: LifecycleRules) -> tuple[SuggestedWorkaround, ...]:
    """What fits the kind of failure, best first; the manual override where nothing else does.

    Nothing that repeats work is suggested where repeating can do harm (data at risk, payments, duplicates).
    """
    present = {s.name for s in drafted.signals if s.state is SignalState.PRESENT}
    told = tuple(s.text for s in drafted.brief.issue_description) if drafted.brief else (drafted.issue.text,)
    unsafe_words = _because(rules.unsafe_to_repeat, drafted.facts, told)
    unsafe = bool(unsafe_words or present & rules.unsafe_to_repeat.signals)
    out = []
    for rule in rules.suggest:
        because = _because(rule, drafted.facts, told)
        if not because and not present & rule.signals:
            continue
        if unsafe and rule.kind in _HARMFUL_TO_REPEAT:
            continue
        out.append(_suggestion(rule.kind, rule.why, because, rules))
    if out:
        return tuple(out)
    why = "Repeating could do harm here." if unsafe else "Nothing in the issue speaks for one of the other three."
    return (_suggestion(WorkaroundKind.MANUAL_OVERRIDE, why, unsafe_words, rules),)


def _suggestion(kind: WorkaroundKind, why: str, because: tuple[str, ...], rules: LifecycleRules) -> SuggestedWorkaround:
    rule = rules.workarounds[kind]
    return SuggestedWorkaround(kind, rule.text, why, because, rule.client, rule.hours)


def running(record: RegisteredEscalation, kind: WorkaroundKind) -> TimeBoxedWorkaround | None:
    """The workaround of this kind that has been started and not stopped."""
    return next((w for w in record.workarounds if w.kind is kind and w.stopped_at is None), None)


def start_workaround(
    record: RegisteredEscalation,
    kind: WorkaroundKind,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    owner: str | None = None,
    ends_at: datetime | None = None,
    client_does: str | None = None,
) -> Step:
    """Start a time-boxed workaround: an owner (else the customer owner), an end, and what the client does."""
    require_open(record)
    at, by, rule = stamped(record, at, rules), person(by, "who starts it"), rules.workarounds[kind]
    if running(record, kind) is not None:
        raise NotAllowed(f"the {rule.text.lower()} of {record.id} is running already.", "Stop it first.")
    end = ends_at if ends_at is not None else at + timedelta(hours=rule.hours)
    if end.tzinfo is None or end <= at:
        raise NotAllowed("a time-boxed workaround ends after it starts.", "Give an end with its zone that lies ahead.")
    started = TimeBoxedWorkaround(
        kind=kind,
        owner=person(owner or record.customer_owner.name, "its owner"),
        starts_at=at,
        ends_at=end,
        client_does=said(client_does or rule.client, "what the client does"),
    )
    told = f"{rule.text} until {end.isoformat()}, {started.owner} sees to it. Client: {started.client_does}"
    return changed(
        record,
        at,
        entry(TrailAction.WORKAROUND_STARTED, told, by=by, at=at, data=started.model_dump(mode="json")),
        workarounds=(*record.workarounds, started),
    )


def stop_workaround(
    record: RegisteredEscalation,
    kind: WorkaroundKind,
    outcome: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
) -> Step:
    """Stop one, saying what came of it."""
    at, by, outcome = stamped(record, at, rules), person(by, "who stops it"), said(outcome, "what came of it")
    now = running(record, kind)
    if now is None:
        raise NotAllowed(f"no {rules.workarounds[kind].text.lower()} of {record.id} is running.", "Nothing to do.")
    data = {"kind": kind.value, "outcome": outcome, "tries": now.tries or None, "late": at > now.ends_at}
    return changed(
        record,
        at,
        entry(TrailAction.WORKAROUND_STOPPED, f"{rules.workarounds[kind].text}: {outcome}", by=by, at=at, data=data),
        workarounds=_replaced(record, now, stopped_at=at),
    )


def retried(
    record: RegisteredEscalation,
    result: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    changed_error: str | None = None,
) -> Step:
    """One attempt of the retry cycle: its result, and the error where it changed (S2: log each attempt)."""
    require_open(record)
    at, by, result = stamped(record, at, rules), person(by, "who tried"), said(result, "the result")
    now = running(record, WorkaroundKind.RETRY)
    if now is None:
        raise NotAllowed(
            f"no retry cycle of {record.id} is running.", f"Start it: escalate register workaround {record.id} retry."
        )
    number = now.tries + 1
    told = f"Attempt {number}: {result}" + (f" Error now: {changed_error.strip()}" if changed_error else "")
    data = {"attempt": number, "result": result, "error": changed_error}
    return changed(
        record,
        at,
        entry(TrailAction.RETRIED, told, by=by, at=at, data=data),
        workarounds=_replaced(record, now, tries=number, last_try_at=at),
    )


def _replaced(
    record: RegisteredEscalation, one: TimeBoxedWorkaround, **changes: object
) -> tuple[TimeBoxedWorkaround, ...]:
    return tuple(w.model_copy(update=changes) if w is one else w for w in record.workarounds)
