"""What comes back from a model is put right: only the kinds asked for, in whatever form the placeholder returns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.redaction import redact

CONTACTS = frozenset({"email", "phone", "ip", "person", "path_user"})
TEXT = "From: Anna Keller <anna@x.example>\ntel. +49 30 901820, password=Sommer24!x, /home/akeller/log"


@pytest.mark.parametrize(
    "form", ["<EMAIL_1>", "<email_1>", "EMAIL_1", "email_1",
      "&lt;EMAIL_1&gt;", "[EMAIL_1]", "\\<EMAIL\\_1\\>", "<EMAIL\\_1>", "< EMAIL_1 >", "{{EMAIL_1}}", "<EMAIL 1>"]
)  # fmt: skip
def test_an_altered_placeholder_is_known_again(form: str) -> None:
    masked = redact(TEXT, kinds=CONTACTS)
    assert masked.restored(f"Write to {form}.", CONTACTS) == "Write to anna@x.example."


def test_what_stood_around_the_value_stays() -> None:
    text = r"see `anna@x.example`, (anna@x.example) and C:\Users\akeller\log"
    masked = redact(text, kinds=CONTACTS)
    assert "akeller" not in masked.text and masked.restored(masked.text, CONTACTS) == text


def test_only_the_kinds_asked_for_come_back() -> None:
    masked = redact(TEXT, kinds=CONTACTS)
    reply = "Dear <PERSON_1>, <SECRET_1> was seen; we wrote to <EMAIL_1>."
    named = masked.restored(reply, frozenset({"person"}))
    assert named == "Dear Anna Keller, <SECRET_1> was seen; we wrote to <EMAIL_1>."
    assert "Sommer24" not in masked.restored(reply, CONTACTS)
    assert "Sommer24!x" in masked.restored(reply, frozenset({"secret"}))


@pytest.mark.parametrize("text", ["in email 1 you wrote", "<EMAIL_2>", "MYEMAIL_1", "EMAIL_11", "EMAIL_1x"])
def test_what_is_no_placeholder_of_this_text_stays(text: str) -> None:
    assert redact(TEXT, kinds=CONTACTS).restored(text, CONTACTS) == text


def test_a_form_that_the_text_holds_already_is_not_given_out() -> None:
    masked = redact("EMAIL_1 means anna@x.example", kinds=CONTACTS)
    assert masked.text == "EMAIL_1 means <EMAIL_2>"
    assert masked.restored("EMAIL_1", CONTACTS) == "EMAIL_1"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_restoring_all_kinds_undoes_masking(text: str) -> None:
    masked = redact(text, kinds=CONTACTS)
    assert masked.restored(masked.text, CONTACTS | {"secret", "card", "iban"}) == text
