"""Mailboxes: who is the customer, what he has seen, and what is no mail of a thread."""

from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.importers import Watch, read_items

from .files import refusals, taken, write


def mail(number: int, sender: str, to: str, subject: str, text: str, answers: int = 0, more: str = "") -> str:
    return (
        f"From x Wed Nov 18 09:{number:02}:00 2026\nFrom: {sender}\nTo: {to}\nSubject: {subject}\n"
        f"Message-ID: <{number}@x>\nDate: Wed, 18 Nov 2026 09:{number:02}:00 +0000\n"
        + (f"In-Reply-To: <{answers}@x>\n" if answers else "")
        + f"{more}\n{text}\n\n"
    )


OTHERS = "".join(mail(n, f"p@c{n}.example", "support@acme.example", f"Case {n}", "It fails") for n in (50, 51, 52))
AGENT_FIRST = (
    mail(1, "sam@acme.example", "jo@frakt.example", "Your outage", "Please send logs")
    + mail(2, "jo@frakt.example", "sam@acme.example", "Re: Your outage", "Here they are", 1)
    + mail(3, "sam@acme.example", "eng@acme.example", "Fwd: Your outage", "Our node lost it, do not tell them", 2)
)


def told(ticket: object) -> list[tuple[str, str, str]]:
    assert isinstance(ticket, Ticket)
    return [(e.role, e.visibility.value, e.text) for e in ticket.timeline]


@pytest.mark.parametrize("others", ["", OTHERS])
def test_what_colleagues_write_to_each_other_is_internal_where_the_agent_wrote_first(
    tmp_path: Path, others: str
) -> None:
    ticket = taken(write(tmp_path, "a.mbox", AGENT_FIRST + others))[0]
    assert [(public, text) for _, public, text in told(ticket)] == [
        ("public", "Please send logs"),
        ("public", "Here they are"),
        ("internal", "Our node lost it, do not tell them"),
    ]
    if others:
        assert [role for role, _, _ in told(ticket)] == ["support", "customer", "support"]


def test_a_thread_of_colleagues_alone_gives_the_ticket_no_words_a_customer_could_read(tmp_path: Path) -> None:
    watch = Watch()
    inside = mail(1, "sam@acme.example", "eng@acme.example", "Node 7", "It lost data")
    ticket = next(read_items([write(tmp_path, "a.mbox", inside + OTHERS)], watch=watch))
    assert isinstance(ticket, Ticket)
    assert (ticket.text, told(ticket)) == ("Node 7", [("support", "internal", "It lost data")])
    assert any("no customer could be told" in note for note in watch.notes)


def test_an_internal_mail_before_the_one_to_the_customer_is_not_the_ticket(tmp_path: Path) -> None:
    thread = mail(1, "sam@acme.example", "eng@acme.example", "Frakt", "They must not know") + mail(
        2, "sam@acme.example", "jo@frakt.example", "Frakt", "Please restart", 1
    )
    ticket = taken(write(tmp_path, "a.mbox", thread + OTHERS))[0]
    assert isinstance(ticket, Ticket) and ticket.text == "Please restart"


def test_a_note_among_colleagues_is_internal_though_an_answer_would_go_to_the_customer(tmp_path: Path) -> None:
    thread = mail(1, "jo@frakt.example", "support@acme.example", "Login", "It fails") + mail(
        2, "sam@acme.example", "eng@acme.example", "Re: Login", "Our node", 1, "Reply-To: jo@frakt.example\n"
    )
    ticket = taken(write(tmp_path, "a.mbox", thread + OTHERS))[0]
    assert told(ticket)[1] == ("support", "internal", "Our node")


def test_a_second_domain_of_ours_is_no_customer(tmp_path: Path) -> None:
    shared = "".join(
        mail(n, f"p@c{n}.example", "support@acme.example, eng@acme-labs.example", f"Case {n}", "It fails")
        for n in (50, 51, 52, 53)
    )
    inside = mail(1, "eng@acme-labs.example", "sam@acme.example", "Node 7", "It lost data")
    thread = taken(write(tmp_path, "a.mbox", shared + inside + OTHERS.replace("5", "6")))
    (ticket,) = [t for t in thread if t.title == "Node 7"]
    assert isinstance(ticket, Ticket) and [e.visibility.value for e in ticket.timeline] == ["internal"]


def test_two_customers_at_a_provider_for_anybody_are_two_sides(tmp_path: Path) -> None:
    thread = mail(1, "ana@gmail.com", "support@acme.example", "Login", "It fails") + mail(
        2, "bo@gmail.com", "support@acme.example", "Export", "It stops"
    )
    tickets = taken(write(tmp_path, "a.mbox", thread))
    assert [told(t) for t in tickets] == [[("customer", "public", "It fails")], [("customer", "public", "It stops")]]


def test_automatic_replies_are_no_tickets(tmp_path: Path) -> None:
    away = mail(
        1, "jo@frakt.example", "support@acme.example", "Away", "I am away", more="Auto-Submitted: auto-replied\n"
    )
    file = write(tmp_path, "a.mbox", away + OTHERS)
    (refused,) = refusals(file)
    assert refused.why == "is an automatic reply, no ticket" and len(taken(file)) == 3


def test_a_mail_that_lies_in_the_mailbox_twice_is_said_once(tmp_path: Path) -> None:
    ticket = taken(write(tmp_path, "a.mbox", AGENT_FIRST * 2 + OTHERS))[0]
    assert len(told(ticket)) == 3


def test_a_line_that_begins_with_from_does_not_cut_a_mail(tmp_path: Path) -> None:
    text = "It stops.\n\nFrom now on it fails.\n\n>From Monday on, too."
    thread = mail(1, "jo@frakt.example", "support@acme.example", "Export", text) + OTHERS
    assert len(taken(write(tmp_path, "a.mbox", thread))) == 4
    assert taken(tmp_path / "a.mbox")[0].text == text.replace(">From", "From")


def test_a_mail_that_does_not_name_its_encoding_keeps_its_letters(tmp_path: Path) -> None:
    raw = (mail(1, "jo@frakt.example", "support@acme.example", "Export", "Größe 5 €") + OTHERS).encode("cp1252")
    assert taken(write(tmp_path, "a.mbox", raw))[0].text == "Größe 5 €"
