"""Numbers told apart: telephones, cards, accounts and addresses from orders, dates and versions."""

import pytest

from assistant.redaction import find_urls, redact

ALL = frozenset({"email", "phone", "ip"})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call me on 078 651 450", "phone"),
        ("Rückruf bitte unter 030 901820-17", "phone"),
        ("Phone:\n467 3395", "phone"),
        ("joignable au 03.93.92.16.85", "phone"),
        ("(303) 555-0182 ext. 12", "phone"),
        ("+81 3-1234-5678", "phone"),
        ("my card 180016070420458 was refused", "card"),
        ("Karte 4242-4242-4242-4242", "card"),
        ("iban gb29nwbk60161331926819", "iban"),
        ("IBAN: DE89-3704-0044-0532-0130-00", "iban"),
        ("requests from 10.4.18.2 time out", "ip"),
        ("server 10.4.18.2:8443 refuses", "ip"),
        ("ping 2001:db8::8a2e:370:7334", "ip"),
    ],
)
def test_is_masked_as(text: str, kind: str) -> None:
    assert redact(text, kinds=ALL).counts == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "jackson-databind 2.9.10.4 is affected",
        "since build 10.4.18.2 the export fails",
        "we upgraded to 10.4.18.2",
        "on 2026-11-20 at 10:42 and 05.11.2026",
        "order 078 651 450 is late",
        "invoice no. 030 901820 17",
        "card 4242 4242 4242 4243",
        "GB29NWBK60161331926818",
    ],
)
def test_is_left_alone(text: str) -> None:
    assert redact(text, kinds=ALL).text == text


def test_urls_end_where_the_sentence_goes_on() -> None:
    text = "See https://x.example/a(b)?q=1#f, (www.y.example/z) and http://v.example."
    assert [text[f.start : f.end] for f in find_urls(text)] == [
        "https://x.example/a(b)?q=1#f", "www.y.example/z", "http://v.example",
    ]  # fmt: skip
