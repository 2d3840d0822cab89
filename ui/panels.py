"""The panels of the draft page. All text of an issue goes through `html.escape`, `plain` or into inert widgets."""

import re
from collections.abc import Iterable, Iterator
from html import escape

import streamlit as st

from assistant.domain import (
    Assessment,
    ChecklistItem,
    ChecklistReport,
    CustomerUpdate,
    Decision,
    EscalationBrief,
    Evidence,
    Finding,
    FindingLevel,
    ItemState,
    Question,
    ReproductionSteps,
    Severity,
    Statement,
    TroubleshootingStep,
)
from assistant.exports.html import to_html
from assistant.inert import one_line, without_commands

_QUOTE_MARKS = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
"""What a mail sets before the lines it quotes: in a quote of ours it says nothing."""
_COLOURS = {Severity.SEV1: "#b42318", Severity.SEV2: "#b54708", Severity.SEV3: "#175cd3", Severity.SEV4: "#475467"}
_STATES = {
    ItemState.PRESENT: ("✓", "#067647", "present"),
    ItemState.WEAK: ("~", "#b54708", "weak"),
    ItemState.MISSING: ("✗", "#b42318", "missing"),
    ItemState.NOT_APPLICABLE: ("–", "#667085", "n/a"),
}
_MET = (ItemState.PRESENT, ItemState.NOT_APPLICABLE)
_LEVELS = {
    FindingLevel.BLOCKER: ("#b42318", 0),
    FindingLevel.WARNING: ("#b54708", 1),
    FindingLevel.NOTE: ("#475467", 2),
}
_DIMENSIONS = ("breadth", "depth", "duration", "revenue", "reputation", "contractual", "time_pressure")
_GROUPS = (
    ("What this target must be given (S4)", "target_includes"),
    ("Reproduction practices (S4)", "repro_practices"),
    ("Ticket contents (S1 §5)", "contents"),
    ("Ticket hygiene (S1 §5)", "hygiene"),
    ("Required fields (S0)", "required_fields"),
)
_FEW = 3
"""Rules named in the banner."""
_MARKDOWN = re.compile(r"([\\`*_\[\](){}<>#+!|$:~^=-])")
_ADDRESS = re.compile(r"(?i)(https?|www|@)(?=[:.\w])")
_UNVERIFIED = re.compile(r"\(unverified: [^<>]{1,300}?\)")
"""How drafting marks a model's sentence that the paste does not bear out."""
_ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")


def words(value: str) -> str:
    """A code name as words: `handle_in_support` → `handle in support`, `type:bug` → `type: bug`."""
    return value.replace("_", " ").replace(":", ": ")


def plain(text: str, limit: int = 200) -> str:
    """`text` for a label or caption, where Streamlit reads Markdown: one line, and nothing in it formats or links."""
    line = one_line(text)
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub("\\1\u2060", line))


def flat(text: str, limit: int = 140) -> str:
    """`text` for HTML: one line, escaped, cut with a mark."""
    line = one_line(text)
    return escape(line if len(line) <= limit else line[: limit - 1] + "…")


def readable(text: str) -> str:
    """ISO times as people write them: `2026-11-21T16:00` → `2026-11-21 16:00`."""
    return _ISO.sub(r"\1 \2", text)


def _said(proof: Iterable[Evidence], most: int = 2) -> str:
    texts = list(dict.fromkeys(flat(_QUOTE_MARKS.sub(" ", e.quote)) for e in proof))
    quotes = "".join(f'<span class="said">“{text}”</span>' for text in texts[:most])
    return f"<div>{quotes}</div>" if quotes else ""


def _rule(body: str) -> str:
    return f'<div class="rule">{body}</div>'


def _aside(text: str) -> str:
    return f'<span class="aside">{escape(text)}</span>'


def verdict(a: Assessment) -> None:
    """The banner: what, to whom, how severe."""
    head = "Escalate" if a.decision is Decision.ESCALATE else "Handle in support"
    to = " → " + " + ".join(words(t.value).title() for t in a.targets) if a.targets else ""
    colour = _COLOURS[a.severity]
    chips = [f'<span class="chip solid" style="background:{colour}">{a.severity.value} · {a.severity_label}</span>']
    texts = (words(a.issue_type.value), f"scope: {words(a.scope.value)}", f"ticket priority {a.ticket_priority}")
    chips += [f'<span class="chip">{escape(text)}</span>' for text in texts]
    if a.overrides:
        chips.append('<span class="chip">changed by you</span>')
    if a.incident:
        chips.append('<span class="chip solid" style="background:#b42318">Incident: name a lead</span>')
    if a.needs_leadership_review:
        chips.append('<span class="chip solid" style="background:#6941c6">Customer text needs leadership review</span>')
    st.html(f'<div class="verdict" style="--c:{colour}"><h2>{head}{escape(to)}</h2>{"".join(chips)}{_because(a)}</div>')


def _because(a: Assessment) -> str:
    """The deciding rules in a line: the rest stands under Why."""
    if a.overrides:
        last = a.overrides[-1]
        change = f"{words(last.what)} {words(last.was)} → {words(last.now)}, because {last.reason}"
        return f'<div class="because">Changed by you: {flat(change, 200)}</div>'
    told = [r.text for r in a.rules if r.decisive and not r.effect.startswith(("type:", "target:"))]
    return f'<div class="because">Because: {escape("; ".join(list(dict.fromkeys(told))[:_FEW]))}</div>' if told else ""


