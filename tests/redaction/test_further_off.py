"""Credentials that do not stand right behind their word: words between, the next line, a block, two halves."""

import pytest

from assistant.redaction import redact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Das Kennwort am Kassenrechner lautet Hopfen_77", "Hopfen_77"),
        ("Das Kennwort lautet seit gestern Hopfen77!", "Hopfen77!"),
        ("Die PIN vom Leser ist 4817", "4817"),
        ("Unsere PIN ist 48 17", "48 17"),
        ("The wifi key is Barley-2291", "Barley-2291"),
        ("client_secret: >-\n  a8f3k2l9x0q1w2e3r4t5\n", "a8f3k2l9x0q1w2e3r4t5"),
        ("« Orge_2024! » comme mot de passe", "Orge_2024!"),
        ("10:02 maud: pw?\n10:03 ben: Hops77_x\n", "Hops77_x"),
        ("use maud.e and then Hops&Barley_77", "Hops&Barley_77"),
        ("I log in with Hops&Barley_77 every day", "Hops&Barley_77"),
    ],
)
def test_a_value_further_off_is_masked(text: str, value: str) -> None:
    assert value not in redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        "Die PIN ist seit 3 Tagen gesperrt.",
        "use the export and then Report_2",
        "I log in with Firefox 128 every day",
        "description: >-\n  long text here that folds\n",
        "pw?\nsee above",
    ],
)
def test_what_is_no_value_stays(text: str) -> None:
    assert redact(text).text == text
