"""A text without the people and firms in it, that still reads like a text, and where each word went.

Masked as `assistant.redaction` masks with every kind asked for. Secrets, cards, account and identity numbers stay
placeholders. People, addresses, phones and the customer get invented stand-ins from reserved ranges (RFC 2606, RFC
5737, 555-01xx), the same for the same person throughout, handed out in the order they come: nothing about the original
follows from them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.redaction import ON_REQUEST, redact, restore
from assistant.redaction.people import is_ordinary

_FIRST = (
    "Mara Teo Ilse Anton Lidia Bruno Freya Oskar Nadia Pavel Greta Hugo Selma Ivo Petra Jonas Clara Emil Vera Tomas"
)
_LAST = "Lindholm Brandis Aalto Ferro Novik Castel Berglund Moreau Tamm Ostrow Kessel Varga Holt Marais Sander Ruvo"
_FIRMS = ("Ostvik Handel", "Calderon Works", "Fennmark", "Lumenta", "Briar & Stone", "Norvale", "Tessaly", "Quillhaven")
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d{1,6}>")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_LEGAL_FORM = re.compile(r"^(?:株式会社|有限会社|合同会社|（株）|\(株\))|(?:株式会社|有限会社|合同会社|（株）|\(株\))$")
_NOT_TELLING = frozenset(
    "group holding holdings company limited bank hotel hospital clinic school service services software systems "
    "solutions international global digital gmbh verein verlag stadt university college logistics retail labs "
    "technologies".split()
)
"""Words of a firm's name that many firms have."""
_DESKS = frozenset(
    "support help helpdesk service servicedesk info contact kontakt sales billing team office care noreply no-reply "
    "tickets aide soporte suporte ajuda assistenza klantenservice kundenservice hilfe sav security postmaster".split()
)
"""Addresses that name nobody, and tell whose side a mail is on."""
_SHORTEST = 4
"""Letters of a part of a firm's name that is replaced wherever it stands; shorter ones only inside the whole name."""


