"""Who is affected: the `customer`, a company or account.

The agent's own entry beside the paste wins. After it come form fields, labels beside speakers' names, signatures, and
phrases ("our customer X"); a mail domain is the last resort and marked computed. Our own side's names are never taken.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.named_by_address import names_of
from assistant.understanding.facts.page import Line, Page

_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
_SMALL = (
    r"(?:&|of|the|and|de|du|des|del|della|delle|dei|do|da|dos|di|la|le|les|los|las|el|y|e|et"
    r"|und|van|der|den|für|for|d['’]\w+)"
)

_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'’&+-]*(?:\.[A-Z])*\.?|\d{1,2}(?=\s[A-Z]))"
_NAME = re.compile(
    rf"{_WORD}(?:[ ](?:{_SMALL}[ ])?(?:{_SMALL}[ ])?{_WORD}|[ ]&[ ]{_WORD}){{0,6}}(?:,? (?:Inc"
    rf"|Ltd|LLC|LLP|PLC|plc|GmbH|AG|KG|SE|S\.?A\.?S?|S\.?L\.?U?|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V"
    rf"|Lda|Ltda|Oy|AB|AS|ApS)\b\.?| z ?o\. ?o\.?| s\. ?r\. ?o\.?| d\. ?o\. ?o\.?| a\. ?s\.| A/S)?"
)
_JAPANESE = re.compile(
    r"(?P<name>(?:株式会社|有限会社|合同会社)[\w・ー]{2,20}|[\w・ー]{2,20}(?:株式会社|有限会社|合同会社|病院|大学|銀行|商店|印刷|工業|製作所|商事|クリニック|学園|学校))"
)
_LEGAL = re.compile(
    r",\s?(?=(?:Inc|Ltd|LLC|LLP|PLC|plc|GmbH|AG|S\.?\s?L|S\.?\s?A|S\.?\s?r|S\.?\s?p|B\.?V|N\.?V|Lda|Ltda)\b)"
)
_PARTS = re.compile(
    r"\s*[|·•;/]\s*|\s[–—-]\s|\t|\s{2,}|(?<!\d),\s(?!(?:Inc|Ltd|LLC|LLP|PLC|plc|GmbH|AG|S\.?\s?L"
    r"|S\.?\s?A|S\.?\s?r|S\.?\s?p|B\.?V|N\.?V|Lda|Ltda)\b)"
)
_CONTACT = re.compile(
    r"@|https?:|www\.|\d{4,}|\d{3}[-. ]\d|\+\d|^\W*$|\b(?:tel|fon|phone|mob|fax|m|t)\b[.: ]*\+?\d|\b\d{5}\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(?P<local>[\w.+-]+)@(?P<domain>[\w-]+(?:\.[\w-]+)+)>?")
_FREE_MAIL = frozenset(
    "gmail googlemail outlook hotmail live yahoo icloud gmx web t-online proton protonmail aol free orange wanadoo "
    "libero mail email qq 163 example".split()
)
_DESKS = frozenset("support help no-reply noreply helpdesk hilfe soporte suporte assistenza".split())
_LABELLED = re.compile(
    r"(?P<person>[^()\[\]|:：]{2,40}?)\s?(?:\((?P<in>[^()]{3,60})\)|[|@]\s?(?P<bar>[^|:：()\[\]]{3,60}?))\s?"
    r"(?:[:：\d–—-]|$)"
)
_COMMA = re.compile(
    r"(?P<person>[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]*){0,3}), (?P<company>[A-ZÀ-Þ][^,()\[\]:"
    r"|]{2,50}?)(?:,? (?=Inc|Ltd|LLC|S\.|B\.V))?(?:\s?[(\[|]|$)"
)
_ROLE_WORDS = re.compile(
    r"(?i)^(?:public|internal|private|customer|client|agent|support.*|.*support|staff|admin"
    r"|owner|kunde|kundin|cliente|interno|interne|intern|öffentlich|público|publique|visitor"
    r"|user|requester|l[123]|tier.*|engineer.*|dev.*|bot|edited|.*\d{2}:\d{2}.*|\d+.*|reply"
    r"|reporter|assignee|note.*|nota.*|mod|moderator|op|[a-z]{2,4}|csm|.*utc.*|truncated|he/him"
    r"|she/her|they/them)$"
)
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]*\.?(?: (?:[A-ZÀ-Þ][\w'’-]*\.?|van|de|der|von|da|di)){0,3}")
_LEGAL_FORM = re.compile(
    r"\b[A-ZÀ-Þ][\w&'’.-]*(?:\s(?:[A-ZÀ-Þ&][\w&'’.-]*|and|und|et|y|e))*?\s"
    r"(?:Sp\. ?z ?o\. ?o\.?|s\. ?r\. ?o\.?|d\. ?o\. ?o\.?|A/S|Kft|Zrt|Corp|Corporation|Inc|Ltd|Limited"
    r"|LLC|LLP|PLC|plc|GmbH|AG|KG|SARL|SAS|S\.?A\.?|S\.?L\.?|S\.?r\.?l\.?|S\.?p\.?A\.?"
    r"|Ltda|B\.?V\.?|N\.?V\.?|Oy|AB|Pty|K\.?K\.?)(?![\w])"
)
"""A capitalised name before a company's legal form."""
_SIGNATURE_LINES = 8
_HEAD = 14
"""Lines at the top in which a note names who called."""
_CALLER = re.compile(
    r"\W*(?:caller|visitor|requester|reporter|reported by|contact|anrufer(?:in)?|melder(?:in)?"
    r"|gemeldet von|ansprechpartner(?:in)?|besucher(?:in)?"
    r"|appelant|appelante|demandeur|demandeuse|visiteur|interlocuteur|llama|llamante|solicitante|contacto|visitante|chiamante|richiedente"
    r"|contatto|requerente|contato|contacto|beller|melder|aanvrager|contactpersoon|発信者|連絡者|お客様)\s?[:：]\s*",
    re.IGNORECASE,
)
_CALLER_PARTS = re.compile(r"(?:(?! (?:at|with|from|bei|von|chez) |[,;(|)、（）]).)+")
_DEPARTMENT = re.compile(
    r"\b(?:engineering|operations|support|finance|accounts|accounting|payroll|purchasing|procurement|security|infrastructure|development"
    r"|einkauf|buchhaltung|technik|vertrieb|apotheke|verwaltung|comptabilite|informatique|achats|contabilidad|compras|sistemas|contabilita"
    r"|acquisti|amministrazione|contabilidade|inkoop|boekhouding|administratie)$"
)
_TO = re.compile(r"\W*(?:to|an|a|à|para|aan|宛先)\s?[:：]")
_FROM = re.compile(r"\W*(?:from|von|de|da|van|差出人)\s?[:：]")
_LONGEST_PART = 60
_LEAST_SCORE = 2


