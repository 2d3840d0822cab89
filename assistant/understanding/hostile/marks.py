"""Marks by which text is no report, whatever it says: chat markup of models, unseen letters, hidden HTML, codings.

Each finds a range of the raw text and the words that stand in it once unwrapped, so that the wording is weighed and not
its wrapping. What is found here is in no language, so nothing here needs a lexicon.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_CHAT_MARKUP = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id)\|>"
    r"|\[/?INST\]|<</?SYS>>"
    r"|^\s{0,3}#{2,4}\s*(?:instruction|system prompt|system message|new instructions?)\s*:"
    r"|\{\s*[\"']role[\"']\s*:\s*[\"'](?:system|developer)[\"']\s*,\s*[\"']content[\"']",
    re.IGNORECASE | re.MULTILINE,
)
"""Tokens by which chat models are told who speaks (ChatML, Llama, Alpaca, the OpenAI message format)."""
_TAG_LETTERS = re.compile("(?<!\U0001f3f4)[\U000e0020-\U000e007e]{4,}")
"""Unicode's unseen tag letters; flags of regions (after a black flag) are their one honest use."""
_COMMENT = re.compile(r"<!--(.{3,4000}?)-->", re.DOTALL)
_HIDDEN = re.compile(
    r"<(\w{1,12})\b[^<>]{0,400}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|color\s*:\s*(?:white|#fff(?:fff)?)\b)[^<>]{0,400}>(.{3,4000}?)</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_BASE64 = re.compile(r"(?<![\w+/=])(?:[A-Za-z0-9+/]{4}){6,400}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![\w+/=])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){20,600}(?!\w)")
_SPACED = re.compile(
    r"(?<!\w)(?:[^\W\d_]([ ._\-]))(?:[^\W\d_]\1){5,}[^\W\d_](?!\w)(?:\1{1,3}(?:[^\W\d_]\1){2,}[^\W\d_](?!\w))*"
)
_LETTERS = 0.75
"""Share of letters and blanks from which decoded bytes count as words."""


@dataclass(frozen=True)
class Wrapped:
    """Words found inside a wrapping: where it stands in the raw text, and what it says unwrapped."""

    start: int
    end: int
    words: str
    hidden: bool
    """Put where a reader does not see it, which no honest reporter does with words."""


def chat_markup(text: str) -> re.Match[str] | None:
    """The first token of a chat model's markup."""
    return _CHAT_MARKUP.search(text) if "<" in text or "[" in text or "#" in text or "{" in text else None


def visible_words(text: str) -> str:
    """`text` without letters of no width, so that splitting a word with them hides nothing."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def wrapped(text: str) -> Iterator[Wrapped]:
    """All wrappings of a raw text, in no order."""
    for match in _TAG_LETTERS.finditer(text):
        yield Wrapped(*match.span(), "".join(chr(ord(c) - 0xE0000) for c in match[0]), True)
    if "<" in text:
        for match in _COMMENT.finditer(text):
            yield Wrapped(*match.span(), match[1], True)
        for match in _HIDDEN.finditer(text):
            yield Wrapped(*match.span(), _TAG.sub(" ", match[2]), True)
    for pattern, decode in ((_BASE64, _from_base64), (_HEX, _from_hex)):
        for match in pattern.finditer(text):
            if words := decode(match[0]):
                yield Wrapped(*match.span(), words, False)
    for match in _SPACED.finditer(text):
        glue = match[1]
        words = match[0].replace(glue * 2, "\0").replace(glue, "").replace("\0", " ")
        yield Wrapped(*match.span(), words, False)


def _from_base64(text: str) -> str | None:
    try:
        return _words(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None


def _from_hex(text: str) -> str | None:
    try:
        return _words(bytes.fromhex(re.sub(r"[ :]", "", text)))
    except ValueError:
        return None


def _words(data: bytes) -> str | None:
    """Decoded bytes, where they are text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text and sum(c.isalpha() or c == " " for c in text) / len(text) >= _LETTERS else None
