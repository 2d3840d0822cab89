# ruff: noqa: E501  (patterns and tables read better whole)
"""A brief written in Markdown: S4's sections and labelled lines, read leniently, and the states of its checklist items."""

import re

from assistant.checks.states import missing, not_applicable, present, weak
from assistant.checks.vocabulary import Words
from assistant.domain import ChecklistItem
from assistant.understanding.cues import fold

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s*(?P<title>.+?)\s*#*\s*$|^\s*\*\*(?P<bold>[^*:]{3,40})\*\*\s*$")
LABEL = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*)?(?P<name>[A-Z][\w' /-]{2,32}?)\s*:(?:\*\*)?\s*(?P<value>.*?)\s*$")
_STEP = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*+])\s+(?P<text>\S.*)$")
_EMPTY = re.compile(r"(?i)^\W*(?:not stated|unknown|none|not known)?\W*$")
FILLER = re.compile(
    r"(?i)^\W*(?:n\s?/?\s?a|k\.? ?a\.?|tbd|tba|tbc|todo|asdf\w*|qwer\w*|test|foo|xx+|(?:see|as) (?:above|below|ticket|thread|mail|before)|same|idk|dunno|no idea|blah\w*|whatever|siehe (?:oben|unten|ticket)|voir (?:ci-dessus|plus haut)|véase arriba|ver (?:arriba|acima)|vedi sopra|zie boven|同上)\W*$|^[\s?.…-]*[?…-][\s?.…-]*$"
)
SEVERITY = re.compile(r"(?i)\b(?:critical|high|medium|low|SEV[- ]?[1-4])\b")
RESULT_MARK = re.compile(r"\s(?:—|–|->|→|=>|:)\s|\w:\s+\S|[.;,]\s+\S|\bresult\b|\(.+\)", re.IGNORECASE)

