"""Masking of what must not travel: credentials, card, account and identity numbers; contact data and names on request.

The decisions a reader must know:

- Secrets, cards, IBANs and national identity numbers are masked always; `kinds` only ever adds to them. A false alarm
  costs a word, a miss an incident, so shapes are read generously, except where support needs the words: versions,
  GUIDs, error codes, hashes and stack traces stay.
- Secrets are found by armour (`armour`), by an issuer's shape (`shapes`, table in `issuers.toml`), by the name they are
  given to (`assignments`; words of eight languages in `words.toml`), in sentences (`prose`), beside their word
  with no sign between (`standing`), as codes (`codes`), in log-ins (`logins`) and columns of tables (`tables`), and by
  their place in a request, a URL or a command line (`transport`).
- Forms and check digits of national numbers are python-stdnum's (`identity`).
- Why no detector library: detect-secrets 1.5.0, measured on gitleaks' own cases (75 secrets, 193 others), found 17 and
  raised 29 alarms without its entropy plugins, found 75 and raised 187 with them, and took about 12 ms for 1,000 words
  without them. The other well-kept detectors (gitleaks, kingfisher, trufflehog) are programs, not Python libraries.
  Phone numbers with a country code are left to `phonenumbers`.
- What stands here in Japanese scripts is read by phrase, as its words have no blanks between them.
"""

from assistant.redaction.masking import ALWAYS, ON_REQUEST, Redacted, find_kind, redact, restore
from assistant.redaction.shroud import shroud_secrets
from assistant.redaction.urls import find_urls

__all__ = ["ALWAYS", "ON_REQUEST", "Redacted", "find_kind", "find_urls", "redact", "restore", "shroud_secrets"]
