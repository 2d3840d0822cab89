"""The panels of the draft page. All text of an issue goes through `html.escape` or into inert widgets."""

from html import escape

import streamlit as st

from assistant.domain import (
    Assessment,
    ChecklistItem,
    ChecklistReport,
    Decision,
    Escalation,
    Evidence,
    Finding,
    FindingLevel,
    ItemState,
    Severity,
)

_COLOURS = {Severity.SEV1: "#b42318", Severity.SEV2: "#b54708", Severity.SEV3: "#175cd3", Severity.SEV4: "#475467"}
_STATES = {
    ItemState.PRESENT: ("✓", "#067647", "present"),
    ItemState.WEAK: ("~", "#b54708", "weak"),
    ItemState.MISSING: ("✗", "#b42318", "missing"),
    ItemState.NOT_APPLICABLE: ("–", "#667085", "n/a"),
}
_LEVELS = {FindingLevel.BLOCKER: ("#b42318", 0), FindingLevel.WARNING: ("#b54708", 1), FindingLevel.NOTE: ("#475467", 2)}
_DIMENSIONS = ("breadth", "depth", "duration", "revenue", "reputation", "contractual", "time_pressure")


def words(value: str) -> str:
    """A code name as words: `handle_in_support` → `handle in support`."""
    return value.replace("_", " ")


def flat(text: str, limit: int = 140) -> str:
    """One line, escaped, cut with a mark."""
    line = " ".join(text.split())
    return escape(line if len(line) <= limit else line[: limit - 1] + "…")


def _quotes(proof: tuple[Evidence, ...], most: int = 2) -> str:
    return "".join(f'<span class="q">“{flat(e.quote)}”</span>' for e in proof[:most])


STYLE = """<style>
.v{border-left:6px solid var(--c);background:#f8fafc;padding:.8rem 1.1rem;border-radius:.4rem}
.v h2{margin:0 0 .2rem;font-size:1.5rem;padding:0}.v .m{color:#475467}
.chip{display:inline-block;border:1px solid #d0d5dd;border-radius:1rem;padding:.05rem .6rem;margin:.15rem .25rem .15rem 0;font-size:.86rem;background:#fff}
.chip.s{color:#fff;border:0}.rule{margin:.45rem 0}.rule .e{color:#475467;font-size:.86rem}
.q{display:block;color:#344054;background:#fffbe6;border-left:3px solid #f2c94c;padding:.05rem .5rem;margin:.15rem 0;font-size:.9rem}
table.i{border-collapse:collapse;width:100%}table.i td{border-top:1px solid #eaecf0;padding:.35rem .5rem;vertical-align:top}
table.i td:first-child{white-space:nowrap;color:#475467;width:9rem}.ns{color:#b54708}
.st{display:inline-block;min-width:4.6rem;font-weight:600}
.paste{white-space:pre-wrap;font:13.5px/1.55 ui-monospace,monospace;background:#f8fafc;border:1px solid #eaecf0;border-radius:.4rem;padding:.8rem}
.paste mark{background:#fff3bf;border-bottom:2px solid #f2c94c;padding:0 .1rem}.paste mark:hover{background:#ffe066}
</style>"""


def verdict(a: Assessment) -> None:
    """The banner: what, to whom, how severe, and the words that decided it."""
    head = "Escalate" if a.decision is Decision.ESCALATE else "Handle in support"
    to = " → " + " + ".join(words(t.value).title() for t in a.targets) if a.targets else ""
    colour = _COLOURS[a.severity]
    chips = [f'<span class="chip s" style="background:{colour}">{a.severity.value} · {a.severity_label}</span>']
    chips += [f'<span class="chip">{escape(text)}</span>' for text in (words(a.issue_type.value), f"scope: {words(a.scope.value)}", a.ticket_priority)]
    if a.incident:
        chips.append('<span class="chip s" style="background:#b42318">Incident: name a lead</span>')
    if a.needs_leadership_review:
        chips.append('<span class="chip s" style="background:#6941c6">Customer text needs leadership review</span>')
    st.html(f'{STYLE}<div class="v" style="--c:{colour}"><h2>{head}{escape(to)}</h2>{"".join(chips)}</div>')


