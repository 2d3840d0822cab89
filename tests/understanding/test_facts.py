"""Facts by rules: what a support engineer relies on, in the languages customers write in."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Basis, Fact, FactField
from assistant.intake import read_issue
from assistant.understanding.facts import find_description, find_facts, find_separate_problems, find_summary

LEXICON = Path(__file__).parents[2] / "knowledge" / "lexicon"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def facts_of(text: str, *, customer: str | None = None, reference: datetime = FRIDAY) -> tuple[Fact, ...]:
    return find_facts(read_issue(text, customer=customer), reference=reference, folder=LEXICON)


def values(text: str, field: FactField, *, customer: str | None = None) -> list[str]:
    return [f.value for f in facts_of(text, customer=customer) if f.field is field]


WORDS = st.sampled_from(
    (
        "since Monday the export v2.4.1 fails with error 503 «no puede abrir» yesterday at twenty to ten 3 of 5 users: "
        "by Friday noon seit gestern geht nichts mehr depuis hier soir desde el martes até amanhã "
        "昨日から動かない ACME-1234 #48213 > - \n . ? ( ) | 99.9 % Ticket: Kunde: When I click Save, nothing "
        "happens. I cleared the cache, no change. p.s. also, unrelated -- 12/13/2026 31.02. 25:61"
    ).split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(min_size=1, max_size=400), st.lists(WORDS, min_size=1, max_size=60).map(" ".join)))
def test_every_quote_is_the_raw_text_and_nothing_raises(text: str) -> None:
    if not text.strip() or "\x00" in text:
        return
    try:
        document = read_issue(text)
    except Exception:  # what the intake refuses is its own tests' business
        return
    proofs = [e for f in find_facts(document, reference=FRIDAY, folder=LEXICON) for e in f.evidence]
    proofs += find_summary(document, reference=FRIDAY, folder=LEXICON)[1]
    proofs += find_description(document, reference=FRIDAY, folder=LEXICON)
    proofs += find_separate_problems(document, reference=FRIDAY, folder=LEXICON)
    assert all(text[e.start : e.end] == e.quote for e in proofs)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The label printer has stopped working since Tuesday.", "2026-11-17"),
        ("For three days now the dashboards are blank.", "2026-11-17"),
        ("Uploads have failed since 7:40 this morning.", "2026-11-20T07:40"),
        ("Syncing broke at twenty to ten yesterday, nothing since.", "2026-11-19T09:40"),
        ("Seit gestern Abend lässt sich kein Beleg mehr drucken.", "2026-11-19"),
        ("Seit dem 12.11. kommen keine Aufträge mehr an.", "2026-11-12"),
        ("Depuis mardi dernier, l'export ne fonctionne plus.", "2026-11-17"),
        ("Desde el lunes no llega ninguna alerta a los móviles.", "2026-11-16"),
        ("Desde ontem às 14h30 o aplicativo não abre.", "2026-11-19T14:30"),
        ("Da ieri mattina non riesco a stampare le ricevute.", "2026-11-19"),
        ("Sinds maandag werkt het inloggen niet meer.", "2026-11-16"),
        ("昨日から帳票が印刷できません。", "2026-11-19"),
    ],
)
def test_the_start_of_a_problem_becomes_a_day(text: str, day: str) -> None:
    assert day in values(text, FactField.STARTED_AT)


def test_yesterday_counts_from_the_mail_it_stands_in() -> None:
    mail = (
        "From: Ada Lund <ada@lund.example>\nDate: Tue, 10 Nov 2026 09:00:00 +0100\nSubject: blank pages\n\n"
        "Since yesterday every page comes out blank.\n"
    )
    assert values(mail, FactField.STARTED_AT) == ["2026-11-09"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("We need this fixed by Monday noon or the trucks stay put.", "2026-11-23T12:00"),
        ("Wir brauchen die Auswertung bis Dienstag, sonst platzt der Abschluss.", "2026-11-24"),
        ("Il nous faut la paie avant mercredi.", "2026-11-25"),
        ("Preciso disso pronto até amanhã, senão a loja não abre.", "2026-11-21"),
        ("Ci serve entro lunedì.", "2026-11-23"),
    ],
)
def test_a_deadline_lies_ahead(text: str, day: str) -> None:
    assert day in values(text, FactField.DEADLINE)


def test_a_promised_update_is_no_deadline() -> None:
    assert values("I will get back to you by Monday with an update.", FactField.DEADLINE) == []


def test_years_as_a_customer_do_not_date_the_problem() -> None:
    assert values("We have been customers with you since March and the search is broken.", FactField.STARTED_AT) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Twelve users cannot sign in.", "12"),
        ("1,300 employees are locked out.", "1300"),
        ("Achtzig Leute kommen nicht rein, 80 Mitarbeiter können nicht arbeiten.", "80"),
        ("Es geht nur bei mir nicht, ich bin als einziger betroffen.", "1"),
        ("Soy el único que no puede entrar.", "1"),
    ],
)
def test_affected_people_are_counted_in_digits(text: str, count: str) -> None:
    assert count in values(text, FactField.AFFECTED_USERS_COUNT)


def test_head_count_is_not_an_affected_count() -> None:
    assert values("We are a company of 250 employees and the export is broken.", FactField.AFFECTED_USERS_COUNT) == []


def test_identifiers_are_told_apart_by_their_setting() -> None:
    text = (
        "Ticket HLP-20417: saving fails with error DOC-6114 on Chrome 131 under Windows 11.\n"
        "Article KB-0107 did not help. Order PO-88123 is affected. Tallybook 8.3.1, region eu-central-1."
    )
    facts = {(f.field, f.value) for f in facts_of(text)}
    assert (FactField.TICKET_REF, "HLP-20417") in facts
    assert (FactField.ERROR_CODE, "DOC-6114") in facts
    assert (FactField.BROWSER, "Chrome 131") in facts
    assert (FactField.OS, "Windows 11") in facts
    assert (FactField.VERSION, "8.3.1") in facts
    assert (FactField.REGION, "eu-central-1") in facts
    assert not [v for _, v in facts if "KB-0107" in v and _ is FactField.TICKET_REF]


@pytest.mark.parametrize(
    "text",
    ["Costs went up by 8.3 percent.", "The server is 192.0.2.17.", "Call me on 12.11.2026.", "It took 7.43 seconds."],
)
def test_other_numbers_are_no_versions(text: str) -> None:
    assert values(text, FactField.VERSION) == []


def test_error_text_is_kept_verbatim_from_prose_and_log() -> None:
    text = (
        'When I save I get "Could not write row 17: disk full".\n\n'
        "2026-11-20 09:12:01 ERROR writer: queue rejected (limit 500 reached)\n"
    )
    found = values(text, FactField.ERROR_MESSAGE)
    assert "Could not write row 17: disk full" in found
    assert any("queue rejected (limit 500 reached)" in v for v in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The map is blank.\n\nKind regards,\nNora Feld\nHead of Dispatch\nFeld Logistics Ltd | 555-0133",
            "Feld Logistics Ltd",
        ),
        ("Customer: Bramley Foods\nPriority: high\nThe export is empty.", "Bramley Foods"),
        ("Our customer Orchard Dental cannot print.", "Orchard Dental"),
    ],
)
def test_the_affected_company_is_found(text: str, name: str) -> None:
    assert name in values(text, FactField.CUSTOMER)


def test_the_agents_entry_wins_and_is_proven_by_the_paste() -> None:
    (fact,) = [
        f
        for f in facts_of("Bramley says the export is empty.", customer="Bramley Foods")
        if f.field is FactField.CUSTOMER
    ]
    assert (fact.value, fact.evidence[0].quote) == ("Bramley Foods", "Bramley")


def test_nobody_is_no_owner_and_a_named_assignee_is() -> None:
    assert values("Ticket: 4412\nAssignee: nobody\nThe export is empty.", FactField.OWNER) == []
    assert values("Ticket: 4412\nAssignee: Dana Whitlock\nThe export is empty.", FactField.OWNER) == ["Dana Whitlock"]


def test_another_customers_facts_are_left_alone() -> None:
    text = "The import is stuck on 4.2.0. Another customer has the same on version 5.9.9 and pays 900k EUR a year."
    assert values(text, FactField.VERSION) == ["4.2.0"]
    assert values(text, FactField.ARR) == []


def test_report_headings_fill_their_fields() -> None:
    text = (
        "### Steps to reproduce\n1. Open the board\n2. Press Share\n\n### Expected behavior\nThe link is copied\n\n"
        "### Actual behavior\nThe page freezes\n"
    )
    facts = {f.field: f for f in facts_of(text)}
    assert facts[FactField.EXPECTED].value == "The link is copied"
    assert facts[FactField.ACTUAL].value == "The page freezes"
    assert [e.quote for e in facts[FactField.REPRO_STEPS].evidence] == ["Open the board", "Press Share"]


@pytest.mark.parametrize(
    "text",
    [
        "I cleared the cache and signed in again, no change.",
        "Ich habe den Router neu gestartet, ohne Erfolg.",
        "J'ai vidé le cache, ça n'a rien changé.",
        "He reiniciado el terminal y sigue igual.",
        "Já reiniciei o servidor e continua na mesma.",
        "Ho riavviato il computer, non cambia niente.",
        "Ik heb de app opnieuw geïnstalleerd, geen verschil.",
    ],
)
def test_a_step_is_told_with_its_result(text: str) -> None:
    assert values(text, FactField.TRIED) == [text]


def test_advice_is_no_step_taken() -> None:
    assert values("Please restart the agent and let us know. You could try another browser.", FactField.TRIED) == []


def test_computed_values_say_so() -> None:
    by_field = {f.field: f for f in facts_of("Since Tuesday 14 users cannot log in. Version 3.9.1.")}
    assert by_field[FactField.STARTED_AT].basis is Basis.COMPUTED
    assert by_field[FactField.VERSION].basis is Basis.STATED


def test_two_unrelated_problems_are_seen_and_one_is_not_split() -> None:
    document = read_issue(
        "The invoice export is empty since Monday. On another note, the mobile app crashes when I open a photo."
    )
    assert len(find_separate_problems(document, reference=FRIDAY, folder=LEXICON)) == 2
    single = read_issue("The invoice export is empty. I also cannot download it. Thanks!")
    assert find_separate_problems(single, reference=FRIDAY, folder=LEXICON) == ()


def test_the_summary_says_what_is_broken_and_the_description_leaves_courtesies_out() -> None:
    document = read_issue(
        "Hello team,\n\nHope you are well. The payslip export comes out empty for all night-shift staff since Tuesday. "
        'Accounting cannot pay them. It says "no rows selected".\n\nThanks a lot and kind regards,\nMina'
    )
    line, proof = find_summary(document, reference=FRIDAY, folder=LEXICON)
    assert line is not None and "payslip export" in line and proof
    told = " ".join(e.quote for e in find_description(document, reference=FRIDAY, folder=LEXICON))
    assert "Accounting cannot pay them" in told
    assert "Hope you are well" not in told and "kind regards" not in told
