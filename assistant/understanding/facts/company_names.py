"""How a company's name is written, and which words beside a person are none: roles, departments, contact data.

What the sources of `customer` share: each yields candidates, and judges a name with what is here.
"""

import re
from dataclasses import dataclass

from assistant.domain import Role
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Line, Page

OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
"""Who never names the customer by his own company."""
_SMALL = (
    r"(?:&|of|the|and|de|du|des|del|della|delle|dei|do|da|dos|di|la|le|les|los|las|el|y|e|et"
    r"|und|van|der|den|für|for|d['’]\w+)"
)
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'’&+-]*(?:\.[A-Z])*\.?|\d{1,2}(?=\s[A-Z]))"
NAME = re.compile(
    rf"{_WORD}(?:[ ](?:{_SMALL}[ ])?(?:{_SMALL}[ ])?{_WORD}|[ ]&[ ]{_WORD}){{0,6}}(?:,? (?:Inc"
    rf"|Ltd|LLC|LLP|PLC|plc|GmbH|AG|KG|SE|S\.?A\.?S?|S\.?L\.?U?|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V"
    rf"|Lda|Ltda|Oy|AB|AS|ApS)\b\.?| z ?o\. ?o\.?| s\. ?r\. ?o\.?| d\. ?o\. ?o\.?| a\. ?s\.| A/S)?"
)
"""Capitalised words with small ones between them, and a legal form behind."""
JAPANESE = re.compile(
    r"(?P<name>(?:株式会社|有限会社|合同会社)[\w・ー]{2,20}|[\w・ー]{2,20}(?:株式会社|有限会社|合同会社|病院|大学|銀行|商店|印刷|工業|製作所|商事|クリニック|学園|学校))"
)
"""A name with a Japanese word for a company, before or behind it."""
LEGAL_FORM = re.compile(
    r"\b[A-ZÀ-Þ][\w&'’.-]*(?:\s(?:[A-ZÀ-Þ&][\w&'’.-]*|and|und|et|y|e))*?\s"
    r"(?:Sp\. ?z ?o\. ?o\.?|s\. ?r\. ?o\.?|d\. ?o\. ?o\.?|A/S|Kft|Zrt|Corp|Corporation|Inc|Ltd|Limited"
    r"|LLC|LLP|PLC|plc|GmbH|AG|KG|SARL|SAS|S\.?A\.?|S\.?L\.?|S\.?r\.?l\.?|S\.?p\.?A\.?"
    r"|Ltda|B\.?V\.?|N\.?V\.?|Oy|AB|Pty|K\.?K\.?)(?![\w])"
)
"""A capitalised name before a company's legal form."""
_CONTACT = re.compile(
    r"@|https?:|www\.|\d{4,}|\d{3}[-. ]\d|\+\d|^\W*$|\b(?:tel|fon|phone|mob|fax|m|t)\b[.: ]*\+?\d|\b\d{5}\b",
    re.IGNORECASE,
)
_ROLE_WORDS = re.compile(
    r"(?i)^(?:public|internal|private|customer|client|agent|support.*|.*support|staff|admin"
    r"|owner|kunde|kundin|cliente|interno|interne|intern|öffentlich|público|publique|visitor"
    r"|user|requester|l[123]|tier.*|engineer.*|dev.*|bot|edited|.*\d{2}:\d{2}.*|\d+.*|reply"
    r"|reporter|assignee|note.*|nota.*|mod|moderator|op|[a-z]{2,4}|csm|.*utc.*|truncated|he/him"
    r"|she/her|they/them)$"
)
DEPARTMENT = re.compile(
    r"\b(?:engineering|operations|support|finance|accounts|accounting|payroll|purchasing|procurement|security|infrastructure|development"
    r"|einkauf|buchhaltung|technik|vertrieb|apotheke|verwaltung|comptabilite|informatique|achats|contabilidad|compras|sistemas|contabilita"
    r"|acquisti|amministrazione|contabilidade|inkoop|boekhouding|administratie)$"
)
"""The last word of a department's name, folded."""
LONGEST_PART = 60
"""Characters of a name."""


@dataclass(frozen=True)
class Candidate:
    """A place that may name the customer. Of one source's candidates those with the highest score are taken."""

    score: int
    line: Line
    start: int
    end: int
    computed: bool = False
    """Whether the name is read out of something else, such as a mail domain."""

    @property
    def text(self) -> str:
        """The name as written."""
        return self.line.text[self.start : self.end]


def is_company_label(page: Page, text: str) -> bool:
    """Whether words beside a person can be a company: no role, job title or contact data."""
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


def company_score(page: Page, part: str, domains: frozenset[str], author: str | None) -> int:
    """How much a part of a line looks like a company's name; 0: not at all.

    `domains`: words of the writer's mail domains. `author`: the writer, whose own name is no company.
    """
    plain = part.strip(' *_"()')
    folded = fold(plain)
    if (
        not 3 <= len(plain) <= LONGEST_PART
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
    spelt = any(w in only_letters(plain) for w in domains)
    # "Clinical Engineering" is a department, "Marsh Engineering" beside @marsh-eng a company
    department = not spelt and DEPARTMENT.search(folded) is not None
    score = 0 if department else 3 if company else 0
    if spelt:
        score += 3
    if JAPANESE.search(plain):
        score += 3
    if score == 0 and page.vocabulary.cues("job_title").search(folded):
        return 0
    if NAME.fullmatch(plain) and len(plain.split()) >= 2:
        score += 1
    return score


def only_letters(text: str) -> str:
    """Folded letters and digits, without what stands between them."""
    return re.sub(r"[\W_]", "", fold(text))
