"""Which side wrote a message where no label and no desk address tells it."""

# ruff: noqa: E501 - the pastes are kept as they would be pasted

import pytest

from assistant.intake import read_issue


def roles(paste: str) -> list[str]:
    return [message.role.value for message in read_issue(paste).messages]


def thread(top: str, quoted: str, *, first: str = "Petra Lang", mark: str = "RE: ") -> str:
    """Two mails between people with addresses of their own, the newest on top."""
    second = "Jan Sommer" if first == "Petra Lang" else "Petra Lang"
    mail = {"Petra Lang": "p.lang@kastner.example", "Jan Sommer": "jan@kontorwerk.example"}
    return (
        f"From: {first} <{mail[first]}>\nSent: Monday, November 16, 2026 2:22 PM\nTo: {second} <{mail[second]}>\n"
        f"Subject: RE: Export\n\n{top}\n\n{first}\n\nFrom: {second}\nSent: Monday, November 16, 2026 11:40 AM\n"
        f"Subject: {mark}Export\n\n{quoted}\n{second}\n"
    )


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ("I'll look into the filter myself, 12 rows are still missing.", "The filter decides which rows are exported."),
        ("ich habe den Export noch einmal geprüft, es fehlen weiter 12 Zeilen.", "Bitte prüfen Sie den Filter."),
        ("j'ai vérifié comme vous me l'avez demandé, toujours rien.", "Pouvez-vous vérifier le filtre ?"),
        ("He revisado el filtro como me indicaste y sigue igual.", "Compruebe el filtro."),
        ("Refiz o cadastro, continua errado; vocês disseram que estava certo.", "Pode refazer o cadastro?"),
        ("Ho controllato il filtro, ancora 12 righe in meno.", "Può controllare il filtro?"),
        ("Ik heb het filter nagekeken, het werkt nog steeds niet.", "Kunt u het filter controleren?"),
        ("ご指示のとおり確認しましたが、まだ表示できません。", "フィルターをお試しください。"),
    ],
)
def test_only_the_agents_last_answer_is_quoted(customer: str, agent: str) -> None:
    assert roles(thread(customer, agent)) == ["customer", "support"]


def test_the_agent_answers_on_top_of_the_customers_first_mail() -> None:
    answer = "I've checked your account. Please remove the filter and let me know if that helps."
    first = "12 rows are missing from the export, our accountant needs them."
    assert roles(thread(answer, first, first="Jan Sommer", mark="")) == ["support", "customer"]


def test_nothing_is_guessed_where_both_read_the_same() -> None:
    talk = "On 3 Nov 2026, at 09:00, Ann Lee <ann@one.example> wrote:\n> See you on Friday then.\n"
    mail = f"From: Bo Ek <bo@two.example>\nTo: ann@one.example\nSubject: Lunch\n\nFriday is fine.\n\n{talk}"
    assert "support" not in roles(mail)


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Reporter", "Your list is broken! That is clearly a bug because the other fields work."),
        ("Melder", "Ihre Liste ist kaputt! Das ist eindeutig ein Fehler."),
        ("Demandeur", "Votre liste est cassée ! C'est clairement un bug."),
        ("Solicitante", "¡La lista está rota! Es claramente un error."),
        ("Richiedente", "La vostra lista è rotta! È chiaramente un errore."),
        ("Aanvrager", "Jullie lijst is kapot! Dat is duidelijk een fout."),
    ],
)
def test_a_forms_description_is_the_reporters(label: str, sentence: str) -> None:
    form = f"Shop: Pellworm\n{label}: Kirsty Munro\n\n{sentence}\n\n--- Internal note, Rahul (support), 12 Nov ---\nby design\n"
    assert roles(form) == ["customer", "support"]


def test_a_form_that_an_agent_filled_in_is_the_agents() -> None:
    assert roles("Reporter: Kirsty Munro (L1)\n\nThe list is broken, says the shop.\n") == ["support"]
    assert roles("Melder: L. Tormin (für Stadtwerke)\n\nDer Export ist leer, seit Montag.\n") == ["support"]
    assert roles("Canal: teléfono\nAgente: Rocío Beltrán\n\nLlama Iván. No entra ninguna llamada, desde las 8.\n") == [
        "support"
    ]


def test_the_head_names_who_asks_and_who_answers() -> None:
    chat = "[09:01] Owen: is it a bug, or what?\n[09:02] Sana: by design.\n[09:03] Owen: ok\n"
    assert roles(f"Visitor: Owen Pritchard (Quarrystone)\nAgent: Sana Okoye\n\n{chat}")[1:] == [
        "customer",
        "support",
        "customer",
    ]
