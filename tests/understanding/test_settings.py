"""A sentence counts by who said it, to whom, when, and what stands beside it."""

import pytest

from assistant.domain import SignalName, SignalState
from assistant.pipeline import Assistant
from tests.conftest import NOW


def present(assistant: Assistant, paste: str) -> set[SignalName]:
    understood = assistant.understand(paste, now=NOW, with_matches=False)
    return {s.name for s in understood.extraction.signals if s.state is SignalState.PRESENT}


BROKEN = (
    "From: Tom Reed <tom@acme.example>\nTo: support@vendor.example\nSubject: Export\n\n"
    "Since this morning the export to PDF fails with EXP-77.\n"
)


def test_what_a_customer_tried_before_asking_says_nothing_of_support(bare: Assistant) -> None:
    assert SignalName.FIX_FAILED not in present(bare, BROKEN + "Cleared the cache and restarted, no change.\n")
    understood = bare.understand(BROKEN + "Cleared the cache and restarted, no change.\n", now=NOW, with_matches=False)
    assert "l2_support" not in [t.value for t in bare.assess(understood).targets]


@pytest.mark.parametrize(
    "step",
    [
        "We followed your article on exports to the letter, no change.",
        "I did what your colleague suggested, no change.",
        "We installed the hotfix, no change.",
    ],
)
def test_advice_that_failed_does(bare: Assistant, step: str) -> None:
    assert SignalName.FIX_FAILED in present(bare, BROKEN + step + "\n")


def test_so_does_a_step_after_support_spoke(bare: Assistant) -> None:
    chat = (
        "09:05 Phil Garside: the export to PDF fails with EXP-77.\n"
        "09:11 Joel (Support): Hi Phil, please clear the cache and try again.\n"
        "09:20 Phil Garside: cleared it, no change.\n"
    )
    assert SignalName.FIX_FAILED in present(bare, chat)


@pytest.mark.parametrize(
    "way",
    [
        "Exporting one page at a time works but is far too slow for us.",
        "We can type the orders by hand, but that takes hours every day.",
        "By hand it is possible, although we cannot keep doing that.",
    ],
)
def test_another_way_that_does_not_do_is_no_limit(bare: Assistant, way: str) -> None:
    assert SignalName.WORKAROUND_UNWORKABLE in present(bare, BROKEN + way + "\n")
    understood = bare.understand(BROKEN + way + "\n", now=NOW, with_matches=False)
    assert "limited_defect" not in str(bare.assess(understood).rules)


def test_the_subject_is_read(bare: Assistant) -> None:
    mail = "From: Ana <ana@solar.example>\nSubject: we see invoices that are not ours\n\nPlease see the picture.\n"
    assert SignalName.SECURITY_EXPOSURE in present(bare, mail)


@pytest.mark.parametrize(
    "words",
    [
        "In the calendar we see appointments of people nobody here knows.",
        "The list shows 32 invoices of another customer.",
        "The records on this page do not belong to us.",
        "Im Portal stehen Rechnungen, die nicht unsere sind.",
        "Aparecen facturas que no son nuestras.",
        "Compaiono fatture che non sono nostre.",
        "Aparecem boletos que não são nossos.",
    ],
)
def test_data_that_are_not_ours_are_an_exposure(bare: Assistant, words: str) -> None:
    assert SignalName.SECURITY_EXPOSURE in present(
        bare, f"From: Ana Prado <ana@solar.example>\nSubject: Portal\n\n{words}\n"
    )


def test_a_later_word_that_it_is_only_one_takes_an_outage_back(bare: Assistant) -> None:
    first = "09:05 Phil Garside: Nobody can log in, production is down!\n09:11 Joel (Support): Checking.\n"
    assert SignalName.PRODUCTION_DOWN in present(bare, first)
    assert SignalName.PRODUCTION_DOWN not in present(
        bare, first + "09:20 Phil Garside: ok it is only my account, the others are in.\n"
    )


def test_a_language_it_was_not_taught_gets_no_confident_verdict(bare: Assistant) -> None:
    understood = bare.understand(
        "שלום, הייצוא לא עובד מיום ראשון. EXP-2107\nכל 12 המשתמשים שלנו חסומים.\n", now=NOW, with_matches=False
    )
    assert not understood.extraction.signals
    assert any("cannot be read yet" in note for note in understood.fallbacks)


def test_not_knowing_how_to_revoke_a_key_does_not_deny_that_it_is_out(bare: Assistant) -> None:
    mail = (
        "From: Owen Tully <owen@sunder.example>\nSubject: API key\n\n"
        "Our key is on a public repository. I do not know how to revoke the key.\n"
    )
    understood = bare.understand(mail, now=NOW, with_matches=False)
    assert bare.assess(understood).targets[0].value == "security"
