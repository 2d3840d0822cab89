"""In which old encoding bytes are text of a language written in Latin letters, told by the letters of its alphabet.

Read in the wrong encoding, a language shows letters of none, or signs inside its words: Polish in the Western one
`mo¿emy`, Hungarian an `õ` beside its `ö`. Each line is held against every alphabet, as a file may hold several
languages.
"""

import re
from collections import Counter

WESTERN = "cp1252"
_ENCODINGS = (WESTERN, "cp1250", "cp1254", "cp1257", "iso8859_2", "mac_roman", "cp850")
"""Windows' own before Unix's, Apple's and DOS's; of those that fit as well the first one counts."""
_LETTERS = (
    "äöüßéèàç",  # German
    "éèêëàâçùûîïôœæü",  # French
    "ñáéíóúüçàèòï",  # Spanish and Catalan
    "ãõáéíóúâêôàçü",  # Portuguese
    "àèéìíòóùúîç",  # Italian
    "æøåäöéèüó",  # Nordic
    "ëïéèöüóáíàêç",  # Dutch
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Slovene, Croatian, Bosnian
    "ăâîşţ",  # Romanian
    "çğıİöşüâîû",  # Turkish
    "ąčęėįšųūž",  # Lithuanian
    "āčēģīķļņšūž",  # Latvian
    "äöõüšž",  # Estonian
    "áéíóúýþæðö",  # Icelandic
)
_ALPHABETS = tuple(frozenset(letters + letters.upper()) for letters in _LETTERS)
_STRANGE = re.compile(
    r"[\ufffd\x80-\x9f]|(?<=[^\W\d_])[^\w\s\x00-\x7f’‘´·–—\xa0\xad](?=[^\W\d_])"
    r"|(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŒŽŸ](?=[a-z])"
)
"""What no text holds, or a word holds inside only where it was read in the wrong encoding: `g„nge`, `KŠufer`."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_RUN = 2
"""Most bytes beyond ASCII in a row, on average, in text of Latin letters; whole words are so in other scripts."""
_FEW = 0.05
_SELDOM = 0.5
"""Against Icelandic: its letters stand where Turkish has its own; an accent says that it is none of that."""
_ICELANDIC = frozenset("áéíóúæÁÉÍÓÚÆ")


def is_latin(raw: bytes) -> bool:
    """Whether its bytes beyond ASCII stand alone among plain letters, as accents do."""
    runs = _BEYOND_ASCII.findall(raw)
    return sum(map(len, runs)) <= _RUN * len(runs)


def told(raw: bytes) -> str | None:
    """The encoding in which nearly all letters beyond ASCII are those of alphabets; None where there is none."""
    best, fewest = WESTERN, float(len(raw))
    lines = raw.split(b"\n")
    for encoding in _ENCODINGS:
        read = [line.decode(encoding, "replace") for line in lines]
        if (strangers := sum(map(_strangers, read))) < fewest:
            best, fewest = encoding, strangers
    beyond = sum(c > "\x7f" and c.isalpha() for c in raw.decode(best, "replace"))
    return best if fewest <= _FEW * beyond else None


def is_likely(raw: bytes) -> bool:
    """Whether it holds few signs of an encoding other than the Western one."""
    text = raw.decode(WESTERN, "replace")
    return len(_STRANGE.findall(text)) <= _FEW * sum(c > "\x7f" for c in text)


def _strangers(line: str) -> float:
    """Letters beyond the alphabet that fits the line best, and signs where no text has them."""
    letters = Counter(c for c in line if c > "\x7f" and c.isalpha())
    *usual, icelandic = (sum(n for c, n in letters.items() if c not in alphabet) for alphabet in _ALPHABETS)
    doubt = 0 if _ICELANDIC & letters.keys() else _SELDOM
    return min(*usual, icelandic + doubt) + len(_STRANGE.findall(line))
