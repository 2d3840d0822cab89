"""A draft of a knowledge article from a closed escalation (KCS: issue, environment, cause, resolution, workaround).

For reuse, so nothing of the one customer stays in it: names become "the customer", hosts and addresses go, keys of
trackers go, and `mask` hides secrets, contact data and persons. Only proven facts go in, never the whole paste. It is
internal and "work in progress" until somebody has reviewed it, and is written in the form `escalate index` reads.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from pydantic import AwareDatetime

from assistant.domain.assessment import IssueType
from assistant.domain.escalation import Escalation
from assistant.domain.facts import FactField
from assistant.domain.knowledge import ArticleKind
from assistant.domain.model import Model
from assistant.domain.register import ClosureCode, RegisteredEscalation
from assistant.errors import WrongUsage
from assistant.inert import inert, one_line
from assistant.reporting.plain import internal_names, public_keys
from assistant.reporting.timeless import timeless
from assistant.reporting.wording import NOT_RECORDED, NOT_STATED, UNKNOWN, cut

Mask = Callable[[str], str]
"""Hides secrets, contact data and persons."""

_ENVIRONMENT = (
    (FactField.VERSION, "Version"), (FactField.BROWSER, "Browser"), (FactField.OS, "System"),
    (FactField.DEVICE, "Device"), (FactField.ENVIRONMENT, "Environment"), (FactField.FEATURE_FLAG, "Feature flag"),
)  # fmt: skip
_SYMPTOMS = (FactField.ACTUAL, FactField.ERROR_MESSAGE)
_EMPTY = re.compile(r"\s*[(\[]\s*…?\s*[)\]]")
"""Brackets whose content was taken out."""
_REPORTED = re.compile(r"(?i)^the customer\b[^:]{0,60}:\s*")
"""How many a title opens: who reports it. An article is about the matter."""
_SHORTEST_NAME = 4
"""Letters of a name's first word that is looked for alone; a shorter one is too often an ordinary word."""


class ArticleDraft(Model):
    """The article, section by section. None: nobody recorded it."""

    id: str
    """`KB-DRAFT-` and the escalation's number, until it is given its own."""
    title: str
    kind: ArticleKind
    issue: tuple[str, ...]
    environment: tuple[str, ...]
    steps: tuple[str, ...]
    """How to see it happen."""
    cause: str | None
    resolution: str | None
    workaround: str | None
    learned: str
    """The lesson it was closed with: no resolution by itself."""
    error_codes: tuple[str, ...]
    versions: tuple[str, ...]
    related: tuple[str, ...]
    """Ids of escalations."""
    updated_at: AwareDatetime
    language: str
    to_fill: tuple[str, ...]
    """What a reviewer still has to write."""


class NotResolved(WrongUsage):
    """An article is written from what was found out; nothing was yet."""


def article_draft(
    record: RegisteredEscalation, drafted: Escalation, *, now: datetime, mask: Mask, related: Iterable[str] = ()
) -> ArticleDraft:
    """The draft. `related` are further escalations of the same problem. Raises NotResolved for an open one."""
    if record.closure is None:
        raise NotResolved(
            f"{record.id} is {record.status.value}: an article is written from a resolved one.",
            f"Close it first: escalate register close {record.id} --code CODE --learning TEXT --confirmed.",
        )

    def clean(text: str) -> str:
        return _clean(text, record, drafted, mask)

    def facts(*fields: FactField) -> tuple[str, ...]:
        found = [clean(f.value) for f in drafted.facts if f.field in fields and f.verified]
        return tuple(dict.fromkeys(t for t in found if t))

    cause = clean(record.root_cause) if record.root_cause else None
    resolution = clean(record.resolution) or None if record.resolution else None
    workaround = next(iter(facts(FactField.WORKAROUND)), None)
    issue = facts(*_SYMPTOMS) or (clean(record.title),)
    environment = tuple(f"{label}: {', '.join(v)}" for field, label in _ENVIRONMENT if (v := facts(field)))
    told = {
        "cause": cause, "resolution": resolution, "workaround": workaround, "environment": environment,
        "issue": facts(*_SYMPTOMS),
    }  # fmt: skip
    return ArticleDraft(
        id=f"KB-DRAFT-{record.id.rpartition('-')[2]}",
        title=_titled(clean(record.title), issue),
        kind=_kind(record),
        issue=issue,
        environment=environment,
        steps=facts(FactField.REPRO_STEPS),
        cause=cause,
        resolution=resolution,
        workaround=workaround,
        learned=clean(record.closure.learning),
        error_codes=tuple(dict.fromkeys(one_line(f.value) for f in drafted.facts if _is_code(f.field, f.verified))),
        versions=facts(FactField.VERSION),
        related=(record.id, *(r for r in related if r != record.id)),
        updated_at=now,
        language=drafted.issue.language,
        to_fill=tuple(name for name, value in told.items() if not value),
    )


def _titled(title: str, issue: tuple[str, ...]) -> str:
    """What it is about: the record's title without who reports it; the first symptom where the title was cut short."""
    said = _REPORTED.sub("", title)
    chosen = issue[0] if said.endswith("…") and issue else said
    chosen = cut(timeless(chosen), 110) or "Untitled"
    return chosen[0].upper() + chosen[1:]


