"""An export with the newest comment first is the same issue as one with the oldest first."""

import pytest

from assistant.domain import Document, Role
from assistant.intake import read_issue
from tests.intake.test_offsets import assert_traceable

HEAD = "Ticket AB-4471 | status: open | assigned to: Mara Voss\nAccount: Quarry & Sons\n\n"


def told(document: Document) -> list[str]:
    """The last word of each message's text, in the order it is read."""
    assert_traceable(document)
    assert [m.index for m in document.messages] == list(range(len(document.messages)))
    return [document.text[m.start : m.end].split()[-1].rstrip(".") for m in document.messages]


TURNED = {
    "whole dates": [
        "[internal note, 2026-11-04 09:10, Mara Voss]\nSeen on our side: gamma",
        "[customer, 2026-11-03 16:02]\nStill the same, says beta",
        "[customer, 2026-11-03 08:15]\nThe export stops at alpha",
    ],
    "days without a year": [
        "19.11. 08:31 intern, Mara\nBei uns nachgestellt: gamma",
        "17.11. 16:40 Kunde (öffentlich)\nGibt es etwas Neues? Es bleibt bei beta",
        "16.11. 08:20 Kunde (öffentlich)\nDer Export bricht ab bei alpha",
    ],
    "over New Year": [
        "[nota interna, 02/01 09:04, Mara]\nVisto do nosso lado: gamma",
        "[cliente, 31/12 17:22]\nContinua igual, diz beta",
        "[cliente, 30/12 14:22]\nA exportação para em alpha",
    ],
    "American dates": [
        "[internal note, 11/02/2026, Mara Voss]\nSeen on our side: gamma",
        "[customer, 10/31/2026]\nStill the same, says beta",
        "[customer, 10/30/2026]\nThe export stops at alpha",
    ],
    "clock times alone": [
        "[internal note 11:15, Mara]\nSeen on our side: gamma",
        "[customer 10:36]\nStill the same, says beta",
        "[customer 09:02]\nThe export stops at alpha",
    ],
    "comment numbers": [
        "--- Comment 3, internal note (Mara) ---\nSeen on our side: gamma",
        "--- Comment 2, customer ---\nStill the same, says beta",
        "--- Comment 1, customer ---\nThe export stops at alpha",
    ],
}


@pytest.mark.parametrize("comments", TURNED.values(), ids=TURNED)
@pytest.mark.parametrize("newest_first", [True, False])
def test_read_from_the_oldest_to_the_newest_under_the_head(comments: list[str], newest_first: bool) -> None:
    document = read_issue(HEAD + "\n\n".join(comments if newest_first else comments[::-1]) + "\n")
    assert told(document) == ["Sons", "alpha", "beta", "gamma"]
    assert [m.role for m in document.messages[1:]] == [Role.CUSTOMER, Role.CUSTOMER, Role.SUPPORT]


def test_spans_follow_their_messages_and_keep_their_ids() -> None:
    document = read_issue(HEAD + "\n\n".join(TURNED["whole dates"]) + "\n")
    assert [s.message for s in document.spans] == sorted(s.message for s in document.spans)
    last = document.spans[-1]
    assert last.text == "Seen on our side: gamma"
    assert int(last.id[1:]) < len(document.spans)


def test_what_has_no_time_stays_below_what_it_stands_under() -> None:
    comments = [*TURNED["whole dates"]]
    comments.insert(1, "[internal note, Mara Voss]\nMore on this: delta")
    assert told(read_issue(HEAD + "\n\n".join(comments) + "\n")) == ["Sons", "alpha", "beta", "gamma", "delta"]


def test_comments_of_the_same_minute_keep_the_direction_of_the_export() -> None:
    comments = [
        "[18/11/2026, 13:45] Ilse: and that was gamma",
        "[18/11/2026, 13:44] Ilse: then came beta",
        "[18/11/2026, 13:44] Ilse: first came alpha",
        "[18/11/2026, 13:31] Hamza (support): hello zero",
    ]
    assert told(read_issue("\n".join(comments))) == ["zero", "alpha", "beta", "gamma"]


NIGHT = "[23:50] Ilse: the screen is alpha\n[23:58] Hamza (support): one moment, beta\n[00:04] Ilse: now it is gamma\n"
MAILS = """From: Dana Reed <dana@acme.example>
To: support@vendor.example
Date: Tue, 3 Nov 2026 09:14:00 +0100
Subject: Re: Export

It still fails.

On Mon, 2 Nov 2026 at 17:00, Tomasz Kowal <support@vendor.example> wrote:
> Could you send the log?
"""


@pytest.mark.parametrize("paste", [NIGHT, MAILS, "[customer]\nIt is alpha\n\n[internal note, Mara]\nIt is beta\n"])
def test_nothing_is_turned_where_the_paste_does_not_tell(paste: str) -> None:
    document = read_issue(paste)
    told(document)
    assert [m.start for m in document.messages] == sorted(m.start for m in document.messages)


def test_a_public_reply_in_another_language_ends_the_internal_note_above_it() -> None:
    """Else the customer's own words would count as hidden from the customer, or a note as shown."""
    for mark in ("agente, público, 2 nov 10:00", "assistenza, pubblico, 02/11 10:00", "support, publique, 02/11 10h00"):
        document = read_issue(HEAD + f"[nota interna, 3 nov 11:00, Iker]\nvisto: beta\n\n[{mark}]\nhola, alpha\n")
        assert [m.visibility.value for m in document.messages[1:]] == ["public", "internal"]
