"""Who is affected and how often: a wrong number sends the wrong people out of bed, in any language."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.domain import FactField
from assistant.intake import read_issue
from assistant.understanding.facts import find_facts

LEXICON = Path(__file__).parents[2] / "knowledge" / "lexicon"

USERS, CUSTOMERS, FREQUENCY = (
    FactField.AFFECTED_USERS_COUNT,
    FactField.AFFECTED_CUSTOMERS_COUNT,
    FactField.FREQUENCY,
)


def values(text: str, field: FactField) -> list[str]:
    facts = find_facts(read_issue(text), reference=datetime(2026, 11, 20, 9, tzinfo=UTC), folder=LEXICON)
    return [f.value for f in facts if f.field is field]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, the tunnel loses its link. It is not every night: 5 of the last 14 nights.", ["5 of 14"]),
        ("Der Abgleich bricht ab, nicht jede Nacht: 4 der letzten 10 Nächte.", ["4 of 10"]),
        ("La synchro échoue, pas toutes les nuits : 3 des 9 dernières nuits.", ["3 of 9"]),
        ("La sincronización falla en 3 de las últimas 8 noches.", ["3 of 8"]),
        ("La sincronizzazione non riesce, ha fallito in 3 delle ultime 8 notti e non sappiamo perché.", ["3 of 8"]),
        ("O envio falha em 3 das últimas 8 noites.", ["3 of 8"]),
        ("De back-up mislukt, niet elke nacht: 3 van de laatste 8 nachten.", ["3 of 8"]),
        ("バックアップが失敗します。過去14日のうち5日です。", ["5 of 14"]),
        ("The backup fails, but not every night.", ["intermittent"]),
        ("The backup fails every night.", ["always"]),
    ],
)
def test_how_often_is_counted_and_a_no_is_seen(text: str, expected: list[str]) -> None:
    assert values(text, FREQUENCY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "09/11 Marc: Restarted the sync from the console. 14 of 60 orders updated, the rest did not.",
        "The route planner is down. It hits 14 of 22 depots.",
        "The roster is broken. 12 of our 80 nurses cannot clock in.",
        "O relatório está errado de novo.",
        "La nota di credito è di nuovo sbagliata.",
        "Abbiamo provato con tre carte, sempre lo stesso errore. Il pagamento non riesce.",
    ],
)
def test_results_places_people_and_again_are_no_frequency(text: str) -> None:
    assert values(text, FREQUENCY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The roster is broken. 12 of our 80 nurses cannot clock in.", ["12"]),
        ("Nothing prints at all. We have 60 people standing around", ["60"]),
        ("Nothing prints. We have 60 people in the company.", []),
        ("Chaque échec oblige à tout ressaisir : 25 conseillers sont concernés.", ["25"]),
        ("Ninguna familia ha recibido el aviso. En la plataforma sí se ven. Son unas 420 familias.", ["420"]),
        ("Guten Tag, betroffen sind alle, etwa 11.400. Keiner kommt rein.", ["11400"]),
        ("Die Leitung ist tot, ich hab 3 Leute im Callcenter, die nur noch Anrufe annehmen.", []),
        ("Sechs Kollegen habe ich im Mai deaktiviert, nicht gelöscht. Die Rechnung ist falsch.", []),
        ("Three people have tried it, same for all of us, the page stays blank.", ["3"]),
        ("Printing fails for 4 other colleagues too.", ["5"]),
    ],
)
def test_the_affected_are_counted_and_the_head_count_is_not(text: str, expected: list[str]) -> None:
    assert values(text, USERS) == expected


@pytest.mark.parametrize(
    ("text", "users", "customers"),
    [
        ("Internal note: two other studios have tickets with the same thing since the 19th.", [], ["3"]),
        ("Nota interna: veo que otros dos clientes del nodo M-2 también están caídos.", [], ["3"]),
        ("Interne Notiz: zwei weitere Kunden melden denselben Fehler.", [], ["3"]),
        ("Note interne : deux autres clients sont touchés.", [], ["3"]),
        ("Hello, two of our accounts cannot log in since noon.", [], []),
    ],
)
def test_other_customers_are_customers_and_log_ins_are_not(text: str, users: list[str], customers: list[str]) -> None:
    assert (values(text, USERS), values(text, CUSTOMERS)) == (users, customers)
