# ruff: noqa: E501  (tables read better whole)
"""Masking: what must go goes, what support needs stays, and it can be undone."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.redaction import redact, restore
from assistant.redaction.payment import iban_is_valid, luhn

SECRETS = [
    ("my password is hunter2!", "hunter2!"),
    ("Das Passwort lautet Sommer2024", "Sommer2024"),
    ("mot de passe : Tr0ub4dor&3", "Tr0ub4dor&3"),
    ("la contraseña es Luna_2023", "Luna_2023"),
    ("senha: gato*123", "gato*123"),
    ("パスワードは Kx9!fooBar です", "Kx9!fooBar"),
    ("login admin / Welcome1!", "Welcome1!"),
    ("user: anna password: kitten", "kitten"),
    ("Server=db;Database=x;User Id=sa;Password=Pa55w0rd;", "Pa55w0rd"),
    ("postgres://app:s3cr3t@db.example:5432/x", "s3cr3t"),
    ("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.abcDEF123456", "eyJzdWIiOiIxMjMifQ"),
    ("Cookie: JSESSIONID=9F8A7B6C5D4E3F; theme=dark", "9F8A7B6C5D4E3F"),
    ("https://hooks.slack.com/services/T00000AB1/B0000CD2/abcdEFGHijklMNOPqrst9724", "MNOPqrst9724"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY3kd92hfKEY", "wJalrXUt"),
    ("X-Api-Key: 7c4a8d09ca3762af61e59520943dc264", "7c4a8d09"),
    ("token=3fea6af1349166ea", "3fea6af1349166ea"),
    ("<password>Geheim#99</password>", "Geheim#99"),
    ("packfix_live_9sQ2vXw7LmZ04tRbNc81", "9sQ2vXw7LmZ04tRbNc81"),
    ("card 4242 4242 4242 4242 exp 12/27 cvv 123", "4242 4242 4242 4242"),
    ("IBAN DE89 3704 0044 0532 0130 00, bitte", "DE89 3704 0044 0532 0130 00"),
    (
        "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bq0\n" * 6 + "-----END RSA PRIVATE KEY-----",
        "MIIEpAIBAAKCAQEA7bq0",
    ),
]

BENIGN = [
    "request id 550e8400-e29b-41d4-a716-446655440000",
    "session_id=550e8400-e29b-41d4-a716-446655440000",
    "commit 9f8e7d6c5b4a392817069f8e7d6c5b4a39281706 broke it",
    "Version: 1.82.0 (user setup)\nCommit: 8b617bd08fd9e3fc94d14adb8d358b56e3f72314\nDate: 2023-09-06",
    "java.lang.NullPointerException\n\tat com.acme.auth.TokenService.validate(TokenService.java:142)",
    "version 2026.38.1 build 10.0.19045.3803",
    "EXP-2107 error_code=SSO-5003",
    "Message after the password:\n\nSSO-5003",
    "password is incorrect",
    "Password: required field",
    "token expired at 2026-11-20T10:00:00Z",
    "token_type: bearer",
    "primary key: customer_id",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "order number 4000123412341234",
    "SyntaxError: Unexpected token } in JSON at position 512",
    "x-request-id: 7c4a8d09ca3762af61e59520943dc264",
    "const token = await getToken();",
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_masks_every_secret(text: str, secret: str) -> None:
    masked = redact(text)
    assert secret not in masked.text
    assert restore(masked) == text
    assert redact(masked.text).text == masked.text


@pytest.mark.parametrize("text", BENIGN)
def test_leaves_what_support_needs(text: str) -> None:
    assert redact(text).text == text


def test_the_same_value_gets_the_same_placeholder_wherever_it_stands() -> None:
    masked = redact("password=Sommer24!x and again Sommer24!x")
    assert masked.text == "password=<SECRET_1> and again <SECRET_1>"
    assert masked.counts == {"secret": 1}


def test_a_placeholder_already_in_the_text_is_neither_masked_nor_reused() -> None:
    text = "password=<SECRET_1> token=3fea6af1349166ea"
    masked = redact(text)
    assert masked.text == "password=<SECRET_1> token=<SECRET_2>"
    assert restore(masked) == text


def test_contact_data_only_on_request_and_never_what_is_to_be_kept() -> None:
    text = "mail bob@x.example or +1 202 555 0147, host 10.0.0.12, app 4.12.0.3"
    assert redact(text).text == text
    masked = redact(text, kinds=frozenset({"email", "phone", "ip"}))
    assert masked.counts == {"email": 1, "ip": 1, "phone": 1}
    assert "4.12.0.3" in redact("Sync 4.12.0.3", kinds=frozenset({"ip"})).text
    assert "bob@x.example" in redact(text, kinds=frozenset({"email"}), keep=frozenset({"bob@x.example"})).text


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe"):
        redact("x", kinds=frozenset({"shoe"}))


def test_check_digits() -> None:
    assert luhn("4242424242424242") and not luhn("4242424242424243")
    assert iban_is_valid("GB29NWBK60161331926819") and not iban_is_valid("GB29NWBK60161331926818")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_comes_back_and_masking_is_idempotent(text: str) -> None:
    masked = redact(text, kinds=frozenset({"email", "phone", "ip"}))
    assert restore(masked) == text
    again = redact(masked.text, kinds=frozenset({"email", "phone", "ip"}))
    assert again.text == masked.text


_BLOCKS = (
    "password", "=", ":", " ", "\n", "token", "key", '"', "'", "abc123XYZ!", "9f8e7d6c5b4a3f2e", "<", ">", "SECRET_1", "EMAIL_1", "anna@x.example",
    "Anna Keller", "Hi ", ",", "-u ", "curl", "://", "a:b@", "user", "4242 4242 4242 4242", "DE89370400440532013000", "+49 30 901820", "10.0.0.1",
    "C:\\Users\\anna\\", "/home/bob/", "lautet", "パスワード", "は", "Bearer ", "Cookie: ", "Best regards\n", "Tom Weber", "{", "}", "(", ")", "|",
    ";", "&", "\\", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "A" * 50, "value", "</", "İ", "\r\n", "\u2028", "ghp_", "_", "-",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_BLOCKS), max_size=25).map("".join))
def test_what_looks_like_everything_comes_back_too(text: str) -> None:
    everything = frozenset({"email", "phone", "ip", "path_user", "person"})
    masked = redact(text, kinds=everything)
    assert restore(masked) == text
    assert redact(masked.text, kinds=everything).text == masked.text


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=string.ascii_letters + string.digits, min_size=20, max_size=40).filter(
        lambda s: any(c.isdigit() for c in s) and any(c.isalpha() for c in s) and len(set(s)) > 12
    ),
    st.sampled_from(["api_key={}", "Authorization: Bearer {}", "password: {}", '"client_secret": "{}"', "token = {}"]),
)
def test_a_named_credential_is_gone_from_the_text(value: str, form: str) -> None:
    masked = redact(f"We call it with {form.format(value)} since Monday")
    assert value not in masked.text


def test_stays_quick_on_hostile_repetition() -> None:
    everything = frozenset({"email", "phone", "ip", "path_user", "person"})
    for piece in (
        "key=", "password: ", "-u ", "aa:", "://a:", "A1", "DE12 ", "12 34-", "password=", "secret ", "パスワードは", "Hi Anna,\n",
        "-----BEGIN PRIVATE KEY-----", "user=a;", "C:\\Users\\a ", "password is ", "cookie: a=", "_", " ", '"', "<password>", "From: A ",
    ):  # fmt: skip
        text = piece * (100_000 // len(piece))
        assert restore(redact(text, kinds=everything)) == text
