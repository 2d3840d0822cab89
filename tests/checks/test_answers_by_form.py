# ruff: noqa: E501  (sentences read better whole)
"""The five questions are answered by what a sentence does, whoever words it; a greeting, a heading or a name answers none."""

from datetime import UTC, datetime

import pytest

from assistant import checks
from assistant.checks.acts import acts
from assistant.checks.drafted import Text
from assistant.checks.findings import build_context
from assistant.checks.items import drafts_folder
from assistant.checks.vocabulary import load_draft_words
from assistant.domain import Document, UpdateKind
from assistant.understanding.cues import fold
from tests.checks import made

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ISSUE = made.document("Since Wednesday none of our patients get the SMS reminders, three clinics, about 140 a day.")


def told(sentence: str, language: str, document: Document | None = None) -> frozenset[str]:
    """What a sentence answers; a lone one with no issue always counts as known when it does nothing else."""
    issue = None if document is None else made.issue(document)
    context = build_context(None, None, document, issue, (), NOW, made.POLICY_FOLDER, (), (language,))
    words = load_draft_words(drafts_folder(made.POLICY_FOLDER), language)
    return acts(Text("update", sentence, words, context, language=language), fold(sentence))


def ids(text: str, document: Document = ISSUE, kind: UpdateKind | None = None, language: str = "en") -> set[str]:
    report = checks.check_text(
        text, "update", made.issue(document), document, now=NOW, folder=made.POLICY_FOLDER, update_kind=kind,
        language=language,
    )  # fmt: skip
    return {f.id for f in report.findings}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Our developers compare the two exports line by line."),
        ("en", "Two of our engineers pulled the raw packets from Tuesday."),
        ("de", "Das Netzwerkteam misst seit Mittag jede Verbindung einzeln."),
        ("de", "Heute früh haben wir den Dienst neu aufgesetzt."),
        ("fr", "Nos ingénieurs décortiquent les traces de la nuit."),
        ("es", "Montamos una copia de su tienda y repetimos la compra."),
        ("it", "I nostri tecnici ripassano gli invii di ieri notte."),
        ("pt", "A equipa de redes mede cada ligação desde o meio-dia."),
        ("nl", "Onze technici spelen de zendingen van gisteren opnieuw af."),
        ("ja", "担当部署に引き継ぎ、本日中に保存先を点検いたします。"),
    ],
)
def test_work_is_told_by_who_does_it_not_by_the_verb(language: str, sentence: str) -> None:
    assert "doing" in told(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We're really sorry that this keeps you from working."),
        ("en", "We know how busy this week is for you."),
        ("de", "Wir bedauern, dass Sie nicht arbeiten können."),
        ("fr", "L'explication nous échappe encore."),
        ("es", "Entendemos que esto le impide trabajar, y lo lamentamos."),
        ("it", "Comprendiamo che questo Le impedisce di lavorare e ce ne dispiace."),
        ("pt", "Lamentamos o transtorno que isso está causando."),
        ("nl", "We vinden het erg vervelend voor u."),
        ("ja", "ご不便をおかけし、誠に申し訳ございません。"),
    ],
)
def test_feeling_and_knowing_are_no_work(language: str, sentence: str) -> None:
    assert "doing" not in told(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Route the parcels through Leeds until we write again."),
        ("en", "Pharmacists can look the batch up by hand on the second tab."),
        ("de", "Rechnen Sie solange bitte an Kasse 1 ab."),
        ("fr", "Vos clients peuvent régler par virement."),
        ("es", "Cobre en la caja 2 hasta entonces."),
        ("it", "I clienti possono pagare con bonifico."),
        ("pt", "Até lá, atenda as receitas nos outros balcões."),
        ("nl", "De klantkaarten tonen de afspraken nog wel, daar kunt u ze terugvinden."),
        ("ja", "お客様は振込でもお支払いいただけます。"),
    ],
)
def test_what_can_be_done_and_not_by_us_is_for_the_meantime(language: str, sentence: str) -> None:
    assert "meanwhile" in told(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Which change drops the tax hasn't turned up yet."),
        ("de", "Woran das liegt, lässt sich zur Stunde nicht sagen."),
        ("fr", "Nous ignorons encore ce qui le bloque."),
        ("es", "Todavía se nos escapa en qué paso se pierde."),
        ("it", "Dove si perdano non si è ancora capito."),
        ("pt", "O motivo está sendo apurado."),
        ("nl", "Welke het is, is nog niet boven water."),
        ("ja", "届かない理由は特定に至っておりません。"),
    ],
)
def test_an_open_question_is_told_by_its_form(language: str, sentence: str) -> None:
    assert "unknown" in told(sentence, language)


def test_a_quoted_error_message_says_nothing_of_what_we_know() -> None:
    slips = made.document("Es lassen sich keine Lieferscheine drucken, Meldung: Vorlage LS-02 nicht gefunden.")
    sentence = 'Das Programm druckt keine Lieferscheine mehr und meldet "Vorlage LS-02 nicht gefunden".'
    assert told(sentence, "de", slips) == {"know"}


def test_restating_the_issue_answers_what_is_known_and_a_benefit_does_not() -> None:
    assert told("The SMS reminders stopped at your three clinics after Wednesday.", "en", ISSUE) == {"know"}
    assert "know" not in told("That should carry you through to the weekend.", "en", ISSUE)
    assert "know" not in told("So that your patients get a reminder, print the list.", "en", ISSUE)


@pytest.mark.parametrize("under", ["", "Kind regards\nEmeka Obi", "Our support team is looking after this case."])
def test_a_heading_without_an_answer_is_found(under: str) -> None:
    text = (
        "What we know:\nThe SMS reminders stopped at three clinics.\n\nWhat we don't know yet:\nThe cause is open.\n\n"
        "What we're doing next:\nOur engineers read the queue's log.\n\nNext update:\n20 November 2026, 14:00 UTC.\n\n"
        f"What you should do in the meantime:\n\n{under}\n"
    )
    assert "U-QUESTION-MEANWHILE" in ids(text)


def test_numbered_questions_to_the_customer_answer_nothing() -> None:
    text = "The SMS reminders stopped at three clinics.\n\n1. How many people cannot work because of this? Please use numbers.\n"
    assert {"U-QUESTION-MEANWHILE", "U-QUESTION-UNKNOWN"} <= ids(text)


def test_a_first_reply_needs_no_news_but_an_update_without_news_does() -> None:
    text = "No news yet about the SMS reminders. Next update: 20 November 2026, 14:00 UTC. Kit is your contact."
    assert "U-NO-SUBSTANCE" not in ids(text)
    assert "U-NO-SUBSTANCE" in ids(text, kind=UpdateKind.NO_NEWS)


def test_a_japanese_letter_is_signed_by_its_last_line() -> None:
    body = "SMSの通知が届かない件、調査しております。\n\n次回は2026年11月20日15時（日本時間）にご報告いたします。\n"
    assert "U-NO-OWNER" not in ids(body + "\nカスタマーサポート　三浦\n", language="ja")
    assert "U-NO-OWNER" in ids(body, language="ja")


def test_twelve_noon_is_a_time_and_no_invented_number() -> None:
    assert "U-UNSUPPORTED" not in ids("I'll be in touch on Fri 20 Nov 2026 at 12 noon UTC. Kit is your contact.")
