"""A time of day or a length of time that is told of the case stands in the issue; one of our own work need not."""

from datetime import datetime

import pytest

from assistant import checks
from assistant.intake.language import language_of
from assistant.pipeline import shared_assistant

NOW = datetime.fromisoformat("2026-11-20T16:00:00+01:00")
ISSUES = {
    "en": "Scanners drop off every 40 minutes since 13:10. Reconnecting takes 20 seconds. The call took half an hour.",
    "de": "Hallo, die Kassen frieren seit 13:10 Uhr alle 40 Minuten ein. Nach 20 Sekunden kommt ein Fehler. Ulrike",
    "fr": "Bonjour, la caisse redémarre toutes les 40 minutes depuis 13h10 et met 20 secondes à revenir. Maëlle",
    "es": "Hola, la aplicación se cierra cada 40 minutos desde las 13:10 y tarda 20 segundos en volver. Lucía",
    "it": "Salve, il server si riavvia ogni 40 minuti dalle 13:10 e impiega 20 secondi. Tiziana",
    "pt": "Olá, o sistema cai a cada 40 minutos desde as 13:10 e leva 20 segundos para voltar. Renata",
    "nl": "Hallo, de kassa loopt sinds 13:10 elke 40 minuten vast en herstarten duurt 20 seconden. Femke",
    "ja": "お世話になっております。13:10から40分おきに画面が固まり、復帰に20秒かかります。\n桐生",
}
SWAPPED = [
    ("en", "The scanners have been dropping off since 14:10."),
    ("en", "The scanners drop off every 14 minutes."),
    ("en", "Reconnecting takes 50 seconds."),
    ("de", "Sie schreiben, dass die Kassen seit 14:10 Uhr einfrieren."),
    ("de", "Die Kassen frieren viertelstündlich ein."),
    ("fr", "La caisse redémarre toutes les 14 minutes."),
    ("es", "La aplicación se cierra desde las 14:10."),
    ("it", "Il server si riavvia ogni quattro minuti."),
    ("pt", "O sistema leva 50 segundos para voltar."),
    ("nl", "De kassa loopt elke 14 minuten vast."),
    ("ja", "14:10から画面が固まるとのご連絡をいただきました。"),
]
HONEST = [
    ("en", "Our engineers have been on it for two hours, and you will hear from us within 45 minutes."),
    (
        "en",
        "The scanners have been dropping off since 1:10 pm; reconnecting takes a third of a minute, about 20 seconds.",
    ),
    ("en", "The call took 30 minutes. Please wait 10 minutes and restart the scanner. It works again since 15:20."),
    ("de", "Unsere Technik arbeitet seit 15:20 Uhr daran. Unser Kundendienst ist von 7 bis 19 Uhr erreichbar."),
    ("de", "Die Kassen frieren alle zwei Drittel einer Stunde ein, also alle 40 Minuten."),
    ("fr", "Nous y travaillons depuis 15h20. Merci de patienter 5 minutes."),
    ("es", "Llevamos dos horas analizando los registros y le escribiremos antes de las 18:00."),
    ("it", "I nostri tecnici ci lavorano da mezz'ora; La aggiorneremo entro le 17:45."),
    ("pt", "Nossa equipe analisa os registros há duas horas. Retorno até as 18:00."),
    ("nl", "Onze technici zijn sinds 15:20 bezig; u hoort om 18:00 uur weer van ons."),
    ("ja", "技術部門が15:20から調査しております。2時間以内に改めてご連絡いたします。"),
]


def unsupported(language: str, text: str, kind: str = "update", issue: str | None = None) -> list[str]:
    """What a text tells without proof, as it is said to the engineer."""
    understood = shared_assistant().understand(
        issue or ISSUES[language],
        received_at="2026-11-20T15:00:00+01:00",
        now=NOW,
        with_matches=False,
    )
    report = checks.check_text(
        text, kind, issue=understood.issue, document=understood.document, now=NOW,
        language=language, language_of=lambda t: language_of([t]),
    )  # fmt: skip
    return [f.message for f in report.findings if f.id.endswith("UNSUPPORTED")]


@pytest.mark.parametrize(("language", "text"), SWAPPED)
def test_a_swapped_time_of_the_case_is_found(language: str, text: str) -> None:
    assert unsupported(language, text)


@pytest.mark.parametrize(("language", "text"), HONEST)
def test_our_own_times_and_other_words_for_the_same_pass(language: str, text: str) -> None:
    assert unsupported(language, text) == []


def test_a_brief_is_held_to_every_time_but_its_own_form() -> None:
    text = "## Issue Description\nScanners drop off every {} minutes.\n\n## What's Needed\n- **Deadline:** due by 18:30"
    assert unsupported("en", text.format(40), "brief") == []
    assert unsupported("en", text.format(45), "brief")


def test_the_message_says_what_was_looked_for_and_in_which_line_the_nearest_stands() -> None:
    issue = "Hello,\nthe export is broken.\nIt fails after 20 seconds.\nRegards\nPriya"
    (said,) = unsupported("en", "The export fails after 30 seconds.", issue=issue)
    assert "“30 seconds” (a length of time) is not in the issue" in said
    assert "“20 seconds”, line 3 of the issue: “It fails after 20 seconds.”" in said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Derselbe Fehler trat bei Nordwind auf."),
        ("de", "Kaminski meldete dasselbe."),
        ("de", "Techniker Kaminski sieht sich die Kassen an."),
        ("en", "Nordwind reported the same."),
        ("it", "Nordwind segnala lo stesso guasto."),
    ],
)
def test_a_single_unknown_name_is_found(language: str, text: str) -> None:
    assert unsupported(language, text)


def test_german_nouns_without_an_article_are_no_names() -> None:
    text = "Wir arbeiten mit Hochdruck daran und danken für Geduld und Verständnis. Bei Bedarf melden wir uns von Hand."
    assert unsupported("de", text) == []
