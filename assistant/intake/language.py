"""The language the customer writes in, by py3langid over the customer's own prose.

py3langid takes 0.7 s to load, so it is loaded only where short function words leave a doubt: they decide a
text of some length at once, and never a short one.

A language that the product has no word lists for needs function words of its own: an English phone note full of Danish
names reads as Danish to a model of letter pairs. Without them the text is read again, its names left out, as one of the
languages that the product does read.
"""

import re
from collections import Counter
from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DEFAULT = "en"
_USUAL = ["en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh", "pl", "sv", "da"]
_WRITTEN = frozenset("en de fr es pt it nl ja zh".split())
"""Languages the model is believed in without further proof: those the product reads, and one told by its script."""
_ENOUGH = 4_000
_SHORT = 60
_PROVEN = 12
"""Votes of function words, six for a word that one language alone has: the least for a language without word lists."""
_SPARSE = 0.8
"""Votes to a word below which a long text has too few function words of the known languages to be in one of them."""
_FUNCTION_WORDS = {
    "en": "the and is are was to of in we our it this that not for with have has when you your can't "
    "don't it's i'm please but on be my they from after cannot does an there if "
    "at by or as because until him her he she them then than been were had did would could should into about any all "
    "just also only since still again where how what which who why out",
    "de": "der die das und ist nicht wir ich sie ein eine mit auf für bei den dem zu es seit wenn aber "
    "auch kein keine haben hat wird sind uns noch von im bitte nur nach",
    "fr": "le la les et est une nous vous pas je que qui dans pour sur avec mais depuis c'est j'ai au "
    "des du ne ce plus bonjour merci sont votre notre quand il elle",
    "es": "el los las es una que no nos y con por pero desde está hemos para se al del lo muy cuando "
    "hola gracias como más ha son este esta nuestro sin un mi",
    "pt": "o os as é uma que não nos e com por mas desde está estamos para ao do da em muito quando "
    "olá obrigado como mais há são este nosso sem um meu já você vocês isso tem",
    "it": "il gli è una che non e con per ma da è abbiamo di al del della lo molto quando grazie come "
    "più ha sono questo nostro senza un mio mia alla alle ai nella dalla sulla ciao buongiorno anche nel ci si",
    "nl": "de het een en is niet wij we ik van op met voor bij dat deze maar ook geen hebben heeft "
    "wordt zijn ons nog uit als kan naar sinds er te worden",
    "pl": "i w na nie się jest że do z od dla po przez ale to jak nam nasz już są ma mamy tylko proszę dzień dobry",
    "sv": "och att det är inte vi jag på med för som en ett av till har den men från när kan vår sedan",
    "da": "og at det er ikke vi jeg på med for som en et af til har den men fra når kan vores siden",
}
_OWNERS: dict[str, list[str]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in set(_words.split()):
        _OWNERS.setdefault(_word, []).append(_language)


def is_function_word(match: re.Match[str] | None) -> bool:
    """True for the small words that, with a capital, begin a sentence in some language."""
    return match is not None and match.group().lower().replace("’", "'") in _OWNERS


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOISE = re.compile(
    r"https?://\S+|\S+@\S+|[\"“„«`「][^\"”“»`」]{1,200}[\"”“»`」]|\S*[\d_/\\=<>{}()\[\]]\S*|\b[A-Z]{2,}\b"
)
_ENOUGH_WORDS = 5
_FEW_WORDS = 6
"""Up to here one function word may outweigh the model: "pls help us". In more words "no" alone makes no Spanish."""
_KANA = re.compile(r"[\u3040-\u30ff]")
_ELSEWHERE = re.compile(r"[ğışěřůťďňőűățșāēģīķļņūčšž\u0400-\u04ff\u0600-\u06ff\u0900-\u097f]")
"""Letters that none of the usual languages has."""
_SEVERAL = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCRIPTS = (
    ("ja", _KANA),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", _HAN),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)


def language_of(sentences: Iterable[str]) -> str:
    """ISO 639-1 code of what these sentences are written in; "en" where it cannot be told."""
    text = _NOISE.sub(" ", "\n".join(sentences)[:_ENOUGH])
    if not text.isascii() and (script := _script_of(text)):
        return script
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if len(words) < 2:
        return DEFAULT
    found = _by_function_words(words) or _by_model(" ".join(words), words, _prose(text))
    return _opening_language(words) or found if found == DEFAULT else found


def _prose(text: str) -> list[str]:
    """The words that are no names: without the capitals inside a sentence, where enough is left to judge by."""
    found = [(word.group(), _opens(text, word.start())) for word in _WORD.finditer(text)]
    plain = [word for word, opens in found if opens or not word[:1].isupper() or word.lower() in _OWNERS]
    return plain if len(plain) >= _ENOUGH_WORDS else [word for word, _ in found]


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or a line begins here."""
    before = text[max(0, at - 4) : at].rstrip(" \"'“„«(¿¡*_-•")
    return at == 0 or not before or before[-1] in ".!?…:\n"


def _script_of(text: str) -> str | None:
    """A language told by its letters alone."""
    letters = sum(1 for character in text if character.isalpha())
    for code, script in _SCRIPTS:
        if letters and len(script.findall(text)) > letters * 0.2:
            return code
    return None


def _votes(words: list[str]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for word in words:
        owners = _OWNERS.get(word, ())
        for owner in owners:
            votes[owner] += 6 // len(owners) if len(owners) < 6 else 1
    return votes


def _by_function_words(words: list[str]) -> str | None:
    """A language with many function words of its own and no rival near it."""
    ranked = _votes(words).most_common(2)
    if not ranked or ranked[0][1] < 30 or ranked[0][1] < len(words) * 0.9:
        return None
    rival = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= rival * 2.2 else None


def _opening_language(words: list[str]) -> str | None:
    """The language of the first lines, where English is only what was copied in below them."""
    votes = _votes(words[:24])
    favourite, count = votes.most_common(1)[0] if votes else (DEFAULT, 0)
    return favourite if count >= 24 and count >= 3 * votes[DEFAULT] else None


def _by_model(text: str, words: list[str], plain: list[str]) -> str:
    whole, usual, read = _identifiers()
    if len(_ELSEWHERE.findall(text)) >= _SEVERAL:
        return str(whole.classify(text)[0])
    votes = _votes(words)
    favourite, count = votes.most_common(1)[0] if votes else (DEFAULT, 0)
    code = str(whole.classify(text)[0]) if len(text) >= _SHORT * 4 else ""
    if code in _USUAL or not code or votes and count >= len(words) * _SPARSE:
        code = str(usual.classify(text)[0]) if code not in _USUAL else code
        if code not in _WRITTEN and votes[code] < max(_PROVEN, count):
            code = str(read.classify(" ".join(plain).lower())[0])
    return _settled(code, votes, words)


def _settled(code: str, votes: Counter[str], words: list[str]) -> str:
    """Product names pull the model away from English; the function words in the text pull back."""
    if not votes:
        return code if len(words) >= 6 else DEFAULT
    favourite, count = votes.most_common(1)[0]
    own = {word for word in words if favourite in _OWNERS.get(word, ())}
    if favourite != code and count >= 2 * votes[code] and count >= 6 and (len(own) > 1 or len(words) < _FEW_WORDS):
        return favourite
    return code


@cache
def _identifiers() -> tuple["LanguageIdentifier", "LanguageIdentifier", "LanguageIdentifier"]:
    """Of all languages, of the usual ones, and of those the product reads."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    usual = copy(whole)
    usual.set_languages(_USUAL)
    read = copy(whole)
    read.set_languages(sorted(_WRITTEN))
    return whole, usual, read
