# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on what must not reach the customer (definitions.md): internal words, other customers, keys, hosts, money, secrets."""

import ipaddress
import re
from collections.abc import Iterable

from assistant.checks.drafted import Text
from assistant.domain import Finding, KnowledgeKind
from assistant.redaction import redact
from assistant.understanding.cues import fold

_KEY = re.compile(r"(?<![\w/-])([A-Z][A-Z0-9]{1,9})-(\d{2,6})(?![\w-])")
_ENGINEERING = frozenset("ENG DEV BUG INC JIRA OPS SRE PLAT INFRA CORE BACK FE BE SEC PLG PROD".split())
"""Project keys that engineering trackers use; any other key counts only where the paste or a match shows it to be internal."""
_CHANNEL = re.compile(r"(?<![\w&/#])#(?=[a-z0-9_-]*[a-z])[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_HOST = re.compile(
    r"(?i)(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:internal|intranet|corp|local|lan|int|svc|cluster\.local)(?:\.[a-z0-9-]+)*(?![\w-])"
)
_IP = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)")
_PRIVATE = tuple(
    ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
)
_AMOUNT_NEAR = re.compile(r"\d")
_PHRASE = 5
"""Words in a row that no two people write alike by chance."""


def _once(text: Text, id: str, quotes: Iterable[str]) -> tuple[Finding, ...]:
    return tuple(text.context.rules.finding(id, text.where, quote) for quote in dict.fromkeys(quotes))


def _whole(name: str, body: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", body))


def internal_words(text: Text) -> tuple[Finding, ...]:
    """Strings that stand only in internal messages: identifiers, numbers, and runs of five words.

    Example: "labels_bulk_v2" from an internal note.
    """
    context = text.context
    if not context.internal_text:
        return ()
    quotes = [t for t in sorted(context.internal_tokens) if _whole(t, text.folded)]
    mine = re.findall(r"\w+", text.folded)
    theirs = re.findall(r"\w+", fold(context.internal_text))
    seen = {tuple(theirs[i : i + _PHRASE]) for i in range(len(theirs) - _PHRASE + 1)}
    public = re.findall(r"\w+", context.public_text)
    open_ = {tuple(public[i : i + _PHRASE]) for i in range(len(public) - _PHRASE + 1)}
    runs = [
        " ".join(mine[i : i + _PHRASE])
        for i in range(len(mine) - _PHRASE + 1)
        if tuple(mine[i : i + _PHRASE]) in seen - open_
    ]
    return _once(text, "L-INTERNAL-WORDS", [*quotes, *runs[:1]])


def internal_people(text: Text) -> tuple[Finding, ...]:
    """People who wrote internally only. The owner, who writes to the customer, may be named.

    Example: an engineer's name from a note.
    """
    names = [n for n in text.context.internal_people if len(n) > 2 and _whole(fold(n), text.folded)]
    return _once(text, "L-INTERNAL-NAME", names)


def other_customers(text: Text) -> tuple[Finding, ...]:
    """Customers of matches, or named only internally.

    Example: "Meridia Apotek", who reported the same.
    """
    context = text.context
    own = {
        fold(c)
        for c in (*context.customers, *((context.issue.customer,) if context.issue and context.issue.customer else ()))
    }
    names = {m.customer for m in context.matches if m.customer} | set(context.internal_customers)
    found = []
    for name in sorted(names):
        low = fold(name)
        if (
            len(low) > 3
            and not any(low in o or o in low for o in own)
            and _whole(low, text.folded)
            and not _whole(low, context.public_text)
        ):
            found.append(name)
    return _once(text, "L-OTHER-CUSTOMER", found)


def engineering_keys(text: Text) -> tuple[Finding, ...]:
    """Keys of engineering's or other customers' tickets; the customer's own and cited public articles pass.

    Example: "ENG-20417".
    """
    context = text.context
    known = {m.linked_issue for m in context.matches if m.linked_issue} | {
        m.id for m in context.matches if m.kind is KnowledgeKind.TICKET
    }
    hidden = {m.id for m in context.matches if m.kind is KnowledgeKind.ARTICLE and m.audience not in (None, "public")}
    found = []
    for match in _KEY.finditer(text.body):
        key = match.group()
        if key in text.public_ids or fold(key) in context.public_text:
            continue
        if key in known or key in hidden or match.group(1) in _ENGINEERING or key in context.internal_text:
            found.append(key)
    return _once(text, "L-ENGINEERING-KEY", found)


def channels(text: Text) -> tuple[Finding, ...]:
    """Internal chat channels.

    Example: "#eng-exports".
    """
    return _once(
        text,
        "L-CHANNEL",
        (m.group() for m in _CHANNEL.finditer(text.body) if fold(m.group()) not in text.context.public_text),
    )


def internal_hosts(text: Text) -> tuple[Finding, ...]:
    """Internal hosts and private addresses, unless the customer named them.

    Example: "10.0.0.12".
    """
    found = [m.group() for m in _HOST.finditer(text.body)]
    for match in _IP.finditer(text.body):
        try:
            address = ipaddress.ip_address(match.group())
        except ValueError:
            continue
        if any(address in net for net in _PRIVATE):
            found.append(match.group())
    return _once(text, "L-INTERNAL-HOST", (f for f in found if fold(f) not in text.context.public_text))


def money(text: Text) -> tuple[Finding, ...]:
    """Revenue and deal data.

    Example: "ARR 1.9M".
    """
    pattern = text.words.pattern("money_words")
    quotes = [
        text.body[m.start() : m.end()]
        for m in pattern.finditer(text.folded)
        if m.group() not in text.context.public_text
    ]
    return _once(text, "L-MONEY", quotes)


def secrets(text: Text) -> tuple[Finding, ...]:
    """Credentials, cards, account numbers. The quote names the kind only.

    Example: an API key.
    """
    kinds = redact(text.body).counts
    return tuple(
        text.context.rules.finding("L-SECRET", text.where, f"{count} × {kind}") for kind, count in kinds.items()
    )
