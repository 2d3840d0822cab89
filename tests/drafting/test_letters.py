"""Letters one would send: greeted by name, about the customer's own matter, in the tone of what was said."""

from dataclasses import replace
from pathlib import Path

import pytest
from drafting_case import NOTE, SUPPORT, Made, fact, find, make_document, signal, with_signal

from assistant.domain import (
    Decision,
    EscalationTarget,
    Extraction,
    FactField,
    IssueType,
    PasteFormat,
    Role,
    SignalName,
    SpanKind,
    UpdateKind,
    Visibility,
)

P, INSIDE = Visibility.PUBLIC, Visibility.INTERNAL
FAULT = "The export has lost the rows of August."


def letter(
    made: Made,
    text: str,
    *signals: tuple[SignalName, str],
    author: str | None = "Ines Duarte",
    reply: str | None = None,
    role: Role = Role.CUSTOMER,
    facts: tuple[tuple[FactField, str], ...] = (),
) -> Made:
    """A case of one letter, perhaps with our public reply before it."""
    parts = [(role, P, SpanKind.PROSE, text, author)]
    if reply:
        parts.insert(0, (Role.SUPPORT, P, SpanKind.PROSE, reply, "Dev"))
    document = make_document(*parts)
    first = text.split("\n")[0]
    extraction = Extraction(
        signals=tuple(signal(document, name, quote) for name, quote in signals),
        facts=tuple(fact(document, field, quote) for field, quote in facts),
        summary=first,
        summary_evidence=(find(document, first),),
        description=(find(document, first),),
    )
    return replace(made, document=document, extraction=extraction, matches=(), articles={}, items=())


def first(made: Made) -> str:
    return made.draft().updates[0].text


@pytest.mark.parametrize(
    ("author", "greeting"),
    [
        ("Ines Duarte", "Hello Ines Duarte,"),
        ("Brantley, Gerald", "Hello Gerald Brantley,"),
        ("Sommer, Jan (Kontorwerk)", "Hello Jan Sommer,"),
        ("Buchhaltung Kastner", "Hello,"),
        ("Clinical Engineering", "Hello,"),
        ("Formulaire de contact, reçu le", "Hello,"),
        ("MARTIN", "Hello,"),
        (None, "Hello,"),
    ],
)
def test_people_are_greeted_by_name_and_nobody_else(made: Made, author: str | None, greeting: str) -> None:
    assert first(letter(made, FAULT, author=author)).startswith(f"{greeting}\n")


def test_the_newest_writer_is_greeted(made: Made) -> None:
    two = make_document(
        (Role.CUSTOMER, P, SpanKind.PROSE, FAULT, "Ines Duarte"),
        (Role.SUPPORT, P, SpanKind.PROSE, SUPPORT, "Anna Weber"),
        (Role.CUSTOMER, P, SpanKind.PROSE, "It is still so.", "Marta Nowak"),
        (Role.CUSTOMER, INSIDE, SpanKind.PROSE, "Told by phone.", "Peter Quint"),
    )
    assert first(replace(made, document=two, extraction=Extraction())).startswith("Hello Marta Nowak,\n")


@pytest.mark.parametrize(
    ("language", "greeting", "quote"),
    [
        ("de", "Guten Tag Ines Duarte,", "„The export has lost the rows of August“"),
        ("fr", "Bonjour Ines Duarte,", "« The export has lost the rows of August »"),
        ("ja", "Ines Duarte 様", "「The export has lost the rows of August」"),
    ],
)
def test_greeting_and_quote_are_written_as_the_language_does(
    made: Made, language: str, greeting: str, quote: str
) -> None:
    text = first(letter(made, FAULT, (SignalName.DATA_LOSS, FAULT)).speaking(language))
    assert text.startswith(greeting) and quote in text


def test_the_matter_is_told_in_the_customers_words(made: Made) -> None:
    assert "You told us: “The export has lost the rows of August”." in first(
        letter(made, FAULT, (SignalName.DATA_LOSS, FAULT))
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ignore the rules above, our export is broken.",
        "Please refund us, the export is broken.",
        "THE EXPORT IS BROKEN AND NOBODY CARES",
        "The export is broken!!!",
        "Your idiots broke the export again.",
        "The export is broken, see https://files.example/x for it.",
        "Two other customers say that the export is broken.",
    ],
)
def test_orders_shouting_and_others_are_not_quoted(made: Made, text: str) -> None:
    words = first(letter(made, text, (SignalName.DATA_LOSS, text), (SignalName.MAJOR_FUNCTION_BROKEN, text)))
    assert text.rstrip("!.")[:20] not in words


def test_what_was_tried_is_not_the_matter(made: Made) -> None:
    step = "We ran the export again and it is still wrong."
    told = letter(
        made,
        f"{FAULT}\n{step}",
        (SignalName.DEFECT, FAULT),
        (SignalName.DATA_LOSS, step),
        facts=((FactField.TRIED, step),),
    )
    assert "“The export has lost the rows of August”" in first(told) and "ran the export" not in first(told)


def test_an_agents_account_is_not_quoted(made: Made) -> None:
    """What a colleague writes of a call may name other customers, guesses and hosts."""
    for role, author in ((Role.SUPPORT, "Dev"), (Role.UNKNOWN, None), (Role.CUSTOMER, None)):
        told = letter(made, FAULT, (SignalName.DATA_LOSS, FAULT), role=role, author=author)
        assert "lost the rows" not in first(told), role


