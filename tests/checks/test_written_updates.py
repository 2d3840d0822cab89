"""Updates as people write them, in eight languages: what must be caught, and what must be let through."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant import checks
from assistant.domain import ChecklistReport, KnowledgeKind, Match, Severity, UpdateKind
from assistant.intake.language import language_of
from tests.checks import made

ISSUE = made.document(
    "Since Monday 57 recall letters come out blank, error LB-19, our own ticket is LO-118.",
    "We call from 10.20.0.14 and labels.osprey.example, contract value 48 GBP a seat.",
    internal=("Joaquim saw it on print-07.lb.internal, Wexcombe Eyecare has it too and pays 84k a year",),
)
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def report(text: str, **more: Any) -> ChecklistReport:
    return checks.check_text(text, "update", made.issue(ISSUE), ISSUE, now=NOW, folder=made.POLICY_FOLDER, **more)


def ids(text: str, **more: Any) -> set[str]:
    return {f.id for f in report(text, **more).findings}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Your reference LO-118 is noted, and so is error LB-19."),
        ("en", "The calls from 10.20.0.14 and labels.osprey.example are fine."),
        ("en", "The mistake was ours, and we are sorry."),
        ("en", "We cannot promise that it will be fixed by Friday."),
        ("en", "It was fixed on Tuesday."),
        ("en", "We would rather not guess at the cause."),
        ("en", "If you could send us a letter, that would help."),
        ("de", "Der Fehler lag bei uns, dafür entschuldigen wir uns."),
        ("de", "Einen Termin für die Korrektur können wir noch nicht nennen."),
        ("fr", "La cause est confirmée : la mise à jour avait retiré une police."),
        ("es", "El fallo fue nuestro y sentimos las molestias."),
        ("it", "Non possiamo ancora indicare una data per la correzione."),
        ("pt", "A falha foi nossa e pedimos desculpa."),
        ("nl", "Dat lag aan ons, onze excuses."),
        ("ja", "原因はまだ分かっておりません。"),
    ],
)
def test_the_customers_own_data_and_honest_words_pass(language: str, sentence: str) -> None:
    caught = {f.id for f in report(sentence, language=language).findings if f.id[0] in "LT"}
    assert not caught


@pytest.mark.parametrize(
    ("id", "language", "sentence"),
    [
        ("L-INTERNAL-NAME", "en", "We asked Joaquim to look at it."),
        ("L-INTERNAL-NAME", "en", "Wexcombe is waiting as well."),
        ("L-INTERNAL-HOST", "en", "It happens on print-07.lb.internal only."),
        ("L-INTERNAL-HOST", "ja", "エラーはprint-07.lb.internalから出ています。"),
        ("L-INTERNAL-WORDS", "en", "This is worth 84k to us."),
        ("L-MONEY", "fr", "Votre contrat vaut 240 k€ par an."),
        ("L-ENGINEERING-KEY", "de", "Die Entwicklung führt es unter ABC-5521."),
        ("T-BLAME", "de", "Ihr Administrator hat die Verbindung falsch konfiguriert."),
        ("T-BLAME", "es", "Nuestro proveedor cometió un error sin avisar."),
        ("T-BLAME", "ja", "開発者がミスをしました。"),
        ("T-SPECULATION", "it", "Sospettiamo un difetto dell'ultima versione."),
        ("T-SPECULATION", "nl", "Het zou door de update kunnen komen."),
        ("T-FIX-PROMISE", "pt", "A correção estará disponível na próxima terça-feira."),
        ("T-FIX-PROMISE", "fr", "Le correctif sera en ligne lundi prochain."),
        ("T-ROADMAP", "en", "This is planned for our next release."),
    ],
)
def test_what_must_not_go_out_is_held(id: str, language: str, sentence: str) -> None:
    assert id in ids(sentence, language=language)


def test_the_sender_may_sign_though_only_the_note_knows_the_name() -> None:
    assert "L-INTERNAL-NAME" in ids("Selin told us more.\n\nThank you for waiting while we go on.")
    assert "L-INTERNAL-NAME" not in ids("We are on it.\n\nKind regards\nSelin")


def test_a_matchs_customer_and_facts_are_anothers() -> None:
    match = Match(
        id="T-9", kind=KnowledgeKind.TICKET, title="Blank", score=0.9, customer="Meridia Apotek GmbH",
        snippet="4417 rows were dropped with KX-883",
    )  # fmt: skip
    assert "L-OTHER-CUSTOMER" in ids("Meridia Apotek had it.", matches=(match,))
    assert "L-OTHER-FACT" in ids("That made 4417 rows.", matches=(match,))
    assert "L-OTHER-FACT" not in ids("Your 57 letters are safe.", matches=(match,))


def test_a_swapped_number_is_told_with_what_is_nearest() -> None:
    found = [f for f in report("All 75 recall letters are blank.").findings if f.id == "U-UNSUPPORTED"]
    assert found and "75" in found[0].message
    assert "U-UNSUPPORTED" not in ids("All 57 recall letters are blank.")


LATER = "We will write again on 27 November 2026 at 10:00 UTC."


def test_the_next_contact_keeps_the_cadence_of_the_severity() -> None:
    assert "U-NEXT-LATE" in ids(LATER, severity=Severity.SEV2)
    assert "U-NEXT-LATE" not in ids("We will write again on 18 November 2026 at 14:00 UTC.", severity=Severity.SEV2)
    assert "U-NEXT-LATE" not in ids(LATER)
    assert any("cadence" in n for n in report(LATER).not_checked)


@pytest.mark.parametrize(
    "when",
    [
        "le 17 novembre 2026 à 10 h 00 (heure de Paris)", "el 17 de noviembre de 2026 a las 10:00 UTC",
        "2026年11月17日10時（日本時間）", "17.11.2026 um 10 Uhr MEZ", "at 10:00 UTC on 17 November 2026",
    ],
)  # fmt: skip
def test_a_past_next_contact_is_found_however_it_is_written(when: str) -> None:
    codes = {"le": "fr", "el": "es", "20": "ja", "17": "de", "at": "en"}
    said = {
        "fr": "Je vous écris ",
        "es": "Le escribiré ",
        "ja": "次回のご連絡は",
        "de": "Ich melde mich am ",
        "en": "I will write ",
    }
    code = codes[when[:2]]
    assert "U-NEXT-PAST" in ids(f"{said[code]}{when}", language=code)


def test_an_answer_is_more_than_its_heading() -> None:
    headed = "What we know:\n\nWhat we're doing next: We are testing the print service.\n"
    assert "U-QUESTION-KNOW" in ids(headed)
    assert "U-QUESTION-DOING" not in ids(headed)
    assert "U-QUESTION-DOING" in ids("What we're doing next:\n\nOur team is looking after this case.\n")


def test_no_news_must_still_say_something() -> None:
    empty = "There is no news yet. Thank you for your patience."
    assert "U-NO-SUBSTANCE" in ids(empty, update_kind=UpdateKind.NO_NEWS)
    full = "No solution yet. We have ruled out your printers and are comparing the two versions."
    assert "U-NO-SUBSTANCE" not in ids(full, update_kind=UpdateKind.NO_NEWS)


def test_the_last_update_sent_again_is_noticed_whatever_its_date() -> None:
    first = (
        "We are comparing the two versions of the letters and test the print service on 18 November 2026, 14:00 UTC."
    )
    assert "U-REPEATED" in ids(first.replace("18", "19"), earlier=first)
    assert "U-REPEATED" not in ids("The letters print again since noon.", earlier=first)


def test_length_is_the_channels_and_language_the_customers() -> None:
    long = "We are testing the letters. " * 60
    assert "U-TOO-LONG" in ids(long, channel="chat")
    assert "U-TOO-LONG" not in ids(long, channel="email")
    spoken: Callable[[str], str | None] = lambda text: language_of([text])  # noqa: E731
    assert "U-LANGUAGE" in ids("Wir prüfen das und melden uns morgen wieder bei Ihnen.", language_of=spoken)
    assert "U-LANGUAGE" not in ids("We are looking at it and will write again tomorrow.", language_of=spoken)


def test_a_sentence_nobody_can_follow_is_shown() -> None:
    assert "U-HARD-TO-READ" in ids(
        "The " + "asynchronous reconciliation subsystem of the broker " * 9 + "was examined."
    )


def test_what_was_not_given_is_said_and_not_passed_over() -> None:
    alone = checks.check_text("We are on it.", "update", folder=made.POLICY_FOLDER)
    said = " ".join(alone.not_checked)
    for missing in ("no issue", "no record", "no present time", "no severity"):
        assert missing in said
