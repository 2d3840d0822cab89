"""Hiding secrets in a finished record without moving a single offset.

Texts for people carry placeholders (`masking.py`). The record itself must keep `text[start:end] == quote`, so here a
secret is covered by as many marks as it has characters, in the raw text, in every quote and in every value.
"""

from typing import TypeVar

from pydantic import BaseModel

from assistant.domain import ISSUE, Evidence
from assistant.redaction.masking import redact

MARK = "•"
_Model = TypeVar("_Model", bound=BaseModel)


def cover(text: str, secrets: tuple[str, ...]) -> str:
    """`text` with each secret covered, as long as before."""
    for secret in secrets:
        text = text.replace(secret, MARK * len(secret))
    return text


def shroud_secrets(record: _Model, raw: str) -> _Model:
    """`record` with every secret of `raw` covered wherever it stands; the same object where there is none."""
    secrets = tuple(sorted(set(redact(raw).map.values()), key=len, reverse=True))
    if not secrets:
        return record
    covered = cover(raw, secrets)
    changed = _shrouded(record, secrets, covered)
    return changed if isinstance(changed, type(record)) else record


def _shrouded(value: object, secrets: tuple[str, ...], covered: str) -> object:
    if isinstance(value, str):
        return type(value)(value) if type(value) is not str else cover(value, secrets)
    if isinstance(value, Evidence) and value.source == ISSUE:
        # NOTE: a quote may cut through a secret; only the covered text itself shows what of it to hide.
        return value.model_copy(update={"quote": covered[value.start : value.end]})
    if isinstance(value, BaseModel):
        fields = {name: _shrouded(getattr(value, name), secrets, covered) for name in type(value).model_fields}
        return value.model_copy(update=fields)
    if isinstance(value, tuple):
        return tuple(_shrouded(v, secrets, covered) for v in value)
    if isinstance(value, dict):
        return {k: _shrouded(v, secrets, covered) for k, v in value.items()}
    return value
