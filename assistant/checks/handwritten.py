"""`check_text`: an edited or hand-written brief (Markdown with S4's headings, read leniently) or customer update."""

import re
from datetime import datetime
from pathlib import Path

from assistant.checks.drafted import Context, Text
from assistant.checks.findings import build_context, check_text_body
from assistant.checks.findings_brief import ASK_VERB, MOST_SENTENCES, sentence_count
from assistant.checks.findings_leaks import secrets
from assistant.checks.findings_tone import speculation
from assistant.checks.findings_update import leftovers
from assistant.checks.items import Items, lexicon_folder, policy_folder
from assistant.checks.running import Check, run_checks
from assistant.checks.states import missing, not_applicable, present, weak
from assistant.checks.vocabulary import Words, load_words
from assistant.domain import (
    Assessment,
    ChecklistItem,
    ChecklistReport,
    Document,
    Finding,
    FindingLevel,
    Issue,
    KnowledgeKind,
    Match,
)
from assistant.policy import Policy
from assistant.understanding.cues import fold

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s*(?P<title>.+?)\s*#*\s*$|^\s*\*\*(?P<bold>[^*:]{3,40})\*\*\s*$")
_LABEL = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*)?(?P<name>[A-Z][\w' /-]{2,32}?)\s*:(?:\*\*)?\s*(?P<value>.*?)\s*$")
_STEP = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*+])\s+(?P<text>\S.*)$")
_EMPTY = re.compile(r"(?i)^\W*(?:not stated|unknown|none|not known)?\W*$")
_FILLER = re.compile(
    r"(?i)^\W*(?:n\s?/?\s?a|tbd|tba|asdf\w*|qwer\w*|xx+|\?+|see (?:above|below)|as above|idk|blah\w*|siehe oben)\W*$"
)
_SEVERITY = re.compile(r"(?i)\b(?:critical|high|medium|low|SEV[- ]?[1-4])\b")
_RESULT_MARK = re.compile(r"\s(?:—|–|->|→|=>|:)\s|[.;,]\s+\S|\bresult\b|\(.+\)", re.IGNORECASE)

_SECTIONS = {
    "impact": ("impact", "business impact", "customer impact"),
    "description": ("issue description", "description", "problem", "summary"),
    "tried": (
        "what's been tried",
        "whats been tried",
        "what has been tried",
        "tried",
        "troubleshooting",
        "steps taken",
        "steps tried",
    ),
    "repro": ("reproduction steps", "reproduction", "steps to reproduce", "repro", "repro steps"),
    "communication": ("customer communication", "communication"),
    "needed": ("what's needed", "whats needed", "what is needed", "ask", "asks", "needed", "request"),
    "context": ("supporting context", "context", "links", "related", "supporting tickets"),
}
_TITLES = {
    "impact": "Impact",
    "description": "Issue Description",
    "tried": "What's Been Tried",
    "repro": "Reproduction Steps",
    "communication": "Customer Communication",
    "needed": "What's Needed",
    "context": "Supporting Context",
}


class BriefText:
    """A brief in Markdown, cut into S4's sections and labelled lines."""

    def __init__(self, text: str) -> None:
        self.title = ""
        self.lines: dict[str, list[str]] = {}
        self.labels: dict[str, str] = {}
        section = ""
        for line in text.splitlines():
            heading = _HEADING.match(line)
            if heading:
                name = (heading.group("title") or heading.group("bold") or "").strip(" :*").replace("’", "'")
                if name.upper().startswith("ESCALATION"):
                    self.title = name.partition(":")[2].strip()
                    continue
                section = next((key for key, names in _SECTIONS.items() if name.lower() in names), name.lower())
                self.lines.setdefault(section, [])
                continue
            label = _LABEL.match(line)
            if label:
                self.labels.setdefault(label.group("name").strip().lower(), label.group("value").strip(" *"))
            if section:
                self.lines.setdefault(section, []).append(line)

    def body(self, section: str) -> str:
        """The words of a section; empty where there are none."""
        return "\n".join(x for x in self.lines.get(section, []) if x.strip()).strip()

    def steps(self, section: str) -> list[str]:
        """Its list items."""
        return [
            m.group("text").strip()
            for line in self.lines.get(section, [])
            if (m := _STEP.match(line)) and not _LABEL.match(m.group("text"))
        ]


