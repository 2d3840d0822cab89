# ruff: noqa: E501  (patterns read better whole)
"""Findings on what must not reach the customer (definitions.md): internal words, keys, channels, hosts, money, secrets."""

import ipaddress
import re

from assistant.checks.drafted import Text
from assistant.checks.findings_names import once, whole
from assistant.checks.sums import amounts
from assistant.checks.wording import runs_shared
from assistant.domain import Finding, KnowledgeKind
from assistant.redaction import redact
from assistant.understanding.cues import fold

_KEY = re.compile(r"(?<![A-Za-z0-9_/-])([A-Z][A-Z0-9]{1,9})-(\d{2,6})(?![A-Za-z0-9_-])")
_ENGINEERING = frozenset("ENG DEV BUG INC JIRA OPS SRE PLAT INFRA CORE BACK FE BE SEC PLG PROD".split())
"""Project keys that engineering trackers use, whatever stands around them."""
_STANDARDS = frozenset(
    "UTF ISO SHA RFC HTTP HTTPS TLS SSL AES RSA MD USB IPV KB EN DIN CVE COVID WPA PCI MP GPT BR IP UTC GMT CET".split()
)
"""Prefixes of standards and public notices that look like a tracker's key."""
_CHANNEL = re.compile(r"(?<![\w&/#])#(?=[a-z0-9_-]*[a-z])[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_HOST = re.compile(r"(?i)(?<![a-z0-9_@.-])(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?![a-z0-9_-])")
_INSIDE = frozenset(
    "internal intern interne interno intranet intra corp local localdomain lan int svc cluster priv private home prod stage "
    "staging preprod dev core".split()
)
"""Labels of names that only resolve inside (RFC 6762 appendix G, ICANN's name-collision list, and what firms use)."""
_NUMBERED = re.compile(r"[a-z][a-z0-9-]*[a-z-]\d{1,3}[a-z]?")
"""A first label that counts machines: `asm-04`, `db1`."""
_TOOLS = re.compile(
    r"(?i)https?://(?:[\w-]+\.)*(?:jira|confluence|wiki|grafana|kibana|sentry|datadog|splunk|jenkins|gitlab|github|argocd|"
    r"prometheus|pagerduty|opsgenie|slack|notion|linear|admin|backoffice|crm|salesforce)\b[\w./:#?=&-]*"
)
_IP = re.compile(r"(?<![A-Za-z0-9_.])(?:\d{1,3}\.){3}\d{1,3}(?![A-Za-z0-9_.]*\d)")
_PRIVATE = tuple(
    ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
)
_CURRENCY = r"€|\$|£|¥|eur(?:o|os)?|usd|gbp|chf|jpy|brl|r\$|dollars?|pounds?"
_AMOUNT = re.compile(
    rf"(?i)(?:(?:{_CURRENCY})\s?\d[\d.,’' ]*(?:\s?(?:k|m|mio|mrd|mn|mil|bn)\b\.?)?|\d[\d.,’']*(?:\s?(?:k|m|mio|mrd|mn|mil|bn|tsd|million\w*))?\.?\s?(?:{_CURRENCY})(?![A-Za-z])"
    r"|\d[\d.,]*\s?[万億]?円|(?<![\w.])\d[\d.,]*(?:k|mio|mn)\b)"
)


_CODED = re.compile(r"(?<!\w)(?=[\w.:/-]*\d)\w+(?:[.:/-]\w+)*")
"""A word with a digit in it, with all that is joined to it."""
_TELLING_PARTS = 3
_TELLING_LENGTH = 5
"""Parts and letters from which an identifier is told in any spelling (house default)."""


def internal_words(text: Text) -> tuple[Finding, ...]:
    """Strings that stand only in internal messages: identifiers, numbers, sums, and runs of five words.

    Example: "labels_bulk_v2" from an internal note.
    """
    context = text.context
    if not context.internal_text:
        return ()
    inside = fold(context.internal_text)
    quotes = [t for t in sorted(context.internal_tokens) if whole(t, text.folded)]
    quotes += [q for t in sorted(context.internal_tokens) if t not in quotes and (q := _respelt(t, text)) is not None]
    sums = [m.group().strip() for m in _AMOUNT.finditer(text.folded)]
    quotes += [s for s in sums if s in inside and s not in context.public_text]
    known, given = amounts(inside), amounts(context.public_text)
    quotes += [s for s in sums if s not in quotes and amounts(s) & known and not amounts(s) & given]
    public = context.public_text
    mine, theirs = (_without_known_codes(t, public) for t in (text.folded, inside))
    runs = runs_shared(mine, theirs, _without_known_codes(public, public), spaced=text.spaced)
    return once(text, "L-INTERNAL-WORDS", [*quotes, *runs[:1]])


def _without_known_codes(folded: str, public: str) -> str:
    """A text without the versions, codes and numbers that the customer gave: "3.0.8" is no three words in a row."""
    known = frozenset(_CODED.findall(public))
    return _CODED.sub(lambda m: " " if m.group() in known else m.group(), folded)


def _respelt(token: str, text: Text) -> str | None:
    """An identifier written with other signs between its parts ("labels bulk v2", "10 0 0 12"), as it stands in the text.

    Only one of three parts or more is looked for: two words stand side by side by chance.
    """
    parts = re.findall(r"[^\W_]+", token)
    if len(parts) < _TELLING_PARTS or sum(map(len, parts)) < _TELLING_LENGTH:
        return None
    joint = r"[\W_]{1,3}" if all(p.isdigit() for p in parts) else r"[\W_]{0,3}"
    pattern = re.compile(rf"(?<![^\W_]){joint.join(map(re.escape, parts))}(?![^\W_])")
    match = pattern.search(text.folded)
    if match is None or pattern.search(text.context.public_text):
        return None
    return text.body[match.start() : match.end()]


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
        if key in known | hidden or match.group(1) in _ENGINEERING or whole(key, context.internal_text):
            found.append(key)
        elif context.document is not None and match.group(1) not in _STANDARDS and not _own(text, key):
            found.append(key)
    return once(text, "L-ENGINEERING-KEY", [*found, *_loose_keys(text, known | hidden)])


def _loose_keys(text: Text, known: set[str]) -> list[str]:
    """Keys of colleagues and of other tickets written without their hyphen: "DREH 1186", "RLY1290" for RLY-1290."""
    public = text.context.public_text
    keys = {m.groups() for k in known for m in _KEY.finditer(k)}
    keys |= {m.groups() for m in _KEY.finditer(text.context.internal_text) if m.group(1) not in _STANDARDS}
    found = []
    for prefix, number in sorted(keys):
        if f"{prefix}-{number}" in text.public_ids or number not in text.body:
            continue
        loose = re.compile(rf"(?<![^\W_]){fold(prefix)}[\s_.:#/nº°-]{{0,3}}{number}(?![^\W_])")
        match = loose.search(text.folded)
        written = text.body[match.start() : match.end()] if match else ""
        if (
            match
            and written != f"{prefix}-{number}"
            and not loose.search(public)
            and len(prefix + number) >= _TELLING_LENGTH
        ):
            found.append(written)
    return found


def _own(text: Text, key: str) -> bool:
    """Whether every sentence with the key presents it as the customer's own reference, an error code or an article."""
    low = fold(key)
    holding = [s for s in text.folded_sentences if low in s]
    return bool(holding) and all(text.says("own_reference", s[: s.index(low) + 1]) for s in holding)


def channels(text: Text) -> tuple[Finding, ...]:
    """Internal chat channels.

    Example: "#eng-exports".
    """
    context = text.context
    found = [m.group() for m in _CHANNEL.finditer(text.body)]
    found += [c for c in re.findall(r"(?<![\w&/#])#[a-z][\w-]{2,}", context.internal_text) if whole(c, text.body)]
    found += [c for c in _bare_channels(context.internal_text) if whole(c, text.folded)]
    return once(text, "L-CHANNEL", (c for c in found if fold(c) not in context.public_text))


def _bare_channels(internal: str) -> list[str]:
    """Channels of internal messages without their sign: "the thread from fw-oncall"; one of a single word is any word."""
    return [fold(c[1:]) for c in dict.fromkeys(_CHANNEL.findall(internal))]


def _inside(host: str) -> bool:
    labels = host.lower().split(".")
    if set(labels[1:] if len(labels) > 1 else ()) & _INSIDE:
        return True
    return len(labels) >= 3 and _NUMBERED.fullmatch(labels[0]) is not None and not labels[0].startswith("www")


def internal_hosts(text: Text) -> tuple[Finding, ...]:
    """Internal hosts, tools and private addresses, unless the customer named them.

    Example: "10.0.0.12".
    """
    found = [m.group() for m in _HOST.finditer(text.body) if _inside(m.group())]
    found += [m.group() for m in _TOOLS.finditer(text.body)]
    found += [h for h in _first_labels(text.context.internal_text) if whole(h, text.folded)]
    for match in _IP.finditer(text.body):
        try:
            address = ipaddress.ip_address(match.group())
        except ValueError:
            continue
        if any(address in net for net in _PRIVATE):
            found.append(match.group())
    return once(text, "L-INTERNAL-HOST", (f for f in found if fold(f) not in text.context.public_text))


def _first_labels(internal: str) -> list[str]:
    """The names of internal hosts without their domain: "vat-ingest-02" of vat-ingest-02.int.example."""
    hosts = (m.group() for m in _HOST.finditer(internal) if _inside(m.group()))
    labels = dict.fromkeys(fold(h.partition(".")[0]) for h in hosts)
    return [x for x in labels if len(x) >= _TELLING_LENGTH and ("-" in x or any(c.isdigit() for c in x))]


def money(text: Text) -> tuple[Finding, ...]:
    """Revenue and deal data, unless the customer wrote them.

    Example: "ARR 1.9M".
    """
    public = text.context.public_text
    pattern = text.words.pattern("money_words")
    quotes = [text.body[m.start() : m.end()] for m in pattern.finditer(text.folded) if m.group() not in public]
    for sentence, low in zip(text.sentences, text.folded_sentences, strict=True):
        if not text.says("deal_words", low):
            continue
        for match in _AMOUNT.finditer(low):
            digits = re.search(r"\d[\d.,]*", match.group())
            if digits and not whole(digits.group().rstrip(".,"), public):
                quotes.append(sentence[match.start() : match.end()].strip())
    return once(text, "L-MONEY", quotes)


def secrets(text: Text) -> tuple[Finding, ...]:
    """Credentials, cards, account numbers. The quote names the kind only.

    Example: an API key.
    """
    kinds = redact(text.body).counts
    return tuple(
        text.context.rules.finding("L-SECRET", text.where, f"{count} × {kind}") for kind, count in kinds.items()
    )
