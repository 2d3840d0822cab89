"""The whole draft as Markdown, in the order of S2's priorities: customer first, then the paperwork.

Texts for the customer stand in fences: they are copied as they are, and nothing in them formats or links.
"""

from datetime import datetime

from assistant.domain import Decision, Escalation, Evidence
from assistant.exports.report import report_lines
from assistant.inert import fenced, inert, one_line, without_commands

_QUOTE = 110
_WORDS = {Decision.ESCALATE: "Escalate", Decision.HANDLE_IN_SUPPORT: "Handle in support"}


def render_markdown(escalation: Escalation, now: datetime) -> str:
    """Verdict, customer texts, brief, questions, checklist, matches, and where each fact stands."""
    parts = [verdict(escalation), *_incident(escalation), *_customer(escalation)]
    if escalation.brief is not None:
        parts.append(escalation.brief.markdown)
    parts += [*_questions(escalation), "# Checklist\n\n" + "\n".join(report_lines(escalation.checklist))]
    parts += [*_matches(escalation), *_facts(escalation), _provenance(escalation)]
    return without_commands("\n\n".join(p.strip("\n") for p in parts)) + "\n"


def shorten(evidence: Evidence, limit: int = _QUOTE) -> str:
    """A quote on one line, cut at `limit` characters with a mark."""
    flat = one_line(evidence.quote)
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def verdict(escalation: Escalation) -> str:
    """The verdict with its deciding rules and words."""
    a = escalation.assessment
    to = f" to {', '.join(t.value.replace('_', ' ') for t in a.targets)}" if a.targets else ""
    lines = [f"# Verdict: {_WORDS[a.decision]}{to} — {a.severity.value} ({a.severity_label})", ""]
    kind, scope = (name.value.replace("_", " ") for name in (a.issue_type, a.scope))
    lines.append(f"Type: {kind} · scope: {scope} · ticket priority: {a.ticket_priority}")
    lines.append("")
    for rule in a.rules:
        if not rule.decisive:
            continue
        quotes = "; ".join(f"“{inert(shorten(e, 80))}”" for e in rule.because[:2])
        lines.append(f"- {rule.text} → {rule.effect} ({rule.source}){': ' + quotes if quotes else ''}")
    outweighed = [
        r.text
        for r in a.rules
        if not r.decisive and r.effect in (Decision.ESCALATE.value, Decision.HANDLE_IN_SUPPORT.value)
    ]
    if outweighed:
        lines.append(f"- Also true, outweighed: {'; '.join(outweighed)}")
    alone = "By the rules alone: " if a.overrides else ""
    lines += [f"- {alone}{text}" for text in a.would_change]
    lines += [f"- Overridden: {o.what} {inert(o.was)} → {inert(o.now)}, because {inert(o.reason)}" for o in a.overrides]
    if escalation.separate_problems:
        lines.append(
            "- **This paste holds separate problems; one ticket each:** "
            + " / ".join(f"“{inert(shorten(e, 70))}”" for e in escalation.separate_problems)
        )
    return "\n".join(lines)


def _incident(escalation: Escalation) -> list[str]:
    a = escalation.assessment
    if not a.incident:
        return []
    return [
        "> **Incident:** activate the incident process and name an incident lead.\n"
        + "\n".join(f"> - {line}" for line in a.response_model)
    ]


def _customer(escalation: Escalation) -> list[str]:
    parts = []
    for update in escalation.updates:
        parts.append(f"# Customer update: {update.kind.value.replace('_', ' ')}\n\n{fenced(update.text)}")
    if escalation.assessment.needs_leadership_review:
        parts.append("> **Needs leadership review before it goes to the customer** (contract or PR risk, S1 §1).")
    return parts


def _questions(escalation: Escalation) -> list[str]:
    if not escalation.questions:
        return []
    lines = [f"- ({q.of.value}) {inert(q.ask)} *closes: {', '.join(q.closes)}*" for q in escalation.questions]
    parts = ["# Questions that close the gaps\n\n" + "\n".join(lines)]
    if escalation.customer_message:
        parts.append(f"## Ready to send\n\n{fenced(escalation.customer_message)}")
    return parts


def _matches(escalation: Escalation) -> list[str]:
    if not escalation.matches:
        return []
    lines = []
    for m in escalation.matches:
        kind = ", ".join(filter(None, (m.kind.value, inert(m.status or ""))))
        lines.append(f"- {inert(m.id)} ({kind}): {inert(m.title)} — {inert('; '.join(m.why))}")
    return ["# Similar, not this case (internal)\n\n" + "\n".join(lines)]


def _facts(escalation: Escalation) -> list[str]:
    if not escalation.facts:
        return []
    lines = []
    for f in escalation.facts:
        proof, doubt = f.evidence[0], "" if f.verified else " *(unverified)*"
        where = f"“{inert(shorten(proof))}” [{proof.start}:{proof.end}]"
        lines.append(f"- {f.field.value}: {inert(f.value)}{doubt} ← {where}")
    return ["# Facts and where they stand\n\n" + "\n".join(lines)]


def _provenance(escalation: Escalation) -> str:
    p = escalation.provenance
    bits = [f"engine {p.engine}", f"policy {p.policy}", f"index {p.index or 'none'}", f"version {p.app_version}"]
    if p.redactions:
        bits.append("masked: " + ", ".join(f"{k} {v}" for k, v in p.redactions.items()))
    return "---\n" + " · ".join(bits) + "".join(f"\n- {inert(note)}" for note in p.fallbacks)
