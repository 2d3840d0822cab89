# ruff: noqa: E501  (patterns and tables read better whole)
"""Whether a sentence writes a time zone, and by how many hours the zone behind a time of day is ahead of UTC.

A zone is an abbreviation that desks write (those of the tz database and of each language), an offset directly behind a
time of day, a region of the tz database ("Europe/Paris"), a closed list of words ("your local time", "Ortszeit"), or a
place or country with the word for time near a time of day ("heure de Paris"). An error code ("LK-0932") is none, and
"the first time", "letzter Zeit", "heure d'ouverture" are none.
"""

import re

from assistant.grounding.clocks import ZONE_HOURS

_UPPER = "|".join(sorted((z.upper() for z in ZONE_HOURS), key=len, reverse=True))
_ABBREVIATION = re.compile(
    rf"(?<![\w-])(?:(?:UTC|GMT)\s?[+−-]\d{{1,2}}(?::?[0-5]\d)?(?!\w)|(?:UTC|GMT|{_UPPER}|[ECMP]T|AoE)(?![\w]|-\w))"
)
_BEHIND_CLOCK = re.compile(
    r"(?i)(?<![\w.:-])(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?(?:[ap]\.?m\b\.?|h|uhr|uur)|\d{2})(?:Z\b|\s?\(?(?:\+(?:0\d|1[0-4])(?::?[0-5]\d)?|[-−]0\d(?::?[0-5]\d)?)(?![\w:]))"
    r"|T\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:Z\b|[+−-](?:0\d|1[0-4]):?[0-5]\d)"
)
_REGION = re.compile(
    r"(?<![\w/])(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Z][\w+-]+"
)
_SAID = re.compile(
    r"(?i)(?<!\w)(?:(?:the |our |your |my )?local time|(?:our|your|my) time(?: ?zone)?|(?:central european|eastern|central|mountain|pacific|greenwich mean|western european|atlantic|british|german|french|spanish|italian|dutch|japanese|portuguese|brazilian|swiss|austrian|irish|indian|chinese|australian) (?:standard |summer |daylight |winter )?time"
    r"|ortszeit|lokalzeit|weltzeit|(?:unserer|ihrer|eurer|deutscher|schweizer|[oö]sterreichischer|mitteleurop[aä]ischer|franz[oö]sischer|spanischer|italienischer|portugiesischer|niederl[aä]ndischer|japanischer|britischer|hiesiger|lokaler) (?:sommer|winter|orts)?zeit|[oö]rtlicher zeit"
    r"|(?:heure|hora|ora) (?:locale?|universelle|fran[cç]aise|belge|suisse|espa[nñ]ola|peninsular|canaria|mexicana|argentina|colombiana|italiana|portuguesa|brasileira|alem[aã]n?a?|oficial|legal)|(?:notre|votre) heure|(?:su|nuestra|vuestra) hora(?: local)|(?:sua|nossa|vossa) hora(?: local)|hor[aá]rio (?:local|comercial local|oficial)"
    r"|(?:lokale|plaatselijke|nederlandse|belgische|onze|uw|jouw|jullie|midden-europese) (?:zomer|winter)?tijd)(?!\w)"
    r"|日本時間|現地時間|標準時|協定世界時|世界標準時|御地時間|貴地時間"
)
_PLACED = re.compile(
    r"(?<!\w)(?:[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)? (?:[Tt]ime|[Ss]tandard [Tt]ime)(?!\w)|[A-ZÀ-Þ][a-zß-ÿ]+(?:er|ischer) (?:Orts|Sommer|Winter)?[Zz]eit(?!\w)"
    r"|(?:[Hh]eure|[Hh]ora|[Oo]ra|[Hh]or[aá]rio)s? (?:de la |de l['’]|del |della |dell['’]|d[eao]s? |d['’]|di )[A-ZÀ-Þ]\w+|[A-ZÀ-Þ]\w+s[e]? tijd(?!\w)|[Tt]ijd in [A-ZÀ-Þ]\w+)"
    r"|[一-龯ァ-ヶー]{2,10}時間(?=[)）、。でにま])"
)
_NO_PLACE = re.compile(
    r"(?i)^(?:(?:the )?(?:first|second|third|last|next|every|each|any|same|this|that|response|waiting|start|opening|closing|lead|run|down|up|all|real|part|full|some|long|no|what|one|prime|happy|delivery|loading) time|\w*(?:letzt|einig|l[aä]nger|kurz|dies|welch|jed|all|ganz|viel|gewiss|nächst)er zeit|\w*(?:lange|zelfde|eerste|laatste) tijd)"
)
_CLOCK = re.compile(
    r"(?i)(?<![\w.:-])\d{1,2}(?:[:.h]\d{2}|\s?(?:[ap]\.?m\b|uhr|uur|h\b|hours|o'clock|時))|(?<!\w)(?:noon|midday|midnight|mittags?|midi|mediodía|mezzogiorno|meio-dia)(?!\w)"
)
_NEAR = 48
"""Characters between a time of day and the place whose time it is: room for a date."""
_OFFSET = re.compile(
    r"(?i)(?::[0-5]\d(?:[.,]\d+)?)?[\s,]{0,2}(?:uhr|uur|h|heures|horas|ore)?[\s,(]{0,3}(?:(?P<zulu>z)\b|(?P<utc>utc|gmt)?\s?(?P<sign>[+−-])(?P<h>\d{1,2}):?(?P<m>[0-5]\d)?(?![\d:])|(?P<name>[a-z]{2,5})(?!\w)(?:\s?\((?:utc|gmt)\s?(?P<sign2>[+−-])(?P<h2>\d{1,2}))?|(?P<ja>日本時間))"
)
_WORDS_TOO = frozenset({"est", "ist", "west", "art", "wet"})
"""Abbreviations that are words of a language when written small."""
_JAPAN = 9.0


def writes_zone(sentence: str) -> bool:
    """Whether a time zone is written. Example: "16:00 heure de Paris"; not "LK-0932 the first time at 16:00"."""
    if any(p.search(sentence) for p in (_ABBREVIATION, _BEHIND_CLOCK, _REGION, _SAID)):
        return True
    clocks = [m.span() for m in _CLOCK.finditer(sentence)]
    return bool(clocks) and any(
        not _NO_PLACE.match(m.group()) and any(m.start() - end <= _NEAR and start - m.end() <= _NEAR for start, end in clocks)
        for m in _PLACED.finditer(sentence)
    )  # fmt: skip


def hours_ahead(behind: str) -> float:
    """Hours ahead of UTC of the zone with which the words behind a time of day begin; 0 where none is written there."""
    match = _OFFSET.match(behind)
    if match is None:
        return 0.0
    if match["ja"]:
        return _JAPAN
    name = match["name"]
    if name is not None:
        if match["h2"]:
            return float(match["h2"]) * (1 if match["sign2"] == "+" else -1)
        return float(ZONE_HOURS.get(name.lower(), 0)) if name.isupper() or name.lower() not in _WORDS_TOO else 0.0
    if match["zulu"]:
        return 0.0
    if match["sign"] != "+" and match["utc"] is None and match["m"] is None:
        return 0.0  # "16:00 - 17" is a range
    return (int(match["h"]) + int(match["m"] or 0) / 60) * (1 if match["sign"] == "+" else -1)
