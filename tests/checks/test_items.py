"""One present and one not-present case for each item, and the gate."""

from dataclasses import fields as dataclass_fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checks.items import CONTENTS, FIELDS, HYGIENE, PRACTICES, SIGNATURE, Items
from assistant.checks.rules import load_rules
from assistant.domain import (
    ChecklistItem,
    EscalationTarget,
    FactField,
    GateMode,
    IssueType,
    ItemState,
    Override,
    Role,
    Severity,
    SignalName,
)

from . import made

_FULL = (
    "Exports from the Dashboard stop at 50,000 rows, 31 people cannot send their invoices.",
    "[steps] Log in as an admin on a clean account and open Reports > Sales",
    "[steps] Click Export and choose csv with 60000 rows",
    "It should export all rows instead of 50,000, every time, same in Chrome and Firefox.",
    "We cleared the cache, no change. See error.png for the screen.",
    "FIELD Severity: SEV2",
    "FIELD Assignee: Ines Okafor",
    "FIELD Status: Open",
    "LOG 2026-11-18T10:00:00Z ERROR EXP-2107 job 771 timed out",
    "Ticket TS-10022, escalated on 18 Nov because it needs engineering.",
)
_BARE = ("Hm.",)


def _full() -> Items:
    doc = made.document(*_FULL, role=Role.SUPPORT)
    found = made.extraction(
        doc,
        made.fact(doc, FactField.AFFECTED_USERS_COUNT, "31 people", "31"),
        made.fact(doc, FactField.TICKET_REF, "TS-10022"),
        made.fact(doc, FactField.VERSION, "50,000"),
        made.fact(doc, FactField.BROWSER, "Chrome"),
        made.fact(doc, FactField.CUSTOMER, "Sales"),
        signals=(SignalName.DEFECT, SignalName.USER_BLOCKED),
    )
    return made.items(doc, found)


def _bare() -> Items:
    doc = made.document(*_BARE)
    return made.items(doc, made.extraction(doc, summary=False), made.assessment())


def _by_id(found: Items) -> dict[str, ChecklistItem]:
    lists = (found.signature, found.contents, found.hygiene, found.required_fields, found.repro_practices)
    return {i.id: i for group in lists for i in group}


_IDS = [c.id for c in (*SIGNATURE, *CONTENTS, *HYGIENE, *FIELDS, *PRACTICES)]
_NEVER_MISSING = {"hygiene_single_problem"}
_HALF = {"field_owners"}


@pytest.mark.parametrize("id", _IDS)
def test_a_full_ticket_has_every_item_and_a_bare_one_none(id: str) -> None:
    full, bare = _by_id(_full())[id], _by_id(_bare())[id]
    assert full.state is (ItemState.WEAK if id in _HALF else ItemState.PRESENT), full
    assert full.why and bare.why
    if id not in _NEVER_MISSING:
        assert bare.state is ItemState.MISSING, bare


def test_ids_are_those_of_the_contract_and_all_explained() -> None:
    assert [c.id for c in SIGNATURE] == [
        "summary", "reproduction_steps", "expected_vs_actual", "logs_and_data", "customer_impact", "severity",
        "steps_already_taken", "screenshots", "supporting_tickets", "case_owner",
    ]  # fmt: skip
    assert (len(CONTENTS), len(HYGIENE), len(FIELDS), len(PRACTICES)) == (9, 4, 7, 7)
    assert set(_IDS) == set(load_rules(made.POLICY_FOLDER).items)


@pytest.mark.parametrize("kind", [IssueType.FEATURE_REQUEST, IssueType.QUESTION, IssueType.BILLING])
def test_nothing_to_reproduce_where_nothing_is_defective(kind: IssueType) -> None:
    doc = made.document("Could you add a button that rounds to whole units?")
    states = _by_id(made.items(doc, verdict=made.assessment(kind, EscalationTarget.PRODUCT, GateMode.ADVISORY)))
    for id in ("reproduction_steps", "expected_vs_actual", "screenshots", "repro_frequency"):
        assert states[id].state is ItemState.NOT_APPLICABLE
        assert "Not applicable" in states[id].why


