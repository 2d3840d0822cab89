"""Where the thing nearest to an unsupported claim stands in the sources."""

import difflib
import re

from assistant.grounding.claims import ClaimKind, Found
from assistant.grounding.index import Index, Source
from assistant.grounding.scan import Scan
from assistant.grounding.sentence import about_stems, sentences, stems

Near = tuple[str, str, tuple[int, int]]
_ALIKE = 0.5
_OTHER_KIND = 0.25
"""What it costs to be of another kind: "4.1" is nearer to the version 4.18 than to the number 90."""


def nearest(found: Found, scan: Scan, index: Index) -> Near | None:
    """The words of a source that come closest, the source's id and the offsets there; None where nothing is alike."""
    words = scan.folded[found.start : found.end]
    if found.kind is ClaimKind.QUOTE:
        return _nearest_sentence(words, index)
    if found.kind is ClaimKind.NAME:
        return _nearest_word(words, index)
    about = about_stems(scan.folded, found.start, found.end)
    matcher = difflib.SequenceMatcher(None, "", words)  # it keeps what it learns of the second of the two
    best: tuple[float, Source, Found] | None = None
    for source, other, theirs, around in index.candidates:
        extra = len(about & around) / (len(about) or 1) - (0.0 if other.kind is found.kind else _OTHER_KIND)
        least = best[0] if best is not None else _ALIKE
        matcher.set_seq1(theirs)
        if matcher.real_quick_ratio() + extra <= least or matcher.quick_ratio() + extra <= least:
            continue
        if (score := matcher.ratio() + extra) > least:
            best = score, source, other
    return _placed(best[1], best[2].start, best[2].end) if best is not None else None


def _nearest_word(folded: str, index: Index) -> Near | None:
    close = difflib.get_close_matches(folded, sorted(index.words), 1, 0.7)
    for source in index.sources if close else ():
        match = re.search(rf"(?<!\w){re.escape(close[0])}(?!\w)", source.surface.folded)
        if match is not None:
            return _placed(source, *match.span())
    return None


def _nearest_sentence(folded: str, index: Index) -> Near | None:
    wanted = stems(folded)
    best: tuple[float, Source, tuple[int, int]] | None = None
    for source in index.sources:
        for start, end in sentences(source.surface.text):
            score = len(wanted & stems(source.surface.folded[start:end])) / (len(wanted) or 1)
            if score >= _ALIKE and (best is None or score > best[0]):
                best = score, source, (start, end)
    return _placed(best[1], *best[2]) if best is not None else None


def _placed(source: Source, start: int, end: int) -> Near:
    low, high = source.surface.raw_span(start, end)
    return source.surface.raw[low:high], source.id, (low, high)
