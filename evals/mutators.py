"""Mutators of customer updates: each plants exactly one fault of its kind into a good text, in the text's language.

A mutator gets the text, foreign material and a source of chance, and returns None where the text offers no place for
its fault. It names the findings that would say what is wrong; it knows nothing of how they are found.
"""

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from assistant.domain import KnowledgeKind, Match, UpdateKind, Visibility
from evals.foreign import Foreign, made_amount, made_secret
from evals.good_texts import GoodText

PHRASES: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "mutation_phrases.toml").read_text(encoding="utf-8")
)
_MONTHS = "January February March April May June July August September October November December".split()
GROUNDED = ("U-UNSUPPORTED",)
"""What tells a claim that stands nowhere."""


@dataclass(frozen=True)
class Mutant:
    """A faulty text, what was done to it, and the findings any of which tells it."""

    text: str
    tells: tuple[str, ...]
    planted: str
    beside: dict[str, Any] = field(default_factory=dict)
    """What is told to the validator besides, and is told of the good text too: matches, channel, severity, earlier."""


Mutator = Callable[[GoodText, Foreign, random.Random], Mutant | None]


def sentence_into(text: str, sentence: str, chance: random.Random) -> str:
    """The text with a sentence more, at the end of one of its inner paragraphs."""
    parts = text.rstrip().split("\n\n")
    inner = [n for n, p in enumerate(parts) if len(p) > 60] or [0]
    at = chance.choice(inner)
    parts[at] = f"{parts[at].rstrip()} {sentence}"
    return "\n\n".join(parts) + "\n"


def phrase(good: GoodText, kind: str, foreign: Foreign, chance: random.Random) -> str:
    """A faulty sentence with its slots filled. Raises KeyError or LookupError where nothing fits."""
    template = chance.choice(PHRASES[good.language][kind])
    return template.replace("{{", "\0").replace("}}", "\1").format_map(_Slots(good, foreign, chance)).replace(
        "\0", "{{"
    ).replace("\1", "}}")  # fmt: skip


class _Slots(dict[str, str]):
    def __init__(self, good: GoodText, foreign: Foreign, chance: random.Random) -> None:
        super().__init__()
        self._good, self._foreign, self._chance = good, foreign, chance

    def __missing__(self, slot: str) -> str:
        if slot == "date":
            return written_date(self._good, 3)
        if slot == "amount":
            return made_amount(self._chance)
        if slot == "secret":
            return made_secret(self._chance)
        spaced = self._good.language != "ja"
        return self._foreign.pick(
            slot,
            f"{self._good.understood.issue.text} {self._good.text} {self._good.customer}",
            self._chance,
            spaced=spaced,
        )


def written_date(good: GoodText, days: int) -> str:
    """A date some days after the text's present, as its language writes it."""
    day = good.now + timedelta(days=days)
    if good.language == "ja":
        return f"{day.month}月{day.day}日"
    if good.language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{day.day}.{day.month}.{day.year}" if good.language == "de" else f"{day.day}/{day.month}/{day.year}"


def planting(kind: str, *tells: str) -> Mutator:
    """A mutator that adds a sentence of a kind."""

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        try:
            sentence = phrase(good, kind, foreign, chance)
        except LookupError:
            return None
        return Mutant(sentence_into(good.text, sentence, chance), tells, sentence)

    return mutate


def asserting_news(kind: str, *tells: str) -> Mutator:
    """The same for what only an update that ends a case may say: planted in all others."""
    plant = planting(kind, *tells)

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        ends = good.update in (UpdateKind.RESOLUTION, UpdateKind.DE_ESCALATION)
        return None if ends else plant(good, foreign, chance)

    return mutate


