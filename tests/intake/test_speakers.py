"""Who speaks: a line with a clock, a date or a colon is a turn only where a name stands there."""

# ruff: noqa: E501 - the pastes are kept as they would be pasted

import pytest

from assistant.domain.issue import Document, Role, Visibility
from assistant.intake import read_issue
from tests.intake.test_offsets import assert_traceable


def read(paste: str) -> Document:
    document = read_issue(paste)
    assert_traceable(document)
    return document


def spoken(document: Document) -> list[tuple[str | None, str]]:
    """Author and role of each message."""
    return [(m.author, m.role.value) for m in document.messages]


def authors(document: Document) -> set[str]:
    return {m.author for m in document.messages if m.author}


SLACK = "Marta (Orbis)  6:12 AM\nlabels do not print\n\nJoel (Support)  6:21 AM\nlooking into it\n\nMarta (Orbis)  6:44 AM\n"


@pytest.mark.parametrize(
    "line",
    [
        "if the 11:00 truck leaves empty we owe our client a penalty",
        "wenn der 11:00 Lkw leer abfährt zahlen wir Strafe",
        "si le 11:00 part à vide nous payons une pénalité",
        "si el 11:00 sale vacío pagamos una multa",
        "se o 11:00 sair vazio pagamos multa",
        "se il 11:00 parte vuoto paghiamo una penale",
        "als de 11:00 leeg vertrekt betalen we een boete",
        "compaction job cj-99318 finished 02:47 UTC, status SUCCESS",
    ],
)
def test_a_clock_inside_a_sentence_opens_no_turn(line: str) -> None:
    document = read(SLACK + line + "\nplease call\n")
    assert authors(document) == {"Marta", "Joel"}
    assert line in "\n".join(span.text for span in document.spans if span.message == len(document.messages) - 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Wed 18/11 08:07", "Thu 19/11 08:12"),
        ("Mo 16.11. 08:07", "Di 17.11. 08:12"),
        ("lun. 16/11 08:07", "mar. 17/11 08:12"),
        ("lunes 16/11 08:07", "martes 17/11 08:12"),
        ("seg 16/11 08:07", "ter 17/11 08:12"),
        ("gio 19/11 08:07", "ven 20/11 08:12"),
        ("ma 16-11 08:07", "di 17-11 08:12"),
        ("[Do. 19.11.2026 08:07]", "[08:12]"),
        ("17/Nov 08:07", "18/Nov 08:12"),
    ],
)
def test_a_weekday_before_the_date_is_no_name(first: str, second: str) -> None:
    document = read(
        f"{first} Hannah Teale (Hollins): export EX-5 fails\n{second} Craig (Support): which version, Hannah?\n"
        f"{second} Hannah Teale (Hollins): 4.2 and it is urgent\n"
    )
    assert spoken(document) == [("Hannah Teale", "customer"), ("Craig", "support"), ("Hannah Teale", "customer")]


def test_people_called_like_weekdays_and_small_words_still_speak() -> None:
    document = read("Sam  9:14 AM\nit fails\nMia  9:15 AM\nwhich version could you tell me?\nSam  9:16 AM\n4.2\n")
    assert authors(document) == {"Sam", "Mia"}


def test_later_clocks_count_from_the_day_named_first_and_run_past_midnight() -> None:
    document = read("[Wed 18/11/2026 23:50] Ilse: alpha\n[23:58] Hamza (support): beta\n[00:04] Ilse: gamma\n")
    assert [f"{m.sent_at:%d %H:%M}" for m in document.messages if m.sent_at] == ["18 23:50", "18 23:58", "19 00:04"]


