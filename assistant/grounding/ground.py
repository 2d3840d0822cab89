"""`Ground`: sources read once, against which any number of texts can be held."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from assistant.grounding.claims import Claim, ClaimKind, Found, Key, Miss
from assistant.grounding.elapsed import beside_elapsed, has_elapsed
from assistant.grounding.index import Index
from assistant.grounding.lengths import said_roughly, stands_roughly
from assistant.grounding.nearest import nearest
from assistant.grounding.quotes import quote_parts, stands, stands_by_sentence, verbatim
from assistant.grounding.reading import read
from assistant.grounding.scan import Scan
from assistant.grounding.sentence import sentence_at, sentences
from assistant.grounding.surface import surface
from assistant.grounding.vocabulary import languages, vocabulary

Bounds = Sequence[tuple[int, int]]
_WITH_NEAREST = 60
"""Misses of one text for which the nearest thing is looked up; a text with more of them has nothing near."""
_VERBATIM = frozenset(ClaimKind) - {ClaimKind.NUMBER, ClaimKind.NAME, ClaimKind.QUOTE}
"""Kinds that also stand where the very same words stand. A bare number does not: 14 is not "14 minutes"."""


def find_claims(text: str, *, language: str = "en") -> tuple[Claim, ...]:
    """What a text claims that can be looked up, in order, none over another; offsets count characters of `text`."""
    scan = _read(text, language, language)
    return tuple(_claim(scan, f) for f in scan.in_order() if f.claimed)


@lru_cache(maxsize=8)
def _read(text: str, language: str, beside: str) -> Scan:
    """A text, read; one that quotes its sources holds dates and units in their language (`beside`) too."""
    return read(surface(text), vocabulary(language, beside, own=language), language, source=False)


def _claim(scan: Scan, found: Found) -> Claim:
    start, end = scan.surface.raw_span(found.start, found.end)
    return Claim(found.kind, scan.surface.raw[start:end], start, end)


class Ground:
    """The sources of a text. Building it reads them once; `misses` is fast and can be called often.

    `sources` maps ids to words (of spans, articles, the whole paste). `known` are words that need no proof: our
    owner's name, names of teams and of the product, the stamp of the next update. Relative days of the sources
    ("yesterday") count from `reference` and from the last date before them. `language` is the sources' language.
    """

    def __init__(
        self,
        sources: Mapping[str, str],
        *,
        known: Iterable[str] = (),
        reference: datetime | None = None,
        language: str = "en",
    ) -> None:
        self.language = language
        self._index = Index(sources, known, reference, vocabulary(*languages(), own=language), language)

    def supports(self, text: str) -> bool:
        """Whether every claim of `text` stands in the sources."""
        return not self.misses(text)

    def misses(self, text: str, *, language: str | None = None, now: datetime | None = None) -> tuple[Miss, ...]:
        """The claims of `text` that stand in no source, in order.

        `language` is the text's, where it differs from the sources'. `now` is what the text's own relative days and
        elapsed times count from ("4 days ago"); the reference where it is left out.
        """
        scan = _read(text, language or self.language, self.language)
        missed = [f for f in scan.in_order() if f.claimed and not self._stands(f, scan, now)]
        if not missed:
            return ()
        bounds = tuple(sentences(text))
        own = self._own_sentences(text, bounds)
        missed = [f for f in missed if not _within(f, scan, own)]
        return tuple(self._miss(f, scan, bounds, place < _WITH_NEAREST) for place, f in enumerate(missed))

    def _miss(self, found: Found, scan: Scan, bounds: Bounds, look: bool) -> Miss:
        claim = _claim(scan, found)
        near = nearest(found, scan, self._index) if look else None
        words, source, at = near if near is not None else (None, None, None)
        return Miss(claim, sentence_at(scan.surface.raw, bounds, claim.start, claim.end), words, source, at)

    def _stands(self, found: Found, scan: Scan, now: datetime | None) -> bool:
        folded = scan.folded[found.start : found.end]
        if found.kind is ClaimKind.QUOTE:
            parts = quote_parts(folded)
            sources = (*self._index.sources, *self._index.known)
            return (
                not parts
                or any(stands(parts, s.verbatim) for s in sources)
                or (len(parts) == 1 and any(stands_by_sentence(folded, s.verbatim) for s in sources))
            )
        if found.kind is ClaimKind.NAME:
            return self._named(folded)
        if any(all(self._has(k, now) for k in reading) for reading in found.readings):
            return True
        if found.kind is ClaimKind.DURATION and beside_elapsed(scan.folded, found, scan.vocabulary):
            base = now or self._index.reference
            if base is not None and has_elapsed(found, base, self._index.days, self._index.clocks):
                return True
        if found.kind in (ClaimKind.DURATION, ClaimKind.TIME) and said_roughly(scan.folded, found, scan.vocabulary):
            if stands_roughly(found, self._index.lengths, self._index.clocks):
                return True
        return found.kind in _VERBATIM and self._verbatim(folded)

    def _has(self, key: Key, now: datetime | None) -> bool:
        index = self._index
        if key in index.keys:
            return True
        match key:
            case ("day", int(), int(month), int(day)):
                return ("anyyear", month, day) in index.keys
            case ("n", float(value)):
                return value.is_integer() and ("id", str(int(value))) in index.keys
            case ("shift", int(shift)):
                base = now or index.reference
                return base is not None and self._on(base + timedelta(days=shift))
            case ("zoned", int(local), int(utc)):
                return ("utc", utc) in index.keys or ("unzoned", local) in index.keys
        return False

    def _on(self, moment: datetime) -> bool:
        return moment.date() in self._index.days

    def _named(self, folded: str) -> bool:
        words = self._index.words
        return (
            folded in words or self._index.has_name(folded) or (ord(folded[0]) > 0x3000 and folded in self._index.text)
        )

    def _verbatim(self, folded: str) -> bool:
        return re.search(rf"(?<![\w.,/-]){re.escape(folded)}(?![\w/-]|[.,]\d)", self._index.text) is not None

    def _own_sentences(self, raw: str, bounds: Bounds) -> frozenset[tuple[int, int]]:
        """The sentences that are a source's own, whole: they need no reading to be true to it."""
        own = set()
        for start, end in bounds:
            words = verbatim(surface(sentence_at(raw, bounds, start, end)).folded)
            if words and any(stands([words], s.verbatim) for s in self._index.sources):
                own.add((start, end))
        return frozenset(own)


def _within(found: Found, scan: Scan, own: frozenset[tuple[int, int]]) -> bool:
    """Whether an expression, with some words around it, stands in a sentence that is a source's own."""
    if found.kind is ClaimKind.QUOTE or not own:
        return False
    start, end = scan.surface.raw_span(found.start, found.end)
    return any(a <= start and end <= b and b - a > 2 * (end - start) for a, b in own)