@dataclass(frozen=True)
class _Candidate:
    score: int
    line: Line
    start: int
    end: int
    computed: bool = False

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


def find_customers(page: Page) -> Iterable[Fact]:
    """Facts for `customer`."""
    if page.document.customer:
        yield from _entered(page, page.document.customer)
        return
    vendor = _recipient(page)
    for source in (
        _from_fields,
        _from_callers,
        _from_labels,
        _from_spelt_addresses,
        _from_signatures,
        _from_phrases,
        _from_legal_forms,
        _from_domains,
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


def _from_fields(page: Page) -> Iterator[_Candidate]:
    for entry in page.fields:
        if entry.name is FactField.CUSTOMER and entry.line.message.role is not Role.SYSTEM:
            value = re.split(r"\s?[(\[;]|\s[–—-]\s|\s{2,}|, (?=[a-z])", entry.value)[0].strip(' *"')
            if (
                2 <= len(value) <= _LONGEST_PART
                and not re.fullmatch(r"[\d\W]+|n/?a|none|unknown|yes|no|-+", fold(value))
                and "@" not in value
                and len(value.split()) <= 8
                and (_NAME.fullmatch(value) or len(value.split()) <= 3)
                and not _sentence(value)
            ):
                yield _Candidate(
                    9, entry.line, entry.start, entry.start + len(entry.value[: entry.value.find(value) + len(value)])
                )


def _sentence(value: str) -> bool:
    small = sum(1 for w in value.split() if w[:1].islower())
    return small >= 3 and small * 2 > len(value.split())


def _from_callers(page: Page) -> Iterator[_Candidate]:
    """The company of the person who called: "Caller: Jo Ek, ops lead at Fjell Foods", "Visitor: Jo Ek (Fjell)"."""
    for line in page.lines[:_HEAD]:
        match = _CALLER.match(line.text)
        if match is None or line.kind is SpanKind.LOG:
            continue
        best: _Candidate | None = None
        for part in list(_CALLER_PARTS.finditer(line.text, match.end()))[1:]:
            name = re.sub(r"^\s*(?:(?:at|with|from|bei|von|chez)\s)?", "", part.group())
            start = part.end() - len(name)
            name = name.rstrip()
            score = 0 if _DEPARTMENT.search(fold(name)) else _company_score(page, name, frozenset(), None)
            if score and _is_company_label(page, name) and (best is None or score > best.score):
                best = _Candidate(score, line, start, start + len(name))
        if best is not None:
            yield _Candidate(8, best.line, best.start, best.end)


def _recipient(page: Page) -> str:
    """The letters of the domain the newest mail of a customer was sent to: the product's maker; empty where unknown."""
    labels: dict[bool, set[str]] = {True: set(), False: set()}
    for line in page.lines:
        if line.span.message != 0 or line.message.role in _OUR_SIDE or line.kind not in (SpanKind.META, SpanKind.FIELD):
            continue
        to, sent = _TO.match(line.folded) is not None, _FROM.match(line.folded) is not None
        if to or sent:
            labels[to].update(m["domain"].split(".")[-2].lower() for m in _ADDRESS.finditer(line.text))
    told = sorted(labels[True] - labels[False] - _FREE_MAIL)
    return _only_letters(told[0]) if len(told) == 1 and labels[False] else ""


def _names(text: str, label: str) -> bool:
    return bool(label) and _only_letters(text) == label


def _only_letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _from_labels(page: Page) -> Iterator[_Candidate]:
    """The company beside a speaker: "Vale (Farmacias Ombú) 09:12:", "Bastiaan Vos, Vos Bearings BV (public)"."""
    for line in page.lines:
        if line.message.role in _OUR_SIDE:
            continue
        if (
            line.kind is SpanKind.META
            or (line.kind is SpanKind.FIELD and line.index < 12)
            or (line.index < 6 and line.text.rstrip().endswith(":") and len(line.text) < 80)
            or line.index == 0
            and len(line.text) < 120
            and re.search(r"\d", line.text)
        ):
            for match in _LABELLED.finditer(line.text):
                name = "in" if match["in"] else "bar"
                text = re.sub(r"^(?:für|for|pour|para|per|voor|from|at|de|von|bei|of)\s", "", match[name])
                start = match.start(name) + len(match[name]) - len(text)
                if _is_company_label(page, text):
                    yield _Candidate(5, line, start, start + len(text.rstrip()))
            for match in _COMMA.finditer(re.sub(r"^\s*[\w-]{2,12}:\s", lambda m: " " * len(m.group()), line.text)):
                if _is_company_label(page, match["company"]) and "@" not in line.text[match.start() : match.end()]:
                    yield _Candidate(5, line, match.start("company"), match.end("company"))


def _is_company_label(page: Page, text: str) -> bool:
    plain = text.strip()
    if (
        _ROLE_WORDS.match(plain)
        or _CONTACT.search(plain)
        or not plain[:1].isupper()
        or len(plain) < 4
        or re.search(r"\d{2}", plain)
    ):
        return False
    folded = fold(plain)
    return page.vocabulary.cues("company_word").search(folded) or not page.vocabulary.cues("job_title").search(folded)


def _from_signatures(page: Page) -> Iterator[_Candidate]:
    for message in page.document.messages:
        if message.role in _OUR_SIDE:
            continue
        lines = [
            x
            for x in page.lines
            if x.span.message == message.index and x.kind in (SpanKind.PROSE, SpanKind.SIGNATURE, SpanKind.FIELD)
        ]
        tail = _tail(page, lines)
        domains = _domain_words(page, message.index)
        best: _Candidate | None = None
        named = False
        for line in tail:
            for start, end in _parts(line.text):
                part = line.text[start:end]
                score = _company_score(page, part, domains, message.author)
                # After a person's name or a job title the next name is likely the company's.
                if score and named:
                    score += 1
                named = named or _is_person(part) or page.vocabulary.cues("job_title").search(fold(part))
                if score >= _LEAST_SCORE and (best is None or score > best.score):
                    best = _Candidate(score, line, start, end)
        if best is not None:
            yield _Candidate(4, best.line, best.start, best.end)


def _tail(page: Page, lines: list[Line]) -> list[Line]:
    """The signature: lines marked as such, else the short lines at the end."""
    marked = [x for x in lines if x.kind is SpanKind.SIGNATURE]
    out: list[Line] = []
    for line in reversed(lines):
        if line.kind is SpanKind.SIGNATURE:
            continue
        if (
            len(line.text) > 70
            or re.search(r"[?!:]\s*$|[a-z]{3}\.\s*$", line.text)
            or len(out) >= 4
            or len(line.text.split()) > 9
        ):
            break
        if page.has(line, "symptom") or page.has(line, "do_verb"):
            break
        out.append(line)
    return (list(reversed(out)) + marked)[-_SIGNATURE_LINES:]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _PARTS.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        end = len(text.rstrip(" ,"))
        if end > at:
            yield at, end


def _domain_words(page: Page, message: int) -> frozenset[str]:
    words: set[str] = set()
    for line in page.lines:
        if line.span.message == message and line.kind in (SpanKind.META, SpanKind.SIGNATURE):
            for match in _ADDRESS.finditer(line.text):
                if fold(line.text).startswith(("to", "an:", "cc", "a:", "para", "aan", "à", "a :")):
                    continue
                for label in match["domain"].lower().split(".")[:-1]:
                    words.update(w for w in label.split("-") if len(w) >= 4 and w not in _FREE_MAIL)
    return frozenset(words)


def _company_score(page: Page, part: str, domains: frozenset[str], author: str | None) -> int:
    plain = part.strip(' *_"()')
    folded = fold(plain)
    if (
        not 3 <= len(plain) <= _LONGEST_PART
        or _CONTACT.search(plain)
        or not any(c.isupper() for c in plain[:12])
        and not re.search(r"[\u3040-\u9fff]", plain)
    ):
        return 0
    if author is not None and (folded == fold(author) or set(folded.split()) <= set(fold(author).split())):
        return 0
    if any(page.vocabulary.cues(key).match(folded) for key in ("sign_off", "greeting")):
        return 0
    company = page.vocabulary.cues("company_word").search(folded)
    spelt = any(w in _only_letters(plain) for w in domains)
    # "Clinical Engineering" is a department, "Marsh Engineering" beside @marsh-eng a company
    department = not spelt and _DEPARTMENT.search(folded) is not None
    score = 0 if department else 3 if company else 0
    if spelt:
        score += 3
    if _JAPANESE.search(plain):
        score += 3
    if score == 0 and page.vocabulary.cues("job_title").search(folded):
        return 0
    if _NAME.fullmatch(plain) and len(plain.split()) >= 2:
        score += 1
    return score


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text.strip(" ,.*_")) is not None


