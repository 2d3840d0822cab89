"""What the house earns with a customer: revenue, contract and deal matters, which no text for customer teams holds.

The words are those the customer update is checked by (L-MONEY: `money_words` and `deal_words` of the drafts' lexicons,
all languages together). A money word always goes; an amount goes where a money or deal word stands in the same text, as
there: "invoice shows EUR 120" is the customer's own matter.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import PolicyError

_CURRENCY = r"(?:€|\$|£|¥|eur(?:o|os)?|usd|gbp|chf|jpy|brl|aud|cad|sek|nok|dkk|pln|inr|r\$|dollars?|pounds?)"
_SCALE = r"(?:\s?(?:k|m|mio|mrd|mn|mil|bn|tsd|million\w*|thousand)\b\.?)"
_NUMBER = r"\d(?:[\d.,’']*\d)?"
AMOUNT = (
    rf"(?:(?<!\w){_CURRENCY}\s?{_NUMBER}{_SCALE}?|(?<![\w.]){_NUMBER}{_SCALE}?\s?{_CURRENCY}(?!\w)|"
    rf"(?<![\w.]){_NUMBER}\s?(?:k|mio|mn)\b)"
)
_PLAIN = re.compile(r"[\w\s'’.*-]+")
_LINK = (
    r"(?:worth|with|of|over|about|around|approx\.?|ca\.?|some|in|at|for|an?|the|their|our|und|and|mit|von|über|"
    r"im wert von|avec|de|con|di|para|met|van)"
)
_TAIL = r"(?:per year|a year|/ ?(?:yr|year|a)|p\.?a\.?|annually|per annum|yearly|at risk|at stake|in danger)"
_LEAST = 2
"""Words that a part must still have to say something."""


@dataclass(frozen=True)
class Deals:
    """Patterns of the money words and of the deal words; None where there is no lexicon."""

    money: re.Pattern[str] | None = None
    deal: re.Pattern[str] | None = None


def load_deals(folder: Path) -> Deals:
    """The words of all the drafts' lexicons in `folder`. Raises PolicyError for one that cannot be read."""
    money: set[str] = set()
    deal: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8")).get("cues", {})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PolicyError(f"{path.name} cannot be read: {error}", "Restore it from the release.") from error
        money |= set(_words(data.get("money_words", ())))
        deal |= set(_words(data.get("deal_words", ())))
    return Deals(_pattern(money), _pattern(deal))


def _words(cues: Iterable[str]) -> Iterable[str]:
    """The cues that are words or phrases; those with gaps or counts are left to the checks."""
    return (w.strip() for cue in cues for w in cue.split("|") if w.strip() and ".." not in w and _PLAIN.fullmatch(w))


def _pattern(words: set[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    ordered = sorted(words, key=lambda w: (-len(w), w))
    told = "|".join(_one(w) for w in ordered)
    return re.compile(rf"(?i)(?:{told})")


def _one(word: str) -> str:
    body = re.escape(word.strip("*")).replace(r"\ ", r"\s+").replace(r"\*", r"\w*")
    if word[0] >= "\u2fff":
        return body
    before = r"\w*" if word.startswith("*") else ""
    after = r"\w*" if word.endswith("*") else r"(?!\w)"
    return rf"(?<!\w){before}{body}{after}"


def without_deals(text: str, deals: Deals) -> str:
    """`text` without revenue and deal matters, and without the parts that nothing else is left of."""
    money = deals.money.pattern.removeprefix("(?i)") if deals.money else None
    business = any(p is not None and p.search(text) for p in (deals.money, deals.deal))
    pieces = [p for p in (AMOUNT if business else None, money) if p]
    if not pieces:
        return text
    one = f"(?:{'|'.join(pieces)})"
    pattern = re.compile(rf"(?i)(?:(?<!\w){_LINK}\s+)*{one}(?:[\s,]*(?:{_LINK}\s+)*(?:{one}|{_TAIL}(?!\w)))*")
    if not pattern.search(text):
        return text
    kept = []
    # NOTE: taken out of the whole first: an amount may hold what parts a text, as "74 Tsd. Euro"
    for part in re.split(r"((?:[;()\[\]–—|]|[,.:](?=\s)|\s-\s)\s*)", pattern.sub(" \0 ", text)):
        cleaned = part.replace("\0", " ")
        rest = len(re.findall(r"[^\W\d_]{2,}", cleaned))
        gone = cleaned != part and (rest < _LEAST or bool(deals.deal and deals.deal.search(cleaned)))
        kept.append("" if gone else cleaned)
    line = " ".join("".join(kept).split())
    line = re.sub(r"[(\[]\s*[)\]]", "", line)
    line = re.sub(r"\s+([,.;:)\]])", r"\1", line)
    line = re.sub(r"(?:[,;:]\s*)+(?=[,;:.])", "", line)
    return " ".join(line.split()).strip(" -–—:;,|(")
