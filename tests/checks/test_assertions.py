"""What a customer text may assert in words alone: only what the issue, a public article or an ending update holds."""

import pytest

from assistant import checks
from assistant.domain import Role, UpdateKind
from tests.checks.made import NOW, document, issue

ABOUT_US = {"T-CONCESSION", "T-ASKS-SECRET", "T-GUARANTEE", "T-FIX-PROMISE", "T-DATA-CLAIM", "T-UNCONFIRMED-CAUSE",
            "T-UNCONFIRMED-FIX", "L-INTERNAL-TERM", "L-OTHERS-AFFECTED", "T-BLAME", "T-SPECULATION"}  # fmt: skip


def _found(
    sentence: str,
    *lines: str,
    language: str = "en",
    role: Role = Role.CUSTOMER,
    kind: UpdateKind = UpdateKind.PROGRESS,
    internal: tuple[str, ...] = (),
) -> set[str]:
    paste = document(
        *(lines or ("The export to PDF stops at page 3.",)), language=language, role=role, internal=internal
    )
    report = checks.check_text(
        sentence, "update", issue=issue(paste), document=paste, now=NOW, language=language, update_kind=kind
    )
    return {f.id for f in report.findings} & ABOUT_US


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "The trouble came from a broken index on our side.", "T-UNCONFIRMED-CAUSE"),
        ("en", "Exports are working again.", "T-UNCONFIRMED-FIX"),
        ("en", "You will receive a credit for this week.", "T-CONCESSION"),
        ("en", "Please share your login details with me.", "T-ASKS-SECRET"),
        ("en", "We guarantee that nothing like it follows.", "T-GUARANTEE"),
        ("en", "We expect the repair to take two days.", "T-FIX-PROMISE"),
        ("en", "It will be resolved before your deadline.", "T-FIX-PROMISE"),
        ("en", "Your files are safe.", "T-DATA-CLAIM"),
        ("en", "We handle this as SEV3.", "L-INTERNAL-TERM"),
        ("en", "Other customers report the same.", "L-OTHERS-AFFECTED"),
        ("en", "This is the fault of the storage team.", "T-BLAME"),
        ("en", "Your colleague overlooked the notice.", "T-BLAME"),
        ("de", "Ihre Mitarbeiterin hat wohl den falschen Haken gesetzt.", "T-BLAME"),
        ("de", "Das kommt von Ihrer veralteten Konfiguration.", "T-BLAME"),
        ("fr", "Votre collègue a sélectionné le mauvais fichier.", "T-BLAME"),
        ("es", "Ustedes configuraron mal la impresora.", "T-BLAME"),
        ("it", "Il vostro amministratore ha impostato male i permessi.", "T-BLAME"),
        ("pt", "O seu administrador configurou mal as permissões.", "T-BLAME"),
        ("nl", "Uw beheerder heeft de rechten verkeerd ingesteld.", "T-BLAME"),
        ("ja", "お客様の設定に誤りがあったことが原因です。", "T-BLAME"),
    ],
)
def test_an_unsupported_assertion_is_told(language: str, sentence: str, expected: str) -> None:
    assert expected in _found(sentence, language=language)


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not know the cause yet.",
        "I will write to you as soon as it works again.",
        "Please replace your API key in the settings.",
        "Never send a password by mail.",
        "We are examining whether any files were lost.",
        "We cannot promise a date for the repair.",
        "You asked for a refund, and our billing desk has your request.",
        "The mistake is ours, and we apologise.",
        "Please check your settings under Export.",
    ],
)
def test_an_honest_sentence_passes(sentence: str) -> None:
    assert not _found(sentence)


@pytest.mark.parametrize(
    ("sentence", "line", "role"),
    [
        ("Your files are safe.", "Our engineer checked it: all files are safe.", Role.SUPPORT),
        ("You will receive a credit.", "We will give you a credit for this week.", Role.SUPPORT),
        ("The export works again.", "Since noon the export works again.", Role.CUSTOMER),
        ("Several customers are affected as well.", "Several of our customers are affected as well.", Role.CUSTOMER),
        ("The export failed because the index was broken.", "It failed because an index was broken.", Role.SUPPORT),
        ("We treat it as the P1 that you asked for.", "Please treat this as P1.", Role.CUSTOMER),
    ],
)
def test_what_the_issue_says_may_be_passed_on(sentence: str, line: str, role: Role) -> None:
    assert not _found(sentence, line, role=role)


def test_a_promise_the_customer_only_wishes_for_is_none_of_ours() -> None:
    assert "T-CONCESSION" in _found("You will receive a credit.", "We get a credit for this, I hope.")


def test_the_contrary_of_what_the_issue_says_is_no_support() -> None:
    assert "T-DATA-CLAIM" in _found("No files were lost.", "Some of our files were lost.")


def test_what_only_an_internal_note_says_of_others_stays_inside() -> None:
    told = _found("Several customers are affected.", internal=("Several customers are affected, see the board.",))
    assert "L-OTHERS-AFFECTED" in told


def test_an_update_that_ends_the_case_may_bring_the_news() -> None:
    text = "The export works again. The cause was a broken index."
    assert not _found(text, kind=UpdateKind.RESOLUTION)
    assert _found(text, kind=UpdateKind.PROGRESS) == {"T-UNCONFIRMED-CAUSE", "T-UNCONFIRMED-FIX"}
