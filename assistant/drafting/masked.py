"""The last pass over all drafted texts: secrets, card and account numbers, and contact data become placeholders.

`redact` reads all texts together, so that a secret recognised beside its name in one sentence is masked where it
stands alone in another, and equal values get equal placeholders. In Markdown a value may
stand escaped; both forms are replaced.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from assistant.domain import Drafts, EscalationBrief
from assistant.domain.model import Model
from assistant.inert import inert

_CONTACTS = frozenset({"email", "phone"})
"""Third parties' contact data (definitions, "What is masked where"); whose it is cannot be told, so all goes."""
_M = TypeVar("_M", bound=Model)


class Masked(Protocol):
    """What masking returns."""

    @property
    def counts(self) -> dict[str, int]:
        """Kind → number of values."""
        ...

    @property
    def map(self) -> dict[str, str]:
        """Placeholder → value."""
        ...


class Redact(Protocol):
    """`assistant.redaction.redact`."""

    def __call__(self, text: str, *, kinds: frozenset[str] | None = None) -> Masked:
        """Mask a text."""
        ...


def _texts(value: object) -> list[str]:
    """Every string of a draft except evidence, which quotes the paste and must stay as it is."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Model):
        return [t for name in type(value).model_fields if name != "evidence" for t in _texts(getattr(value, name))]
    if isinstance(value, tuple | list):
        return [t for v in value for t in _texts(v)]
    if isinstance(value, Mapping):
        return [t for v in value.values() for t in _texts(v)]
    return []


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value) if type(value) is str else value
    if isinstance(value, Model):
        return _changed_model(value, change)
    if isinstance(value, tuple):
        return tuple(_changed(v, change) for v in value)
    if isinstance(value, Mapping):
        return {k: _changed(v, change) for k, v in value.items()}
    return value


def _changed_model(value: _M, change: Callable[[str], str]) -> _M:
    return value.model_copy(
        update={n: _changed(getattr(value, n), change) for n in type(value).model_fields if n != "evidence"}
    )


def _plain(brief: EscalationBrief | None) -> list[str]:
    return _texts(brief.model_copy(update={"markdown": "", "renderings": {}})) if brief else []


def _replaced(value: _M, values: Mapping[str, str]) -> _M:
    longest_first = sorted(values.items(), key=lambda i: -len(i[1]))

    def change(text: str) -> str:
        for placeholder, secret in longest_first:
            for form in dict.fromkeys((secret, inert(secret))):
                text = text.replace(form, placeholder)
        return text

    return _changed_model(value, change) if values else value


def mask_drafts(drafts: Drafts, redact: Redact) -> tuple[Drafts, dict[str, int]]:
    """The drafts with nothing secret in them, and how many values of each kind were taken out.

    Contact data is masked in the brief only: what addresses a customer text has come out of a public article.
    """
    told = [*_texts(drafts.updates), *_texts(drafts.questions), drafts.customer_message or ""]
    everywhere = redact("\n".join(dict.fromkeys([*_plain(drafts.brief), *told])))
    drafts = _replaced(drafts, everywhere.map)
    counts = dict(everywhere.counts)
    if drafts.brief is None:
        return drafts, counts
    contacts = redact("\n".join(dict.fromkeys(_plain(drafts.brief))), kinds=_CONTACTS)
    counts.update(contacts.counts)
    return drafts.model_copy(update={"brief": _replaced(drafts.brief, contacts.map)}), counts
