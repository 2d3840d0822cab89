"""What one endpoint and model understand. A request that is refused teaches one thing and is sent again without it."""

import json
import re
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import Any

from assistant.llm.exchange import METHODS, Schema
from assistant.llm.failures import FailureKind
from assistant.llm.options import ModelOptions
from assistant.llm.setbacks import Setback

LIMITS = ("max_completion_tokens", "max_tokens", "none")
"""Names of the parameter that limits the reply. OpenAI's newer models refuse `max_tokens`; many local servers
know nothing else, and leave what they do not know unread."""
NAMED_STATUS = {400, 404, 405, 415, 422, 500, 501}
"""Answers that may mean "I do not know this parameter"; the last ones where a server falls over it."""
UNNAMED_STATUS = {400, 415, 422}


@dataclass(frozen=True)
class Dialect:
    """How to put a request."""

    method: str = METHODS[0]
    limit: str = LIMITS[0]
    temperature: bool = True
    strict: bool = True
    """Whether a schema that allows it is marked strict."""
    usage: bool = True
    """Whether token counts are asked for with the stream."""
    streams: bool = True
    system: bool = True
    """Whether there is a system role."""


@dataclass(frozen=True)
class Lesson:
    """What a refusal taught."""

    dialect: Dialect
    note: str
    lasting: bool = True
    """False: this holds for one request only, and is not remembered."""


def first_dialect(options: ModelOptions) -> Dialect:
    """What to begin with, before anything is known."""
    if options.provider not in ("openai", "azure_openai"):
        # another vendor's LangChain class has forced function calling by one interface, JSON schemas by many; token
        # counts and the limit of the reply are its own affair
        method = METHODS[1] if options.output == "auto" else options.output
        return Dialect(method=method, limit="none", usage=False)
    method = METHODS[0] if options.output == "auto" else options.output
    return Dialect(method=method, limit=LIMITS[0] if options.hosted else LIMITS[1])


def next_method(dialect: Dialect, options: ModelOptions) -> Dialect | None:
    """The next less strict way to get JSON, or None when there is none or the user has fixed one."""
    if options.output != "auto" or dialect.method == METHODS[-1]:
        return None
    return replace(dialect, method=METHODS[METHODS.index(dialect.method) + 1])


def learn(dialect: Dialect, setback: Setback, options: ModelOptions, refused: Set[str] = frozenset()) -> Lesson | None:
    """The one thing to change after a refusal, or None when nothing is to be learned from it.

    `refused`: those of LIMITS that were refused before in this call.
    """
    if setback.method_at_fault:
        down = next_method(dialect, options)
        return Lesson(down, _down(dialect, down)) if down else None
    if setback.kind is FailureKind.TOO_LONG:
        # what does not fit may be the room reserved for the reply; the server then gives what is left
        if dialect.limit != "none" and re.search(r"completion|max_(?:completion_|output_)?tokens|output", setback.says):
            return Lesson(replace(dialect, limit="none"), "the limit on the reply was left out", lasting=False)
        return None
    if setback.kind not in (FailureKind.REFUSED, FailureKind.SERVER_ERROR, FailureKind.UNKNOWN_MODEL):
        return None
    if setback.status in NAMED_STATUS and (lesson := _named(dialect, setback.says, options)):
        if lesson.dialect.limit in refused:
            left = next(name for name in LIMITS if name == "none" or name not in {*refused, dialect.limit})
            return replace(lesson, dialect=replace(lesson.dialect, limit=left))
        return lesson
    return _unnamed(dialect, options) if setback.status in UNNAMED_STATUS else None


def _named(dialect: Dialect, says: str, options: ModelOptions) -> Lesson | None:
    for applies, lesson in _LESSONS:
        if applies(dialect, says) and (learned := lesson(dialect, options)):
            return learned
    return None


_OFF: dict[str, dict[str, Any]] = {
    name: {name: False} for name in ("temperature", "strict", "usage", "streams", "system")
}


