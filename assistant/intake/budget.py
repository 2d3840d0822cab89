"""Which parts of a very large paste are read, and a record of every part that is not.

Up to 400,000 characters and 8,000 lines are read whole. Of more, the head, the tail, and the lines around error words
are read. Embedded binary data (base64, long hex) is left out at any size.
"""

from assistant.domain.issue import Omission
from assistant.intake.words import late

READ_WHOLE = 400_000
_MOST_LINES = 8_000
_HEAD = 200_000
_TAIL = 80_000
_AROUND = 1_500
_LONGEST_LINE = 20_000
_ERROR = late(
    r"\b(?:ERROR|FATAL|CRITICAL|SEVERE|Exception|Traceback|panic|error|failed"
    r"|HTTP/\d\S* [45]\d\d)\b|\b[A-Z]\w+(?:Error|Exception)\b"
)
_BLOB = late(r"[A-Za-z0-9+/_-]{60,}={0,2}")
_FEW_LINES, _LONG_RUN = 8, 3_000

Range = tuple[int, int]


def readable_ranges(raw: str) -> tuple[list[Range], list[Omission]]:
    """The raw ranges to read, in order, and what lies between them."""
    ranges, why = _windows(raw)
    omissions = [Omission(start=start, end=end, why=why) for start, end in _gaps(ranges, len(raw))]
    kept: list[Range] = []
    for start, end in ranges:
        pieces, blobs = _without_blobs(raw, start, end)
        kept.extend(pieces)
        omissions.extend(blobs)
    return kept, sorted(omissions, key=lambda omission: omission.start)


def _windows(raw: str) -> tuple[list[Range], str]:
    lines = raw.count("\n")
    if len(raw) <= READ_WHOLE and lines <= _MOST_LINES:
        return [(0, len(raw))], ""
    head = min(_line_break(raw, _HEAD), _after_lines(raw, _MOST_LINES // 2))
    tail = max(head, _line_break(raw, len(raw) - _TAIL), _before_lines(raw, _MOST_LINES // 5))
    left, left_lines = READ_WHOLE - head - (len(raw) - tail), _MOST_LINES * 3 // 10
    ranges = [(0, head)]
    at = head
    while left > 0 and left_lines > 0:
        match = _ERROR.search(raw, at, tail)
        if match is None:
            break
        start = max(ranges[-1][1], _line_break(raw, match.start() - _AROUND // 3, forward=False))
        end = min(tail, _line_break(raw, match.end() + _AROUND), start + left)
        if end <= start:
            break
        ranges.append((start, end))
        left -= end - start
        left_lines -= raw.count("\n", start, end) + 1
        at = end
    ranges.append((tail, len(raw)))
    return _merged(ranges), (
        f"too long: {READ_WHOLE:,} characters or {_MOST_LINES:,} lines are read (beginning, end, lines around errors)"
    )


def _after_lines(raw: str, count: int) -> int:
    """Where the first `count` lines end."""
    at = -1
    for _ in range(count):
        at = raw.find("\n", at + 1)
        if at < 0:
            return len(raw)
    return at + 1


def _before_lines(raw: str, count: int) -> int:
    """Where the last `count` lines begin."""
    at = len(raw)
    for _ in range(count):
        at = raw.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def _line_break(raw: str, at: int, *, forward: bool = True) -> int:
    """The line boundary near an offset, or the offset itself inside an endless line."""
    at = max(0, min(at, len(raw)))
    found = raw.find("\n", at, at + _LONGEST_LINE) if forward else raw.rfind("\n", max(0, at - _LONGEST_LINE), at)
    return at if found < 0 else found + 1


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _gaps(ranges: list[Range], size: int) -> list[Range]:
    edges = [0, *(edge for pair in ranges for edge in pair), size]
    return [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2) if edges[at] < edges[at + 1]]


def _without_blobs(raw: str, start: int, end: int) -> tuple[list[Range], list[Omission]]:
    pieces, blobs, at = [], [], start
    for low, high in _blobs(raw, start, end):
        if low > at:
            pieces.append((at, low))
        blobs.append(Omission(start=low, end=high, why="embedded binary data"))
        at = high
    if at < end:
        pieces.append((at, end))
    return pieces, blobs


def _blobs(raw: str, start: int, end: int) -> list[Range]:
    """Runs of base64 or hex lines, or one very long such word."""
    runs: list[tuple[int, int, int]] = []
    for match in _BLOB.finditer(raw, start, end):
        if len(set(match.group()[:400])) < 12:
            continue
        if runs and match.start() - runs[-1][1] <= 2 and raw[runs[-1][1] : match.start()].isspace():
            runs[-1] = (runs[-1][0], match.end(), runs[-1][2] + 1)
        else:
            runs.append((match.start(), match.end(), 1))
    return [(low, high) for low, high, count in runs if count >= _FEW_LINES or high - low >= _LONG_RUN]