SECTIONS = {
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
TITLES = {
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
                section = next((key for key, names in SECTIONS.items() if name.lower() in names), name.lower())
                self.lines.setdefault(section, [])
                continue
            label = LABEL.match(line)
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
            if (m := _STEP.match(line)) and not LABEL.match(m.group("text"))
        ]


def filled(value: str | None) -> bool:
    """Whether a labelled line says something: neither empty, nor "not stated", nor a filler."""
    return value is not None and not _EMPTY.match(value) and not FILLER.match(value)


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

    expected, actual = filled(labels.get("expected")), filled(labels.get("actual"))
    impact = [labels.get(k) for k in ("customers affected", "workflow impact")]
    evidence = f"{repro}\n{brief.body('context')}"
    tried = brief.steps("tried")
    return (
        by("summary", filled(brief.title), filled(brief.body("description")), "A summary"),
        not_applicable("reproduction_steps", na.group("why").strip()[:120].rstrip("."))
        if na
        else by("reproduction_steps", len(steps) >= 2, filled(repro), "A way to reproduce it"),
        not_applicable("expected_vs_actual", na.group("why").strip()[:120].rstrip("."))
        if na
        else by("expected_vs_actual", expected and actual, expected or actual, "Expected and actual behaviour"),
        by(
            "logs_and_data",
            "```" in evidence or bool(re.search(r"(?m)^\s*(?:\d{4}-\d\d-\d\d|\[?\d\d:\d\d:\d\d|at \w+\.)", evidence)),
            filled(labels.get("documentation or logs")),
            "A log or record",
        ),
        by(
            "customer_impact",
            all(filled(v) for v in impact) and any(re.search(r"\d", v or "") for v in impact),
            any(filled(v) for v in impact) or filled(brief.body("impact")),
            "Customer impact",
        ),
        by(
            "severity",
            bool(SEVERITY.search(labels.get("severity", ""))),
            filled(labels.get("severity")),
            "A severity of the model",
        ),
        by(
            "steps_already_taken",
            any(RESULT_MARK.search(s) for s in tried),
            bool(tried) or filled(brief.body("tried")),
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
            filled(brief.body("context")),
            "A related ticket",
        ),
        by(
            "case_owner",
            any(filled(labels.get(k)) for k in ("owner", "case owner", "customer owner", "support owner")),
            filled(labels.get("reported by")),
            "The case owner",
        ),
    )


_DEFINITE = re.compile(
    r"[«“\"„'`][^«»“”\"„'`\n]{2,40}[»”\"“'`]|\w+\s?(?:>|→)\s?\w+|/\w+/\w+|\b(?:button|menu|tab|page|field|dialog|link|icon|screen)\b|[A-Z]{3,}"
)
_EXACT = re.compile(r"\d|[\w.+-]+@[\w.-]+|\b\w+\.(?:pdf|csv|xlsx?|json|xml|dwg|zip|docx?)\b")
_START = re.compile(
    r"(?i)\b(?:clean|fresh|new|test|demo|sandbox|trial|default|admin|owner|editor|viewer|user|role|account|tenant|plan|logged in|signed in|as an?|version|\d+\.\d+)\b"
)
_EVIDENCE = re.compile(
    r"(?i)```|screenshot|\.(?:png|jpe?g|gif|mp4|mov|log|har)\b|video|error|message|\b[A-Z]{1,5}-?\d{2,5}\b|log"
)
_RULED_OUT = re.compile(
    r"(?i)ruled out|also (?:in|on|with)|another|different|not (?:the|in|on)|same (?:in|on|with)|without|works? (?:in|on|with)|only (?:in|on|with)"
)


def vague_steps(brief: BriefText, words: Words) -> tuple[str, ...]:
    """The lines of the reproduction nobody can follow: neither a named control nor an exact value."""
    pattern = words.pattern("vague_step")
    return tuple(
        step
        for step in brief.steps("repro")
        if pattern.search(fold(step)) and not _DEFINITE.search(step) and not _EXACT.search(step)
    )


def brief_practices(brief: BriefText, words: Words) -> tuple[ChecklistItem, ...]:
    """The reproduction section scored on S4's seven practices, each with the line that falls short."""
    repro, steps = brief.body("repro"), brief.steps("repro")
    if not repro or re.match(r"(?i)\W*(?:not applicable|n/?a\b)", repro):
        return ()
    first = steps[0] if steps else repro.splitlines()[0]
    vague = vague_steps(brief, words)
    plain = [s for s in steps if not _DEFINITE.search(s)]
    inexact = [s for s in steps if not _EXACT.search(s)]
    labels = {k: v for k, v in brief.labels.items() if filled(v)}

    def by(id: str, ok: bool, half: bool, good: str, bad: str, line: str) -> ChecklistItem:
        if ok:
            return present(id, good)
        said = f"{bad}: “{line[:100]}”" if line else f"{bad}."
        return weak(id, said) if half else missing(id, said)

    return (
        by("repro_clean_state", bool(_START.search(labels.get("start state", "") or first)), False,
           "The starting point is named.", "The first line does not say where one starts", first),
        by("repro_specific", bool(steps) and not vague and len(plain) < len(steps), bool(steps),
           "The controls are named.", "No control is named", (vague or tuple(plain) or (first,))[0]),
        by("repro_exact_values", bool(steps) and len(inexact) < len(steps), bool(steps),
           "Exact values are given.", "No exact value is given", (inexact or [first])[0]),
        by("repro_environment", "environment" in labels or "version" in labels, False,
           "The environment is described.", "No line gives the environment", ""),
        by("repro_frequency", "frequency" in labels, False, "It is told how often.", "No line tells how often", ""),
        by("repro_evidence", bool(_EVIDENCE.search(repro)), False, "There is evidence.", "No error text, log or picture", ""),
        by("repro_ruled_out", "ruled out" in labels or bool(_RULED_OUT.search(repro)), False,
           "It is told what was ruled out.", "No line tells what was ruled out", ""),
    )  # fmt: skip
