"""Placeholders such as `<EMAIL_1>`: handing them out, and knowing them again in what a model made of them."""

import re
from collections.abc import Iterator

LABELS = {
    "secret": "SECRET",
    "card": "CARD",
    "iban": "IBAN",
    "national_id": "NATIONALID",
    "email": "EMAIL",
    "phone": "PHONE",
    "ip": "IP",
    "path_user": "USER",
    "person": "PERSON",
}
"""Kind → the word in its placeholders."""
_KINDS = {label: kind for kind, label in LABELS.items()}
_ANY = "|".join(LABELS.values())
PLACEHOLDER = re.compile(rf"<(?:{_ANY})_\d{{1,6}}>")
"""As `redact` writes them."""
_BODY = re.compile(rf"(?i)(?P<label>{_ANY})(?P<joint>[ ]?(?:\\?_|[ -])?[ ]?)(?P<number>\d{{1,6}})(?!\d)")
_OPEN = re.compile(r"(?:&lt;|&#60;|\\?<|\\?\[|\{\{?|⟨|〈|＜|«)[ ]?$")
_CLOSE = re.compile(r"[ ]?(?:&gt;|&#62;|\\?>|\\?\]|\}\}?|⟩|〉|＞|»)")


def kind_of_placeholder(placeholder: str) -> str:
    """The kind that `<EMAIL_1>` stands for."""
    return _KINDS[placeholder.strip("<>").rpartition("_")[0]]


def altered(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each placeholder in `text`, as `redact` wrote it or as a model changed it, and its first form.

    Other case, other brackets, escaped, or, if the underscore stayed, without brackets.
    """
    for match in _BODY.finditer(text):
        start, end = match.span()
        opened = _OPEN.search(text[max(0, start - 9) : start])
        closed = _CLOSE.match(text, end)
        if opened and closed:
            mark = opened.group()
            # a backslash in front is part of a path, unless the closing bracket has one too
            if mark.startswith("\\") and "\\" not in closed.group():
                mark = mark[1:]
            start, end = start - len(mark), closed.end()
        elif "_" not in match.group("joint") or text[end : end + 1].isalnum() or _is_inside_a_word(text, start):
            continue
        yield start, end, f"<{match.group('label').upper()}_{int(match.group('number'))}>"


def _is_inside_a_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")


class Numbering:
    """Hands out placeholders: one per value, never one that the text already holds in any form."""

    def __init__(self, text: str) -> None:
        self._taken = {name for _, _, name in altered(text)} | set(PLACEHOLDER.findall(text))
        self._of: dict[tuple[str, str], str] = {}
        self._next: dict[str, int] = {}

    def of(self, kind: str, value: str) -> str:
        """The placeholder of this value of this kind."""
        if (kind, value) not in self._of:
            number = self._next.get(kind, 1)
            while f"<{LABELS[kind]}_{number}>" in self._taken:
                number += 1
            self._next[kind] = number + 1
            self._of[kind, value] = f"<{LABELS[kind]}_{number}>"
        return self._of[kind, value]

    def items(self) -> Iterator[tuple[str, str, str]]:
        """(kind, value, placeholder), longest value first."""
        for (kind, value), name in sorted(self._of.items(), key=lambda i: -len(i[0][1])):
            yield kind, value, name
