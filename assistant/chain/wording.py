"""The second question, asked twice at once: word the brief, word the customer update. The verdict is given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.chain.barring import brief_bar, update_bar
from assistant.chain.judging import Judge, Said
from assistant.chain.lexicon import lexicon
from assistant.chain.lines import Packed, cited, harmless, pack, ranked, tokens
from assistant.chain.prompts import Prompts
from assistant.chain.source import Source
from assistant.chain.veil import Veil
from assistant.domain import (
    Article,
    AskedOf,
    Assessment,
    CustomerUpdate,
    Decision,
    Drafts,
    EscalationTarget,
    FactField,
    ItemState,
    KnowledgeKind,
    Role,
    SignalName,
    Span,
    UpdateKind,
    Visibility,
    Worded,
)
from assistant.domain.checklist import ChecklistItem
from assistant.llm import Request

Cover = Callable[[str], str]

_MARGIN = 200
_SIMILAR = 3
_SIMILAR_WORDS = 220
"""Characters told of each similar case."""
_ARTICLE_WORDS = 1500
_LINES_WHOLE = 600
"""Tokens up to which the whole issue is sent for wording; of more, only the lines the reading rests on."""
BRIEF_PARTS = frozenset(
    "title description affected workflow_impact tried start step expected actual ruled_out expectation risk".split()
) | {"note"}
UPDATE_PARTS = frozenset({"opening", "know", "unknown", "doing", "meanwhile"})
LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "ja": "Japanese",
}  # fmt: skip
_TO_ROTATE = (SignalName.LEAKED_CREDENTIAL, SignalName.PHISHING)
_EXPOSED = " Ask them also to replace the key or password they sent, without repeating it."
_SPOOFED = re.compile(r"\(unverified\b[^)]*\)|\*\*|</?[a-zA-Z!][^>]*>(?<!\d>)|(?:^|(?<=\s))#{1,6}\s|^[\s>|=*+-]+(?=\D)")
"""What a statement may not bring along: our own mark of doubt, bold labels, tags, headings. Placeholders stay."""
_JOINED = "; support has already written to them, so own up to the wait if they had to chase us"
_ASK_STARTS = {
    EscalationTarget.ENGINEERING: '"Investigate" or "Prioritize fix"',
    EscalationTarget.L2_SUPPORT: '"Investigate"',
    EscalationTarget.PRODUCT: '"Make product decision"',
    EscalationTarget.SECURITY: '"Investigate"',
    EscalationTarget.LEADERSHIP: '"Decide" or "Approve exception"',
}
"""S4's kinds of ask by who can act on them."""
_KINDS = {
    UpdateKind.ACKNOWLEDGEMENT: "first reply",
    UpdateKind.PROGRESS: "progress update",
    UpdateKind.NO_NEWS: "update without news",
    UpdateKind.WORKAROUND: "an interim way to work",
    UpdateKind.RESOLUTION: "the answer",
    UpdateKind.DE_ESCALATION: "it is handled in support again",
}


@dataclass(frozen=True)
class Task:
    """One text to word: the request, what of the issue it holds, and who judges the reply."""

    request: Request
    packed: Packed
    judge: Judge
    parts: frozenset[str]
    """Parts the reply may have."""


def brief_task(
    source: Source,
    assessment: Assessment,
    items: tuple[ChecklistItem, ...],
    prompts: Prompts,
    veil: Veil,
    context: int,
) -> Task:
    """Wording of the internal brief, in English."""
    prompt, cover = prompts["brief"], veil.cover
    decisive = [r.text for r in assessment.rules if r.decisive][:4]
    asks = {t: f"ask:{t.value} (begins with {_ASK_STARTS[t]})" for t in assessment.targets}
    values = {
        "received": source.reference.strftime("%Y-%m-%d %H:%M"),
        "customer": harmless(cover(customer_of(source) or "not named")),
        "verdict": f"escalate, {assessment.severity_label} ({assessment.severity.value}), {'; '.join(decisive)}",
        "asks": "; ".join(asks.values()),
        "missing": ", ".join(i.id.replace("_", " ") for i in items if i.state is ItemState.MISSING) or "nothing",
        "similar": harmless(cover(_similar(source))) or "none",
        "issue": "",
    }
    fixed = tokens("".join(prompt.fill(values))) + tokens(str(prompt.schema)) + prompt.max_tokens + _MARGIN
    packed = _packed(source, max(400, context - fixed), cover, lambda _: True)
    system, user = prompt.fill(values | {"issue": packed.text})
    known = (*_known(source, assessment, veil), *(m.id for m in source.matches))
    asked = frozenset(f"ask:{t.value}" for t in assessment.targets)
    return Task(
        Request(prompt.id, system, user, prompt.schema, prompt.max_tokens),
        packed,
        Judge(source, source.document.spans, {}, known, "en", ("ask",), bar=brief_bar(source, assessment, known)),
        BRIEF_PARTS | asked,
    )


