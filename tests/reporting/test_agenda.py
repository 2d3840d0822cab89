"""The triage meeting: it ends on time, nothing open is forgotten, and what stalled is talked about first."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Decision, IssueType, Severity
from assistant.domain.register import Owner, RegisteredEscalation, TrailAction, TrailEntry
from assistant.errors import WrongUsage
from assistant.reporting import Agenda, agenda, last_meeting, parse_outcomes, render_agenda
from tests.reporting.examples import HOSTILE, NOW, RULES, ago, closure, entry, kept

MEETING = RULES.meeting


def made(
    records: list[RegisteredEscalation], trail: list[tuple[str, TrailEntry]] | None = None, **changes: object
) -> Agenda:
    values = {"now": NOW, "meeting_at": NOW, "last": ago(24), "rules": MEETING} | changes
    return agenda(records, trail or [], **values)  # type: ignore[arg-type]


def listed(found: Agenda) -> list[str]:
    shown = [*(i.id for t in found.teams for i in t.items), *(i.id for i in (*found.parked, *found.done))]
    return [*shown, *found.parked_more]


@st.composite
def records(draw: st.DrawFn) -> list[RegisteredEscalation]:
    count = draw(st.integers(0, 60))
    return [
        kept(
            n,
            severity=draw(st.sampled_from(list(Severity))),
            team=draw(st.sampled_from([None, "java", "Security", "Billing", " Frontend "])),
            updated_at=ago(draw(st.sampled_from([72, 24, 2]))),
            created_at=ago(draw(st.integers(73, 900))),
        )
        for n in range(1, count + 1)
    ]


@settings(deadline=None)  # 2 cores, shared
@given(records())
def test_the_meeting_ends_on_time_and_forgets_nobody(drawn: list[RegisteredEscalation]) -> None:
    found = made(drawn)
    given_out = sum(i.minutes for t in found.teams for i in t.items)
    assert given_out <= MEETING.review_minutes
    assert sum(s.minutes for s in found.steps) == found.minutes == 15
    assert found.ends_at - found.meeting_at == timedelta(minutes=15)
    assert sorted(listed(found)) == sorted(r.id for r in drawn)
    assert all(i.minutes >= MEETING.least_minutes for t in found.teams for i in t.items)
    for team in found.teams:
        assert [i.stalled for i in team.items] == sorted((i.stalled for i in team.items), reverse=True)
    assert len(render_agenda(found, UTC)) < 60_000


def test_the_five_steps_are_those_of_the_source() -> None:
    assert [s.text for s in made([]).steps] == [
        "Quick intro/recap", "Team-by-team ticket review", "Assign actions/blockers", "Summarize top priorities",
        "End on time",
    ]  # fmt: skip
    assert made([]).steps[0].minutes == 1
    assert [a.role for a in made([]).attendees] == ["TSEs", "Engineering", "Meeting Owner", "Optional"]
    assert len(made([]).objectives) == 5


def test_teams_come_in_the_order_of_the_source_and_the_unnamed_last() -> None:
    names = [None, "Zeta", "security", "Backend", "Java", "frontend"]
    found = made([kept(n, team=name) for n, name in enumerate(names, 1)])
    assert [t.name for t in found.teams] == ["Java", "Frontend", "Backend", "Security", "Zeta", MEETING.no_team]


def test_an_active_sev1_is_never_given_up_for_many_stalled_small_ones() -> None:
    many = [kept(n, severity=Severity.SEV4) for n in range(1, 80)]
    urgent = kept(100, severity=Severity.SEV1, updated_at=ago(1), created_at=ago(30))
    found = made([*many, urgent], [("ESC-100", entry(TrailAction.NOTE_ADDED))])
    assert "ESC-100" in [i.id for t in found.teams for i in t.items]
    assert found.parked and len(found.parked) == MEETING.parked_shown and found.parked_more
    assert f"and {len(found.parked_more)} more" in render_agenda(found, UTC)


def test_what_was_only_talked_about_since_has_stalled() -> None:
    """Being on the last agenda is no progress."""
    talked = kept(1, met_at=ago(24), updated_at=ago(24))
    moved = kept(2, met_at=ago(24), updated_at=ago(3))
    found = made([talked, moved], [("ESC-2", entry(TrailAction.OWNER_ACCEPTED, 3))])
    assert {i.id: i.stalled for t in found.teams for i in t.items} == {"ESC-1": True, "ESC-2": False}
    assert "since: owner accepted" in render_agenda(found, UTC)


def test_this_meetings_own_outcomes_are_not_the_last_meeting() -> None:
    outcomes = [("ESC-1", entry(TrailAction.DISCUSSED, h)) for h in (24, 0.1)]
    assert last_meeting(outcomes, NOW, MEETING) == ago(24)
    assert last_meeting([], NOW, MEETING) is None
    found = made([kept(1, met_at=ago(0.1), updated_at=ago(0.1)), kept(2)])
    assert [i.id for i in found.done] == ["ESC-1"]


def test_only_open_escalated_tickets_are_reviewed_and_bundled_ones_under_their_parent() -> None:
    found = made([
        kept(1), kept(2, parent="ESC-1"), kept(3, closure=closure()), kept(4, decision=Decision.HANDLE_IN_SUPPORT),
    ])  # fmt: skip
    assert listed(found) == ["ESC-1"]
    assert found.teams[0].items[0].bundled == 1


def test_what_has_to_be_assigned_is_said() -> None:
    found = made([
        kept(1), kept(2, technical_owner=Owner(name="Tom", since=NOW), next_step="Tom ships it", bug_confirmed=True),
    ])  # fmt: skip
    missing = {i.id: i.missing for t in found.teams for i in t.items}
    assert missing["ESC-1"] == ("technical owner", "next step", "bug or feature request: to be confirmed")
    assert missing["ESC-2"] == ("acceptance by Tom",)


def test_hostile_words_stay_words() -> None:
    text = render_agenda(made([kept(1, title=HOSTILE, customer=HOSTILE, team=HOSTILE, next_step=HOSTILE)]), UTC)
    assert "\x1b" not in text and "<script" not in text and "\n# Heading" not in text and "\n| forged" not in text
    assert "@everyone" not in text


def test_outcomes_are_read_line_by_line() -> None:
    found = parse_outcomes(
        "# Friday\n\n- esc-12: fix in review | next: Tom ships | owner: Tom Reyes | bug\n7: talk | parked\n"
    )
    assert [(o.id, o.outcome, o.next_step, o.owner, o.parked) for o in found] == [
        ("ESC-12", "fix in review", "Tom ships", "Tom Reyes", False), ("ESC-7", "talk", None, None, True),
    ]  # fmt: skip
    assert found[0].issue_type is IssueType.BUG


@pytest.mark.parametrize(
    "text", ["", "# nothing", "no ticket here", "ESC-1:", "ESC-1: ok | owners: Tom", "ESC-1: | parked"]
)
def test_an_outcome_that_cannot_be_read_is_never_dropped(text: str) -> None:
    with pytest.raises(WrongUsage):
        parse_outcomes(f"ESC-9: fine\n{text}" if text and not text.startswith("#") else text)
