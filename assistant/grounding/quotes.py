"""Words within quotation marks of any language, and lines of code blocks: they must stand as they are.

Three words or something that looks like a code make a quote; fewer are a label or a word used with a wink.
"""

import re

from assistant.grounding.claims import ClaimKind
from assistant.grounding.scan import Scan

_MARKED = re.compile(
    '“([^“”\n]{2,600})”|„([^“”„"\n]{2,600})[“”"]|«([^«»\n]{2,600})»|»([^«»\n]{2,600})«|「([^「」\n]{2,600})」'
    '|『([^『』\n]{2,600})』|‹([^‹›\n]{2,600})›|‚([^‚‘\n]{2,600})‘|"([^"\n]{2,600})"'
    "|(?<![\\w'])'((?:[^'\n]|(?<=\\w)'(?=\\w)){8,600})'(?!\\w)"
    "|(?<!\\w)‘((?:[^‘’\n]|(?<=\\w)’(?=\\w)){8,600})’(?!\\w)"
)
_FENCE = re.compile(r"(?m)^[ \t]*(```+|~~~+)[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\s].*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SAME_MARK = re.compile('[“”„«»「」『』‹›‚"*`]')
_GAP = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.{3,}|\[[^\]\n]{1,40}\])\s*")
_SPACE = re.compile(r"\s+(?:>+\s*)*")
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>\n]{0,300})?/?>")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|(?<=[。！？])")
_LEFT_OUT = 500
"""Characters of a source, such as lines of a log, that may be left out between two quoted sentences."""
_CJK_WORDS = 8
"""Characters from which a Japanese quotation is more than a label."""
_EDGES = " .,;:!?。、…'-"


def find_quotes(scan: Scan) -> None:
    """Code blocks line by line, then quotations."""
    for fence in _FENCE.finditer(scan.text):
        for line in _LINE.finditer(fence[2]):
            start, end = fence.start(2) + line.start(), fence.start(2) + line.start() + len(line.group().rstrip())
            if scan.free(start, end) and _WORD.search(scan.text, start, end):
                scan.add(ClaimKind.QUOTE, start, end, ())
        scan.take(*fence.span())
    for match in _MARKED.finditer(scan.text):
        start, end = match.span(match.lastindex or 0)
        if is_quote(scan.text[start:end]) and scan.free(start, end):
            scan.add(ClaimKind.QUOTE, start, end, ())


def is_quote(words: str) -> bool:
    """Whether words within quotation marks are held to be somebody's own words."""
    return len(_WORD.findall(words)) >= 3 or len(_CJK.findall(words)) >= _CJK_WORDS


def verbatim(folded: str) -> str:
    """Folded words with single spaces, without quotation marks, emphasis and the ">" of replies."""
    if "<" in folded:
        folded = _TAG.sub("", folded)
    return _SPACE.sub(" ", _SAME_MARK.sub("", folded)).strip()


def quote_parts(folded: str) -> list[str]:
    """The parts of a quotation between its omissions, each as it must stand."""
    return [p for part in _GAP.split(folded) if (p := verbatim(part).strip(_EDGES))]


def stands(parts: list[str], source: str) -> bool:
    """Whether all parts stand in a source's `verbatim` words, one after the other, not cutting a number or word."""
    at = 0
    for place, part in enumerate(parts):
        at = _whole(source, part, at, open_start=place > 0, open_end=place < len(parts) - 1)
        if at == -1:
            return False
    return True


def stands_by_sentence(folded: str, source: str) -> bool:
    """Whether all sentences of a quotation stand, whole, close after one another in a source's `verbatim` words."""
    parts = [p for sentence in _SENTENCE.split(folded) if (p := verbatim(sentence).strip(_EDGES))]
    starts = [m.start() for m in re.finditer(re.escape(parts[0]), source)] if len(parts) > 1 else []
    return any(_follow(parts, source, at) for at in starts)


def _follow(parts: list[str], source: str, at: int) -> bool:
    for part in parts:
        end = _whole(source, part, at, open_start=False, open_end=False)
        if end == -1 or end - len(part) - at > _LEFT_OUT:
            return False
        at = end
    return True


def _whole(source: str, part: str, at: int, *, open_start: bool, open_end: bool) -> int:
    """The end of the first occurrence from `at` that begins and ends with its words; -1 for none."""
    while (start := source.find(part, at)) != -1:
        end = start + len(part)
        first = open_start or not (source[start - 1 : start].isalnum() and part[0].isalnum())
        last = open_end or not (source[end : end + 1].isalnum() and part[-1].isalnum())
        if (first and last) or ord(part[0]) > 0x3000:
            return end
        at = start + 1
    return -1
