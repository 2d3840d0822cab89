"""Workarounds, the retry log, incidents, bundles."""

from collections.abc import Callable

import pytest

from assistant import lifecycle
from assistant.domain import Escalation, Severity
from assistant.domain.register import IncidentStage, RegisteredEscalation, WorkaroundKind
from assistant.lifecycle import LifecycleRules, NotAllowed
from assistant.pipeline import Assistant
from tests.lifecycle.conftest import SAVED, hours

Draft = Callable[[str], Escalation]


@pytest.fixture
def draft(bare: Assistant) -> Draft:
    return lambda text: bare.draft(text, now=SAVED, engine="rules")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('The report fails intermittently with "504 Gateway Timeout" since Tuesday.', WorkaroundKind.RETRY),
        ('The upload of a 3.2 GB archive stops with "413 Payload Too Large".', WorkaroundKind.BATCHING),
        ('Opening the sheet gives "Unexpected token in JSON at position 0".', WorkaroundKind.FORMAT_CHANGE),
        ("Der Export bricht seit Dienstag mit „Zeitüberschreitung“ ab.", WorkaroundKind.RETRY),
        ("エクスポートが「タイムアウトしました」というエラーで失敗します。", WorkaroundKind.RETRY),
        ("The approve button does nothing since the release.", WorkaroundKind.MANUAL_OVERRIDE),
    ],
)
def test_the_kind_of_failure_suggests_the_workaround(
    draft: Draft, rules: LifecycleRules, text: str, first: WorkaroundKind
) -> None:
    suggested = lifecycle.suggested_workarounds(draft(text), rules)
    assert suggested[0].kind is first
    assert suggested[0].client_does


def test_a_suggestion_names_the_words_it_rests_on(draft: Draft, rules: LifecycleRules) -> None:
    text = 'The report fails with "504 Gateway Timeout" since Tuesday.'
    for suggestion in lifecycle.suggested_workarounds(draft(text), rules):
        assert all(word in text for word in suggestion.because)


@pytest.mark.parametrize(
    "text",
    [
        'Card payment fails with "504 Gateway Timeout"; two clients were charged twice.',
        "The import timed out and rows are gone: data was lost.",
    ],
)
def test_what_must_not_happen_twice_is_not_repeated(draft: Draft, rules: LifecycleRules, text: str) -> None:
    kinds = {s.kind for s in lifecycle.suggested_workarounds(draft(text), rules)}
    assert not kinds & {WorkaroundKind.RETRY, WorkaroundKind.BATCHING}


