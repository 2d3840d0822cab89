"""`check_text`: an edited or hand-written brief (Markdown with S4's headings, read leniently) or customer update."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from assistant.checks.drafted import Context, Text
from assistant.checks.findings import UPDATE_CHECKS, build_context, check_text_body, last_update
from assistant.checks.findings_grounding import unsupported
from assistant.checks.findings_leaks import secrets
from assistant.checks.findings_markup import active_markup, unresolved
from assistant.checks.findings_tone import blame, speculation
from assistant.checks.findings_update import leftovers
from assistant.checks.findings_written import brief_findings
from assistant.checks.items import Items, drafts_folder, lexicon_folder, policy_folder
from assistant.checks.running import Check, run_checks
from assistant.checks.vocabulary import load_draft_words, load_words
from assistant.checks.written_brief import BriefText, brief_items, brief_practices
from assistant.domain import (
    Article,
    Assessment,
    ChecklistItem,
    ChecklistReport,
    Document,
    Fact,
    FindingLevel,
    Issue,
    KnowledgeKind,
    Match,
    Severity,
    UpdateKind,
)
from assistant.policy import Policy

_BRIEF_TEXT_CHECKS = (leftovers, secrets, active_markup, blame, speculation, unsupported)
_WRITTEN_UPDATE_CHECKS = (*UPDATE_CHECKS, unresolved)
"""A text of ours carries placeholders of what was masked by design; in a written one they are left over."""


def check_text(
    text: str,
    kind: str,
    issue: Issue | None = None,
    document: Document | None = None,
    *,
    items: Items | None = None,
    assessment: Assessment | None = None,
    matches: tuple[Match, ...] | None = None,
    now: datetime | None = None,
    language: str | None = None,
    policy: Policy | None = None,
    folder: Path | None = None,
    facts: tuple[Fact, ...] = (),
    articles: Mapping[str, Article] | None = None,
    update_kind: UpdateKind | None = None,
    channel: str | None = None,
    severity: Severity | str | None = None,
    earlier: str | None = None,
    language_of: Callable[[str], str | None] | None = None,
) -> ChecklistReport:
    """The report on a written text. What it came from (issue, document, matches) makes the leak checks sharper.

    `language` is the text's; default: what `language_of` finds, else that of the document, else English. `channel` is
    where it goes (`email`, `chat`, `sms`, `status_page`). `severity` sets the cadence that the next contact must keep;
    default: the assessment's. `earlier` is the last update the customer got; default: support's last public message in
    the document. `articles` are whole articles among the matches, by id. What cannot be checked without something that
    was not given is said in `not_checked`.

    Raises ValueError for another kind of text, or a severity that is none.
    """
    del policy  # the pipeline hands every step its policy; the checklist's own rules come from `folder`
    if kind not in ("brief", "update"):
        raise ValueError(f"no such kind of text: {kind}")
    folder = folder or policy_folder()
    severity = Severity(severity) if severity else assessment.severity if assessment else None
    written_in = language_of(text) if language_of is not None else None
    spoken = "en" if kind == "brief" else language or written_in or (document.language if document else "en")
    known = matches or ()
    context = build_context(items, assessment, document, issue, known, now, folder, facts, (spoken,), articles)
    public = frozenset(m.id for m in known if m.kind is KnowledgeKind.ARTICLE and m.audience in (None, "public"))
    whole = Text(
        kind, text, load_draft_words(drafts_folder(folder), spoken), context, public,
        kind=kind, language=spoken, written_in=written_in, update_kind=update_kind, channel=channel, severity=severity,
        earlier=earlier or last_update(document),
    )  # fmt: skip
    practices: tuple[ChecklistItem, ...] = items.repro_practices if items is not None else ()
    if kind == "update":
        findings, broken = check_text_body(whole, _WRITTEN_UPDATE_CHECKS)
        signature: tuple[ChecklistItem, ...] = items.signature if items is not None else ()
    else:
        brief, english = BriefText(text), load_words(lexicon_folder(folder), "en")
        signature, practices = brief_items(brief), brief_practices(brief, whole.words)
        first, failed = run_checks([Check("brief", lambda b: brief_findings(b, context, english, whole.words))], brief)
        second, broken = run_checks([Check(c.__name__, c) for c in _BRIEF_TEXT_CHECKS], whole)
        findings = tuple(f for r in (*first, *second) for f in r)
        broken = (*failed, *broken)
    return ChecklistReport(
        ready=not any(f.level is FindingLevel.BLOCKER for f in findings),
        items=signature,
        repro_practices=practices,
        findings=tuple(dict.fromkeys(findings)),
        not_checked=(*broken, *_left_out(kind, context, matches, whole)),
    )


def _left_out(kind: str, context: Context, matches: tuple[Match, ...] | None, text: Text) -> tuple[str, ...]:
    """What could not be checked for want of something, in words."""
    out = []
    if context.document is None:
        what = "whether its claims stand in the issue"
        if kind == "update":
            what += ", what only internal notes hold, and whether it repeats the last update"
        out.append(f"{what}: no issue was given")
    if kind == "brief":
        return tuple(out)
    if matches is None:
        out.append("other customers and facts of similar tickets: no record of the draft was given")
    if context.now is None:
        out.append("whether the next contact lies ahead: no present time was given")
    if text.severity is None:
        out.append("whether the next contact keeps the cadence: no severity was given")
    if context.document is not None and text.written_in is None:
        out.append("whether it is in the customer's language: nothing that tells languages was given")
    return tuple(out)
