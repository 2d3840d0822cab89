"""Rewording on request: the same facts in another manner."""

from collections.abc import Callable

from assistant.chain.lines import harmless
from assistant.chain.prompts import Prompts
from assistant.chain.wording import LANGUAGES
from assistant.errors import WrongUsage
from assistant.llm import Request

MANNERS = {
    "shorter": "Make it shorter by about a third; drop repetition, never a fact, a date or a promise.",
    "longer": "Make it fuller: whole sentences, each thing said so that a newcomer follows. Add no fact.",
    "formal": "Make it more formal.",
    "warmer": "Make it warmer and more personal, without apology that is not there.",
    "executive": "Rewrite it for an executive: what it means for the business first, technical detail last and brief.",
    "engineer": "Rewrite it for an engineer: symptoms, conditions, identifiers first; no pleasantries.",
    "customer_language": "Translate it into the language named below, in the customer's own terms.",
}
"""What a text can be reworded to, with the instruction given to the model."""


def rewording_request(
    text: str, kind: str, manner: str, language: str, prompts: Prompts, cover: Callable[[str], str]
) -> Request:
    """The request. `language` is an ISO code, read for `customer_language` only. Raises WrongUsage."""
    if manner not in MANNERS:
        raise WrongUsage(f"there is no manner {manner!r}.", f"One of: {', '.join(MANNERS)}.")
    prompt = prompts["reword"]
    told = MANNERS[manner]
    keep = f"Write in {LANGUAGES.get(language, language)}." if manner == "customer_language" else "Keep its language."
    system, user = prompt.fill({"manner": f"{told} {keep}", "kind": kind, "text": harmless(cover(text))})
    return Request(prompt.id, system, user, prompt.schema, prompt.max_tokens)