def reasons(a: Assessment) -> None:
    """Every deciding rule with its words and source, then what would change the result. A quote is shown once."""
    rows, shown = [], set[str]()
    rows += [
        _rule(f"<b>Changed by you:</b> {escape(words(o.what))} {escape(words(o.was))} → {escape(words(o.now))}")
        + _rule(_aside(f"because {o.reason}"))
        for o in a.overrides
    ]
    for r in a.rules:
        if not r.decisive:
            continue
        fresh = [e for e in r.because if one_line(e.quote) not in shown][:2]
        shown |= {one_line(e.quote) for e in fresh}
        rows.append(_rule(f"<b>{escape(r.text)}</b> {_aside(f'→ {words(r.effect)} · {r.source}')}{_said(fresh)}"))
    for r in a.rules:
        if not r.decisive and r.effect in {d.value for d in Decision}:
            rows.append(_rule(f"{_aside('Also true, outweighed:')} {escape(r.text)} {_aside(f'· {r.source}')}"))
    # NOTE: it speaks of the rules' own result, which an override has left behind.
    lead = "By the rules alone:" if a.overrides else "What would change it:"
    rows += [_rule(f"{_aside(lead)} {escape(text)}") for text in a.would_change]
    st.html("".join(rows))


def impact(a: Assessment) -> None:
    """The seven dimensions; an unknown one shows its question."""
    rows = []
    for name in _DIMENSIONS:
        d = getattr(a.impact, name)
        unsaid = f'<span class="unsaid">Not stated.</span> {_aside(d.ask or "")}'
        value = escape(readable(d.value)) + _said(d.evidence, 1) if d.value else unsaid
        rows.append((words(name), value))
    table(rows)


def table(rows: Iterable[tuple[str, str]]) -> None:
    """Two columns: a name as plain text, and HTML that is already escaped."""
    cells = "".join(f"<tr><td>{escape(name)}</td><td>{value}</td></tr>" for name, value in rows)
    st.html(f'<table class="grid">{cells}</table>')


def _state(item: ChecklistItem) -> str:
    mark, colour, label = _STATES[item.state]
    blocks = ' <b style="color:#b42318">blocks</b>' if item.blocking else ""
    state = f'<span class="state" style="color:{colour}">{mark} {label}</span>'
    return f"{state} {flat(item.why, 300)}{blocks}{_said(item.evidence, 1)}"


def items(rows: tuple[ChecklistItem, ...]) -> None:
    """A table of checklist items."""
    table((words(item.id), _state(item)) for item in rows)


def findings(found: tuple[Finding, ...]) -> None:
    """Findings, worst first."""
    for f in sorted(found, key=lambda x: _LEVELS[x.level][1]):
        head = f'<b style="color:{_LEVELS[f.level][0]}">{f.level.value} {escape(f.id)}</b>'
        quote = f'<div><span class="said">“{flat(f.quote)}”</span></div>' if f.quote.strip() else ""
        st.html(_rule(f"{head} {flat(f.message, 400)} {quote}{_aside(f'To close it: {f.fix}')}"))


def questions(asked: tuple[Question, ...]) -> None:
    """Each gap as a question, to whom it goes, and what its answer closes."""
    rows = []
    for q in asked:
        closes = _aside("closes " + ", ".join(map(words, q.closes)))
        rows.append(_rule(f'<span class="chip">{q.of.value}</span> {flat(q.ask, 400)} {closes}'))
    st.html("".join(rows) or _rule(_aside("None: nothing is missing.")))


def checklist(report: ChecklistReport) -> None:
    """The ten items first; the other lists folded."""
    met = sum(i.state in _MET for i in report.items)
    st.progress(met / len(report.items) if report.items else 0.0, text=f"{met} of {len(report.items)} met")
    items(report.items)
    for title, name in _GROUPS:
        rows: tuple[ChecklistItem, ...] = getattr(report, name)
        if rows:
            with st.expander(f"{title}: {sum(r.state in _MET for r in rows)} of {len(rows)}"):
                items(rows)
    for text in report.not_checked:
        st.warning(f"Not checked: {plain(text)}")


def document(markdown: str) -> None:
    """A text as its reader sees it; by our own renderer, since Streamlit's Markdown takes `$` for formulas."""
    body = _UNVERIFIED.sub(r'<mark class="unsure">\g<0></mark>', to_html(markdown))
    st.html(f'<div class="document">{body}</div>')


def lines(text: str) -> str:
    """A text for HTML with its own line ends, escaped."""
    return escape(without_commands(text))


def unverified(part: EscalationBrief | CustomerUpdate) -> None:
    """Sentences of a model whose claims do not stand in the paste, to be looked at before anything is sent."""
    said = list(_unverified(part))
    if said:
        many = "1 sentence is" if len(said) == 1 else f"{len(said)} sentences are"
        rows = "".join(f'<div><span class="said">{flat(text, 300)}</span></div>' for text in said)
        st.html(
            f'<div class="rule unsure-list"><b class="unsaid">{many} not verified</b> '
            f"{_aside('The paste does not bear out all of it. Correct it, or take it out.')}{rows}</div>"
        )


def _unverified(part: object) -> Iterator[str]:
    """Texts of everything in it that is marked as not verified, in reading order."""
    if isinstance(part, (tuple, list)):
        for item in part:
            yield from _unverified(item)
    elif isinstance(part, Statement | TroubleshootingStep):
        if not part.verified:
            yield part.text if isinstance(part, Statement) else " — ".join(filter(None, (part.action, part.result)))
    elif isinstance(part, EscalationBrief | CustomerUpdate | ReproductionSteps):
        for _, value in part:
            yield from _unverified(value)
