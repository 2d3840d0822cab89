"""What leaves the machine: secrets and personal data replaced by placeholders that stay the same through all calls."""

import re
from collections.abc import Iterable

from assistant.redaction import redact
from assistant.redaction.masking import Detector, Redacted
from assistant.redaction.people import is_ordinary

KINDS = frozenset({"email", "phone", "ip", "person", "path_user"})
"""Personal data taken out beside the secrets, cards and account numbers that always are."""
RESTORED = KINDS
"""Put back into our own texts; a secret, card or account number never is."""
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d+>")
_PERSON = "<PERSON_"
_BETWEEN = "\n\u241e\n"
_SHORTEST = 2
"""Characters of a name: "Bo", 王明. Single letters are initials, and would cover too much."""


class Veil:
    """Placeholders of one issue. Built once from everything that may be sent, then laid over each piece."""

    def __init__(self, texts: Iterable[str], names: Iterable[str], finders: tuple[Detector, ...] = ()) -> None:
        self._finders = finders
        self._names = tuple(n for n in dict.fromkeys(n.strip() for n in names if n) if len(n) >= _SHORTEST)
        self._redacted = redact(_BETWEEN.join(t for t in texts if t), kinds=KINDS, names=self._names, finders=finders)
        self._map: dict[str, str] = dict(self._redacted.map)

    def cover(self, text: str) -> str:
        """`text` without secrets and personal data."""
        for placeholder, value in sorted(self._map.items(), key=lambda i: -len(i[1])):
            if value in text and not self._left_to_finders(placeholder, value, text):
                text = re.sub(_whole(value), lambda _m, p=placeholder: p, text)  # type: ignore[misc]
        found = redact(text, kinds=KINDS, names=self._names, finders=self._finders)
        if not found.map:
            return found.text
        renamed = {old: self._placeholder_of(old, value) for old, value in found.map.items()}
        return _PLACEHOLDER.sub(lambda m: renamed.get(m.group(), m.group()), found.text)

    @staticmethod
    def _left_to_finders(placeholder: str, value: str, text: str) -> bool:
        """Whether a person's value is an ordinary word too ("Mark"): only its place shows whether it is a name."""
        return placeholder.startswith(_PERSON) and is_ordinary(value) and text.strip() != value

    def _placeholder_of(self, proposed: str, value: str) -> str:
        known = next((p for p, v in self._map.items() if v == value), None)
        if known is not None:
            return known
        kind, number = proposed.strip("<>").rsplit("_", 1)
        while f"<{kind}_{number}>" in self._map:
            number = str(int(number) + 1)
        self._map[f"<{kind}_{number}>"] = value
        return f"<{kind}_{number}>"

    def lift(self, text: str) -> str:
        """`text` with personal data back in place; secrets stay covered."""
        redacted: Redacted = self._redacted.model_copy(update={"map": self._map})
        return redacted.restored(text, kinds=RESTORED)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """All of them, as they may stand in a reply."""
        return tuple(self._map)


def _whole(value: str) -> str:
    """A pattern for a value where it stands by itself; a secret is long enough to be taken anywhere."""
    body = re.escape(value)
    return body if len(value) >= 8 else rf"(?<!\w){body}(?!\w)"
