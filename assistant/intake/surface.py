"""Takes the wrapping off: HTML and MIME become lines like those of plain text, every character still mapped."""

import re
from dataclasses import dataclass, field

from assistant.domain.issue import Omission, PasteFormat
from assistant.intake.budget import readable_ranges
from assistant.intake.html import html_lines, looks_like_html
from assistant.intake.lines import Line, split_lines, take_quote_marks
from assistant.intake.mapped import Mapped
from assistant.intake.words import late

_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|~~~|\|.+\|\s*$|\*\*[^*]+\*\*|h[1-6]\. \S|\{(?:code|noformat)\b"
    r"|- \[[ xX]\] |!\[[^\]]*\]\(|>\s?\*\*)",
    re.MULTILINE,
)

_HEADERS = late(r"(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*){2,}\r?\n")
_MIME = late(r"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding):", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Surface:
    """The lines of a paste, and what its wrapping told."""

    lines: list[Line]
    format: PasteFormat | None = None
    left_out: list[Omission] = field(default_factory=list)
    subject: str | None = None


def read_surface(raw: str) -> Surface:
    """The readable lines of a paste."""
    if _looks_like_mime(raw):
        return _mail_file(raw)
    ranges, omissions = readable_ranges(raw)
    html = looks_like_html(raw)
    lines: list[Line] = []
    for start, end in ranges:
        if lines:
            lines.append(Line(Mapped(), start))
        if html:
            found, dropped = html_lines(raw, start, end)
            lines.extend(found)
            omissions.extend(dropped)
        else:
            lines.extend(split_lines(Mapped.of(raw, start, end)))
    if html:
        return Surface(take_quote_marks(lines), PasteFormat.HTML, omissions)
    marks = len(_MARKDOWN.findall(raw[:100_000]))
    return Surface(take_quote_marks(lines), PasteFormat.MARKDOWN if marks >= 2 else None, omissions)


def _mail_file(raw: str) -> Surface:
    from assistant.intake.mime import mime_lines  # the stdlib's email takes 20 ms to load

    lines, dropped = mime_lines(raw)
    return Surface(take_quote_marks(lines), PasteFormat.MAIL, dropped)


def _looks_like_mime(raw: str) -> bool:
    """True for a mail file: a header block on top that speaks MIME."""
    match = _HEADERS.match(raw.lstrip("\ufeff \r\n")[:40_000])
    return match is not None and _MIME.search(match.group()) is not None
