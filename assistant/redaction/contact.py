# ruff: noqa: E501  (patterns read better whole)
"""Contact data, masked on request: e-mail addresses and phone numbers (library `phonenumbers` for international ones).

A number without a country code is a telephone by what stands around it (`contact.toml`) or by its form: North American
groups, or the trunk zero with groups of even separators.
"""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found
from assistant.redaction.vocabulary import either, read_table

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_NUMBER = re.compile(
    r"(?<![\w+#=@&%-])(?<![\d:][.:/])\(?\d(?:[ ()./-]{0,3}\d){5,14}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?(?!\d|[.:/]\d|[A-Za-z_])"
)
_PLUS = re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d ()/.\-]{6,20}\d")
_NANP = re.compile(r"(?:1[-. ])?(?:\(\d{3}\)[ ]?|\d{3}(?P<sep>[-. ]))\d{3}[-. ]\d{4}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?")
_TRUNK = re.compile(
    r"0[1-9]\d{0,3}(?P<sep>[ ./-])\d{2,4}(?:(?P=sep)\d{2,4}){1,3}|\(0[1-9]\d{0,4}\)[ ]?\d{2,4}(?:[ -]\d{2,4}){0,3}"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./]|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d")
_TABLE = read_table("contact.toml")
_FILLER = r"(?:[ ][^\W\d_]{1,8}){0,3}"
_WORD = re.compile(rf"(?i)(?<![^\W_])(?:{either(_TABLE['phone']['before'])})(?![^\W\d_]){_FILLER}\W{{0,4}}$")
_VERB = re.compile(rf"(?i)(?<![^\W_])(?:{either(_TABLE['phone']['verbs'])})(?![^\W\d_]){_FILLER}\W{{0,4}}$")
_AFTER = re.compile(rf"(?i)[ -]{{0,2}}\(?(?:{either(_TABLE['phone']['after'])})(?!\w)")
_OTHER = re.compile(
    rf"(?i)(?<![^\W_])(?:{either(_TABLE['other']['before'])})(?:[ ]?(?:no|nr|number|nummer|id|num[ée]ro|n[úu]mero|n°))?\W{{0,4}}$"
)
_WINDOW = 44


def find_emails(text: str) -> Iterator[Found]:
    """E-mail addresses."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found("email", match.start(), match.end())


def _is_phone(text: str, match: re.Match[str]) -> bool:
    value = match.group()
    digits = sum(c.isdigit() for c in value)
    grouped = not value.isdigit()
    above, _, before = text[max(0, match.start() - _WINDOW) : match.start()].rpartition("\n")
    if not before.strip():
        # a label may stand on the line before
        before = above.rstrip().rpartition("\n")[2]
    if _DATE.match(value):
        return False
    if _WORD.search(before):
        return digits >= 6
    if _OTHER.search(before):
        return False
    if grouped and (_NANP.fullmatch(value) or (9 <= digits <= 11 and _TRUNK.fullmatch(value))):
        return True
    if grouped and 7 <= digits and _AFTER.match(text, match.end()):
        return True
    return 7 <= digits and (grouped or digits >= 9) and "." not in value[1:3] and bool(_VERB.search(before))


def find_phones(text: str) -> Iterator[Found]:
    """Phone numbers: international ones, and national ones by their form or by the words around them."""
    for match in _NUMBER.finditer(text):
        if _is_phone(text, match):
            yield Found("phone", match.start(), match.end())
    if _PLUS.search(text):
        # lazy: the library loads its metadata on import
        import phonenumbers

        for found in phonenumbers.PhoneNumberMatcher(text, None, leniency=phonenumbers.Leniency.POSSIBLE):
            yield Found("phone", found.start, found.end)
