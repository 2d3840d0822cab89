"""Sentences that promise, blame, guess or claim by form, in words of no list: what holds by a day, for a season."""

import pytest

from assistant import checks
from assistant.domain import Role, UpdateKind
from tests.checks.made import NOW, document, issue


def _found(body: str, language: str) -> set[str]:
    paste = document("The export to PDF stops at page 3.", language=language, role=Role.CUSTOMER)
    report = checks.check_text(
        body, "update", issue=issue(paste), document=paste, now=NOW, language=language, update_kind=UpdateKind.PROGRESS
    )
    return {f.id for f in report.findings}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "The lathes will run as usual on Friday.", "T-FIX-PROMISE"),
        ("de", "Am 28. November ist es behoben.", "T-FIX-PROMISE"),
        ("pt", "Na segunda-feira os recibos voltam a sair como antes.", "T-FIX-PROMISE"),
        ("en", "The sorting comes with the spring edition.", "T-ROADMAP"),
        ("fr", "Le tri arrivera au printemps.", "T-ROADMAP"),
        ("de", "Wir brauchen dafür Ihre Anmeldung samt Kennwort.", "T-ASKS-SECRET"),
        ("nl", "Stuur ons uw inlog en wachtwoord.", "T-ASKS-SECRET"),
        ("en", "Nobody else could see your readings.", "T-DATA-CLAIM"),
        ("it", "Le sue letture non sono finite in mani estranee.", "T-DATA-CLAIM"),
        ("en", "It stopped because the gateway no longer accepts the key.", "T-UNCONFIRMED-CAUSE"),
        ("fr", "C'est le passage à l'heure d'hiver qui a décalé les relevés.", "T-UNCONFIRMED-CAUSE"),
        ("en", "Had your crew left the gateway alone, it would be running.", "T-BLAME"),
        ("ja", "ケーブルを抜かなければ、ここまで長引きませんでした。", "T-BLAME"),
        ("de", "Vieles deutet auf die Zeitumstellung hin.", "T-SPECULATION"),
        ("en", "Dear <surname>,", "U-PLACEHOLDER"),
        ("ja", "〇〇様", "U-PLACEHOLDER"),
    ],
)
def test_a_class_is_told_by_its_form(language: str, sentence: str, expected: str) -> None:
    assert expected in _found(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We will look at it again on Monday, 23 November."),
        ("de", "Am 12. November fiel die Pumpe wieder aus."),
        ("fr", "Si cela se produit de nouveau lundi, écrivez-nous."),
        ("de", "Im Winter zeigt der Sensor niedrigere Werte."),
        ("en", "Please send us a screenshot of the login page."),
        ("de", "Ob jemand sonst die Werte sehen konnte, prüfen wir noch."),
        ("en", "We cannot give you a date because we have not found the cause yet."),
        ("de", "Das hätte uns nicht passieren dürfen."),
        ("fr", "Le message indique la page 3."),
    ],
)
def test_an_honest_sentence_of_the_same_words_passes(language: str, sentence: str) -> None:
    assert not {id for id in _found(sentence, language) if id.startswith("T-")}


@pytest.mark.parametrize(
    ("closing", "named"),
    [
        ("Vatwise Support", False),
        ("Your Support Team", False),
        ("Bartek", True),
        ("Lena Okafor\nVatwise Support", True),
    ],
)
def test_only_a_person_who_signs_is_an_owner(closing: str, named: bool) -> None:
    body = f"We looked at it.\nWe are testing the export.\n\nKind regards\n{closing}"
    assert ("U-NO-OWNER" not in _found(body, "en")) is named