@dataclass
class Disguised:
    """The disguised text, and the way from the original to it."""

    text: str
    _starts: Sequence[int]
    _pieces: Sequence[tuple[int, int, int, int, bool]]
    """Original start and end, new start and end, whether replaced."""
    swaps: dict[str, str] = field(default_factory=dict)
    """Original words → what stands for them. Never written anywhere."""
    names: tuple[str, ...] = ()
    """Words of the names of people that are known of the record."""

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """Where the words `start:end` of the original are now; of a replaced stretch, the whole stand-in."""
        first = self._pieces[max(0, bisect_right(self._starts, start) - 1)]
        last = self._pieces[max(0, bisect_right(self._starts, max(start, end - 1)) - 1)]
        low = first[2] if first[4] else first[2] + start - first[0]
        high = last[3] if last[4] else last[2] + end - last[0]
        return low, high

    def value(self, words: str) -> str:
        """A value beside the text, with the same stand-ins."""
        for original in sorted(self.swaps, key=len, reverse=True):
            words = re.sub(rf"(?<!\w){re.escape(original)}(?!\w)", self.swaps[original].replace("\\", r"\\"), words,
                           flags=re.IGNORECASE)  # fmt: skip
        return redact(words, kinds=ON_REQUEST).text

    def left_over(self, written: str) -> list[str]:
        """Names that stand in a text nevertheless, such as one that is an everyday word too ("May", "Rossi")."""
        asked = {w for w in (*self.swaps, *self.names) if len(w) >= _SHORTEST - 1 and not _PLACEHOLDER.fullmatch(w)}
        return sorted(w for w in asked if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", written))


def disguise(text: str, *, people: Iterable[str] = (), firms: Iterable[str] = ()) -> Disguised:
    """`people` and `firms` are names known of the record; others are found as redaction finds them."""
    names = tuple(dict.fromkeys(" ".join(p.split()) for p in people if p and p.strip()))
    known_firms = tuple(dict.fromkeys(f.strip() for f in firms if f and f.strip()))
    names = tuple(n for n in names if n.casefold() not in {f.casefold() for f in known_firms})
    masked = redact(text, kinds=ON_REQUEST, names=names)
    if restore(masked) != text:
        raise ValueError("masking this text cannot be undone, so its quotes cannot be followed")
    stand_ins = _StandIns(names, known_firms, [v for k, v in masked.map.items() if k.startswith("<EMAIL_")])
    pieces: list[tuple[int, str, str]] = []  # original start, original words, new words
    at = 0
    for part in re.split(f"({_PLACEHOLDER.pattern})", masked.text):
        if part in masked.map:
            original = masked.map[part]
            pieces.append((at, original, stand_ins.of(part, original)))
            at += len(original)
        elif part:
            pieces += [(at + start, old, new) for start, old, new in stand_ins.known_in(part)]
            at += len(part)
    return _joined(pieces, stand_ins, tuple(word for name in names for word in name.split() if word[:1].isupper()))


def _joined(pieces: list[tuple[int, str, str]], stand_ins: "_StandIns", names: tuple[str, ...]) -> Disguised:
    out: list[str] = []
    ranges: list[tuple[int, int, int, int, bool]] = []
    reached = 0
    swaps = dict(stand_ins.known)
    for start, old, new in pieces:
        ranges.append((start, start + len(old), reached, reached + len(new), old != new))
        if old != new:
            swaps.setdefault(old, new)
        out.append(new)
        reached += len(new)
    ranges = ranges or [(0, 0, 0, 0, False)]
    return Disguised("".join(out), [r[0] for r in ranges], ranges, swaps, names)


def _telling_parts(name: str) -> list[str]:
    """Parts of a known person's name that stand for the person where redaction, wary of firms, leaves them."""
    if _UNSPACED.match(name) and " " not in name:
        return [name[:2]] if len(name) > 2 else []  # most family names are of two characters
    return [w for w in _WORD.findall(name) if len(w) >= _SHORTEST and not is_ordinary(w)]


def _bounded(name: str) -> str:
    """A name as a whole word; scripts that put no blanks between words have no bounds."""
    body = r"\s+".join(map(re.escape, name.split()))
    before = "" if _UNSPACED.match(name[0]) else r"(?<![^\W_])"
    return before + body + ("" if _UNSPACED.match(name[-1]) else r"(?![^\W_])")


class _StandIns:
    """Hands out stand-ins, one for each person, domain and firm."""

    def __init__(self, names: tuple[str, ...], firms: tuple[str, ...], addresses: Sequence[str]) -> None:
        self._names = names
        self._people: dict[str, list[str]] = {}
        self._numbers: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self.known: dict[str, str] = {}
        """Names that are known → stand-ins: firms, their domains, and parts of people's names."""
        for number, firm in enumerate(firms):
            invented = _FIRMS[number % len(_FIRMS)]
            self.known[firm] = invented
            if (bare := _LEGAL_FORM.sub("", firm)) and bare != firm:
                self.known.setdefault(bare, invented)
            words = firm.split()
            self.known |= {" ".join(words[:n]): invented for n in range(len(words) - 1, 1, -1)}
            for word in _WORD.findall(firm):
                if len(word) >= _SHORTEST and word.casefold() not in _NOT_TELLING:
                    self.known.setdefault(word, invented.split()[0])
        for address in addresses:
            domain = address.rpartition("@")[2].casefold()
            self.known.setdefault(domain, self._domain(domain))
        for name in names:
            for part in _telling_parts(name):
                self.known.setdefault(part, self._person(part))
        words = sorted(self.known, key=len, reverse=True)
        self._firm = re.compile("|".join(map(_bounded, words)), re.IGNORECASE) if words else None

    def known_in(self, part: str) -> Iterable[tuple[int, str, str]]:
        """The pieces of a stretch in which redaction found nothing: start, words, new words."""
        at = 0
        folded = {" ".join(w.casefold().split()): new for w, new in self.known.items()}
        for match in self._firm.finditer(part) if self._firm else ():
            if match.start() > at:
                yield at, part[at : match.start()], part[at : match.start()]
            new = folded[" ".join(match.group().casefold().split())]
            yield match.start(), match.group(), new.lower() if match.group().islower() else new
            at = match.end()
        if at < len(part):
            yield at, part[at:], part[at:]

    def of(self, placeholder: str, original: str) -> str:
        """What stands for a masked value; the placeholder itself for what must stay hidden as such."""
        kind = placeholder[1:].partition("_")[0]
        if kind in ("PERSON", "USER"):
            return self._person(original, handle=kind == "USER")
        if kind == "EMAIL":
            local, _, domain = original.rpartition("@")
            if local.casefold() in _DESKS:
                return f"{local}@{self._domain(domain.casefold())}"
            return f"{self._person(re.sub(r'[._+-]+', ' ', local), handle=True)}@{self._domain(domain.casefold())}"
        if kind in ("PHONE", "IP"):
            number = sum(1 for v in self._numbers.values() if v.startswith("192.0.2.") is (kind == "IP")) + 1
            new = f"192.0.2.{number % 250 + 1}" if kind == "IP" else f"555-01{number % 100:02d}"
            return self._numbers.setdefault(original, new)
        return placeholder

    def _domain(self, domain: str) -> str:
        return self._domains.setdefault(domain, f"firm{len(self._domains) + 1}.example")

    def _person(self, original: str, *, handle: bool = False) -> str:
        words = original.split() or [original]
        whole = next((n for n in self._names if {w.casefold() for w in words} <= set(n.casefold().split())), original)
        key = " ".join(whole.casefold().split())
        invented = self._people.setdefault(key, self._invented(len(self._people)))
        parts = whole.casefold().split()
        at = parts.index(words[0].casefold()) if words[0].casefold() in parts else 0
        if handle:
            return ".".join(invented if len(words) > 1 else [invented[min(at, 1)]]).lower()
        return " ".join(invented) if len(words) > 1 else invented[0 if at == 0 else 1]

    @staticmethod
    def _invented(number: int) -> list[str]:
        first, last = _FIRST.split(), _LAST.split()
        return [first[number % len(first)], last[number % len(last)]]