def _from_phrases(page: Page) -> Iterator[_Candidate]:
    for hit in page.hits("customer_lead", (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD)):
        match = re.compile(r"[\s:,\"“„«(]{1,3}(?:the |la |le |el |il |die |der |das |de |het |o |a )?").match(
            hit.line.text, hit.end
        )
        at = match.end() if match is not None else hit.end
        name = _NAME.match(hit.line.text, at)
        if (
            name is not None
            and len(name.group()) >= 3
            and _is_company_label(page, name.group())
            and not _is_month_or_day(page, name.group())
        ):
            yield _Candidate(3, hit.line, at, at + len(name.group().rstrip(" .,")))
    for line in page.customer_lines():
        for match in re.finditer(
            r"(?:^|[.!?]\s|\b(?:we|wir|nous|nosotros|nós|noi|wij)\s)\((?P<name>[A-ZÀ-Þ][^()]{3,50}?)"
            r"(?:,[^()]*)?\)\s*$|\b(?:we|wir|nous|nosotros|nós|noi|wij)\s\((?P<own>[A-ZÀ-Þ][^(),]{2,40})",
            line.text,
        ):
            group = "name" if match["name"] else "own"
            if _NAME.match(match[group]) and not re.search(r"\d", match[group]):
                yield _Candidate(3, line, match.start(group), match.end(group))
        for match in re.finditer(rf"\((?P<name>{_NAME.pattern}),[^()]*\)", line.text):
            if page.vocabulary.cues("company_word").search(fold(match["name"])):
                yield _Candidate(3, line, match.start("name"), match.end("name"))
        for match in _JAPANESE.finditer(line.text):
            yield _Candidate(2, line, match.start("name"), match.end("name"))


