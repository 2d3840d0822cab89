"""Steps, codes, versions, wishes and callers as people tell them: what engineering would otherwise ask for again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.domain import FactField
from assistant.intake import read_issue
from assistant.understanding.facts import find_facts

LEXICON = Path(__file__).parents[2] / "knowledge" / "lexicon"


def values(text: str, field: FactField) -> list[str]:
    facts = find_facts(read_issue(text), reference=datetime(2026, 11, 20, 9, tzinfo=UTC), folder=LEXICON)
    return [f.value.rstrip(".") for f in facts if f.field is field]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("We rebuilt the index (still 12 hits), removed and re-added one page (still 12 hits).",
         ["We rebuilt the index (still 12 hits)", "removed and re-added one page (still 12 hits)"]),
        ("Restarted the sync from the console. 14 of 60 orders updated, the rest did not.",
         ["Restarted the sync from the console: 14 of 60 orders updated, the rest did not"]),
        ("Hi Olga, thanks for swapping the cable. As that changed nothing, could you send the log?",
         ["thanks for swapping the cable: As that changed nothing"]),
        ("Restarting the mail worker did not help.", ["Restarting the mail worker did not help"]),
        ("I re-queued the job, still stuck.", ["I re-queued the job, still stuck"]),
        ("We removed the hidden column and re-ran the export. And then all 61,204 rows are there.",
         ["We removed the hidden column and re-ran the export: And then all 61,204 rows are there"]),
        ('Dienst "Spooler" neu gestartet -> läuft 2 Minuten, dann wieder E-71.',
         ['Dienst "Spooler" neu gestartet -> läuft 2 Minuten, dann wieder E-71']),
        ("Nous avons déjà augmenté notre délai d'attente à 60 secondes sur tous les postes, sans effet, et relancé "
         "depuis une autre adresse, même résultat.",
         ["Nous avons déjà augmenté notre délai d'attente à 60 secondes sur tous les postes, sans effet",
          "relancé depuis une autre adresse, même résultat"]),
        ("Eu refiz o cadastro das lojas, continua errado.", ["Eu refiz o cadastro das lojas, continua errado"]),
        ("Reiniciado el servicio, sigue igual.", ["Reiniciado el servicio, sigue igual"]),
        ("Abbiamo rigenerato il certificato, niente da fare.", ["Abbiamo rigenerato il certificato, niente da fare"]),
        ("Bedankt voor het vervangen van de kabel, het hielp niet.",
         ["Bedankt voor het vervangen van de kabel, het hielp niet"]),
        ("再起動しても変わりません。", ["再起動しても変わりません。"]),
    ],
)  # fmt: skip
def test_a_step_keeps_its_words_and_its_result(text: str, steps: list[str]) -> None:
    assert values(text, FactField.TRIED) == steps


@pytest.mark.parametrize(
    "text",
    [
        "We tried that.",
        "It stalled at 02:14 and at 03:51, both times for about four minutes.",
        "It began on 6 November when they upgraded to 5.3.0.",
        "I have asked the network team for the report.",
    ],
)
def test_what_is_no_step_is_not_listed_as_one(text: str) -> None:
    assert values(text, FactField.TRIED) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Restore gives: ERROR 52113: image expired.", ["52113"]),
        ('status SUCCESS, warning "W4417 overlapping parts, 214 files skipped"', ["W4417"]),
        ("2026-11-13T02:14:37Z ERROR out: E-HL9-0733 queue stalled depth=1877", ["E-HL9-0733"]),
        ("Der Druck bricht ab mit Fehlercode 1207.", ["1207"]),
        ("Se cierra con el error 3391 al guardar.", ["3391"]),
        ("保存するとエラーコード4521が出ます。", ["4521"]),
        ('It says "SYN-3391 conflict, entity WO-220417 dropped".', ["SYN-3391"]),
        ("The BF-INV-07 template comes out blank.", []),
        ("We see the error 12000 times a day, last error 2026-11-12.", []),
    ],
)
def test_a_code_is_what_the_error_names_not_what_it_happened_to(text: str, codes: list[str]) -> None:
    assert values(text, FactField.ERROR_CODE) == codes


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("App 7.3.0 hangs. On 7.2.8 it worked.", FactField.VERSION, ["7.3.0"]),
        ("Reproduced in our sandbox on 26.3.1, not on 26.2.4.", FactField.VERSION, ["26.3.1"]),
        ("Avec la 3.2.1 ça marchait, avec la version 3.3.0 plus rien.", FactField.VERSION, ["3.3.0"]),
        ("Version 4.2.0 worked until yesterday, now nothing.", FactField.VERSION, ["4.2.0"]),
        ("Reproduced in our sandbox on 26.3.1.", FactField.ENVIRONMENT, []),
        ("Our staging environment throws errors.", FactField.ENVIRONMENT, ["staging"]),
        ("The firmware you asked for is QT-300 2.1.4 on all units.", FactField.DEVICE, ["QT-300"]),
        ("38 technicians, all Samsung Tab Active4, Android 14.", FactField.DEVICE, ["Samsung Tab Active4"]),
    ],
)
def test_the_customers_own_surroundings(text: str, field: FactField, expected: list[str]) -> None:
    assert values(text, field) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The total should be 45,000 and we get 48,750.", ["The total should be 45,000"]),
        ("La factura debería ser de 450 y sale 480.", ["La factura debería ser de 450"]),
        ("Hi, I used Edge instead of Chrome as you asked, same error.", []),
        ("Die Kasse hängt. Kann man da nichts machen??", []),
        ("We have not rotated it yet, tell us if we should.", []),
    ],
)
def test_what_should_happen_is_neither_the_fault_nor_a_step(text: str, expected: list[str]) -> None:
    assert values(text, FactField.EXPECTED) == expected


def test_a_threat_of_what_would_happen_is_not_what_happens() -> None:
    text = "If the money is not returned by Friday we go to court. The total is wrong."
    assert values(text, FactField.ACTUAL) == ["The total is wrong"]


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("Anruferin: Frau Dr. Kern, Klinikum Sankt Ansgar, Apotheke\n\nDer Automat steht.", "Klinikum Sankt Ansgar"),
        ("Visitor: Olive Marsh (Copperfield Toys, workspace cf-live)\n\nThe export is broken.", "Copperfield Toys"),
        ("PHONE NOTE\nCaller: Nils Berg, ops lead at Fjellheim Interactive\n\nThe export is broken.",
         "Fjellheim Interactive"),
        ("Customer: Polmar Freight Sp. z o.o.\n\nThe export is broken.", "Polmar Freight Sp. z o.o"),
        ("From: Ana Ruiz <a.ruiz@stbrigids-hospital.example>\nTo: help@vendora.example\nSubject: Blank screen\n\n"
         "The screen goes blank.\n\nAna\nClinical Engineering, St Brigid's", "St Brigid's"),
        ("Von: Buchhaltung Möbel Ahrens <post@moebel-ahrens.example>\nAn: rechnung@kontura.example\n"
         "Betreff: AW: Rechnung\n\nDie Rechnung stimmt nicht.\n\nMit freundlichen Grüßen\nGudrun Hof\n"
         "Möbel Ahrens GmbH\n\n-----Ursprüngliche Nachricht-----\n"
         "Von: Sommer, Jan (Kontura)\nBetreff: Rechnung\n\nBitte prüfen Sie das.",
         "Möbel Ahrens GmbH"),
    ],
)  # fmt: skip
def test_the_customer_is_the_company_that_writes_or_calls(text: str, customer: str) -> None:
    assert values(text, FactField.CUSTOMER) == [customer]
