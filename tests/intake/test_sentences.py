"""Where sentences end, and which language they are in."""

# ruff: noqa: E501 - the pastes are kept as they would be pasted

import pytest

from assistant.intake import read_issue
from assistant.intake.language import language_of
from assistant.intake.mapped import Mapped
from assistant.intake.sentences import sentences


def split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(Mapped.of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "We use e.g. the export of v3.2 on 12.11.2026 with Dr. Meyer.",
        "Die Datei muss bis Dienstag 24.11. um 12 Uhr bei der Bank sein.",
        "Am 18. November ging es noch, z.B. bei Kunde Nr. 5 im 2. Stock.",
        "See https://a.example/x.html?q=1.2&b=3 for more.",
        'The page says "Loading... Please wait." and hangs.',
        "Gemeldet von L. Tormin aus dem Werk.",
        "It just says loading... and then nothing.",
        "Serena Teleasistencia, S.L. no tiene línea.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It fails. We cannot work! Why? Please help.", 4),
        ("no funciona. hemos probado todo. gracias", 3),
        ("動きません。困っています。至急お願いします！", 3),
        ("¿Le pasa a más gente? En otras webs no leo nada.", 2),
        ("Ça marche pas ! On fait quoi ?", 2),
        ("The parser was swapped in 8.3. The rest is old.", 2),
        ("Sono alla lettera B. Alla mia età vorrei arrivare alla Z.", 2),
    ],
)
def test_several_sentences(text: str, count: int) -> None:
    assert len(split(text)) == count


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The login page is blank."),
        ("en", "Kubernetes Ingress Nginx OAuth2 Proxy returns 502 after Terraform apply on AWS EKS staging cluster."),
        ("en", "pls help"),
        ("de", "Die Anmeldung geht nicht mehr."),
        ("de", "der drucker druckt nicht seit heute"),
        ("fr", "La page de connexion est vide."),
        ("es", "No puedo entrar en mi cuenta."),
        ("pt", "Não consigo entrar na minha conta."),
        ("it", "Non riesco ad accedere al mio account."),
        ("nl", "Ik kan niet meer inloggen."),
        ("ja", "ログインできません。"),
        ("pl", "Nie mogę się zalogować do systemu."),
    ],
)
def test_language_of_short_sentences(language: str, text: str) -> None:
    assert language_of([text]) == language


def test_language_is_the_customers() -> None:
    document = read_issue(
        "[09:14] Eva (Kundin): der Export geht seit heute nicht mehr, wir kommen nicht weiter\n"
        "[09:15] Tom (support): Hi Eva, thanks for contacting us. Could you please send the log and the version you are on?\n"
    )
    assert document.language == "de"


def test_an_english_bounce_message_does_not_make_the_customer_english() -> None:
    document = read_issue(
        "Buongiorno, da diverse settimane ogni volta che mando una mail dal mio indirizzo non arriva e non so che cosa fare.\n\n"
        "This message was created automatically by mail delivery software. A message that you sent could not be delivered to "
        "one or more of its recipients. This is a permanent error. The sender must authenticate with at least one of these. "
        "For this message, the checks did not pass and the address was not found by the server.\n"
    )
    assert document.language == "it"


@pytest.mark.parametrize(
    "text",
    [
        "told him we give no promise, will call Jesper Holm and Mads Kjeldsen back",
        "calls fail, router restarted, no change, line test ok at Ravenfold",
        "Caller: Jesper Holm, live-ops lead at Ravenfold Interactive",
    ],
)
def test_names_and_telegraphic_notes_do_not_make_english_another_language(text: str) -> None:
    """Else the customer is told that no letter can be written in his language."""
    assert language_of([text]) == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "Vi kan ikke logge ind siden i morges, og vores kunder venter."),
        ("sv", "Vi kan inte logga in sedan i morse och våra kunder väntar."),
        ("cs", "Od rána se nemůžeme přihlásit do systému a naši zákazníci čekají na odpověď."),
        ("ru", "Мы не можем войти в систему с самого утра."),
        ("en", "No no, the export is stuck again since the update."),
        ("es", "No se puede entrar desde ayer."),
    ],
)
def test_a_language_without_word_lists_is_still_told_by_its_own_small_words(language: str, text: str) -> None:
    assert language_of([text]) == language


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        ("Hello,", "since this morning the export of all of our reports fails for everybody."),
        ("Hallo zusammen,", "seit heute früh bricht der Export aller unserer Berichte ab."),
        ("Guten Tag Frau Hofstetter,", "der Export bricht seit heute ab."),
        ("Bonjour,", "depuis ce matin l'export échoue."),
        ("Buenos días:", "desde esta mañana la exportación falla."),
        ("Bom dia,", "desde hoje a exportação falha."),
        ("Buongiorno,", "da stamattina l'esportazione fallisce."),
        ("Beste team,", "sinds vanochtend mislukt de export."),
        ("こんにちは、", "今朝からエクスポートが失敗します。"),
        ("Dear Sir or Madam,", "the export fails."),
    ],
)
def test_a_greeting_on_its_own_line_is_no_part_of_the_first_sentence(greeting: str, sentence: str) -> None:
    document = read_issue(f"{greeting}\n{sentence}\n")
    assert [span.text for span in document.spans] == [greeting, sentence]
    assert [document.text[span.start : span.end] for span in document.spans] == [greeting, sentence]


def test_a_wrapped_line_that_only_begins_like_a_greeting_goes_on() -> None:
    text = "The nightly export of the report fails with this and it does not say\nhello to the second server any more."
    assert [span.text for span in read_issue(text).spans] == [text.replace("\n", " ")]


def test_a_card_without_a_closing_formula_stands_above_the_legal_footer() -> None:
    document = read_issue(
        "From: G. Brantley <g@brantley.example>\nTo: support@vendor.example\nSubject: Broken\n\nFix it now.\n\n"
        "G. Brantley\nChief Executive Officer\nT +1 212 555 0138\nThis message is confidential and intended only for you.\n\n"
        "Sent from my iPhone\n"
    )
    prose = [span.text for span in document.spans if span.kind.value == "prose"]
    assert prose == ["Fix it now."]
