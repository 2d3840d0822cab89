"""Whose case it is: only our side may claim one."""

# ruff: noqa: E501 - the pastes are kept as they would be pasted

import pytest

from assistant.domain import FactField
from tests.understanding.test_facts import values

CHAT = "[09:12] Mirko Wendt (Hallberg): {claim}\n[09:15] Tanja Roelz{side}: {answer}\n[09:16] Mirko Wendt (Hallberg): 4.2\n"


@pytest.mark.parametrize(
    "claim",
    ["the export fails, I will look after it", "Der Export bricht ab, das ist mein Ticket, ich kümmere mich darum."],
)
def test_a_customer_who_does_something_himself_owns_no_case(claim: str) -> None:
    """Else the letter to him is signed with his own name."""
    assert values(CHAT.format(claim=claim, side=" (Support)", answer="which version?"), FactField.OWNER) == []


def test_a_writer_of_unknown_side_owns_no_case() -> None:
    assert values("[09:12] Bo: I own this.\n[09:15] Ann: I own this.\n[09:16] Bo: ok\n", FactField.OWNER) == []


def test_the_agent_who_says_so_owns_it() -> None:
    paste = CHAT.format(claim="the export fails", side=" (Support)", answer="I own this case now.")
    assert values(paste, FactField.OWNER) == ["Tanja Roelz"]


@pytest.mark.parametrize(
    "note", ["Internal note (Tanja Roelz): I own this.", "[internal note, Tanja Roelz]\nthis one is mine"]
)
def test_an_internal_note_may_claim(note: str) -> None:
    assert values(f"The export fails since Monday.\n\n{note}\n", FactField.OWNER) == ["Tanja Roelz"]


@pytest.mark.parametrize("me", ["me", "ich", "I", "moi", "yo", "eu", "io", "ik"])
def test_me_is_the_one_in_the_brackets(me: str) -> None:
    assert values(f"The export fails.\nOwner: {me} (Kemi Abara)\n", FactField.OWNER) == ["Kemi Abara"]


def test_me_alone_is_the_writer_of_the_note() -> None:
    note = "PHONE NOTE - K. Abara - 20/11/2026 15:35\nCustomer: Ravenfold\nThe queue is empty.\nOwner: me\n"
    assert values(note, FactField.OWNER) == ["K. Abara"]
    assert values("The queue is empty.\nOwner: me\n", FactField.OWNER) == []


def test_a_name_that_begins_like_me_is_a_name() -> None:
    assert values("The queue is empty.\nOwner: I. Mehta\n", FactField.OWNER) == ["I. Mehta"]
