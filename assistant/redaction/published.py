"""Keys that are no secret because their issuer publishes them: the samples of Google's firebase-android-sdk.

Nothing in such a key tells it from a real one, so this can only be a list. It is the whole allow-list that gitleaks
(MIT) ships with its rule `gcp-api-key`, with that origin, not a choice of ours, and it decides nothing else. It
matters for measuring rather than for people: without it the same keys are masked, which costs a reader nothing. As
harmless cases of `evals/redaction.py` are these very keys, that suite gives its figure with and without the list.
Other published samples (vendors' documentation, emulators) are masked on purpose: a sample may have been put to use.

Kept as the first 16 hex digits of their SHA-256, so that no scanner takes this file for a leak.
"""

from hashlib import sha256

_PUBLISHED = frozenset(
    """
        0b476bdf9acf2123 2037abcaffb2b777 27a9a42931dff7eb 37f8f09bdf12c2f2 3a8b61d0f636b007 3f370c9dd8225c63
        49f777db995e8260 4c98242dcadc8b29 8731261cb72d8626 a19f89ab3555eac1 a6c814bc555ae62c dc0fcf046c61640c
        e4a5542bb7fd7b67 ea9bb1082cf95663 eb540d2b6ee2a0a4 f56e323494a6ffc2
    """.split()
)


def is_published(value: str) -> bool:
    """Whether the key's issuer has published it for anyone to use."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:16] in _PUBLISHED
