"""`redact` and its inverse: stretches found by the detectors become numbered placeholders."""

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.domain.model import Model
from assistant.redaction.contact import find_emails, find_ips, find_phones
from assistant.redaction.found import Found
from assistant.redaction.named import find_named
from assistant.redaction.payment import find_cards, find_ibans
from assistant.redaction.shapes import find_shapes

ALWAYS = frozenset({"secret", "card", "iban"})
"""Masked in every text that leaves (definitions.md, "What is masked where")."""
ON_REQUEST = frozenset({"email", "phone", "ip"})
"""Masked where asked for, as before a model call."""

_PLACEHOLDER = re.compile(r"<(?:SECRET|CARD|IBAN|EMAIL|PHONE|IP)_\d+>")
_DETECTORS: dict[str, tuple[Callable[[str], Iterator[Found]], ...]] = {
    "secret": (find_shapes, find_named),
    "card": (find_cards,),
    "iban": (find_ibans,),
    "email": (find_emails,),
    "phone": (find_phones,),
    "ip": (find_ips,),
}
_RANK = {kind: rank for rank, kind in enumerate(_DETECTORS)}
_PASSES = 3
"""A second look finds what a masked neighbour uncovers; a third never found more, and bounds the work."""
_ANYWHERE = 8
"""From this length on a secret is masked wherever it stands, shorter ones only as whole words."""


class Redacted(Model):
    """A masked text and what was taken out of it."""

    text: str
    counts: dict[str, int]
    """Kind → number of different values masked."""
    map: dict[str, str]
    """Placeholder → the value it stands for. Holds the secrets: never log or store it."""


def _chosen(found: Iterable[Found], blocked: list[tuple[int, int]]) -> list[Found]:
    """Non-overlapping stretches: the longest of overlapping ones wins, then the earlier kind."""
    out: list[Found] = []
    for item in sorted(found, key=lambda f: (-(f.end - f.start), _RANK[f.kind], f.start)):
        if any(item.start < b and a < item.end for a, b in blocked):
            continue
        if any(item.start < o.end and o.start < item.end for o in out):
            continue
        out.append(item)
    return sorted(out, key=lambda f: f.start)


class _Numbering:
    """Hands out placeholders: one per value, never one that the text already holds."""

    def __init__(self, text: str) -> None:
        self._taken = set(_PLACEHOLDER.findall(text))
        self._of: dict[tuple[str, str], str] = {}
        self._next: dict[str, int] = {}

    def of(self, kind: str, value: str) -> str:
        if (kind, value) not in self._of:
            number = self._next.get(kind, 1)
            while f"<{kind.upper()}_{number}>" in self._taken:
                number += 1
            self._next[kind] = number + 1
            self._of[kind, value] = f"<{kind.upper()}_{number}>"
        return self._of[kind, value]

    def items(self) -> Iterator[tuple[str, str, str]]:
        """(kind, value, placeholder), longest value first."""
        for (kind, value), name in sorted(self._of.items(), key=lambda i: -len(i[0][1])):
            yield kind, value, name


def _mask_once(text: str, kinds: frozenset[str], keep: frozenset[str], numbering: _Numbering) -> str:
    blocked = [m.span() for m in _PLACEHOLDER.finditer(text)]
    found = [f for kind in kinds for detect in _DETECTORS[kind] for f in detect(text)]
    chosen = _chosen((f for f in found if text[f.start : f.end] not in keep), blocked)
    if not chosen:
        return text
    parts, at = [], 0
    for item in chosen:
        parts += [text[at : item.start], numbering.of(item.kind, text[item.start : item.end])]
        at = item.end
    return "".join([*parts, text[at:]])


def _mask_repeats(text: str, numbering: _Numbering) -> str:
    """The same value elsewhere, where nothing before it gives it away."""
    for kind, value, name in numbering.items():
        if kind == "secret" and value != "service_account":
            body = re.escape(value)
            pattern = body if len(value) >= _ANYWHERE else rf"(?<!\w){body}(?!\w)"
            pieces = re.split(f"({_PLACEHOLDER.pattern})", text)
            text = "".join(p if i % 2 else re.sub(pattern, lambda _m, n=name: n, p) for i, p in enumerate(pieces))
    return text


def redact(text: str, *, kinds: frozenset[str] | None = None, keep: frozenset[str] = frozenset()) -> Redacted:
    """`text` with secrets, cards, IBANs, and the further `kinds` asked for, replaced by placeholders.

    Example: `redact("password=Sommer24!").text == "password=<SECRET_1>"`. `keep` are values left as they are (a
    sender's own address). Equal values get equal placeholders; redacting twice changes nothing. Raises
    ValueError for an unknown kind.
    """
    wanted = ALWAYS | (kinds or frozenset())
    unknown = wanted - ALWAYS - ON_REQUEST
    if unknown:
        raise ValueError(f"no such kind to mask: {', '.join(sorted(unknown))}")
    numbering = _Numbering(text)
    for _ in range(_PASSES):
        masked = _mask_repeats(_mask_once(text, wanted, keep, numbering), numbering)
        if masked == text:
            break
        text = masked
    used = {name: (kind, value) for kind, value, name in numbering.items() if name in text}
    counts: dict[str, int] = {}
    for kind, _ in used.values():
        counts[kind] = counts.get(kind, 0) + 1
    return Redacted(text=text, counts=dict(sorted(counts.items())), map={n: v for n, (_, v) in sorted(used.items())})


def restore(redacted: Redacted) -> str:
    """The text before masking."""
    return _PLACEHOLDER.sub(lambda m: redacted.map.get(m.group(), m.group()), redacted.text)
