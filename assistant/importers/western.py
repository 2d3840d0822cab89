"""Whether bytes are text of Western Europe in Windows' encoding, told by the letters its languages have."""

import re

ENCODING = "cp1252"
_LANGUAGES = tuple(
    frozenset(letters + letters.upper())
    for letters in ("äöüßéèàç", "éèêëàâçùûîïôœæü", "ñáéíóúüçàèòï", "ãõáéíóúâêôàçü", "àèéìíòóùúîç", "æøåäöéèüó",
                    "áéíóúýþæðö", "ëïéèöüóáíàêç")
)  # fmt: skip
"""German, French, Spanish and Catalan, Portuguese, Italian, the Nordic ones, Icelandic, Dutch."""
_STRANGE = re.compile(
    r"\ufffd|(?<=[^\W\d_])[^\w\s\x00-\x7f’‘´·–—\xa0\xad](?=[^\W\d_])|(?<=[a-zà-öø-ÿ])[À-ÖØ-ÞŠŒŽŸ](?=[a-z])"
)
"""What no text holds, or a word holds inside only where it was read in the wrong encoding: `g„nge`, `KŠufer`."""
_FEW = 0.05


def is_likely(raw: bytes) -> bool:
    """Whether it holds few signs of another encoding."""
    text = raw.decode(ENCODING, "replace")
    return len(_STRANGE.findall(text)) <= _FEW * sum(c > "\x7f" for c in text)


def is_one_language(raw: bytes) -> bool:
    """Whether nearly all its letters beyond ASCII are those of one language, with few signs of another encoding."""
    letters = [c for c in raw.decode(ENCODING, "replace") if c > "\x7f" and c.isalpha()]
    strangers = min(sum(c not in language for c in letters) for language in _LANGUAGES)
    return strangers <= _FEW * len(letters) and is_likely(raw)