def _is_code(field: FactField, verified: bool) -> bool:
    return verified and field is FactField.ERROR_CODE


def _kind(record: RegisteredEscalation) -> ArticleKind:
    code = record.closure.code if record.closure else None
    if code is ClosureCode.PRODUCT_FEEDBACK:
        return ArticleKind.LIMITATION
    if record.issue_type is IssueType.CONFIGURATION:
        return ArticleKind.CONFIGURATION
    if record.issue_type is IssueType.QUESTION:
        return ArticleKind.HOW_TO
    known = code is ClosureCode.CODE_FIX or record.issue_type in (IssueType.BUG, IssueType.INCIDENT)
    return ArticleKind.KNOWN_ISSUE if known else ArticleKind.TROUBLESHOOTING


def _clean(text: str, record: RegisteredEscalation, drafted: Escalation, mask: Mask) -> str:
    # masked first: what is taken out afterwards may be the very words that give a secret away
    line = _without_hosts(" ".join(mask(one_line(text)).split()), record)
    for name in _customers(record, drafted):
        line = re.sub(
            rf"(?i)(?:(?:the|our)\s+)?(?:customer\s+)?(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", "the customer", line
        )
    for name in _first_words(record, drafted):
        line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "the customer", line)
    for person in _people(record, drafted):
        line = re.sub(rf"(?i)(?<!\w){re.escape(person)}(?!\w)", "support", line)
    if record.ticket and len(record.ticket) >= _SHORTEST_NAME:
        line = line.replace(record.ticket, "")
    return " ".join(line.split())


def _without_hosts(line: str, record: RegisteredEscalation) -> str:
    keys = public_keys(record)
    for name in sorted(internal_names(line, keys), key=len, reverse=True):
        if not name.startswith("/"):  # an endpoint tells the problem
            line = line.replace(name, "" if name.casefold() == (record.engineering_ref or "").casefold() else "…")
    return _EMPTY.sub("", line)


def _customers(record: RegisteredEscalation, drafted: Escalation) -> list[str]:
    names = [record.customer, drafted.issue.customer]
    names += [f.value for f in drafted.facts if f.field is FactField.CUSTOMER]
    lines = {one_line(n) for n in names if n and len(one_line(n)) > 1}
    return sorted(lines, key=lambda n: (-len(n), n))


def _first_words(record: RegisteredEscalation, drafted: Escalation) -> list[str]:
    """The word a customer is called by for short, as it is written: "Halvorsen" of "Halvorsen Shipping"."""
    words = [n.split()[0].strip(",.") for n in _customers(record, drafted) if " " in n]
    return [w for w in dict.fromkeys(words) if len(w) >= _SHORTEST_NAME and w[0].isupper()]


def _people(record: RegisteredEscalation, drafted: Escalation) -> list[str]:
    names = [record.customer_owner.name, drafted.issue.reported_by]
    names += [record.technical_owner.name] if record.technical_owner else []
    names += [f.value for f in drafted.facts if f.field is FactField.OWNER]
    return sorted({n for n in map(one_line, filter(None, names)) if len(n) >= _SHORTEST_NAME}, key=lambda n: -len(n))


def render_article(article: ArticleDraft, zone: tzinfo) -> str:
    """The article as Markdown with its front matter, ready for review and for `escalate index`."""
    front: dict[str, object] = {
        "id": article.id,
        "title": article.title,
        "kind": article.kind.value,
        "audience": "internal",
        "confidence": "wip",
        "issue": " ".join(article.issue),
        "environment": "; ".join(article.environment) or None,
        "cause": article.cause,
        "resolution": article.resolution,
        "workaround": article.workaround,
        "error_codes": list(article.error_codes) or None,
        "versions": list(article.versions) or None,
        "related_tickets": list(article.related),
        "updated_at": f"{article.updated_at.astimezone(zone):%Y-%m-%d}",
    }
    # NOTE: JSON values are YAML values, whatever a customer wrote into them
    lines = ["---", *(f"{k}: {json.dumps(v, ensure_ascii=True)}" for k, v in front.items() if v is not None), "---"]
    lines += [f"# {inert(article.title)}", "", "## Symptoms", "", *(f"- {inert(t)}" for t in article.issue), ""]
    if article.steps:
        lines += ["## How to see it", "", *(f"{n}. {inert(t)}" for n, t in enumerate(article.steps, 1)), ""]
    lines += ["## Environment", "", *([f"- {inert(t)}" for t in article.environment] or [NOT_STATED]), ""]
    lines += ["## Cause", "", inert(article.cause) if article.cause else f"{UNKNOWN}: nobody recorded one.", ""]
    if article.workaround:
        lines += ["## Workaround", "", inert(article.workaround), ""]
    resolved = inert(article.resolution) if article.resolution else f"{NOT_RECORDED}: to be written by a reviewer."
    lines += ["## Resolution", "", resolved, ""]
    if article.learned:
        lines += ["## What was learned", "", inert(article.learned), ""]
    lines += ["## If this does not help", ""]
    codes = f" Name the code {', '.join(map(inert, article.error_codes))}." if article.error_codes else ""
    lines.append(f"Ask support, and say when it began and what was tried.{codes}")
    return "\n".join(lines)