def reasons(a: Assessment) -> None:
    """Every deciding rule with its words and source, then what would change the result."""
    rows = [
        f'<div class="rule"><b>{escape(r.text)}</b> <span class="e">→ {escape(words(r.effect))} · {escape(r.source)}</span>{_quotes(r.because)}</div>'
        for r in a.rules if r.decisive
    ]
    outweighed = [r for r in a.rules if not r.decisive and r.effect in {d.value for d in Decision}]
    rows += [f'<div class="rule"><span class="e">also true, outweighed:</span> {escape(r.text)} <span class="e">· {escape(r.source)}</span></div>' for r in outweighed]
    rows += [f'<div class="rule"><span class="e">what would change it:</span> {escape(text)}</div>' for text in a.would_change]
    rows += [f'<div class="rule"><b>Overridden:</b> {escape(words(o.what))} {escape(words(o.was))} → {escape(words(o.now))}: {escape(o.reason)}</div>' for o in a.overrides]
    st.html(STYLE + "".join(rows))


def impact(a: Assessment) -> None:
    """The seven dimensions; an unknown one shows its question."""
    rows = []
    for name in _DIMENSIONS:
        d = getattr(a.impact, name)
        value = escape(d.value) + _quotes(d.evidence, 1) if d.value else f'<span class="ns">Not stated.</span> {escape(d.ask or "")}'
        rows.append(f"<tr><td>{words(name)}</td><td>{value}</td></tr>")
    st.html(f'{STYLE}<table class="i">{"".join(rows)}</table>')


def _item_row(item: ChecklistItem) -> str:
    mark, colour, label = _STATES[item.state]
    block = ' <b style="color:#b42318">blocks</b>' if item.blocking else ""
    return f'<tr><td>{escape(words(item.id))}</td><td><span class="st" style="color:{colour}">{mark} {label}</span>{escape(item.why)}{block}{_quotes(item.evidence, 1)}</td></tr>'


def items(rows: tuple[ChecklistItem, ...]) -> None:
    """A table of checklist items."""
    st.html(f'{STYLE}<table class="i">{"".join(map(_item_row, rows))}</table>')


def findings(found: tuple[Finding, ...]) -> None:
    """Findings, worst first."""
    for f in sorted(found, key=lambda x: _LEVELS[x.level][1]):
        colour = _LEVELS[f.level][0]
        quote = f'<span class="q">“{flat(f.quote)}”</span>' if f.quote.strip() else ""
        st.html(
            f'{STYLE}<div class="rule"><b style="color:{colour}">{f.level.value} {escape(f.id)}</b> {escape(f.message)}{quote}'
            f'<span class="e">Closed by: {escape(f.fix)}</span></div>'
        )


def checklist(report: ChecklistReport) -> None:
    """The ten items first; the other lists folded."""
    met = sum(i.state in (ItemState.PRESENT, ItemState.NOT_APPLICABLE) for i in report.items)
    st.progress(met / len(report.items) if report.items else 0.0, text=f"{met} of {len(report.items)} met")
    items(report.items)
    for title, rows in (
        ("What this target must be given (S4)", report.target_includes), ("Reproduction practices (S4)", report.repro_practices),
        ("Ticket contents (S1 §5)", report.contents), ("Ticket hygiene (S1 §5)", report.hygiene), ("Required fields (S0)", report.required_fields),
    ):  # fmt: skip
        if rows:
            with st.expander(f"{title}: {sum(r.state in (ItemState.PRESENT, ItemState.NOT_APPLICABLE) for r in rows)} of {len(rows)}"):
                items(rows)
    for text in report.not_checked:
        st.warning(f"Not checked: {text}")


def highlighted(escalation: Escalation) -> str:
    """The paste with every fact's words marked; hovering names the facts."""
    text = escalation.issue.text
    marks: dict[tuple[int, int], list[str]] = {}
    for fact in escalation.facts:
        for e in fact.evidence:
            if e.source == "issue":
                marks.setdefault((e.start, e.end), []).append(f"{words(fact.field.value)}: {fact.value}")
    out, at = [], 0
    for (start, end), labels in sorted(marks.items(), key=lambda m: (m[0][0], -m[0][1])):
        if start < at:
            continue
        out.append(escape(text[at:start]))
        out.append(f'<mark title="{escape(chr(10).join(labels), quote=True)}">{escape(text[start:end])}</mark>')
        at = end
    return f'{STYLE}<div class="paste">{"".join(out)}{escape(text[at:])}</div>'
