"""Masking of what must not travel: credentials, card numbers, bank accounts, and on request contact data.

The decision a reader must know: secrets, cards and IBANs are masked always; `kinds` only ever adds to them.
A false alarm costs a word, a miss costs an incident, so shapes are read generously, except where support needs
the words: versions, GUIDs, error codes, hashes and stack traces stay.
"""

from assistant.redaction.masking import ALWAYS, ON_REQUEST, Redacted, redact, restore
from assistant.redaction.shroud import shroud_secrets

__all__ = ["ALWAYS", "ON_REQUEST", "Redacted", "redact", "restore", "shroud_secrets"]