def _filled(value: str | None) -> bool:
    return value is not None and not _EMPTY.match(value) and not _FILLER.match(value)


def brief_items(brief: BriefText) -> tuple[ChecklistItem, ...]:
    """The ten signature items, as the written brief has them."""
    repro, steps = brief.body("repro"), brief.steps("repro")
    na = re.match(r"(?i)\W*(?:not applicable|n/?a\b)[\s:,–—-]*(?P<why>.{4,})", repro)
    labels = brief.labels

    def by(id: str, ok: bool, half: bool, what: str) -> ChecklistItem:
        return (
            present(id, f"{what} is in the brief.")
            if ok
            else weak(id, f"{what} is there in part.")
            if half
            else missing(id, f"{what} is not in the brief.")
        )

    expected, actual = _filled(labels.get("expected")), _filled(labels.get("actual"))
    impact = [labels.get(k) for k in ("customers affected", "workflow impact")]
    evidence = f"{repro}\n{brief.body('context')}"
    tried = brief.steps("tried")
    return (
        by("summary", _filled(brief.title), _filled(brief.body("description")), "A summary"),
        not_applicable("reproduction_steps", na.group("why").strip()[:120].rstrip("."))
        if na
        else by("reproduction_steps", len(steps) >= 2, _filled(repro), "A way to reproduce it"),
        not_applicable("expected_vs_actual", na.group("why").strip()[:120].rstrip("."))
        if na
        else by("expected_vs_actual", expected and actual, expected or actual, "Expected and actual behaviour"),
        by(
            "logs_and_data",
            "```" in evidence or bool(re.search(r"(?m)^\s*(?:\d{4}-\d\d-\d\d|\[?\d\d:\d\d:\d\d|at \w+\.)", evidence)),
            _filled(labels.get("documentation or logs")),
            "A log or record",
        ),
        by(
            "customer_impact",
            all(_filled(v) for v in impact) and any(re.search(r"\d", v or "") for v in impact),
            any(_filled(v) for v in impact) or _filled(brief.body("impact")),
            "Customer impact",
        ),
        by(
            "severity",
            bool(_SEVERITY.search(labels.get("severity", ""))),
            _filled(labels.get("severity")),
            "A severity of the model",
        ),
        by(
            "steps_already_taken",
            any(_RESULT_MARK.search(s) for s in tried),
            bool(tried) or _filled(brief.body("tried")),
            "A step with its result",
        ),
        by(
            "screenshots",
            bool(re.search(r"(?i)screenshot|\.(?:png|jpe?g|gif|mp4|mov)\b|video", evidence)),
            False,
            "A picture",
        )
        if not na
        else not_applicable("screenshots", "not a bug"),
        by(
            "supporting_tickets",
            bool(re.search(r"[A-Z]{2,}-\d+|#\d{3,}|https?://", brief.body("context"))),
            _filled(brief.body("context")),
            "A related ticket",
        ),
        by(
            "case_owner",
            any(_filled(labels.get(k)) for k in ("owner", "case owner", "customer owner", "support owner")),
            _filled(labels.get("reported by")),
            "The case owner",
        ),
    )


