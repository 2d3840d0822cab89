"""Whether the trouble is over is the last word in time, wherever the paste puts it."""

import pytest

from assistant.pipeline import Assistant
from tests.conftest import NOW

HEAD = "Ticket AB-4471 | status: open | assigned to: Mara Voss\nAccount: Quarry & Sons\n\n"
OLD = "[customer, 2026-11-16 08:15]\nThe export crashes for all of us and nobody can send an invoice."
MID = "[agent, public reply, 2026-11-16 09:40, Mara Voss]\nThank you, I am having a look at your tenant."
OVER = "[customer, 2026-11-18 10:05]\nIt works again since this morning, thank you, you can close this."
STILL = "[customer, 2026-11-18 10:05]\nThe export still crashes, nobody can send an invoice."
FIRST_OVER = "[customer, 2026-11-16 08:15]\nThe export works again since this morning, you can close this."


def solved(assistant: Assistant, *comments: str) -> bool:
    understood = assistant.understand(HEAD + "\n\n".join(comments) + "\n", now=NOW, with_matches=False)
    return any(s.name.value in ("already_solved", "self_resolved") for s in understood.extraction.signals)


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_newest_comment_says_it_is_over(bare: Assistant, newest_first: bool) -> None:
    assert solved(bare, *([OVER, MID, OLD] if newest_first else [OLD, MID, OVER]))


@pytest.mark.parametrize(
    "after",
    [
        "[agent, public reply, 2026-11-18 10:20, Mara Voss]\nGreat, glad to hear it.",
        "[agent, internal note, 2026-11-18 10:20, Mara Voss]\nCustomer confirms, waiting for the cause of the outage.",
        "[customer, 2026-11-18 10:30]\nCould you send me a short explanation for my boss?",
    ],
    ids=["thanks", "internal note", "a further question"],
)
def test_what_is_no_new_complaint_takes_it_back_as_little(bare: Assistant, after: str) -> None:
    assert solved(bare, OLD, MID, OVER, after)


def test_a_new_complaint_takes_it_back(bare: Assistant) -> None:
    assert not solved(bare, OLD, MID, OVER, "[customer, 2026-11-18 11:00]\nThe export crashes again, same error.")


@pytest.mark.parametrize(
    "mail",
    [
        "Bonjour,\n\ndepuis ce matin l'export PDF échoue avec l'erreur EXP-77.\nJ'ai vidé le cache, aucun changement.",
        "Hello,\n\nthe export fails with EXP-77 since this morning.\nCleared the cache, no change.",
        "Hallo,\n\nseit heute früh schlägt der Export mit EXP-77 fehl. Cache geleert, keine Änderung.",
        "Goedendag,\n\nsinds vanmorgen mislukt de export met EXP-77. Cache geleegd, geen verschil.",
    ],
    ids=["fr", "en", "de", "nl"],
)
def test_a_step_that_changed_nothing_is_no_end(bare: Assistant, mail: str) -> None:
    understood = bare.understand(mail, now=NOW, with_matches=False)
    assert not any(s.name.value in ("already_solved", "self_resolved") for s in understood.extraction.signals)
    assert bare.assess(understood).decision.value == "escalate"


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_older_comment_does_not(bare: Assistant, newest_first: bool) -> None:
    assert not solved(bare, *([STILL, MID, FIRST_OVER] if newest_first else [FIRST_OVER, MID, STILL]))


def test_a_mail_is_over_though_the_quoted_complaint_below_it_is_long(bare: Assistant) -> None:
    mail = (
        "From: Dana Reed <dana@acme.example>\nTo: support@vendor.example\nDate: Tue, 17 Nov 2026 09:14:00 +0100\n"
        "Subject: Re: Export\n\nHi, it works again since this morning, thank you, you can close this.\n\nDana\n\n"
        "On Mon, 16 Nov 2026 at 17:00, Dana Reed <dana@acme.example> wrote:\n"
        + "> We tried the office and the warehouse and the two shops, and it is the same on each of our machines.\n" * 6
        + "> The export crashes and nobody can send an invoice.\n"
    )
    understood = bare.understand(mail, now=NOW, with_matches=False)
    assert any(s.name.value in ("already_solved", "self_resolved") for s in understood.extraction.signals)