@pytest.mark.parametrize(
    ("id", "lines", "state"),
    [
        ("reproduction_steps", ("The export fails when I add a column.",), ItemState.WEAK),
        ("severity", ("URGENT, the export is dead.",), ItemState.WEAK),
        ("severity", ("No rush, it is not urgent.",), ItemState.MISSING),
        ("severity", ("FIELD Severity: asdf", "The export is dead."), ItemState.MISSING),
        ("severity", ("FIELD Priority: P1", "The export is dead."), ItemState.WEAK),
        ("case_owner", ("FIELD Assignee: none",), ItemState.MISSING),
        ("case_owner", ("FIELD Bearbeiter: niemand zugewiesen",), ItemState.MISSING),
        ("steps_already_taken", ("We restarted the agent.",), ItemState.WEAK),
        ("screenshots", ("The page is blank. I can send a screenshot.",), ItemState.WEAK),
        ("supporting_tickets", ("The export fails as in my previous ticket.",), ItemState.WEAK),
        ("logs_and_data", ('It says "Order could not be committed".',), ItemState.WEAK),
        ("customer_impact", ("We cannot export.",), ItemState.WEAK),
        ("customer_impact", ("This is not good.",), ItemState.MISSING),
    ],
)
def test_the_states_between(id: str, lines: tuple[str, ...], state: ItemState) -> None:
    doc = made.document(*lines)
    item = _by_id(made.items(doc))[id]
    assert item.state is state, item


def test_two_unrelated_problems_are_offered_for_splitting() -> None:
    doc = made.document("The letterhead shows the swan.", "Text messages are not sent.")
    item = _by_id(made.items(doc, made.extraction(doc, problems=2)))["hygiene_single_problem"]
    assert item.state is ItemState.MISSING
    assert len(item.evidence) == 2


def test_only_a_blocking_gate_marks_missing_items() -> None:
    doc = made.document(*_BARE)
    found = made.extraction(doc, summary=False)
    held = {i.id for i in made.items(doc, found).signature if i.blocking}
    assert held == {"reproduction_steps", "logs_and_data", "customer_impact"}
    for gate in (GateMode.ADVISORY, GateMode.NEVER):
        assert not any(i.blocking for i in made.items(doc, found, made.assessment(gate=gate)).signature)


@pytest.mark.parametrize("target", list(EscalationTarget))
def test_every_include_of_every_target_has_a_check(target: EscalationTarget) -> None:
    doc = made.document(*_BARE)
    verdict = made.assessment(target=target, gate=GateMode.ADVISORY)
    included = made.items(doc, verdict=verdict).target_includes
    assert [i.id for i in included] == list(made.POLICY.targets[target].include)


def test_evidence_points_at_the_paste() -> None:
    doc = made.document(*_FULL, role=Role.SUPPORT)
    for item in _by_id(made.items(doc)).values():
        for proof in item.evidence:
            assert doc.text[proof.start : proof.end] == proof.quote


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=5),
    st.sampled_from(["en", "de", "ja", "xx"]),
)
def test_no_check_ever_breaks(lines: list[str], language: str) -> None:
    lines = [" ".join(line.split()) or "x" for line in lines]
    found = made.items(made.document(*lines, language=language))
    assert found.not_checked == ()
    assert all(getattr(found, f.name) is not None for f in dataclass_fields(found))


@pytest.mark.parametrize("line", ["Exports are empty.", "URGENT!! Exports are empty."])
def test_a_severity_that_policy_proposed_is_told_as_such_with_what_confirms_it(line: str) -> None:
    why = _by_id(made.items(made.document(line)))["severity"].why
    assert "Proposed by policy (SEV2), not confirmed by support" in why
    assert "“Severity: SEV2”" in why
    assert "no severity is set" not in why.lower()
    confirmed = made.items(made.document(line, "FIELD Severity: SEV2", role=Role.SUPPORT))
    assert _by_id(confirmed)["severity"].state is ItemState.PRESENT


def test_a_severity_that_a_person_set_with_a_reason_is_set() -> None:
    override = Override(what="severity", was="SEV2", now="SEV1", reason="the contract says so")
    verdict = made.assessment().model_copy(update={"severity": Severity.SEV1, "overrides": (override,)})
    found = made.items(made.document("Exports are empty."), None, verdict)
    assert _by_id(found)["severity"].state is ItemState.PRESENT


@pytest.mark.parametrize(
    ("line", "signals", "state"),
    [
        ("I am VERY disappointed, call me NOW", (), ItemState.MISSING),
        ("Unacceptable, your manager or we leave", (SignalName.EXECUTIVE_REQUEST, SignalName.CHURN_THREAT),
         ItemState.MISSING),
        ("The monthly export is empty since Monday", (SignalName.DEFECT,), ItemState.PRESENT),
        ("Please add a dark mode to the editor", (SignalName.FEATURE_GAP,), ItemState.PRESENT),
        ("Where do I change the invoice address?", (), ItemState.PRESENT),
    ],
)  # fmt: skip
def test_a_summary_needs_something_broken_wanted_or_asked(
    line: str, signals: tuple[SignalName, ...], state: ItemState
) -> None:
    doc = made.document(line, role=Role.CUSTOMER)
    assert _by_id(made.items(doc, made.extraction(doc, signals=signals)))["summary"].state is state
