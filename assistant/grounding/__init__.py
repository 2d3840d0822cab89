"""Whether the claims of a text stand in its sources: numbers, dates, names, codes, quotes and the like, by code alone.

    ground = Ground({"issue": paste, "KB-0101": article}, known=["Mio", "Engineering"], reference=received_at)
    for miss in ground.misses(update): print(miss.sentence, miss.claim.text, miss.nearest)

And what a text asserts that holds no such thing ("it is fixed", "your data is safe"): `find_assertions`.

An adapter: it knows no step and no policy. What is held to be a claim, and when one stands, is told in the modules:
`claims.py` the keys, `quantities.py` which numbers count, `names.py` which words are names, `index.py` what a source
proves, `knowledge/lexicon/grounding.toml` the words of each language; `assertions.py` what is asserted, with the words
in `knowledge/lexicon/assertions/`.
"""

from assistant.grounding.assertions import Assertion, AssertionKind, find_assertions
from assistant.grounding.claims import Claim, ClaimKind, Miss
from assistant.grounding.ground import Ground, find_claims

__all__ = [
    "Assertion",
    "AssertionKind",
    "Claim",
    "ClaimKind",
    "Ground",
    "Miss",
    "find_assertions",
    "find_claims",
]