def update_task(
    source: Source, assessment: Assessment, drafts: Drafts, prompts: Prompts, veil: Veil, context: int
) -> Task:
    """Wording of the first customer update, from public lines and public articles only."""
    prompt, update, cover = prompts["update"], drafts.updates[0], veil.cover
    articles = {i: source.articles[i] for i in update.cites if i in source.articles}
    told = {i: _told(a) for i, a in articles.items()}
    known = _known(source, assessment, veil)
    public = [s for s in source.document.spans if readable_by_customer(source, s)]
    exposed = any("<SECRET_" in cover(s.text) for s in public)
    rotate = exposed or any(map(source.reading.has, _TO_ROTATE))
    values = {
        "language": LANGUAGES.get(update.language, "English"),
        "kind": _KINDS[update.kind] if not _joined(source) else f"{_KINDS[update.kind]}{_JOINED}",
        "steps": _steps(assessment, update),
        "meanwhile": _meanwhile(source, update, drafts, bool(articles)) + (_EXPOSED if exposed else ""),
        "article": harmless(cover("\n".join(f"{i}: {text}" for i, text in told.items()))) or "none",
        "issue": "",
    }
    fixed = tokens("".join(prompt.fill(values))) + tokens(str(prompt.schema)) + prompt.max_tokens + _MARGIN
    packed = _packed(source, max(400, context - fixed), cover, lambda s: readable_by_customer(source, s))
    system, user = prompt.fill(values | {"issue": packed.text})
    return Task(
        Request(prompt.id, system, user, prompt.schema, prompt.max_tokens),
        packed,
        Judge(
            source,
            public,
            told,
            known,
            update.language,
            ("opening", "unknown", "doing", "meanwhile"),
            ("doing",),
            update_bar(source, drafts, public, told, known, secrets=rotate),
        ),
        UPDATE_PARTS,
    )


def readable_by_customer(source: Source, span: Span) -> bool:
    """Whether the customer wrote the line or could read it.

    A paste with internal notes hides what nobody claims. Where only our side speaks, in several messages, it is talk
    among us: then a line counts if it names the customer whose case this is, and no other.
    """
    messages = source.document.messages
    message = source.document.message_of(span)
    if message.visibility is not Visibility.PUBLIC:
        return False
    if len(messages) > 1 and not any(m.role in (Role.CUSTOMER, Role.UNKNOWN) for m in messages):
        return _names_only(source, span)
    hidden = any(m.visibility is Visibility.INTERNAL for m in messages)
    return message.role in ((Role.CUSTOMER, Role.SUPPORT) if hidden else (Role.CUSTOMER, Role.SUPPORT, Role.UNKNOWN))


def customer_of(source: Source) -> str | None:
    """The customer whose case it is: as typed by the agent, else the first one named."""
    return source.issue.customer or next((f.value for f in source.reading.values(FactField.CUSTOMER)), None)


def _names_only(source: Source, span: Span) -> bool:
    named = [f.value for f in source.reading.values(FactField.CUSTOMER)]
    mine = customer_of(source)
    words = span.text.casefold()
    if mine is None or not any(w in words for w in (mine.casefold(), mine.casefold().split()[0])):
        return False
    return not any(n.casefold() in words for n in named if n.casefold() != mine.casefold())


