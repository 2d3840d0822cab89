"""Persons in running text, in whatever case and order, and ordinary words that equal a name."""

import pytest

from assistant.redaction import redact

PERSON = frozenset({"person"})


@pytest.mark.parametrize(
    "written",
    ["zoe bronte", "ZOË BRONTË", "Brontë, Zoë", "Z. Brontë", "Brontë", "Zoe", "Zoë Bronte"],
)
def test_a_known_name_goes_however_it_is_written(written: str) -> None:
    assert redact(f"I saw {written} there.", kinds=PERSON, names=("Zoë Brontë",)).text == "I saw <PERSON_1> there."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I talked to Bryony in your billing team", "Bryony"),
        ("J. Whitcombe reported it first", "Whitcombe"),
        ("my name is peter ashworth and I need help", "ashworth"),
        ("Kind regards\n王小明", "王小明"),
        ("Mit freundlichen Grüßen\ni.A. Swantje Petersen", "Swantje"),
        ("M. Thibodeau a appelé ce matin", "Thibodeau"),
        ("Señor Urrutia espera respuesta", "Urrutia"),
        ("Mevrouw Hoogendoorn wacht op antwoord", "Hoogendoorn"),
        ("先ほど渡辺さんから電話がありました", "渡辺"),
        ("김민수 씨가 로그인할 수 없습니다", "김민수"),
        ("The account of Dimitri Volkov is locked", "Volkov"),
    ],
)
def test_a_name_a_sentence_shows_goes(text: str, name: str) -> None:
    assert name not in redact(text, kinds=PERSON).text


@pytest.mark.parametrize(
    "text",
    [
        "Please mark the ticket, will you? The rose icon may disappear.",
        "We spoke with Microsoft Support, thanks to Azure. Sales told us that Excel wrote an empty file.",
        "Victoria Street office, St. Martin warehouse, Julia Language, 5850 Jana Nerudy 894",
        "Plan B. Then nothing. Click Mark Complete.",
        "Herr oder Frau ist ein Pflichtfeld. Le champ Monsieur ou Madame est vide.",
        "お客様の製品仕様が変わりました。皆様、管理者様へ。氏名の欄が空です",
    ],
)
def test_words_products_and_places_stay(text: str) -> None:
    assert redact(text, kinds=PERSON).text == text


def test_an_ambiguous_name_goes_only_where_its_place_shows_it() -> None:
    text = "Hi Mark,\nMark the box, then I told Mark.\nWill the page load?\nRegards\nWill"
    masked = redact(text, kinds=PERSON, names=("Mark", "Will")).text
    assert masked == "Hi <PERSON_1>,\nMark the box, then I told <PERSON_1>.\nWill the page load?\nRegards\n<PERSON_2>"
