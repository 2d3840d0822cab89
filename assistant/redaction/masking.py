"""`redact` and its inverses: stretches found by the detectors become numbered placeholders."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter

from assistant.domain.model import Model
from assistant.redaction.addresses import find_ips
from assistant.redaction.armour import find_private_keys
from assistant.redaction.assignments import find_assigned
from assistant.redaction.codes import find_codes
from assistant.redaction.contact import find_emails, find_phones
from assistant.redaction.found import Found
from assistant.redaction.identity import find_identities
from assistant.redaction.logins import find_logins
from assistant.redaction.paths import find_path_users
from assistant.redaction.payment import find_cards, find_ibans
from assistant.redaction.placeholders import PLACEHOLDER, Numbering, altered, kind_of_placeholder
from assistant.redaction.prose import find_told
from assistant.redaction.randomness import is_word
from assistant.redaction.shapes import find_shapes
from assistant.redaction.tables import find_columns
from assistant.redaction.transport import find_carried

ALWAYS = frozenset({"secret", "card", "iban", "national_id"})
"""Masked in every text that leaves (definitions.md, "What is masked where")."""
ON_REQUEST = frozenset({"email", "phone", "ip", "path_user", "person"})
"""Masked where asked for, as before a model call."""
Detector = Callable[[str], Iterable[Found]]
"""Finds stretches of one kind in a text."""


def _find_people(text: str, names: Iterable[str] = ()) -> Iterable[Found]:
    # lazy: the patterns of names take a third of the import, and most texts are masked without them
    from assistant.redaction.people import find_people

    return find_people(text, names)


_DETECTORS: dict[str, tuple[Detector, ...]] = {
    "secret": (
        find_private_keys,
        find_shapes,
        find_assigned,
        find_carried,
        find_told,
        find_codes,
        find_logins,
        find_columns,
    ),
    "card": (find_cards,),
    "iban": (find_ibans,),
    "national_id": (find_identities,),
    "email": (find_emails,),
    "phone": (find_phones,),
    "ip": (find_ips,),
    "path_user": (find_path_users,),
    "person": (_find_people,),
}
_RANK = {kind: rank for rank, kind in enumerate(_DETECTORS)}
_PASSES = 5
"""A second look, near placeholders only, finds what a masked neighbour uncovers; the number bounds the work."""
_ANYWHERE = 8
"""From this length on a secret is masked wherever it stands, shorter ones only as whole words."""


class Redacted(Model):
    """A masked text and what was taken out of it."""

    text: str
    counts: dict[str, int]
    """Kind → number of different values masked."""
    map: dict[str, str]
    """Placeholder → the value it stands for. Holds the secrets: never log or store it."""

    def restored(self, text: str, kinds: frozenset[str]) -> str:
        """`text`, as a model's reply, with the values of `kinds` put back; all other placeholders stay.

        Placeholders are known again in other case or brackets, escaped or bare: `&lt;email_1&gt;`, `[EMAIL_1]`,
        `EMAIL_1`. Name a kind of `ALWAYS` only where the text goes back to the very place it came from.
        """
        parts, at = [], 0
        for start, end, name in altered(text):
            value = self.map.get(name)
            if value is not None and kind_of_placeholder(name) in kinds:
                parts += [text[at:start], value]
                at = end
        return "".join([*parts, text[at:]])


def _chosen(found: Iterable[Found], length: int, blocked: list[tuple[int, int]]) -> list[Found]:
    """Non-overlapping stretches: the longest of overlapping ones wins, then the earlier kind."""
    out: list[Found] = []
    taken = bytearray(length)
    for start, end in blocked:
        taken[start:end] = b"\1" * (end - start)
    for item in sorted(found, key=lambda f: (-(f.end - f.start), _RANK[f.kind], f.start)):
        if item.end > item.start and taken.find(1, item.start, item.end) < 0:
            taken[item.start : item.end] = b"\1" * (item.end - item.start)
            out.append(item)
    return sorted(out, key=lambda f: f.start)


def _neighbourhoods(text: str) -> Iterator[tuple[bool, str]]:
    """The text in whole lines: those with a placeholder and the ones around them, marked True, and the rest."""
    lines = text.splitlines(keepends=True)
    near = [False] * len(lines)
    for i, line in enumerate(lines):
        if PLACEHOLDER.search(line):
            near[max(0, i - 1) : i + 2] = [True] * len(near[max(0, i - 1) : i + 2])
    for marked, group in groupby(zip(near, lines, strict=True), key=itemgetter(0)):
        yield marked, "".join(line for _, line in group)


def _mask_once(text: str, detectors: tuple[Detector, ...], keep: frozenset[str], numbering: Numbering) -> str:
    blocked = [m.span() for m in PLACEHOLDER.finditer(text)]
    found = [f for detect in detectors for f in detect(text)]
    chosen = _chosen((f for f in found if text[f.start : f.end] not in keep), len(text), blocked)
    if not chosen:
        return text
    parts, at = [], 0
    for item in chosen:
        parts += [text[at : item.start], numbering.of(item.kind, text[item.start : item.end])]
        at = item.end
    return "".join([*parts, text[at:]])


def _mask_repeats(text: str, numbering: Numbering) -> str:
    """The same secret elsewhere, where nothing before it gives it away; not if it is an ordinary word."""
    for kind, value, name in numbering.items():
        if kind == "secret" and value in text and not is_word(value) and len(value) > 3:
            body = re.escape(value)
            pattern = body if len(value) >= _ANYWHERE else rf"(?<!\w){body}(?!\w)"
            pieces = re.split(f"({PLACEHOLDER.pattern})", text)
            text = "".join(p if i % 2 else re.sub(pattern, lambda _m, n=name: n, p) for i, p in enumerate(pieces))
    return text


def _detectors(kinds: frozenset[str], names: tuple[str, ...], finders: tuple[Detector, ...]) -> tuple[Detector, ...]:
    chosen: list[Detector] = [d for kind in _DETECTORS if kind in kinds - {"person"} for d in _DETECTORS[kind]]
    if "person" in kinds:
        chosen.append(partial(_find_people, names=names))
    return (*chosen, *finders)


def redact(
    text: str,
    *,
    kinds: frozenset[str] | None = None,
    keep: frozenset[str] = frozenset(),
    names: tuple[str, ...] = (),
    finders: tuple[Detector, ...] = (),
) -> Redacted:
    """`text` with secrets, cards, IBANs, identity numbers, and the further `kinds` asked for, replaced by placeholders.

    Example: `redact("password=Sommer24!").text == "password=<SECRET_1>"`. `keep` are values left as they are (a
    sender's own address). `names` are people known to the caller, masked with the kind `person`, whole and by their
    parts. `finders` are further detectors, such as an NER engine. Equal values get equal placeholders; redacting twice
    changes nothing. Raises ValueError for an unknown kind.
    """
    wanted = ALWAYS | (kinds or frozenset())
    unknown = wanted - ALWAYS - ON_REQUEST
    if unknown:
        raise ValueError(f"no such kind to mask: {', '.join(sorted(unknown))}")
    numbering = Numbering(text)
    detectors = _detectors(wanted, names, finders)
    before, text = text, _mask_repeats(_mask_once(text, detectors, keep, numbering), numbering)
    for _ in range(_PASSES - 1):
        if text == before:
            break
        before = text
        parts = [_mask_once(p, detectors, keep, numbering) if near else p for near, p in _neighbourhoods(text)]
        text = _mask_repeats("".join(parts), numbering)
    used = {name: (kind, value) for kind, value, name in numbering.items() if name in text}
    counts: dict[str, int] = {}
    for kind, _ in used.values():
        counts[kind] = counts.get(kind, 0) + 1
    return Redacted(text=text, counts=dict(sorted(counts.items())), map={n: v for n, (_, v) in sorted(used.items())})


def restore(redacted: Redacted) -> str:
    """The text before masking."""
    return PLACEHOLDER.sub(lambda m: redacted.map.get(m.group(), m.group()), redacted.text)


def find_kind(kind: str, text: str) -> Iterator[Found]:
    """What the detectors of one kind find; to measure them."""
    for detect in _DETECTORS[kind]:
        yield from detect(text)
