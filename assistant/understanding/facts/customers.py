"""Who is affected: the `customer`, a company or account.

The agent's own entry beside the paste wins. After it come form fields, labels beside speakers' names, signatures, and
phrases ("our customer X"); a mail domain is the last resort and marked computed. Our own side's names are never taken.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.callers import from_callers, from_labels
from assistant.understanding.facts.company_names import (
    JAPANESE,
    LEGAL_FORM,
    LONGEST_PART,
    NAME,
    Candidate,
    is_company_label,
    only_letters,
)
from assistant.understanding.facts.mail_domains import from_domains, from_spelt_addresses, recipient
from assistant.understanding.facts.page import Page
from assistant.understanding.facts.signatures import from_signatures


def find_customers(page: Page) -> Iterable[Fact]:
    """Facts for `customer`."""
    if page.document.customer:
        yield from _entered(page, page.document.customer)
        return
    vendor = recipient(page)
    for source in (
        _from_fields,
        from_callers,
        from_labels,
        from_spelt_addresses,
        from_signatures,
        _from_phrases,
        _from_legal_forms,
        from_domains,
    ):
        found = [c for c in source(page) if not _names(c.text, vendor)]
        if found:
            best = max(c.score for c in found)
            seen: set[str] = set()
            for candidate in found:
                name = fold(candidate.text).strip()
                if candidate.score == best and name not in seen:
                    seen.add(name)
                    yield page.fact(
                        FactField.CUSTOMER,
                        candidate.text.strip(" ,"),
                        candidate.line,
                        candidate.start,
                        candidate.end,
                        computed=candidate.computed,
                    )
            return


def _entered(page: Page, name: str) -> Iterator[Fact]:
    """The agent's entry, proven by the place where the paste names it, whole or by its first words."""
    words = fold(name).split()
    for size in range(len(words), 0, -1):
        for first in range(len(words) - size + 1):
            wanted = " ".join(words[first : first + size])
            if len(wanted) < 4 or (
                size == 1 and len(words) > 1 and page.vocabulary.cues("company_word").search(wanted)
            ):
                continue
            pattern = re.compile(rf"(?<!\w){re.escape(wanted)}" + (r"(?!\w)" if wanted[-1:].isascii() else ""))
            for line in page.lines:
                match = pattern.search(line.folded)
                if (
                    match is not None
                    and "@" not in line.folded[match.start() : match.end() + 1]
                    and (size > 1 or not line.text[match.start()].islower())
                ):
                    yield page.fact(FactField.CUSTOMER, name, line, match.start(), match.end())
                    return


def _from_fields(page: Page) -> Iterator[Candidate]:
    for entry in page.fields:
        if entry.name is FactField.CUSTOMER and entry.line.message.role is not Role.SYSTEM:
            value = re.split(r"\s?[(\[;]|\s[–—-]\s|\s{2,}|, (?=[a-z])", entry.value)[0].strip(' *"')
            if (
                2 <= len(value) <= LONGEST_PART
                and not re.fullmatch(r"[\d\W]+|n/?a|none|unknown|yes|no|-+", fold(value))
                and "@" not in value
                and len(value.split()) <= 8
                and (NAME.fullmatch(value) or len(value.split()) <= 3)
                and not _sentence(value)
            ):
                yield Candidate(
                    9, entry.line, entry.start, entry.start + len(entry.value[: entry.value.find(value) + len(value)])
                )


def _sentence(value: str) -> bool:
    small = sum(1 for w in value.split() if w[:1].islower())
    return small >= 3 and small * 2 > len(value.split())


def _names(text: str, label: str) -> bool:
    return bool(label) and only_letters(text) == label


def _from_phrases(page: Page) -> Iterator[Candidate]:
    for hit in page.hits("customer_lead", (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD)):
        match = re.compile(r"[\s:,\"“„«(]{1,3}(?:the |la |le |el |il |die |der |das |de |het |o |a )?").match(
            hit.line.text, hit.end
        )
        at = match.end() if match is not None else hit.end
        name = NAME.match(hit.line.text, at)
        if (
            name is not None
            and len(name.group()) >= 3
            and is_company_label(page, name.group())
            and not _is_month_or_day(page, name.group())
        ):
            yield Candidate(3, hit.line, at, at + len(name.group().rstrip(" .,")))
    for line in page.customer_lines():
        for match in re.finditer(
            r"(?:^|[.!?]\s|\b(?:we|wir|nous|nosotros|nós|noi|wij)\s)\((?P<name>[A-ZÀ-Þ][^()]{3,50}?)"
            r"(?:,[^()]*)?\)\s*$|\b(?:we|wir|nous|nosotros|nós|noi|wij)\s\((?P<own>[A-ZÀ-Þ][^(),]{2,40})",
            line.text,
        ):
            group = "name" if match["name"] else "own"
            if NAME.match(match[group]) and not re.search(r"\d", match[group]):
                yield Candidate(3, line, match.start(group), match.end(group))
        for match in re.finditer(rf"\((?P<name>{NAME.pattern}),[^()]*\)", line.text):
            if page.vocabulary.cues("company_word").search(fold(match["name"])):
                yield Candidate(3, line, match.start("name"), match.end("name"))
        for match in JAPANESE.finditer(line.text):
            yield Candidate(2, line, match.start("name"), match.end("name"))


def _is_month_or_day(page: Page, name: str) -> bool:
    first = fold(name).split()[0]
    return (
        first in page.vocabulary.words("months")
        or first in page.vocabulary.words("weekdays")
        or first in page.vocabulary.words("days")
    )


def _from_legal_forms(page: Page) -> Iterator[Candidate]:
    """Names that carry a legal form ("Acme Corp"), in prose that is not about another customer."""
    for line in page.lines:
        if line.kind is SpanKind.PROSE and not line.of_others:
            for match in LEGAL_FORM.finditer(line.text):
                yield Candidate(2, line, match.start(), match.end())