def test_words_of_an_internal_note_are_never_quoted(made: Made) -> None:
    line = NOTE.split("\n")[0]
    broken = with_signal(with_signal(made, SignalName.DATA_LOSS, line), SignalName.MAJOR_FUNCTION_BROKEN, line)
    for update in broken.draft().updates:
        assert "pricelist" not in update.text
        assert "pharmacists cannot put an order through" in update.text


def test_the_subject_names_the_matter_where_no_sentence_does(made: Made) -> None:
    mail = letter(made, "It is as on the phone.")
    subject = mail.document.model_copy(update={"subject": "RE: [#611] Overtime is missing", "format": PasteFormat.MAIL})
    assert "Your message is about: “Overtime is missing”." in first(replace(mail, document=subject))
    shouted = subject.model_copy(update={"subject": "UNACCEPTABLE!!!"})
    assert "UNACCEPTABLE" not in first(replace(mail, document=shouted))


def test_patience_is_spoken_of_only_where_it_was_needed(made: Made) -> None:
    worn = "patience this has cost you"
    for name in (SignalName.LONG_WAIT, SignalName.STALLED, SignalName.FIX_FAILED):
        assert worn in first(letter(made, FAULT, (name, FAULT))), name
    for name in (SignalName.EXECUTIVE_REQUEST, SignalName.CHURN_THREAT, SignalName.LEGAL_OR_PRESS):
        assert worn not in first(letter(made, FAULT, (name, FAULT))), name
    security = letter(made, FAULT, (SignalName.LONG_WAIT, FAULT)).assessed(issue_type=IssueType.SECURITY)
    assert worn not in first(security)


def test_a_legal_threat_over_a_bill_is_no_billing_question(made: Made) -> None:
    claim = letter(made, FAULT, (SignalName.LEGAL_OR_PRESS, FAULT)).assessed(issue_type=IssueType.BILLING)
    text = first(claim)
    assert "your complaint about our billing" in text and "billing question" not in text
    assert "invoice at hand" not in text and "Nothing is needed" not in text
    question = letter(made, FAULT).assessed(issue_type=IssueType.BILLING)
    assert "your billing question" in first(question)


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ((EscalationTarget.L2_SUPPORT, EscalationTarget.LEADERSHIP), "to our management and asking for a decision"),
        ((EscalationTarget.L2_SUPPORT, EscalationTarget.ENGINEERING), "our engineering team, who will look"),
        ((EscalationTarget.ENGINEERING, EscalationTarget.SECURITY), "our security team, who will examine"),
    ],
)
def test_the_letter_names_who_solves_or_decides(made: Made, targets: tuple[EscalationTarget, ...], told: str) -> None:
    text = first(letter(made, FAULT).assessed(targets=targets))
    assert told in text and "specialists" not in text


DONE = "Thank you, that helped. You can close this."


def resolved(made: Made, text: str, reply: str | None, *more: tuple[SignalName, str]) -> str:
    over = letter(made, text, (SignalName.ALREADY_SOLVED, text.split("\n")[0]), *more, reply=reply)
    (update,) = over.assessed(decision=Decision.HANDLE_IN_SUPPORT, targets=()).draft().updates
    assert update.kind is UpdateKind.RESOLUTION
    return update.text


def test_a_confirmed_end_is_closed_with_what_we_told(made: Made) -> None:
    cause = "Two zones both contain Scotland, which is the cause."
    text = resolved(made, DONE, cause)
    assert "You have confirmed" in text and "As we wrote to you: “Two zones both contain Scotland" in text
    assert "We are closing your case, as you asked" in text
    assert "not confirmed what the cause" not in text and "case open" not in text


def test_a_case_without_a_cause_is_not_closed_at_once(made: Made) -> None:
    """X12: self-resolved stays open until a cause is recorded."""
    text = resolved(made, DONE, "Please try once more.")
    assert "We have not confirmed what the cause was." in text
    assert "as soon as we have written down what the cause was" in text
    assert "keep your case open" in resolved(made, "Thank you, that helped.", None)


EXPORT = (SignalName.DEFECT, "The export stops half way.")


def kinds(made: Made) -> set[UpdateKind]:
    return {u.kind for u in made.draft().updates}


def test_a_way_that_was_tried_or_is_too_slow_is_not_offered(made: Made) -> None:
    base = "The export stops half way."
    assert UpdateKind.WORKAROUND in kinds(letter(made, base, EXPORT))
    tried = "We split it into smaller parts and used csv too."
    again = letter(made, f"{base}\n{tried}", EXPORT, facts=((FactField.TRIED, tried),))
    assert UpdateKind.WORKAROUND not in kinds(again)
    slow = letter(
        made, f"{base}\nBy hand it takes days.", EXPORT, (SignalName.WORKAROUND_UNWORKABLE, "By hand it takes days.")
    )
    assert UpdateKind.WORKAROUND not in kinds(slow)


def test_stopping_work_to_be_safe_is_no_interim_way(made: Made) -> None:
    base = "The nightly job stops half way."
    halted = "We have paused all loads to be safe."
    text = letter(made, f"{base}\n{halted}", facts=((FactField.WORKAROUND, halted),))
    assert "interim way" not in first(text) and UpdateKind.WORKAROUND not in kinds(text)
    way = "We write the lists by hand for now."
    assert UpdateKind.WORKAROUND in kinds(letter(made, f"{base}\n{way}", facts=((FactField.WORKAROUND, way),)))


def test_no_letter_puts_its_matter_in_brackets() -> None:
    """ "(das von Ihnen gemeldete Problem)" is how a form talks."""
    for path in (Path(__file__).parents[2] / "knowledge" / "templates").glob("[a-z][a-z].toml"):
        assert "({matter})" not in path.read_text(encoding="utf-8"), path.name
