# ruff: noqa: E501  (patterns read better whole)
"""Personal names, masked on request: those the caller knows, and those the text itself shows to be names.

What is shown once (`shown.py`) is masked wherever it stands, whole or by its parts: "Anna Keller" by "Anna" and by
"Keller", but not a part that is an ordinary word, in this text or in general ("Mark", "Will"), nor one in a company's name.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.redaction.found import Found
from assistant.redaction.shown import name_parts, shown_names, word_sets
from assistant.redaction.vocabulary import either

_SHORTEST_PART = 3
_COMPANY = re.compile(r"[ ](?:&[ ])?([A-Za-z]{2,14})")
_SMALL = re.compile(r"(?<![\w@./\\-])[a-zß-öø-ÿ]{3,}(?![\w@/\\-]|\.\w)")
"""Words in small letters, those of addresses and paths left out."""
_OF_A_DOMAIN = (" & ", "-Gruppe", ".com", ".io", ".net", ".org", ".de")


def _forms(name: str, small: set[str]) -> Iterator[str]:
    """What one name is masked as: itself, turned round, and its parts; `small` are the text's words in small letters."""
    parts = name_parts(name)
    yield name
    if "," in name and len(parts) == 2:
        yield f"{parts[1]} {parts[0]}"
    _, also_words, forms = word_sets()
    if len(parts) == 1 or parts[-1].lower() in forms:
        return
    for part in parts:
        low = part.lower()
        if len(part) >= _SHORTEST_PART and low not in also_words and low not in small and low != part:
            yield part


def _is_company(text: str, end: int) -> bool:
    """Whether a company's form or a domain's ending follows: "Keller GmbH", "Baker & Sons"."""
    after = _COMPANY.match(text, end)
    return bool(after and after.group(1).lower() in word_sets()[2]) or text.startswith(_OF_A_DOMAIN, end)


def find_people(text: str, names: Iterable[str] = ()) -> Iterator[Found]:
    """`names` and the names the text shows: case-sensitive, as whole words; a possessive "'s" is left standing."""
    known = {n.strip() for n in names if n.strip()} | shown_names(text)
    if not known:
        return
    small = set(_SMALL.findall(text))
    forms = {form for name in known for form in _forms(name, small)}
    spaced = {f for f in forms if f.isascii() or ord(f[0]) < 0x2FFF}
    for pattern in (
        re.compile(rf"(?<![\w@.])(?:{either(tuple(spaced))})(?![\w@]|\.\w)") if spaced else None,
        # names in scripts without blanks have no word boundary
        re.compile(either(tuple(forms - spaced))) if forms - spaced else None,
    ):
        for match in pattern.finditer(text) if pattern else ():
            if " " in match.group() or not _is_company(text, match.end()):
                yield Found("person", *match.span())