def _is_month_or_day(page: Page, name: str) -> bool:
    first = fold(name).split()[0]
    return (
        first in page.vocabulary.words("months")
        or first in page.vocabulary.words("weekdays")
        or first in page.vocabulary.words("days")
    )


def _from_legal_forms(page: Page) -> Iterator[_Candidate]:
    """Names that carry a legal form ("Acme Corp"), in prose that is not about another customer."""
    for line in page.lines:
        if line.kind is SpanKind.PROSE and not line.of_others:
            for match in _LEGAL_FORM.finditer(line.text):
                yield _Candidate(2, line, match.start(), match.end())


def _from_spelt_addresses(page: Page) -> Iterator[_Candidate]:
    """The name that the customer's mail domain or chat handle spells, where the paste writes it out."""
    labels = [line.text[start:end] for line, start, end in _sender_domains(page)]
    labels += [m.author for m in page.document.messages if m.author and m.role is Role.CUSTOMER and " " not in m.author]
    for label in dict.fromkeys(labels):
        for line, start, end in names_of(page, label):
            if line.message.role not in _OUR_SIDE:
                yield _Candidate(4, line, start, end)
                break


def _sender_domains(page: Page) -> Iterator[tuple[Line, int, int]]:
    """The telling label of each sender's mail domain, free mail services and help desks left out."""
    for line in page.lines:
        if line.kind not in (SpanKind.META, SpanKind.FIELD, SpanKind.SIGNATURE) or line.message.role in _OUR_SIDE:
            continue
        if re.match(r"\W*(?:to|an|cc|à|a|para|aan|bcc|reply-to|return-path|received)\s?:", line.folded):
            continue
        for match in _ADDRESS.finditer(line.text):
            label = match["domain"].split(".")[-2]
            if label.lower() not in _FREE_MAIL and match["local"].lower() not in _DESKS:
                start = match.start("domain") + match["domain"].rfind(label)
                yield line, start, start + len(label)


def _from_domains(page: Page) -> Iterator[_Candidate]:
    for line, start, end in _sender_domains(page):
        yield _Candidate(1, line, start, end, computed=True)
        return
