"""Mutators of escalation briefs: each plants exactly one fault. Briefs are English Markdown with S4's headings."""

import random
import re

from evals.foreign import Foreign, made_secret
from evals.good_texts import GoodText
from evals.mutators import PHRASES, Mutant, Mutator, swapped_code, swapped_number

_WORDS = PHRASES["en"]
_LABELLED = re.compile(r"(?m)^(?P<head>[-*\s]*\*{0,2}(?P<name>[A-Z][\w' ]+?):\*{0,2}[ \t]*)(?P<value>\S.*?)[ \t]*$")


def _section(text: str, title: str) -> re.Match[str] | None:
    """A section: its heading line and its body up to the next heading."""
    return re.search(rf"(?ms)^(?P<head>#+ *{title}[^\n]*\n)(?P<body>.*?)(?=^#+ |\Z)", text)


def _with_body(text: str, section: re.Match[str], body: str) -> str:
    return text[: section.start("body")] + body + text[section.end("body") :]


def _relabelled(text: str, name: str, value: str) -> str | None:
    """The text with another value behind a label; None where the label is not there."""
    for row in _LABELLED.finditer(text):
        if row.group("name").lower() == name:
            return text[: row.start("value")] + value + text[row.end("value") :]
    return None


def labelled(names: tuple[str, ...], values: tuple[str, ...], *tells: str) -> Mutator:
    """A mutator that puts a bad value behind a label."""

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        name, value = chance.choice(names), chance.choice(values)
        text = _relabelled(good.text, name, value)
        return None if text is None else Mutant(text, tells, f"{name}: {value}")

    return mutate


def without_section(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A section gone with its heading."""
    title = chance.choice(("Impact", "Issue Description", "What's Needed"))
    section = _section(good.text, title)
    if section is None:
        return None
    text = good.text[: section.start()] + good.text[section.end() :]
    return Mutant(text, ("B-SECTION-MISSING", "B-IMPACT-MISSING"), f"without {title}")


def without_deadline(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """The ask without a date."""
    text = re.sub(r"(?m)^[-*\s]*\*{0,2}Deadline:.*\n?", "", good.text)
    return None if text == good.text else Mutant(text, ("B-NO-DEADLINE",), "without the deadline")


def vague_ask(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """An ask that is none of the four."""
    section = _section(good.text, "What's Needed")
    deadline = re.search(r"(?m)^[-*\s]*\*{0,2}Deadline:.*$", good.text)
    if section is None or deadline is None:
        return None
    said = chance.choice(_WORDS["ask_not_kind"])
    return Mutant(_with_body(good.text, section, f"\n- {said}\n{deadline.group()}\n\n"), ("B-ASK-VERB",), said)


def _in_list(title: str, kind: str, *tells: str) -> Mutator:
    """A mutator that adds a bad item to the list of a section."""

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        section = _section(good.text, title)
        if section is None:
            return None
        rows = list(re.finditer(r"(?m)^(?:\d+[.)]|[-*]) .*$", section.group("body")))
        if not rows:
            return None
        said = chance.choice(_WORDS[kind])
        at = section.start("body") + rows[-1].end()
        mark = f"{len(rows) + 1}." if rows[-1].group()[0].isdigit() else "-"
        return Mutant(f"{good.text[:at]}\n{mark} {said}{good.text[at:]}", tells, said)

    return mutate


def described(kind: str, count: int, *tells: str) -> Mutator:
    """A mutator that adds sentences to the description."""

    def mutate(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
        section = _section(good.text, "Issue Description")
        if section is None or not section.group("body").strip():
            return None
        said = " ".join(chance.choice(_WORDS[kind]) for _ in range(count))
        said = said.format(date="30 November", person="Ottokar", vendor="Brantley Systems", secret=made_secret(chance))
        return Mutant(_with_body(good.text, section, f"{section.group('body').rstrip()} {said}\n\n"), tells, said)

    return mutate


def foreign_name(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """A customer of whom the issue says nothing."""
    section = _section(good.text, "Issue Description")
    if section is None:
        return None
    try:
        name = foreign.pick("name", f"{good.understood.issue.text} {good.text} {good.customer}", chance)
    except LookupError:
        return None
    said = chance.choice(_WORDS["foreign_customer"]).format(name=name)
    body = f"{section.group('body').rstrip()} {said}\n\n"
    return Mutant(_with_body(good.text, section, body), ("B-UNSUPPORTED", "L-OTHER-CUSTOMER"), said)


def long_description(good: GoodText, foreign: Foreign, chance: random.Random) -> Mutant | None:
    """The description with the thread pasted behind it."""
    section = _section(good.text, "Issue Description")
    prose = [s.text for s in good.understood.document.spans if s.kind.value == "prose" and len(s.text) > 20]
    if section is None or len(prose) < 5 or good.understood.issue.language == "ja":
        return None
    more = " ".join(p.rstrip(".!?") + "." for p in prose[:7])
    body = f"{section.group('body').rstrip()} {more}\n\n"
    return Mutant(_with_body(good.text, section, body), ("B-DESCRIPTION-LONG",), "the thread")


BRIEF_MUTATORS: dict[str, Mutator] = {
    "brief: vague quantity": labelled(
        ("customers affected",), tuple(f"{q} affected" for q in _WORDS["vague_quantity"]), "B-VAGUE-QUANTITY"
    ),
    "brief: ask of no kind": vague_ask,
    "brief: step without result": _in_list("What's Been Tried", "step_no_result", "B-STEP-NO-RESULT"),
    "brief: section gone": without_section,
    "brief: severity off scale": labelled(
        ("severity",), ("super urgent", "very bad", "asap", "blocker!!"), "B-SEVERITY-SCALE"
    ),
    "brief: no deadline": without_deadline,
    "brief: long description": long_description,
    "brief: filler": labelled(
        ("expected", "actual", "workflow impact", "environment"), tuple(_WORDS["filler"]), "B-FILLER", "B-PLACEHOLDER"
    ),
    "brief: two problems": described("second_problem", 1, "B-TWO-PROBLEMS"),
    "brief: vague step": _in_list("Reproduction Steps", "vague_step", "B-REPRO-VAGUE"),
    "brief: secret": described("secret", 1, "L-SECRET"),
    "brief: placeholder": labelled(
        ("customers affected", "owner", "last update"), ("[Name]", "TBD", "{{ customer }}"), "B-PLACEHOLDER", "B-FILLER"
    ),
    "brief: guessed cause": described("speculation", 1, "T-SPECULATION"),
    "brief: blame": described("blame_colleague", 1, "T-BLAME"),
    "brief: swapped number": swapped_number,
    "brief: swapped code": swapped_code,
    "brief: foreign customer": foreign_name,
}
