"""Prose to sentences, in any of the languages customers write in.

A terminator ends a sentence unless something speaks against it: an abbreviation, an ordinal or date, an open quote,
a lower-case continuation after an ellipsis. Sloppy writers start sentences in lower case, so a lower-case letter alone
does not forbid the cut. No library: those that were looked at (pysbd, blingfire, nltk) take one language per call
or give no offsets.
"""

import re
from collections.abc import Iterator

from assistant.intake.language import is_function_word
from assistant.intake.mapped import Mapped
from assistant.intake.words import late

_END = late(r"(?P<mark>[.!?…]+)[\"'”’»)\]*_]*(?=\s)\s+|(?P<wide>[。！？｡]+)[」』）”\"]*\s*")
_QUOTES = late(
    '“[^“”]{1,300}”|„[^“”„"]{1,300}[“”"]|«[^«»]{1,300}»|「[^「」]{1,300}」|『[^『』]{1,300}』|"[^"]{1,300}"|`[^`]{1,300}`'
)
_ABBREVIATIONS = frozenset(
    """
    e.g i.e eg ie z.b d.h u.a o.ä s.o s.u z.t u.u i.d.r v.a a.k.a p.ex p.e ex al cf vs dr mr mrs ms prof sr sra srta
    dra hr hrn fr frl herr mme mlle st str nr no nº núm num nos n° tel fon ext art abs bzw ca ggf evtl inkl exkl sog
    vgl allg max min approx appx dept est fig vol pp p pg pag pág seg rif ref réf resp vers ver v inc ltd corp co
    bros jr jan feb mar apr jun jul aug sep sept oct okt nov dec dez déc ene abr ago dic gen mag giu lug set ott févr
    janv avr juil mrz mär mon tue wed thu fri sat sun mo di mi do sa so lun mié jue vie sáb dom ma wo vr za zo mm sig
    sigg dott ing gent geb bijv o.a d.w.z m.b.t t.a.v nl i.v.m incl excl np tzw m.in tzn godz ul pl t.ex bl.a osv dvs
    f.eks bl.a kl jf mvh ung etw gem lt od usf mind bspw
    """.split()
)
_SPLIT_BEFORE_CAPITAL = frozenset(
    "etc usw usf ecc enz osv prod temp config tech min max s.l s.a s.r.l lda ltda b.v n.v inc "
    "ltd corp co gmbh am pm a.m p.m uhr".split()
)
_FIRST_WORD = late(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MAY_END = frozenset("no al co di do fin sa so mi lt".split())
_WORD = late(r"[^\s(\[{\"'„“«»/]+$")
_CLOSERS = tuple("\"'”’»")
_ORDINAL = late(r"(?:^|[^\d.,:])\d{1,2}$")
_DATE = late(r"(?:^|\s|\()\d{1,2}\.\s?\d{1,2}$")
_MONTH = late(
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[zc]|quartal|kw\b|stock|etage|klasse|version|mal\b)",
    re.IGNORECASE,
)


def sentences(text: Mapped) -> Iterator[Mapped]:
    """The sentences of one paragraph or list item, stripped."""
    quoted = _quoted_ranges(text.text)
    at = 0
    for match in _END.finditer(text.text):
        if match.start() < at or not _ends(text.text, at, match, quoted):
            continue
        rest = text.text[match.end() : match.end() + 300]
        if not rest or not any(character.isalnum() for character in rest):
            break
        piece = text.cut(at, match.end()).strip()
        if piece:
            yield piece
        at = match.end()
    last = text.cut(at).strip()
    if last:
        yield last


def _quoted_ranges(text: str) -> list[tuple[int, int]]:
    odd = text.count('"') % 2 == 1
    return [match.span() for match in _QUOTES.finditer(text) if not (odd and match.group().startswith('"'))]


def _ends(text: str, at: int, match: re.Match[str], quoted: list[tuple[int, int]]) -> bool:
    if any(low < match.start() and match.end("mark" if match["mark"] else "wide") < high - 1 for low, high in quoted):
        return False
    if match["wide"]:
        return True
    following = text[match.end() : match.end() + 16]
    if not following:
        return True
    if following[0].islower() and text[match.end("mark") : match.end("mark") + 1] in _CLOSERS:
        return False
    if match["mark"] != ".":
        return match["mark"][-1] in "!?" or not following[0].islower()
    return _full_stop_ends(text[max(at, match.start() - 40) : match.start()], following)


def _full_stop_ends(before: str, following: str) -> bool:
    word = _WORD.search(before)
    token = word.group().lower() if word else ""
    if not token:
        return not following[0].islower()
    opens = following[0].isupper() and is_function_word(_FIRST_WORD.match(following))
    if _DATE.search(before):
        return opens
    if opens and (len(token) == 1 or token in _MAY_END):
        return True
    if _ORDINAL.search(before):
        return not (following[0].islower() or following[0].isdigit() or _MONTH.match(following))
    if token in _SPLIT_BEFORE_CAPITAL:
        return following[0].isupper()
    if token in _ABBREVIATIONS or (len(token) == 1 and token.isalpha() and not before[:-1].strip() == ""):
        return False
    if following[0].islower():
        return len(token) >= 4 and token.isalpha()
    return True
