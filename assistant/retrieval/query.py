"""From a raw paste to what is searched with: one line that says it best, and a short text for the meaning.

Support pastes carry greetings, mail headers, signatures and pages of log. Words for the lexical side come from all of
it (rare words win there anyway); the sentence vector only has room for the salient part.
"""

import re
from dataclasses import dataclass

from assistant.courtesies import beyond_courtesy

MEANING_CHARACTERS = 700
"""Of the text given to the embedder; it cuts to QUERY_TOKENS, and few tokens are longer than 7 characters."""
QUERY_TOKENS = 96
"""Word pieces of the query that are embedded. On the Hadoop duplicates 48, 64, 80, 96 and 128 give recall@10 .894,
.894, .924, .924 and .909 fused, and time grows with the count."""
HEADLINE_CHARACTERS = 200
"""Of the headline, about 40 tokens."""
OPENING_CHARACTERS = 300
"""Of a paste without a title: about three sentences, of which one tells what is wrong."""
SAYS_ENOUGH = 3
"""Words from which a first sentence can stand as headline; "Urgent!" cannot."""
LEXICAL_HEAD, LEXICAL_TAIL = 16_000, 4_000
"""Characters read for words at either end of a long paste; the error is named at the start, the last try at the end."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SUBJECT = re.compile(
    r"^\s*(?:subject|betreff|objet|asunto|assunto|oggetto|title|summary)\s*:\s*(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)*(.{3,})$",
    re.I,
)
_HEADER = re.compile(
    r"^\s*(?:from|to|cc|bcc|sent|date|reply-to|von|an|gesendet|datum|de|para|enviado|received|message-id|x-[\w-]+|content-[\w-]+|mime-version)\s*:\s",
    re.I,
)
_SIGNATURE = re.compile(r"^\s*(?:--\s*$|sent from my |confidentiality notice|this e-?mail and any attachments)", re.I)
_LOG = re.compile(
    r"^\s*(?:at [\w$.<>]+\(|\.\.\. \d+ more|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d[.,]?\d*\s|"
    r"[{}\[\]<>|+=*#_-]{3,})"
)
_TELLING = re.compile(
    r"error|exception|fail|fatal|denied|refused|timed? ?out|invalid|fehler|erreur|caused by"
    r"|status(?: code)?[ :=]+[45]\d\d",
    re.I,
)
_TELLING_LINES = 3
"""Log lines that say what failed are kept up to this many; the rest of a log repeats them."""


@dataclass(frozen=True, slots=True)
class Query:
    """A cleaned search text."""

    headline: str
    """The subject, else the first line that says something."""
    meaning: str
    """Headline, then prose, then the log lines that name the failure; at most MEANING_CHARACTERS."""
    words: str
    """What lexical terms are taken from."""
    opening: str
    """What a title is compared with: the headline where it is a line of its own, else the first OPENING_CHARACTERS of
    the meaning, as the first of several sentences may be a courtesy."""


def clean_text(text: str) -> str:
    """The text without what no store accepts: lone surrogates and NUL. Length may change."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def read_query(text: str) -> Query | None:
    """Reduce a paste to a query; None when it holds no letter or digit."""
    words = clean_text(text).strip()
    if not any(map(str.isalnum, words)):
        return None
    if len(words) > LEXICAL_HEAD + LEXICAL_TAIL:
        words = f"{words[:LEXICAL_HEAD]}\n{words[-LEXICAL_TAIL:]}"
    subject, prose, log = _sort_lines(words)
    words = "\n".join(filter(None, map(beyond_courtesy, words.splitlines()))) or words
    lines = prose or log or [words]
    headline, rest = (subject, "") if subject else _first_sentence(lines[0])
    body = lines if subject else [rest, *lines[1:]] if rest else lines[1:]
    more = [*body, *(log if prose else [])]
    meaning = " ".join([f"{headline.rstrip('.')}.", *more]) if more else headline
    opening = meaning[:OPENING_CHARACTERS] if rest else headline
    return Query(headline, meaning[:MEANING_CHARACTERS], words, opening)


def _first_sentence(line: str) -> tuple[str, str]:
    """A line in two: its first sentence if that has SAYS_ENOUGH words, and what follows."""
    for end in _SENTENCE_END.finditer(line, 0, HEADLINE_CHARACTERS):
        if line[: end.start()].count(" ") + 1 >= SAYS_ENOUGH:
            return line[: end.start()], line[end.end() :]
    return line[:HEADLINE_CHARACTERS], line[HEADLINE_CHARACTERS:]


def _sort_lines(text: str) -> tuple[str | None, list[str], list[str]]:
    """The subject line if any, the prose lines, and the first log lines that name a failure."""
    subject: str | None = None
    prose: list[str] = []
    log: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.lstrip("> \t").split())
        if _SIGNATURE.match(line):
            break
        matter = beyond_courtesy(line)
        if not any(map(str.isalnum, matter)):
            continue
        if found := _SUBJECT.match(line):
            subject = subject or found.group(1)[:HEADLINE_CHARACTERS]
        elif _HEADER.match(line):
            continue
        elif _LOG.match(raw):
            if len(log) < _TELLING_LINES and _TELLING.search(line):
                log.append(line)
        else:
            prose.append(line if prose else matter)  # the headline greets nobody; further down it does no harm
    return subject, prose, log