def test_a_retry_cycle_logs_each_attempt_and_is_missed_when_late(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    with pytest.raises(NotAllowed, match="no retry cycle"):
        lifecycle.retried(record, "504", by="P", at=hours(1), rules=rules)
    on = lifecycle.start_workaround(record, WorkaroundKind.RETRY, by="P", at=hours(1), rules=rules).record
    assert on.workarounds[0].owner == "Priya" and on.workarounds[0].ends_at == hours(3)
    first = lifecycle.retried(on, "504 again", by="P", at=hours(1.1), rules=rules)
    second = lifecycle.retried(first.record, "works", by="P", at=hours(1.25), rules=rules, changed_error="none")
    assert [s.entries[0].data["attempt"] for s in (first, second)] == [1, 2]
    assert "R-RETRY-MISSED" not in ids(second.record, 1.4, rules)
    assert "R-RETRY-MISSED" in ids(second.record, 1.5, rules)
    assert "R-WORKAROUND-OVER" in ids(second.record, 3.5, rules)
    off = lifecycle.stop_workaround(second.record, WorkaroundKind.RETRY, "it works", by="P", at=hours(2), rules=rules)
    assert off.entries[0].data["tries"] == 2
    assert not {"R-RETRY-MISSED", "R-WORKAROUND-OVER"} & ids(off.record, 9, rules)


def ids(record: RegisteredEscalation, at: float, rules: LifecycleRules) -> set[str]:
    return {f.id for f in lifecycle.findings(record, hours(at), rules)}


def test_a_workaround_ends_after_it_starts(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="ends after it starts"):
        lifecycle.start_workaround(record, WorkaroundKind.BATCHING, by="P", at=hours(1), rules=rules, ends_at=hours(1))


def test_an_incident_wants_a_lead_and_at_sev1_its_analysis(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    plain = lifecycle.declare(record, by="P", at=hours(1), rules=rules).record
    assert plain.incident is not None and plain.incident.rca_due_at is None
    assert "R-NO-INCIDENT-LEAD" in ids(plain, 1, rules)
    severe = lifecycle.set_severity(plain, Severity.SEV1, "wider", by="P", at=hours(2), rules=rules).record
    assert severe.incident is not None and severe.incident.rca_due_at == hours(50)
    led = lifecycle.change_incident(
        severe, by="P", at=hours(3), rules=rules, lead="Noor", stage=IncidentStage.IDENTIFIED
    ).record
    assert "R-NO-INCIDENT-LEAD" not in ids(led, 3, rules)
    milder = lifecycle.set_severity(led, Severity.SEV3, "mitigated", by="P", at=hours(4), rules=rules).record
    assert milder.incident is not None and milder.incident.rca_due_at == hours(50)  # once owed it stays owed
    worse = lifecycle.set_severity(milder, Severity.SEV1, "back", by="P", at=hours(5), rules=rules).record
    assert worse.incident is not None and worse.incident.rca_due_at == hours(50)  # and by when does not move
    assert "R-RCA-DUE" in ids(milder, 51, rules)
    done = lifecycle.change_incident(milder, by="P", at=hours(52), rules=rules, rca_done=True).record
    assert "R-RCA-DUE" not in ids(done, 60, rules)


def other(record: RegisteredEscalation, id: str, *signature: str) -> RegisteredEscalation:
    return record.model_copy(update={"id": id, "signature": signature})


def test_only_reports_of_one_problem_are_bundled(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    same = lifecycle.bundle(record, other(record, "ESC-2", "exp-2107"), by="P", at=hours(1), rules=rules)
    assert same.record.parent == "ESC-2" and "Same signature: exp-2107" in same.entries[0].text
    with pytest.raises(NotAllowed, match="Different signatures"):
        lifecycle.bundle(record, other(record, "ESC-2", "sso-5011"), by="P", at=hours(1), rules=rules)
    with pytest.raises(NotAllowed, match="Nobody can tell"):
        lifecycle.bundle(record, other(record, "ESC-2"), by="P", at=hours(1), rules=rules)
    told = lifecycle.bundle(
        record, other(record, "ESC-2"), by="P", at=hours(1), rules=rules, reason="same pod, same minute"
    )
    assert "same pod, same minute" in told.entries[0].text


def test_bundles_are_one_deep(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    parent = other(record, "ESC-2", *record.signature)
    with pytest.raises(NotAllowed, match="under itself"):
        lifecycle.bundle(record, record, by="P", at=hours(1), rules=rules)
    below = record.model_copy(update={"id": "ESC-7", "parent": record.id})
    with pytest.raises(NotAllowed, match="ESC-7 is bundled under ESC-1") as circle:
        lifecycle.bundle(record, below, by="Priya", at=hours(1), rules=rules, children=1, reason="same")
    assert "ESC-7 --out" in str(circle.value.tip)
    out = lifecycle.unbundle(below, by="Priya", at=hours(1), rules=rules, reason="")
    assert out.entries[0].text == "Taken out of the bundle of ESC-1"
    with pytest.raises(NotAllowed, match="itself bundled under ESC-3"):
        bundled = parent.model_copy(update={"parent": "ESC-3"})
        lifecycle.bundle(record, bundled, by="P", at=hours(1), rules=rules)
    with pytest.raises(NotAllowed, match=r"2 escalation\(s\) are bundled under ESC-1"):
        lifecycle.bundle(record, parent, by="P", at=hours(1), rules=rules, children=2)