def statements(data: Mapping[str, object], parts: frozenset[str], lift: Cover) -> tuple[Said, ...]:
    """The statements of a reply whose part is one that was asked for, personal data back in place."""
    rows = data.get("statements")
    out: list[Said] = []
    seen: set[tuple[str, str]] = set()
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        part, text = str(row.get("part") or "").strip(), " ".join(str(row.get("text") or "").split())
        lines = row.get("lines")
        text = plain(text)
        if part in parts and text and (part, text.casefold()) not in seen:
            seen.add((part, text.casefold()))
            ids = tuple(str(i).strip() for i in lines) if isinstance(lines, list) else ()
            out.append(Said(part, lift(text), ids))
    return tuple(out)


def plain(text: str) -> str:
    """A statement without marks that are ours or Markdown's: it brings words, not headings or verdicts on itself."""
    return " ".join(_SPOOFED.sub("", text).split())


def judged(task: Task, said: tuple[Said, ...]) -> tuple[Worded, ...]:
    """Every statement with what code found of it."""
    return tuple(task.judge.judge(s) for s in said)


def _packed(source: Source, budget: int, cover: Cover, allowed: Callable[[Span], bool]) -> Packed:
    needed = cited(source.reading, source.document)
    order = ranked(source.document, needed)
    whole = sum(tokens(s.text) for s in order if allowed(s))
    if whole > _LINES_WHOLE:
        order = [s for s in order if s.id in needed] or order
    return pack(source.document, order, budget, cover, allowed)


def _joined(source: Source) -> bool:
    """Whether our side has already written to the customer in this thread."""
    messages = source.document.messages
    return any(m.role is Role.CUSTOMER for m in messages) and any(
        m.role is Role.SUPPORT and m.visibility is Visibility.PUBLIC for m in messages
    )


def _similar(source: Source) -> str:
    """Other cases in a few words each, without their customers' names."""
    rows = []
    for match in source.matches[:_SIMILAR]:
        end = f"; solved: {match.resolution}" if match.resolution else ""
        kind = "article" if match.kind is KnowledgeKind.ARTICLE else f"ticket, {match.status or 'state unknown'}"
        text = " ".join(f"{match.id} ({kind}): {match.title}{end}".split())
        rows.append((text.replace(match.customer, "another customer") if match.customer else text)[:_SIMILAR_WORDS])
    return "\n".join(rows)


def _told(article: Article) -> str:
    parts = [article.title, article.workaround or "", article.resolution or ""]
    text = " ".join(" ".join(p for p in parts if p).split())
    return (text if article.workaround or article.resolution else " ".join(article.text.split()))[:_ARTICLE_WORDS]


def _steps(assessment: Assessment, update: CustomerUpdate) -> str:
    """What we do next, in the customer's language: the model may say this in other words, and nothing beside it."""
    steps = lexicon(update.language).steps
    if update.kind is UpdateKind.RESOLUTION:
        return steps["resolution"]
    if assessment.decision is Decision.HANDLE_IN_SUPPORT or not assessment.targets:
        return steps["support"]
    return " ".join(steps[t.value] for t in assessment.targets[:2])


def _meanwhile(source: Source, update: CustomerUpdate, drafts: Drafts, article: bool) -> str:
    asked = [q.ask for q in drafts.questions if q.of is AskedOf.CUSTOMER][:4]
    if article:
        return "one sentence that leads to the steps of the article, which code lists below."
    if asked and update.kind is UpdateKind.ACKNOWLEDGEMENT and any(q in update.text for q in asked):
        return f"one sentence that asks for the answers to these questions, which code lists below: {' / '.join(asked)}"
    if source.reading.has(SignalName.LEAKED_CREDENTIAL):
        return "ask them to replace the exposed key, password or token now and to check where it was used."
    helpful = f" If the issue does not answer them already, ask one of: {' / '.join(asked[:3])}" if asked else ""
    return f"what they can do until then: an interim way they already use and that holds; invent none.{helpful}" + (
        "" if asked else " If there is nothing, say that nothing more is needed from them."
    )


def _known(source: Source, assessment: Assessment, veil: Veil) -> tuple[str, ...]:
    """Words that need no proof: what the agent typed, the verdict's own words, teams."""
    typed = (customer_of(source), source.issue.reported_by, assessment.customer_owner)
    teams = ("Support", "Engineering", "Product", "Security", "Leadership", "L1", "L2", "L3", "SLA")
    own = (*(t for t in typed if t), assessment.severity.value, assessment.severity_label)
    return (*own, *teams, *veil.placeholders)
