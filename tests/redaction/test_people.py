"""Names and user folders on request: those the caller gives and those the text shows, nothing guessed."""

import pytest

from assistant.redaction import redact

PERSON = frozenset({"person"})


def test_given_names_go_whole_by_part_and_as_possessive() -> None:
    masked = redact(
        "Anna Keller's login fails. Anna tried twice, Keller confirmed. Savannah and the cellar are fine.",
        kinds=PERSON, names=("Anna Keller",),
    )  # fmt: skip
    assert "Anna" not in masked.text and "Keller" not in masked.text
    assert "<PERSON_1>'s login" in masked.text and "Savannah and the cellar" in masked.text


def test_a_part_that_is_a_word_or_in_a_company_name_stays() -> None:
    text = "Will Marsh of Keller GmbH: the page Will not load. Anna Keller agrees. anna@keller.example"
    masked = redact(text, kinds=PERSON, names=("Will Marsh", "Anna Keller"))
    assert "Keller GmbH" in masked.text and "Will not load" in masked.text
    assert "Will Marsh" not in masked.text and "Anna Keller" not in masked.text
    assert "anna@keller.example" in masked.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("From: Priya Nair <priya@x.example>\nSubject: Login", "Priya Nair"),
        ("Hi Tomas,\nit still fails.", "Tomas"),
        ("Sehr geehrte Frau Dr. Hinrichsen,\nes geht nicht.", "Hinrichsen"),
        ("Bonjour Odile,\nça ne marche pas.", "Odile"),
        ("Estimada Ximena:\nno funciona.", "Ximena"),
        ("It fails.\n\nBest regards,\nGerrit van der Berg\nSupport", "Gerrit van der Berg"),
        ("Danke\nViele Grüße\nDörthe Brodersen", "Dörthe Brodersen"),
        ("[10:42] Nerea: it is down", "Nerea"),
        ("Wole (Support): checking\nWole (Support): found it", "Wole"),
        ("田中様\nお世話になっております。", "田中"),
        ("my name is Bryony Lund and I cannot log in", "Bryony Lund"),
        ("On Tue, Ivor Pugh <ivor@x.example> wrote:", "Ivor Pugh"),
    ],
)
def test_a_name_the_text_shows_goes(text: str, name: str) -> None:
    assert name not in redact(text, kinds=PERSON).text
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Hi all,\nthe export fails.",
        "Best regards\nThe Support Team",
        "Browser: Chrome\nExpected Result: a file\nError Message: none",
        "Content-Type: text/html\nContent-Type: text/html",
        "10:42:17 ERROR Client: lost\n10:42:18 WARN Client: retry",
        "Guten Tag zusammen,\nbitte prüfen.",
        "Bank Transfer fails since Monday in Business Central.",
    ],
)
def test_labels_teams_and_logs_are_no_names(text: str) -> None:
    assert redact(text, kinds=PERSON).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (r"C:\Users\anna.k\AppData\Local\x.log", r"C:\Users\<USER_1>\AppData\Local\x.log"),
        (r"C:\\Users\\Anna Keller\\x", r"C:\\Users\\<USER_1>\\x"),
        ("/home/anna/.config and /Users/anna/x", "/home/<USER_1>/.config and /Users/<USER_1>/x"),
        (r"C:\Users\Public\x and /home/runner/work", r"C:\Users\Public\x and /home/runner/work"),
        ("GET /home/feed and https://x.example/users/42/items", "GET /home/feed and https://x.example/users/42/items"),
    ],
)
def test_user_folders(text: str, masked: str) -> None:
    assert redact(text, kinds=frozenset({"path_user"})).text == masked


def test_a_further_finder_can_be_given() -> None:
    from assistant.redaction.found import Found

    def engine(text: str) -> list[Found]:
        at = text.find("Zofia")
        return [Found("person", at, at + 5)] if at >= 0 else []

    masked = redact("Ask Zofia about it", finders=(engine,))
    assert masked.text == "Ask <PERSON_1> about it"
