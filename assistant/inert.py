"""Words of strangers made inert: in Markdown, and on a terminal.

What customers and tickets write is data: shown in a brief it must not become a heading, a link, an image, HTML,
a table cell, code, a mention or a terminal command. Only what changes meaning is escaped: codes such as `ERR_SSL_1`
stay as said.
"""

import re
import unicodedata

_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,12}://|www\.)[^\s<>`|\"“”«»「」]+")
_URL_TAIL = ".,;:!?)]}'*_"
_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_\d+>")
"""What masking leaves behind (`<EMAIL_1>`): the underscore makes it no HTML tag."""
_TAG_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_ALWAYS = re.compile(r"([\\`*\[\]|~])")
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_MENTION = re.compile(r"(?<![\w.])@(?=[\w-])")
_BLOCK_START = re.compile(r"^(?:([#>+=-])|(\d{1,9})([.)]))")

_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What opens a formula in a sheet; the full-width forms do so in East Asian settings."""
_SIGNED_NUMBER = re.compile(r"[+-]\d+(?:[.,]\d+)?")

_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Controls (a terminal escape starts with one), turns of the reading direction, unseen tag letters, broken halves."""


def without_commands(text: str) -> str:
    """Whole `text` without what a terminal obeys or an eye cannot see; newlines and tabs stay.

    NOTE: the zero-width space stays, since `inert` itself puts one behind an @ to disarm a mention.
    """
    return _COMMANDS.sub("", text)


def one_line(text: str) -> str:
    """`text` on one line: white space runs become one space, control and invisible format characters go."""
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return " ".join(text.split())


def _escape(text: str) -> str:
    pieces, at = [], 0
    for held in _PLACEHOLDER.finditer(text):
        pieces += [_escape_plain(text[at : held.start()]), held.group()]
        at = held.end()
    return "".join([*pieces, _escape_plain(text[at:])])


def _escape_plain(text: str) -> str:
    text = _ENTITY.sub("&amp;", text)
    text = _ALWAYS.sub(r"\\\1", text)
    text = _TAG_OPENS.sub("&lt;", text)
    text = _LOOSE_UNDERSCORE.sub(r"\\_", text)
    return _MENTION.sub("@\u200b", text)


def inert(text: str) -> str:
    """`text` on one line, to be read as words only. Addresses are shown as code, so that none is a link."""
    text = one_line(text)
    pieces, at = [], 0
    for url in _URL.finditer(text):
        shown = url.group().rstrip(_URL_TAIL)
        pieces += [_escape(text[at : url.start()]), f"`{shown}`"]
        at = url.start() + len(shown)
    out = "".join([*pieces, _escape(text[at:])])
    return _BLOCK_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", out)


def cell(text: str) -> str:
    """`text` for a cell of a CSV file or sheet: one line, and never a formula.

    A leading apostrophe is what spreadsheets read as "this is text" (OWASP, CSV injection). A number keeps its sign.
    """
    line = one_line(text)
    if not line.startswith(_FORMULA_STARTS) or _SIGNED_NUMBER.fullmatch(line):
        return line
    return f"'{line}"


def fenced(text: str, indent: str = "") -> str:
    """`text` as a code block whose fence is longer than any run of backticks inside."""
    lines = [
        "".join(c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
        for line in text.splitlines()
    ]
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join(f"{indent}{line}".rstrip() for line in [fence, *lines, fence])
