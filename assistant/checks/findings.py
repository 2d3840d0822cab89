# ruff: noqa: E501  (patterns and tables read better whole)
"""`check_drafts`: all findings on the drafted texts and on the paste they come from."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from assistant.checks import (
    findings_answers,
    findings_assertions,
    findings_brief,
    findings_grounding,
    findings_issue,
    findings_leaks,
    findings_markup,
    findings_names,
    findings_times,
    findings_tone,
    findings_update,
)
from assistant.checks.drafted import Context, Text
from assistant.checks.items import Items, drafts_folder, lexicon_folder, policy_folder
from assistant.checks.naming import usual_words
from assistant.checks.rules import load_rules
from assistant.checks.running import Check, run_checks
from assistant.checks.vocabulary import load_draft_words, load_words
from assistant.domain import (
    Article,
    Assessment,
    Decision,
    Document,
    Drafts,
    Fact,
    FactField,
    Finding,
    Issue,
    KnowledgeKind,
    Match,
    Role,
    SignalName,
    Visibility,
)

Findings = tuple[Finding, ...]
TextCheck = Callable[[Text], Findings]

STATUS_CHECKS: tuple[TextCheck, ...] = (
    findings_answers.unanswered_questions,
    findings_times.next_contact,
    findings_update.owner_named,
    findings_answers.no_substance,
    findings_update.language,
    findings_update.repeated,
)
"""What only a status update owes."""
MESSAGE_CHECKS: tuple[TextCheck, ...] = (
    findings_update.reading_ease,
    findings_update.length,
    findings_update.leftovers,
    findings_markup.active_markup,
    findings_leaks.internal_words,
    findings_names.internal_people,
    findings_names.other_customers,
    findings_names.other_facts,
    findings_leaks.engineering_keys,
    findings_leaks.channels,
    findings_leaks.internal_hosts,
    findings_leaks.money,
    findings_leaks.secrets,
    findings_tone.blame,
    findings_tone.speculation,
    findings_tone.fix_promise,
    findings_tone.roadmap,
    *findings_assertions.ASSERTION_CHECKS,
)
"""What counts in every text to a customer; a message of questions owes no status."""
UPDATE_CHECKS: tuple[TextCheck, ...] = (*STATUS_CHECKS, *MESSAGE_CHECKS, findings_grounding.unsupported)
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
    facts: tuple[Fact, ...] = (),
    languages: tuple[str, ...] = (),
    articles: Mapping[str, Article] | None = None,
) -> Context:
    """Everything a text is checked against. `languages` are those of the texts, beside English and the issue's."""
    spoken = {"en", document.language if document else "en", *languages}
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
        facts=facts or (items.reading.extraction.facts if items is not None and items.reading is not None else ()),
        usual_words={code: usual_words(folder.parent / "lexicon", code) for code in sorted(spoken)},
        articles=articles or {},
        solved=reading is not None
        and assessment is not None
        and assessment.decision is Decision.HANDLE_IN_SUPPORT
        and bool(reading.because(SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED)),
    )


def last_update(document: Document | None) -> str | None:
    """What the customer was last told by us; None where the paste holds no such message."""
    if document is None:
        return None
    told = [m for m in document.messages if m.role is Role.SUPPORT and m.visibility is Visibility.PUBLIC]
    return document.text[told[-1].start : told[-1].end] if told else None


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
    facts: tuple[Fact, ...] = (),
    articles: Mapping[str, Article] | None = None,
) -> tuple[Findings, tuple[str, ...]]:
    """Findings over the brief, the updates, the questions to the customer and the paste; and the checks that could not run.

    `articles` are the whole articles among the matches, by id, from which an update's steps are quoted.
    """
    folder = folder or policy_folder()
    lexicon, drafts_words = lexicon_folder(folder), drafts_folder(folder)
    spoken = tuple(u.language for u in drafts.updates)
    context = build_context(items, assessment, document, issue, matches, now, folder, facts, spoken, articles)
    earlier = last_update(document)
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
        whole = Text("brief", brief.markdown, load_draft_words(drafts_words, "en"), context, public, kind="brief")
        add(check_text_body(whole, (findings_grounding.unsupported,)))
    for update in drafts.updates:
        where = "update" if len(drafts.updates) == 1 else f"update: {update.kind.value}"
        text = Text(
            where, update.text, load_draft_words(drafts_words, update.language), context, public, update.next_update_at,
            language=update.language, update_kind=update.kind, severity=assessment.severity, earlier=earlier,
        )  # fmt: skip
        add(check_text_body(text))
    if drafts.customer_message:
        spoken_words = load_draft_words(drafts_words, document.language)
        text = Text("questions", drafts.customer_message, spoken_words, context, public, language=document.language)
        add(check_text_body(text, MESSAGE_CHECKS))
    marks = load_words(lexicon, "injection")
    results, failed = run_checks((Check(c.__name__, partial(_with, c, context, marks)) for c in ISSUE_CHECKS), items)
    add((tuple(f for r in results for f in r), failed))
    return tuple(dict.fromkeys(found)), tuple(broken)


def _with(check: Callable[..., Findings], context: Context, words: object, given: object) -> Findings:
    return check(given, context, words)
