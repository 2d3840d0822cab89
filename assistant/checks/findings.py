# ruff: noqa: E501  (patterns and tables read better whole)
"""`check_drafts`: all findings on the drafted texts and on the paste they come from."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from assistant.checks import findings_brief, findings_issue, findings_leaks, findings_tone, findings_update
from assistant.checks.drafted import Context, Text
from assistant.checks.items import Items, lexicon_folder, policy_folder
from assistant.checks.rules import load_rules
from assistant.checks.running import Check, run_checks
from assistant.checks.vocabulary import load_words
from assistant.domain import Assessment, Document, Drafts, FactField, Finding, Issue, KnowledgeKind, Match, Visibility

Findings = tuple[Finding, ...]
TextCheck = Callable[[Text], Findings]

UPDATE_CHECKS: tuple[TextCheck, ...] = (
    findings_update.unanswered_questions,
    findings_update.next_contact,
    findings_update.owner_named,
    findings_update.leftovers,
    findings_leaks.internal_words,
    findings_leaks.internal_people,
    findings_leaks.other_customers,
    findings_leaks.engineering_keys,
    findings_leaks.channels,
    findings_leaks.internal_hosts,
    findings_leaks.money,
    findings_leaks.secrets,
    findings_tone.blame,
    findings_tone.speculation,
    findings_tone.fix_promise,
)
MESSAGE_CHECKS: tuple[TextCheck, ...] = UPDATE_CHECKS[3:]
"""A message of questions owes no status, but leaks and tone count in it all the same."""
BRIEF_CHECKS = (
    findings_brief.ask_verbs,
    findings_brief.deadline,
    findings_brief.step_results,
    findings_brief.description_length,
    findings_brief.vague_quantities,
    findings_brief.impact_stated,
)
ISSUE_CHECKS = (
    findings_issue.several_problems,
    findings_issue.injection,
    findings_issue.secrets_in_paste,
    findings_issue.fillers,
)


def _span_messages(document: Document, start: int) -> Visibility:
    for message in document.messages:
        if message.start <= start < message.end:
            return message.visibility
    return Visibility.PUBLIC


def build_context(
    items: Items | None,
    assessment: Assessment | None,
    document: Document | None,
    issue: Issue | None,
    matches: tuple[Match, ...],
    now: datetime | None,
    folder: Path,
) -> Context:
    """Everything a text is checked against."""
    reading = items.reading if items is not None else None
    public: list[str] = []
    hidden: list[str] = []
    if reading is not None and document is not None:
        for fact in reading.facts(FactField.CUSTOMER):
            places = {_span_messages(document, e.start) for e in fact.evidence}
            (public if Visibility.PUBLIC in places or not places else hidden).append(fact.value)
    return Context(
        rules=load_rules(folder),
        document=document,
        issue=issue,
        assessment=assessment,
        matches=matches,
        now=now,
        customers=tuple(public),
        internal_customers=tuple(hidden),
        owner=assessment.customer_owner if assessment else None,
    )


def check_text_body(text: Text, checks: tuple[TextCheck, ...] = UPDATE_CHECKS) -> tuple[Findings, tuple[str, ...]]:
    """All findings on one text, and the checks that could not run."""
    results, broken = run_checks((Check(f"{c.__name__} ({text.where})", c) for c in checks), text)
    return tuple(f for r in results for f in r), broken


def check_drafts(
    items: Items,
    drafts: Drafts,
    assessment: Assessment,
    document: Document,
    issue: Issue,
    matches: tuple[Match, ...],
    now: datetime,
    *,
    folder: Path | None = None,
) -> tuple[Findings, tuple[str, ...]]:
    """Findings over the brief, the updates, the questions to the customer and the paste; and the checks that could not run."""
    folder = folder or policy_folder()
    lexicon = lexicon_folder(folder)
    context = build_context(items, assessment, document, issue, matches, now, folder)
    public = frozenset(m.id for m in matches if m.kind is KnowledgeKind.ARTICLE and m.audience in (None, "public"))
    found: list[Finding] = []
    broken: list[str] = []

    def add(result: tuple[Findings, tuple[str, ...]]) -> None:
        found.extend(result[0])
        broken.extend(result[1])

    words = load_words(lexicon, document.language)
    if drafts.brief is not None:
        brief = drafts.brief
        results, failed = run_checks(
            (Check(c.__name__, partial(_with, c, context, words)) for c in BRIEF_CHECKS), brief
        )
        add((tuple(f for r in results for f in r), failed))
    for update in drafts.updates:
        where = "update" if len(drafts.updates) == 1 else f"update: {update.kind.value}"
        add(
            check_text_body(
                Text(where, update.text, load_words(lexicon, update.language), context, public, update.next_update_at)
            )
        )
    if drafts.customer_message:
        add(check_text_body(Text("questions", drafts.customer_message, words, context, public), MESSAGE_CHECKS))
    marks = load_words(lexicon, "injection")
    results, failed = run_checks((Check(c.__name__, partial(_with, c, context, marks)) for c in ISSUE_CHECKS), items)
    add((tuple(f for r in results for f in r), failed))
    return tuple(dict.fromkeys(found)), tuple(broken)


def _with(check: Callable[..., Findings], context: Context, words: object, given: object) -> Findings:
    return check(given, context, words)
