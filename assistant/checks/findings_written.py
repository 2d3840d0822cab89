"""Findings on a brief written by hand: its sections, ask, deadline, steps, quantities, fillers, one problem only."""

import re

from assistant.checks.drafted import Context, split_sentences
from assistant.checks.findings_brief import ASK_VERB, MOST_SENTENCES, sentence_count
from assistant.checks.vocabulary import Words
from assistant.checks.written_brief import FILLER, LABEL, RESULT_MARK, SEVERITY, TITLES, BriefText, filled, vague_steps
from assistant.domain import Finding
from assistant.understanding.cues import fold


def brief_findings(brief: BriefText, context: Context, words: Words, drafts: Words) -> tuple[Finding, ...]:
    """Everything wrong with a written brief that its items do not say."""
    rules, out = context.rules, []
    out += [
        rules.finding("B-SECTION-MISSING", f"brief: {TITLES[k]}", TITLES[k], f"The section {TITLES[k]} is missing.")
        for k in ("impact", "description", "needed")
        if not brief.body(k)
    ]
    if (
        "impact" in brief.lines
        and not any(filled(v) for k, v in brief.labels.items() if k in ("customers affected", "workflow impact"))
        and not _prose(brief.body("impact"))
    ):
        out.append(rules.finding("B-IMPACT-MISSING", "brief: Impact", brief.body("impact")))
    severity = brief.labels.get("severity")
    if severity is not None and not SEVERITY.search(severity):
        out.append(rules.finding("B-SEVERITY-SCALE", "brief", severity))
    asks = [
        line
        for line in brief.lines.get("needed", [])
        if line.strip() and not re.match(r"(?i)\s*(?:[-*+]\s+)?\**\s*deadline", line)
    ]
    if asks and not any(ASK_VERB.search(a) for a in asks):
        out.append(rules.finding("B-ASK-VERB", "brief: What's Needed", asks[0].strip()))
    if brief.body("needed") and not filled(brief.labels.get("deadline")):
        out.append(rules.finding("B-NO-DEADLINE", "brief: What's Needed", brief.labels.get("deadline", "")))
    for step in brief.steps("tried"):
        if (
            not RESULT_MARK.search(step)
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
    out += [rules.finding("B-REPRO-VAGUE", "brief: Reproduction Steps", step) for step in vague_steps(brief, drafts)]
    for sentence in split_sentences(brief.body("description")):
        if drafts.pattern("second_problem").search(fold(sentence)):
            out.append(rules.finding("B-TWO-PROBLEMS", "brief: Issue Description", sentence))
    out += [
        rules.finding("B-FILLER", f"brief: {name.capitalize()}", value)
        for name, value in brief.labels.items()
        if value and FILLER.match(value)
    ]
    return tuple(out)


def _prose(body: str) -> bool:
    """Whether a section holds words besides its labels."""
    return any(filled(line.strip(" -*+")) and not LABEL.match(line) for line in body.splitlines())