def matched_customer(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """The customer of a similar ticket, named."""
    try:
        name = foreign.pick(
            "name", f"{good.understood.issue.text} {good.text} {good.customer}", chance, spaced=good.language != "ja"
        )
    except LookupError:
        return None
    template = chance.choice(PHRASES[good.language]["foreign_customer"])
    match = Match(id="T-40211", kind=KnowledgeKind.TICKET, title="Similar", score=0.9, customer=name)
    said = template.format(name=name)
    return Mutant(sentence_into(good.text, said, chance), ("L-OTHER-CUSTOMER",), said, {"matches": (match,)})


def matched_fact(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A fact of a similar ticket: its words, copied."""
    others = [c for c in ("name", "key") if foreign.by_kind[c]]
    number, code = (
        chance.randint(1100, 9800),
        f"{chance.choice('KQWX')}{chance.choice('ZTRN')}-{chance.randint(300, 990)}",
    )
    told = f"{number} records of the Tervuren branch were rejected with {code} after the nightly transfer"
    match = Match(
        id="T-40212", kind=KnowledgeKind.TICKET, title="Nightly transfer", score=0.8,
        customer=foreign.by_kind[others[0]][0], snippet=f"{told}. Rerun by hand.",
    )  # fmt: skip
    said = chance.choice((f"({told})", f"{number} ({code})"))
    tells = ("L-OTHER-FACT", *GROUNDED)
    return Mutant(sentence_into(good.text, said, chance), tells, said, {"matches": (match,)})


def hidden_string(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A string of the issue that a careful reader marked as not for the customer."""
    fit = [h for h in good.hidden if h.lower() not in good.text.lower() and len(h) > 3]
    if not fit:
        return None
    said = chance.choice(fit)
    joined = {"ja": f"（{said}）"}.get(good.language, f"({said})")
    tells = (
        "L-INTERNAL-WORDS", "L-INTERNAL-NAME", "L-OTHER-CUSTOMER", "L-ENGINEERING-KEY", "L-CHANNEL", "L-INTERNAL-HOST",
        "L-MONEY", "L-SECRET", "L-VENDOR", "T-BLAME", "T-SPECULATION", "T-FIX-PROMISE",
    )  # fmt: skip
    return Mutant(sentence_into(good.text, joined, chance), tells, said)


def internal_sentence(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A sentence of an internal note, copied."""
    document = good.understood.document
    notes = [
        s.text
        for s in document.spans
        if document.message_of(s).visibility is Visibility.INTERNAL
        and s.kind.value == "prose"
        and len(s.text) > (14 if good.language == "ja" else 40)
    ]
    if not notes:
        return None
    said = chance.choice(notes)
    tells = ("L-INTERNAL-WORDS", "L-INTERNAL-NAME", "L-OTHER-CUSTOMER", "T-SPECULATION", "T-BLAME")
    return Mutant(sentence_into(good.text, said, chance), tells, said)


def swapped_number(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A number of the issue, told wrongly."""
    issue = good.understood.issue.text
    skipped = good.answers.get("next", "")
    places = [
        m
        for m in re.finditer(r"(?<![\w.,:/-])\d{2,5}(?![\w:/-]|[.,]\d)", good.text)
        if re.search(rf"(?<!\d){m.group()}(?!\d)", issue)
        and m.group() not in skipped
        and not m.group().startswith("20")
    ]
    if not places:
        return None
    place = chance.choice(places)
    other = str(int(place.group()) + chance.choice((3, 17, 40)))
    while other in issue:
        other = str(int(other) + 1)
    text = good.text[: place.start()] + other + good.text[place.end() :]
    return Mutant(text, GROUNDED if good.kind == "update" else ("B-UNSUPPORTED",), f"{place.group()} → {other}")


def swapped_code(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """An error code, version or id of the issue, told wrongly."""
    issue = good.understood.issue.text
    shape = r"(?<![\w.-])(?:[A-Z]{1,5}-\d{2,5}|\d+\.\d+\.\d+|[A-Z]{2,4}\d{3,5})(?![\w-]|\.\d)"
    places = [m for m in re.finditer(shape, good.text) if m.group() in issue]
    if not places:
        return None
    place = chance.choice(places)
    last = place.group()[-1]
    other = place.group()[:-1] + str((int(last) + chance.randint(1, 8)) % 10)
    if other in issue:
        return None
    tells = GROUNDED if good.kind == "update" else ("B-UNSUPPORTED",)
    return Mutant(good.text[: place.start()] + other + good.text[place.end() :], tells, f"{place.group()} → {other}")


def dropped(name: str, *tells: str) -> Mutator:
    """A mutator that takes one of the answers out."""

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        said = good.answers.get(name)
        if not said or good.text.count(said) != 1:
            return None
        text = _bare(good, name).replace(said, "")
        if name == "owner":
            text = _without_sender(text, said)
        return Mutant(re.sub(r"\n{3,}", "\n\n", text), tells, f"without: {said[:80]}")

    return mutate


def _bare(good: GoodText, name: str) -> str:
    """The good text cut down to its marked answers, so that no other sentence answers by the way."""
    if not good.by_hand or name in ("next", "owner"):
        return good.text
    kept = [said for said in good.answers.values() if said in good.text]
    return "\n\n".join(sorted(kept, key=good.text.index)) + "\n"


def _without_sender(text: str, said: str) -> str:
    """Without the name in the closing lines too: a signature names an owner as well."""
    names = set(re.findall(r"[A-ZÀ-Þ][\w'-]{3,}", said))
    lines = text.rstrip().splitlines()
    while lines and (not lines[-1].strip() or len(lines[-1]) < 45 and not lines[-1].rstrip().endswith((".", "。"))):
        lines.pop()
    return "\n".join(line for line in lines if len(line) > 60 or not any(n in line for n in names)) + "\n"


def only_headed(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A question's heading is kept, its answer is gone."""
    if good.by_hand:
        return None
    fit = [k for k in ("know", "unknown", "doing", "meanwhile") if k in good.answers]
    if not fit:
        return None
    name = chance.choice(fit)
    said = good.answers[name]
    head = re.match(r"(?:[^\n]*\n)|(?:[^:：]*[:：])", said)
    if head is None or len(head.group()) >= len(said) or re.search(rf"{re.escape(said)}\s+1[.)]", good.text):
        return None  # the questions that follow would still answer
    return Mutant(good.text.replace(said, head.group()), (f"U-QUESTION-{name.upper()}",), f"only: {head.group()!r}")


def relative(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """The next contact told relatively instead of as a date."""
    said = good.answers.get("next")
    if not said or good.text.count(said) != 1:
        return None
    vague = chance.choice(PHRASES[good.language]["relative_next"])
    return Mutant(good.text.replace(said, vague), ("U-NEXT-RELATIVE", "U-QUESTION-NEXT"), vague)


def _moved(good: GoodText, days: int) -> str | None:
    """The next contact's date moved by days, where it is written with day, month and year."""
    said = good.answers.get("next", "")
    found = re.search(r"(?<!\d)(\d{1,2})(\.? (?:de )?[^\W\d_]{3,10}\.?(?: de)? |\.\d{1,2}\.)(20\d\d)", said)
    if found:
        day = int(found.group(1)) + days
        if not 1 <= day <= 30 or (days < 0 and day >= good.now.day):
            return None
        return said[: found.start(1)] + str(day) + said[found.end(1) :]
    found = re.search(r"(20\d\d年\d{1,2}月)(\d{1,2})(日)", said)
    if found and 1 <= int(found.group(2)) + days <= 30 and (days > 0 or int(found.group(2)) + days < good.now.day):
        return said[: found.start(2)] + str(int(found.group(2)) + days) + said[found.end(2) :]
    return None


def past(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A next contact that has gone by."""
    said, moved = good.answers.get("next", ""), _moved(good, -5)
    if moved is None or good.text.count(said) != 1:
        return None
    return Mutant(good.text.replace(said, moved), ("U-NEXT-PAST",), moved)


def late(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A next contact far beyond the cadence of the severity."""
    said, moved = good.answers.get("next", ""), _moved(good, 8)
    if moved is None or good.text.count(said) != 1:
        return None
    return Mutant(good.text.replace(said, moved), ("U-NEXT-LATE",), moved, {"severity": "SEV3"})


def repeated(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """The last update sent again with a new time."""
    said, moved = good.answers.get("next", ""), _moved(good, -1)
    if not said:
        return None
    earlier = good.text.replace(said, moved or said)
    return Mutant(good.text, ("U-REPEATED",), "the same text again", {"earlier": earlier})


def hard(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A sentence that nobody can read at once."""
    said = chance.choice(PHRASES[good.language]["hard"])
    return Mutant(sentence_into(good.text, said, chance), ("U-HARD-TO-READ",), said[:80])


def too_long(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A letter where a chat message is asked for."""
    middle = good.text.strip()
    return Mutant(
        f"{middle}\n\n{middle}\n\n{middle}\n\n{middle}\n", ("U-TOO-LONG",), "four times over", {"channel": "chat"}
    )


def empty(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """An update without news that says nothing."""
    if good.update is None or good.update.value != "no_news" or "next" not in good.answers:
        return None
    said = chance.choice(PHRASES[good.language]["empty_update"])
    text = f"{said}\n\n{good.answers['next']}\n{good.answers.get('owner', '')}\n"
    return Mutant(text, ("U-NO-SUBSTANCE",), said)


def other_language(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """An update in a language that is not the customer's."""
    code = chance.choice(sorted(set(PHRASES) - {good.language}))
    rows = PHRASES[code]
    parts = [rows[k][0] for k in ("empty_update", "relative_next", "second_problem")]
    return Mutant("\n\n".join(parts) + "\n", ("U-LANGUAGE",), code)
