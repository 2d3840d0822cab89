"""The checks have nothing to hold against our own drafts: what they say there is a false alarm on every desk.

Nor may our own words hide a fault: a number that somebody adds is told of wherever it stands.
"""

from functools import lru_cache
from pathlib import Path

import pytest

from assistant import checks
from assistant.domain import ChecklistReport, Escalation, FindingLevel, SignalName, UpdateKind
from assistant.pipeline import Assistant
from tests.conftest import NOW, ROOT

SAMPLES = sorted((ROOT / "ui" / "samples").glob("*.txt"))
INVENTED = "9,377 users are affected."


@lru_cache(maxsize=len(SAMPLES))
def drafted(assistant: Assistant, path: Path) -> Escalation:
    return assistant.draft(path.read_bytes(), now=NOW, engine="rules")


def report(assistant: Assistant, paste: bytes | str) -> ChecklistReport:
    """The validator on a draft, with the whole articles at hand."""
    understood = assistant.understand(paste, now=NOW)
    assessment = assistant.assess(understood)
    prepared = assistant.prepare(understood, assessment)
    return checks.report(
        prepared.items,
        assistant.compose(understood, assessment, prepared),
        assessment,
        understood.document,
        understood.issue,
        understood.matches,
        understood.now,
        policy=assistant.policy,
        facts=understood.extraction.facts,
        articles=understood.articles,
    )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_no_blocker_on_a_drafted_update_with_similar_tickets_at_hand(path: Path, stocked: Assistant) -> None:
    blockers = [
        f
        for f in drafted(stocked, path).checklist.findings
        if f.level is FindingLevel.BLOCKER and f.where.startswith("update")
    ]
    assert not blockers


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_word_of_a_sample_draft_stands_in_what_it_was_written_from(path: Path, stocked: Assistant) -> None:
    found = report(stocked, path.read_bytes()).findings
    assert [(f.where, f.message) for f in found if f.id in ("B-UNSUPPORTED", "U-UNSUPPORTED")] == []


@pytest.mark.parametrize("after", ["### Impact\n", "### What's Needed\n", "### Supporting Context\n", ""])
def test_a_number_that_nobody_said_is_told_of_wherever_it_stands(after: str, stocked: Assistant) -> None:
    path = next(p for p in SAMPLES if p.stem.startswith("2 "))
    draft = drafted(stocked, path)
    assert draft.brief is not None
    at = draft.brief.markdown.index(after) + len(after) if after else len(draft.brief.markdown)
    text = f"{draft.brief.markdown[:at]}\n{INVENTED}\n{draft.brief.markdown[at:]}"
    found = stocked.check(text, "brief", draft.issue.text, draft, now=NOW).findings
    assert any(f.id == "B-UNSUPPORTED" and "9,377" in f.message for f in found)


def test_what_the_author_wrote_comes_before_what_a_record_is_quoted_with(stocked: Assistant) -> None:
    draft = drafted(stocked, next(p for p in SAMPLES if p.stem.startswith("2 ")))
    assert draft.brief is not None
    head, context, rest = draft.brief.markdown.partition("### Supporting Context\n")
    wrong = "".join(f"\n- TS-88{n} took {n}.{n} million rows" for n in range(31, 43))
    text = f"{head}{context}{wrong}\n{rest}\n### Still Gathering\n\n{INVENTED}\n"
    found = [
        f for f in stocked.check(text, "brief", draft.issue.text, draft, now=NOW).findings if f.id == "B-UNSUPPORTED"
    ]
    assert "9,377" in found[0].message
    assert "more such findings are not listed" in found[-1].message


def test_our_own_letter_may_say_that_it_is_over_where_the_verdict_rests_on_it(bare: Assistant) -> None:
    paste = (
        "From: Ines Okafor (Support)\nHi Tom, is the label printer still stuck?\n\n"
        "From: Tom Reyes\nNo, since this morning it prints again and all is fine, you can close the ticket."
    )
    draft = bare.draft(paste, now=NOW, engine="rules")
    assert any(s.name in (SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED) for s in draft.signals)
    assert UpdateKind.RESOLUTION in {u.kind for u in draft.updates}
    assert "T-UNCONFIRMED-FIX" not in {f.id for f in draft.checklist.findings}
