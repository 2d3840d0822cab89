# ruff: noqa: E501  (patterns read better whole)
"""A title without times that only held when it was written: "since 06:40 UTC today", "seit gestern", "two days ago".

An article is read months later; when the one case began says nothing about the next.
"""

import re

_RELATIVE = (
    r"(?:to(?:day|night|morrow)|yesterday|(?:this|last|earlier this) (?:morning|afternoon|evening|night|week|month|year)|"
    r"last (?:mon|tues|wednes|thurs|fri|satur|sun)day|just now|"
    r"(?:heute|gestern)(?: (?:früh|morgen|mittag|abend|nacht))?|aujourd['’]hui|hier(?= (?:matin|soir))(?: (?:matin|soir))|"
    r"ce (?:matin|soir)|cette (?:nuit|semaine)|hoy|ayer|esta (?:mañana|tarde|noche|semana)|oggi|ieri|"
    r"vandaag|gisteren|vanmorgen|vanochtend|hoje|ontem)"
)
_WEEKDAY = (
    r"(?:(?:this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|hier)"
)
_DAY = rf"(?:{_RELATIVE}|{_WEEKDAY})"
_CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)"
_ZONE = r"(?:\s?\(?(?:UTC|GMT|Z|CES?T|[ECMP][SD]T|BST|IST|JST|local time|Uhr)(?:[+-]\d{1,2})?\)?)"
_DATE = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{4})?|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)"
)
_TIME = rf"(?:{_DAY}|{_CLOCK}{_ZONE}?|{_DATE})"
_SINCE = r"(?:since|as of|starting|ever since|seit|ab|depuis|desde|da|dal|sinds)"
_AT = r"(?:at|around|about|on|by|before|after|until|till|um|gegen|am|à|vers|a las|alle|om|op)"
_AGO = (
    r"(?:(?:about |some )?(?:\d+|an?|one|two|three|four|five|six|a few|several|some) "
    r"(?:minute|hour|day|week|month)s? ago|for (?:the (?:last|past) )?(?:\d+|an?|one|two|three|four|five|six|a few|several) "
    r"(?:minute|hour|day|week|month)s?(?: now)?|vor (?:\d+|einer|einem|zwei|drei) (?:Minuten?|Stunden?|Tagen?|Wochen?))"
)
_CHAIN = rf"{_TIME}(?:,?\s+(?:{_AT}\s+)?{_TIME})*"
_WHEN = re.compile(
    rf"(?i)[\s,(–—-]*(?<![\w-])(?:{_SINCE}\s+(?:about\s+|around\s+|early\s+)?(?:{_AT}\s+)?{_CHAIN}|{_SINCE}\s+{_AGO}|{_AGO}|"
    rf"(?:{_AT}\s+)?(?:{_CLOCK}{_ZONE}?,?\s+)?(?:{_AT}\s+)?(?<!^){_RELATIVE}(?:,?\s+(?:{_AT}\s+)?{_TIME})*)(?![\w-])\)?"
)


def timeless(title: str) -> str:
    """`title` without such times; the title itself where nothing else would be left."""
    without = " ".join(_WHEN.sub(" ", title).split())
    without = re.sub(r"\s+([,.;:)])", r"\1", without).strip(" ,;:–—-")
    return without or title
