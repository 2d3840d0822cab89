# ruff: noqa: E501  (patterns and tables read better whole)
"""Payment cards by issuer range and Luhn digit (ISO/IEC 7812-1), bank accounts by IBAN check digits (ISO 13616)."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found
from assistant.redaction.vocabulary import either, read_table

_CARD = re.compile(
    r"(?<![\w.:/=#+-])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -]?)\d{6}\2\d{4,5}|\d{12,19})(?![\w-]|[.:]\d)"
)
_TABLE = read_table("contact.toml")
OTHER_NUMBER = re.compile(
    rf"(?i)(?<![^\W_])(?:{either(_TABLE['other']['before'])})\W{{0,3}}(?:(?:no|nr|number|nummer|id|num[ée]ro|n[úu]mero)\W{{0,3}})?$"
)
"""What before a number says that it numbers an order, a ticket or another thing."""
_CARD_BEFORE = re.compile(
    rf"(?i)(?<![^\W_])(?:{either(_TABLE['card']['before'])})(?![^\W_])(?:[ .#:-]{{1,3}}[^\W\d_]{{1,10}}){{0,3}}[ .#:=-]{{0,4}}$|(?:カード|番号)\W{{0,3}}$"
)
_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9]{4})")
# SWIFT IBAN registry: country → length
_IBAN_LENGTH = dict(
    pair.split(":")
    for pair in (
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 "
        "FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 "
        "LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 SC:31 SD:18 "
        "SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20"
    ).split()
)


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _issued(digits: str) -> bool:
    """Whether a card network issues numbers of this beginning and length."""
    size, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[0] == "4":
        return size in (16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return size == 16
    if two in (34, 37):
        return size == 15
    if two in (36, 38) or 300 <= three <= 305:
        return size in (14, 16)
    if four in (1800, 2131):
        return size == 15
    return size in (16, 17, 18, 19) and (3528 <= four <= 3589 or two in (50, 56, 57, 58, 60, 62, 63, 64, 65, 67, 81))


def find_cards(text: str) -> Iterator[Found]:
    """Card numbers, written together or in groups."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before = text[max(0, match.start() - 40) : match.start()]
        if not luhn(digits) or len(set(digits)) == 1:
            continue
        # beside the word "card" any number of a card's length will do: networks of old and regional ones are many
        if _CARD_BEFORE.search(before) or (
            _issued(digits) and (match.group() != digits or not OTHER_NUMBER.search(before))
        ):
            yield Found("card", match.start(), match.end())


def iban_is_valid(value: str) -> bool:
    """Whether length and check digits fit the country (ISO 13616, modulo 97)."""
    plain = value.replace(" ", "").replace("-", "").upper()
    if _IBAN_LENGTH.get(plain[:2]) != str(len(plain)):
        return False
    remainder = 0
    for c in plain[4:] + plain[:4]:
        remainder = (remainder * (10 if c.isdigit() else 100) + int(c, 36)) % 97
    return remainder == 1


def find_ibans(text: str) -> Iterator[Found]:
    """IBANs, written together or in groups; words that follow one are left alone."""
    read = 0
    for head in _IBAN_HEAD.finditer(text):
        length = int(_IBAN_LENGTH.get(head.group(1).upper(), "0"))
        if not length or head.start() < read:
            continue
        end, taken = head.start(), 0
        while taken < length and end < len(text) and (text[end].isascii() and text[end].isalnum() or text[end] in " -"):
            taken += text[end] not in " -"
            end += 1
        if length and taken == length and iban_is_valid(text[head.start() : end]) and not text[end : end + 1].isalnum():
            read = end
            yield Found("iban", head.start(), end)