@pytest.mark.parametrize(
    ("heading", "role", "author"),
    [
        ("Contact form, received on 13 Nov 2026 at 10:41", "customer", None),
        ("Kontaktformular, eingegangen am 13.11.2026 um 10:41 Uhr", "customer", None),
        ("Formulaire de contact, reçu le 13/11/2026 à 10:41", "customer", None),
        ("Formulario de contacto, recibido el 13/11/2026 a las 10:41", "customer", None),
        ("Formulário de contato, recebido em 13/11/2026 às 10:41", "customer", None),
        ("Modulo di contatto, ricevuto il 13/11/2026 alle 10:41", "customer", None),
        ("Contactformulier, ontvangen op 13-11-2026 om 10:41", "customer", None),
        ("お問い合わせフォーム 2026年11月13日 10:41", "customer", None),
        ("PHONE NOTE - K. Abara - 13/11/2026 10:41", "support", "K. Abara"),
        ("Telefonnotiz, 13.11.2026, 10:41 Uhr, aufgenommen von K. Abara (1st Level)", "support", "K. Abara"),
        ("Note d'appel, 13/11/2026 10:41, prise par K. Abara (support)", "support", "K. Abara"),
        ("Nota de llamada - K. Abara - 13/11/2026 10:41", "support", "K. Abara"),
        ("Nota di chiamata - K. Abara - 13/11/2026 10:41", "support", "K. Abara"),
    ],
)
def test_the_heading_of_a_form_or_a_call_is_no_speaker(heading: str, role: str, author: str | None) -> None:
    document = read(
        f"{heading}\nCaller: Jesper Holm, lead at Ravenfold\nProduct: Matchhub, SDK 8.1\n\n"
        "My checks: the queue is empty.\nOwner: me (Kemi Abara)\n"
    )
    (message,) = document.messages
    assert (message.role.value, message.author) == (role, author)
    assert message.sent_at is not None
    assert (message.sent_at.day, message.sent_at.hour) == (13, 10)


@pytest.mark.parametrize(
    "comment",
    ["Comment, Beatriz Lopes (Support), 2026-11-19 09:02 UTC", "Comment by Beatriz Lopes (Support), 19/11/2026"],
)
def test_a_comment_is_its_writers(comment: str) -> None:
    document = read(f"Our export loses rows since Monday.\njob cj-1 finished 02:47 UTC, ok\n\n{comment}\nI own this.\n")
    assert [m.author for m in document.messages] == [None, "Beatriz Lopes"]


@pytest.mark.parametrize("status", ["Case 2026-33871      Status: Pending internal", "Queue: Internal IT"])
def test_a_status_called_internal_hides_no_description(status: str) -> None:
    document = read(f"{status}\nAccount: Brightwater\n\nWe cannot close work orders since Monday.\n")
    assert {m.visibility for m in document.messages} == {Visibility.PUBLIC}


@pytest.mark.parametrize("heading", ["Work notes (newest first)", "Interne Notizen (neueste zuerst)", "Notes internes"])
def test_entries_under_a_heading_of_notes_are_internal(heading: str) -> None:
    document = read(
        f"Case owner: Dev Patel\n\nDescription\nOrders stay open.\n\n{heading}\n"
        "17/Nov 16:45 Dev Patel: They pay 300k.\n16/Nov 10:12 Dev Patel: Cleared the cache.\n"
    )
    secret = next(span for span in document.spans if "300k" in span.text)
    writer = document.message_of(secret)
    assert (writer.author, writer.role, writer.visibility) == ("Dev Patel", Role.SUPPORT, Visibility.INTERNAL)
    assert document.message_of(document.spans[0]).visibility is Visibility.PUBLIC


def test_a_word_for_a_role_inside_a_name_gives_no_role() -> None:
    thread = "{one}, 12 Nov 2026 09:00\nThe export fails.\n\n{two}, 12 Nov 2026 10:00\nHi Ann, which version?\n"
    head = "Ticket #1\nRequester: Ann Lee\nAssignee: {two}\n\n"
    for name in ("Dev Patel", "Fin O'Hara", "Ben Guest"):
        document = read((head + thread).format(one="Ann Lee", two=name))
        assert spoken(document)[1:] == [("Ann Lee", "customer"), (name, "support")]
