"""JSON out of what a model wrote: bare, fenced, inside prose, after its thinking, with commas too many.

Nothing is completed: an object that is not closed is no object here, for what is missing from it nobody knows.
"""

import json
import re
from collections.abc import Iterator

from assistant.llm.exchange import Schema

MOST_CHARACTERS = 200_000
"""Longer replies are not read: no request asks for a tenth of it."""
MOST_STARTS = 8
"""Opening braces from which the objects are looked for anew, where a stray quotation mark hid them."""
MOST_OBJECTS = 100
"""Things in braces that are tried in one reply."""
_THOUGHT = re.compile(r"\A\s*<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
"""Only where a reply begins with it: further on it may be customer's text, quoted."""


def text_instruction(schema: Schema) -> str:
    """What a model is told when it can be held to the schema by words only."""
    compact = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return f"Reply with one JSON object and nothing else. It must fit this JSON schema:\n{compact}"


def object_in(text: str, schema: Schema) -> tuple[dict[str, object], tuple[str, ...]] | None:
    """The JSON object in a reply and what had to be done to read it; None when there is none.

    Where there are several, the one that has most of the schema's fields; among equals the last, which is where a
    model comes to after thinking aloud.
    """
    if len(text) > MOST_CHARACTERS:
        return None
    spoken = without_thinking(text).strip()
    if (whole := _load(spoken)) is not None:
        return whole, ()
    wanted = schema.get("properties")
    names = set(wanted) if isinstance(wanted, dict) else set()
    best: tuple[int, dict[str, object], tuple[str, ...]] | None = None
    for found, notes in _candidates(spoken):
        fit = len(names & set(found))
        if best is None or fit >= best[0]:
            best = fit, found, notes
    if best is None or (names and not best[0]):
        return None
    return best[1], best[2]


def without_thinking(text: str) -> str:
    """The reply without the thoughts that a reasoning model puts before it; thoughts without an end are all of it."""
    return _THOUGHT.sub("", text)


def _candidates(text: str) -> Iterator[tuple[dict[str, object], tuple[str, ...]]]:
    begin = -1
    for _ in range(MOST_STARTS):
        begin = text.find("{", begin + 1)
        if begin < 0:
            return
        done, found_any = 0, False
        for start, end in _in_braces(text, begin)[-MOST_OBJECTS:]:
            if start < done:
                continue  # inside one that was read
            notes = ["the JSON was taken out of the text around it"] if end - start < len(text) else []
            found = _load(text[start:end])
            if found is None and (found := _load(_without_extras(text[start:end]))) is not None:
                notes.append("the JSON was repaired: commas too many or comments")
            if found is not None:
                done, found_any = end, True
                yield found, tuple(notes)
        if found_any:
            return


def _load(text: str) -> dict[str, object] | None:
    """A JSON object, raw line breaks in its strings allowed; None for anything else."""
    try:
        found = json.loads(text, strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


_BRACE = re.compile(r"\{")
_STRING_OR_BRACE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)


def _in_braces(text: str, begin: int) -> list[tuple[int, int]]:
    """Each stretch from a brace to the one that closes it, outer ones first; braces in strings do not count."""
    opened: list[int] = []
    closed: list[tuple[int, int]] = []
    at = begin
    while found := _STRING_OR_BRACE.search(text, at) if opened else _BRACE.search(text, at):
        at = found.end()
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}":
            closed.append((opened.pop(), at))
    return sorted(closed)


_EXTRAS = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMAS = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)


def _without_extras(text: str) -> str:
    """Without comments and without commas before a closing bracket; strings are left alone."""
    return _COMMAS.sub(lambda m: m[1] or "", _EXTRAS.sub(lambda m: m[1] or "", text))
