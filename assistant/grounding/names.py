"""Names: words capitalised where ordinary words of the language are not.

In most languages a capital inside a sentence is enough; at its head the word must tell something ("Nordwind reports").
German capitalises every noun, so there a name needs a second sign: a title before it, a company's form behind it,
another capital inside, two unknown capitals in a row, or a place where only a name goes without an article.
Japanese has no capitals: what stands before 様 or さん, after 株式会社, and Latin words.
"""

import re
from collections.abc import Iterator

from assistant.grounding.claims import ClaimKind
from assistant.grounding.scan import Scan
from assistant.grounding.surface import fold
from assistant.grounding.vocabulary import codes

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_LEAD = re.compile(r"(?:^|[.!?:;…。！？¿¡(\[{\"“„«»‹「『*_>|/•–—])[\s\"“„«‹'‘(\[*_]*$|^[\s>#*+-]*$|-\s$")
_LABEL_LINE = re.compile(
    r"(?m)^[ \t>*+#-]*(?:\*\*|__)?[^\n:：*]{2,48}[:：](?:\*\*|__)?|^[ \t]*#{1,6} [^\n]*$|^[ \t]*■[^\n]*$"
)
_ELIDED = re.compile(r"(?:[dlnmtscj]|qu|all|dell|nell|sull|un|dall)'$")
_INSIDE = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_NAMED_JA = re.compile(r"([\u3400-\u9fff\u30a0-\u30ff々ー]{1,10})(様|さん|氏|殿)")
_COMPANY_JA = re.compile(
    r"(?:株式会社|有限会社)([\u3400-\u9fff\u30a0-\u30ffー]{2,12})|([\u3400-\u9fff\u30a0-\u30ffー]{2,12})(?:株式会社|有限会社)"
)
_GERMAN_NOUN = re.compile(
    r"\w{3}(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tat|taten|nis|nisse|nissen|ismus|ment|mente|anz|enz"
    r"|isten|isten|ierung|fall|falls|zeit|zeiten|weise)$"
)
"""Endings of German nouns that no name has."""
_PLURALS = ("en", "er", "ern", "eln", "e", "s")
"""Endings of German plurals, and of adjectives made nouns; a name with one is left out rather than a noun held."""
_FOLLOWS = re.compile(r"\s([^\W\d_]+)")
_LEADS = re.compile(r"(?<![^\W_])([^\W\d_]+)\s$")
_NUMBERED = re.compile(r"\s\d")
_CJK = 0x3000


def find_names(scan: Scan) -> None:
    """Capitalised words that are held to be names, each its own claim."""
    labels = [m.span() for m in _LABEL_LINE.finditer(scan.text)]
    for start, end in _capitalised(scan):
        if scan.free(start, end) and not any(low <= start < high for low, high in labels):
            scan.add(ClaimKind.NAME, start, end, ((("name", scan.folded[start:end]),),))
    if scan.language == "ja":
        _japanese(scan)


def _capitalised(scan: Scan) -> Iterator[tuple[int, int]]:
    text, plain = scan.text, scan.vocabulary.plain | scan.vocabulary.months.keys() | scan.vocabulary.weekdays.keys()
    acronyms, german = codes().acronyms, scan.language == "de"
    last_end, last_capital = -9, False
    for match in _WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        if not word[0].isupper() or end - start < 2:
            last_end, last_capital = end, False
            continue
        folded = scan.folded[start:end]
        shaped = _INSIDE.search(word) is not None or (word.isupper() and len(word) > 1)
        follows = last_capital and text[last_end:start] in (" ", "-", "-", " & ")
        before = text[max(0, start - 12) : start]
        initial = (
            _LEAD.search(before) is not None
            or (start < 12 and not before.strip())
            or "\n" in before[len(before.rstrip()) :]
        )
        title = _after_title(scan, start)
        form = _before_form(scan, end)
        last, last_end, last_capital = last_end, end, (not initial or shaped) and folded not in plain
        if folded in plain or (folded in acronyms and word.isupper()) or scan.folded[end : end + 1].isdigit():
            continue
        named = shaped or title or form or scan.language == "ja" or _stands_bare(scan, start, end, initial=initial)
        pair = follows and not initial and not (german and _is_noun_beside(scan, last, start, end))
        if named or pair or (not german and not initial):
            yield start, end


def _is_noun_beside(scan: Scan, last: int, start: int, end: int) -> bool:
    """Whether a German capital after another is no name: a compound, a genitive's noun, "Seite 9", "-ung"."""
    return (
        scan.text[start - 1] != " "
        or scan.text[last - 1] == "s"
        or _NUMBERED.match(scan.text, end) is not None
        or _GERMAN_NOUN.search(scan.folded[start:end]) is not None
    )


def _stands_bare(scan: Scan, start: int, end: int, *, initial: bool) -> bool:
    """Whether a word stands where only a name goes without an article.

    At the head of a sentence before a verb of telling ("Nordwind reports the same"), in German also after "bei", "von"
    and the like, where it neither ends as nouns do that need no article nor is a plural.
    """
    vocabulary, word = scan.vocabulary, scan.folded[start:end]
    if end - start < SHORTEST or word in vocabulary.speakers:
        return False
    german = scan.language == "de"
    if german and (_GERMAN_NOUN.search(word) or word.endswith(vocabulary.bare_nouns)):
        return False
    if initial:
        after = _FOLLOWS.match(scan.folded, end)
        return after is not None and after[1] in vocabulary.speaks
    lead = _LEADS.search(scan.folded[max(0, start - 16) : start])
    return german and lead is not None and lead[1] in vocabulary.bare_lead and not word.endswith(_PLURALS)


def _after_title(scan: Scan, start: int) -> bool:
    match = re.search(r"(?<![^\W_])([^\W\d_]+)\.?\s$", scan.folded[max(0, start - 16) : start])
    return match is not None and match[1] in scan.vocabulary.titles


def _before_form(scan: Scan, end: int) -> bool:
    match = re.match(r",?\s([^\W\d_]+)(?![^\W\d_])", scan.folded[end : end + 12])
    return match is not None and match[1] in scan.vocabulary.forms


def _japanese(scan: Scan) -> None:
    not_named = codes().not_named
    for match in _NAMED_JA.finditer(scan.text):
        name = match[1]
        if name not in not_named and not any(name.endswith(x) for x in not_named) and scan.free(*match.span(1)):
            scan.add(ClaimKind.NAME, *match.span(1), ((("name", name),),))
    for match in _COMPANY_JA.finditer(scan.text):
        group = 1 if match[1] else 2
        if scan.free(*match.span(group)):
            scan.add(ClaimKind.NAME, *match.span(group), ((("name", match[group]),),))


_ENDINGS = frozenset(fold(x) for x in ("s", "es", "n", "en", "e", "er", "a", "x", "i", "o", "m", "us", "is"))
SHORTEST = 4
"""Letters that two forms of one name share at least."""


def same_name(a: str, b: str) -> bool:
    """Whether two folded words are one name, an ending of case or plural aside ("marias", "maria")."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return a == b or (len(short) >= SHORTEST and long.startswith(short) and long[len(short) :] in _ENDINGS)
