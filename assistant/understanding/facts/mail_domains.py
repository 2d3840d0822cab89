"""What mail addresses tell of the customer: the sender's domain is the customer's, the recipient's the product's maker.

A name that a sender's domain or handle spells and the paste writes out goes before the bare label of the domain.
"""

import re
from collections.abc import Iterator

from assistant.domain import Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.company_names import OUR_SIDE, Candidate, only_letters
from assistant.understanding.facts.named_by_address import names_of
from assistant.understanding.facts.page import Line, Page

_ADDRESS = re.compile(r"<?(?P<local>[\w.+-]+)@(?P<domain>[\w-]+(?:\.[\w-]+)+)>?")
_FREE_MAIL = frozenset(
    "gmail googlemail outlook hotmail live yahoo icloud gmx web t-online proton protonmail aol free orange wanadoo "
    "libero mail email qq 163 example".split()
)
_DESKS = frozenset("support help no-reply noreply helpdesk hilfe soporte suporte assistenza".split())
_TO = re.compile(r"\W*(?:to|an|a|à|para|aan|宛先)\s?[:：]")
_FROM = re.compile(r"\W*(?:from|von|de|da|van|差出人)\s?[:：]")


def recipient(page: Page) -> str:
    """The letters of the domain the newest mail of a customer was sent to: the product's maker; empty where unknown."""
    labels: dict[bool, set[str]] = {True: set(), False: set()}
    for line in page.lines:
        if line.span.message != 0 or line.message.role in OUR_SIDE or line.kind not in (SpanKind.META, SpanKind.FIELD):
            continue
        to, sent = _TO.match(line.folded) is not None, _FROM.match(line.folded) is not None
        if to or sent:
            labels[to].update(m["domain"].split(".")[-2].lower() for m in _ADDRESS.finditer(line.text))
    told = sorted(labels[True] - labels[False] - _FREE_MAIL)
    return only_letters(told[0]) if len(told) == 1 and labels[False] else ""


def domain_words(page: Page, message: int) -> frozenset[str]:
    """Words of the mail domains a message is sent from or signed with, free mail services left out."""
    words: set[str] = set()
    for line in page.lines:
        if line.span.message == message and line.kind in (SpanKind.META, SpanKind.SIGNATURE):
            for match in _ADDRESS.finditer(line.text):
                if fold(line.text).startswith(("to", "an:", "cc", "a:", "para", "aan", "à", "a :")):
                    continue
                for label in match["domain"].lower().split(".")[:-1]:
                    words.update(w for w in label.split("-") if len(w) >= 4 and w not in _FREE_MAIL)
    return frozenset(words)


def from_spelt_addresses(page: Page) -> Iterator[Candidate]:
    """The name that the customer's mail domain or chat handle spells, where the paste writes it out."""
    labels = [line.text[start:end] for line, start, end in _sender_domains(page)]
    labels += [m.author for m in page.document.messages if m.author and m.role is Role.CUSTOMER and " " not in m.author]
    for label in dict.fromkeys(labels):
        for line, start, end in names_of(page, label):
            if line.message.role not in OUR_SIDE:
                yield Candidate(4, line, start, end)
                break


def from_domains(page: Page) -> Iterator[Candidate]:
    """The label of the first sender's mail domain, computed: nobody wrote it as a name."""
    for line, start, end in _sender_domains(page):
        yield Candidate(1, line, start, end, computed=True)
        return


def _sender_domains(page: Page) -> Iterator[tuple[Line, int, int]]:
    """The telling label of each sender's mail domain, free mail services and help desks left out."""
    for line in page.lines:
        if line.kind not in (SpanKind.META, SpanKind.FIELD, SpanKind.SIGNATURE) or line.message.role in OUR_SIDE:
            continue
        if re.match(r"\W*(?:to|an|cc|à|a|para|aan|bcc|reply-to|return-path|received)\s?:", line.folded):
            continue
        for match in _ADDRESS.finditer(line.text):
            label = match["domain"].split(".")[-2]
            if label.lower() not in _FREE_MAIL and match["local"].lower() not in _DESKS:
                start = match.start("domain") + match["domain"].rfind(label)
                yield line, start, start + len(label)