def _without(name: str) -> Callable[[Dialect, ModelOptions], Lesson | None]:
    words = {
        "temperature": "the endpoint takes no temperature",
        "usage": "the endpoint counts no tokens while streaming",
        "streams": "the endpoint does not stream",
        "system": "the endpoint has no system role",
        "strict": "the endpoint does not take this schema as strict",
    }
    return lambda dialect, _: Lesson(replace(dialect, **_OFF[name]), words[name])


def _other_limit(dialect: Dialect, _: ModelOptions) -> Lesson:
    others = {"max_completion_tokens": "max_tokens", "max_tokens": "max_completion_tokens"}
    return Lesson(replace(dialect, limit=others[dialect.limit]), f"the endpoint takes no {dialect.limit}")


def _no_limit(dialect: Dialect, _: ModelOptions) -> Lesson:
    return Lesson(replace(dialect, limit="none"), f"the endpoint does not take this {dialect.limit}", lasting=False)


def _less_strict_method(dialect: Dialect, options: ModelOptions) -> Lesson | None:
    down = next_method(dialect, options)
    return Lesson(down, _down(dialect, down)) if down else None


def _down(old: Dialect, new: Dialect) -> str:
    return f"the endpoint gave no {old.method}, asked by {new.method}"


_LESSONS: tuple[tuple[Callable[[Dialect, str], bool], Callable[[Dialect, ModelOptions], Lesson | None]], ...] = (
    (lambda d, s: d.temperature and "temperature" in s, _without("temperature")),
    (lambda d, s: d.limit != "none" and bool(re.search(r"max_(?:completion_)?tokens.{0,40}too (?:large|big|high)|"
                                                       r"at most \d+ (?:completion|output) tokens", s)), _no_limit),
    (lambda d, s: d.limit != "none" and d.limit in s, _other_limit),
    (lambda d, s: d.usage and d.streams and bool(re.search("stream_options|include_usage", s)), _without("usage")),
    (lambda d, s: d.streams and bool(re.search(r"\bstream(?:ing)?\b", s)), _without("streams")),
    (lambda d, s: d.system and bool(re.search(r"system\W+(?:role|message|prompt|instruction)|role\W+system", s)),
     _without("system")),
    (lambda d, s: d.strict and d.method != "text"
     and bool(re.search(r"\bstrict\b|invalid schema|additionalproperties", s)), _without("strict")),
    (lambda d, s: d.method == "json_schema"
     and bool(re.search(r"response_format|json_?schema|structured|grammar|guided|schema", s)), _less_strict_method),
    (lambda d, s: d.method == "function_calling" and bool(re.search(r"tool|function", s)), _less_strict_method),
)  # fmt: skip
"""Words of a refusal, and what they teach. The order matters where a message names two things."""


def _unnamed(dialect: Dialect, options: ModelOptions) -> Lesson | None:
    """A refusal that names nothing: take away what is least often understood."""
    if lesson := _less_strict_method(dialect, options):
        return lesson
    for name in ("usage", "temperature"):
        if getattr(dialect, name):
            return _without(name)(dialect, options)
    if dialect.limit != "none":
        return Lesson(replace(dialect, limit="none"), "the endpoint takes no limit on the reply")
    return None


_STRICT_KEYWORDS = {
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "description", "title",
    "anyOf", "$ref", "$defs", "definitions", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
}  # fmt: skip
"""What OpenAI's strict mode takes (its guide to structured outputs, "Supported schemas")."""


def may_be_strict(schema: Schema) -> bool:
    """Whether strict mode takes this schema: each object closed and each of its properties required."""
    if "anyOf" in schema:
        return False
    return _strict(json.loads(json.dumps(schema)))


def _strict(node: object) -> bool:
    if not isinstance(node, dict):
        return True
    if set(node) - _STRICT_KEYWORDS:
        return False
    properties = node.get("properties", {})
    kinds = node.get("type")
    if kinds == "object" or (isinstance(kinds, list) and "object" in kinds) or properties:
        if node.get("additionalProperties") is not False or set(node.get("required", ())) != set(properties):
            return False
    inner = [*properties.values(), node.get("items"), *node.get("anyOf", ()), *node.get("$defs", {}).values()]
    return all(_strict(part) for part in inner)