def _brief_findings(brief: BriefText, context: Context, words: Words) -> tuple[Finding, ...]:
    """Everything wrong with a written brief that its items do not say."""
    rules, out = context.rules, []
    out += [
        rules.finding("B-SECTION-MISSING", f"brief: {_TITLES[k]}", _TITLES[k], f"The section {_TITLES[k]} is missing.")
        for k in ("impact", "description", "needed")
        if not brief.body(k)
    ]
    if (
        "impact" in brief.lines
        and not any(_filled(v) for k, v in brief.labels.items() if k in ("customers affected", "workflow impact"))
        and not _prose(brief.body("impact"))
    ):
        out.append(rules.finding("B-IMPACT-MISSING", "brief: Impact", brief.body("impact")))
    severity = brief.labels.get("severity")
    if severity is not None and not _SEVERITY.search(severity):
        out.append(rules.finding("B-SEVERITY-SCALE", "brief", severity))
    asks = [
        line
        for line in brief.lines.get("needed", [])
        if line.strip() and not re.match(r"(?i)\s*(?:[-*+]\s+)?\**\s*deadline", line)
    ]
    if asks and not any(ASK_VERB.search(a) for a in asks):
        out.append(rules.finding("B-ASK-VERB", "brief: What's Needed", asks[0].strip()))
    if brief.body("needed") and not _filled(brief.labels.get("deadline")):
        out.append(rules.finding("B-NO-DEADLINE", "brief: What's Needed", brief.labels.get("deadline", "")))
    for step in brief.steps("tried"):
        if (
            not _RESULT_MARK.search(step)
            and not words.pattern("result").search(fold(step))
            or "result not stated" in step
        ):
            out.append(rules.finding("B-STEP-NO-RESULT", "brief: What's Been Tried", step))
    count = sentence_count(brief.body("description"))
    if count > MOST_SENTENCES:
        out.append(
            rules.finding(
                "B-DESCRIPTION-LONG",
                "brief: Issue Description",
                brief.body("description")[-160:],
                f"The issue description has {count} sentences.",
            )
        )
    for name in ("customers affected", "workflow impact"):
        value = brief.labels.get(name, "")
        match = words.pattern("vague_quantity").search(fold(value))
        if match and not re.search(r"\d", value):
            out.append(
                rules.finding("B-VAGUE-QUANTITY", f"brief: {name.capitalize()}", value[match.start() : match.end()])
            )
    out += [
        rules.finding("B-FILLER", f"brief: {name.capitalize()}", value)
        for name, value in brief.labels.items()
        if value and _FILLER.match(value)
    ]
    return tuple(out)


def _prose(body: str) -> bool:
    """Whether a section holds words besides its labels."""
    return any(_filled(line.strip(" -*+")) and not _LABEL.match(line) for line in body.splitlines())


def check_text(
    text: str,
    kind: str,
    issue: Issue | None = None,
    document: Document | None = None,
    *,
    items: Items | None = None,
    assessment: Assessment | None = None,
    matches: tuple[Match, ...] = (),
    now: datetime | None = None,
    language: str | None = None,
    policy: Policy | None = None,
    folder: Path | None = None,
) -> ChecklistReport:
    """The report on a written text. What it came from (issue, document, matches) makes the leak checks sharper.

    Raises ValueError for another kind. `language` is the update's; default: that of the document, else English.
    """
    del policy  # the pipeline hands every step its policy; the checklist's own rules come from `folder`
    if kind not in ("brief", "update"):
        raise ValueError(f"no such kind of text: {kind}")
    folder = folder or policy_folder()
    context = build_context(items, assessment, document, issue, matches, now, folder)
    words = load_words(lexicon_folder(folder), language or (document.language if document else "en"))
    public = frozenset(m.id for m in matches if m.kind is KnowledgeKind.ARTICLE and m.audience in (None, "public"))
    if kind == "update":
        findings, broken = check_text_body(Text("update", text, words, context, public))
        signature: tuple[ChecklistItem, ...] = items.signature if items is not None else ()
    else:
        english = load_words(lexicon_folder(folder), "en")
        brief = BriefText(text)
        signature = brief_items(brief)
        whole = Text("brief", text, english, context, public, kind="brief")
        first, failed = run_checks([Check("brief", lambda b: _brief_findings(b, context, english))], brief)
        second, broken = run_checks([Check(c.__name__, c) for c in (leftovers, secrets, speculation)], whole)
        findings = tuple(f for r in (*first, *second) for f in r)
        broken = (*failed, *broken)
    return ChecklistReport(
        ready=not any(f.level is FindingLevel.BLOCKER for f in findings),
        items=signature,
        findings=findings,
        not_checked=broken,
    )
