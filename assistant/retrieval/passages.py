"""What of a record is searched: its title, its words, and the passages that get a vector each."""

from assistant.domain.issue import Visibility
from assistant.domain.knowledge import Article, Ticket

HEAD_CHARACTERS = 2_000
"""Of the head passage; the embedder reads 256 word pieces of it, which is 1,000 to 1,500 characters of English."""
PASSAGE_CHARACTERS = 900
"""Length of each further passage of an article, under 256 word pieces."""
MORE_PASSAGES = 4
"""Further passages of an article at most. Tickets get none: their first message says what is wrong, and on the Hadoop
duplicates title + head reach .848 dense where the head alone reaches .818."""
LEXICAL_CHARACTERS = 100_000
"""Characters of a record that are indexed as words; the longest of 2,503 Hadoop tickets has 74,000."""

Record = Ticket | Article


def is_searchable(item: Record) -> bool:
    """False for what must not be offered any more: archived articles and those another one replaced."""
    return isinstance(item, Ticket) or (item.confidence != "archived" and not item.superseded_by)


def lexical_text(item: Record) -> str:
    """Everything of a record a customer's words may hit. Internal notes stay out: they describe our side."""
    if isinstance(item, Ticket):
        customer = (
            entry.text for entry in item.timeline if entry.role == "customer" and entry.visibility is Visibility.PUBLIC
        )
        parts = [item.text, item.resolution, item.product_area, " ".join(item.tags), item.linked_issue, *customer]
    else:
        parts = [
            item.text,
            item.issue,
            item.environment,
            item.cause,
            item.resolution,
            item.workaround,
            item.product_area,
            " ".join(item.error_codes),
        ]
    return "\n".join(part for part in parts if part)[:LEXICAL_CHARACTERS]


def passages(item: Record) -> list[str]:
    """The texts to embed, at least one: the title alone, title and beginning, and for an article what follows."""
    opening = item.text if isinstance(item, Ticket) else "\n".join(part for part in (item.issue, item.text) if part)
    opening, title = opening.strip(), item.title.strip()
    if not opening or not title:
        return [(title or opening)[:HEAD_CHARACTERS]]
    texts = [title, f"{title.rstrip('.')}. {opening}"[:HEAD_CHARACTERS]]
    if isinstance(item, Article):
        rest = opening[PASSAGE_CHARACTERS:]
        texts += [f"{title}. {piece}" for piece in _windows(rest)[:MORE_PASSAGES]]
    return texts


def _windows(text: str) -> list[str]:
    """Pieces of about PASSAGE_CHARACTERS that end at a line or word."""
    pieces: list[str] = []
    while text := text.strip():
        end = len(text)
        if end > PASSAGE_CHARACTERS:
            end = max(text.rfind("\n", 1, PASSAGE_CHARACTERS), text.rfind(" ", 1, PASSAGE_CHARACTERS))
            end = end if end > PASSAGE_CHARACTERS // 2 else PASSAGE_CHARACTERS
        pieces.append(text[:end].strip())
        text = text[end:]
    return pieces
