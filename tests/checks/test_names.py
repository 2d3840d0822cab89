"""Another customer in a customer's text, whatever the wording; and what looks like a name and is none."""

import random

import pytest

from assistant import checks
from assistant.domain import Document, KnowledgeKind, Match
from assistant.pipeline import Assistant
from evals.case import load_cases
from evals.foreign import build_foreign
from evals.good_texts import written_texts
from evals.mutators import PHRASES, sentence_into
from tests.checks import made

ISSUE = made.document(
    "Since Monday the export to Sage stops at 40 of 212 rows with EXP-2107 at Kestrel Foods Ltd.",
    "Maria Lopez in accounts first saw it. Our logistics partner Orbital Freight sees no files either.",
    internal=("Joaquim: flag labels_bulk_v2 is on, see asm.queue.max_wait on 10.0.0.12",),
)
MERIDIA = Match(id="T-9", kind=KnowledgeKind.TICKET, title="Export stops", score=0.9, customer="Meridia Apotek GmbH")


def quotes(id: str, sentence: str, language: str, document: Document | None = ISSUE) -> list[str]:
    issue = made.issue(document) if document is not None else None
    report = checks.check_text(
        sentence, "update", issue, document, matches=(MERIDIA,), folder=made.POLICY_FOLDER, language=language
    )
    return [f.quote for f in report.findings if f.id == id]


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("en", "Brightwater Logistics sees it too.", "Brightwater Logistics"),
        ("en", "As with Nordwind GmbH, a restart cleared it.", "Nordwind GmbH"),
        ("en", "At Acme it is the same.", "Acme"),
        ("en", "The company Vandermeer had the same message.", "Vandermeer"),
        ("en", "It happened at Lindqvist Oy last month.", "Lindqvist Oy"),
        ("de", "Bei Nordwind ist es genauso.", "Nordwind"),
        ("de", "Wie Nordwind sehen auch Sie die Meldung.", "Nordwind"),
        ("de", "Die Firma Seeberger hat denselben Fehler gemeldet.", "Seeberger"),
        ("fr", "La société Verdanne rencontre le même problème.", "Verdanne"),
        ("fr", "Chez Bellefontaine, c'est pareil.", "Bellefontaine"),
        ("es", "Igual que en Textiles Oriol S.L., bastó con reiniciar.", "Oriol"),
        ("it", "L'azienda Cortellini ha visto la stessa cosa.", "Cortellini"),
        ("pt", "A Cerâmica Aveirense Lda também viu este erro.", "Cerâmica Aveirense"),
        ("nl", "Net als bij Van Rossum BV stopt de export.", "Rossum"),
        ("ja", "株式会社ミナトでも同じ問題が起きています。", "ミナト"),
        ("ja", "Globexでも同じ症状です。", "Globex"),
    ],
)
def test_a_firm_that_the_issue_does_not_know_is_another_customer(language: str, sentence: str, name: str) -> None:
    assert any(name in q for q in quotes("L-OTHER-CUSTOMER", sentence, language))


@pytest.mark.parametrize(
    "sentence",
    [
        "meridia apotek had it as well.",
        "MERIDIA reported identical symptoms.",
        "meridia-apotek's export stopped.",
        "It is Meridia's case, too.",
    ],
)
def test_a_matchs_customer_counts_in_any_spelling(sentence: str) -> None:
    assert quotes("L-OTHER-CUSTOMER", sentence, "en") == ["Meridia Apotek GmbH"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "At Kestrel Foods the export stops at row 40, as Maria Lopez saw."),
        ("en", "Orbital Freight sees no files either, as you told us."),
        ("en", "The same happens in Firefox and on Windows 11, and search was slow in Frankfurt."),
        ("en", "Chargebacks are also affected, and scheduling has the same limit."),
        ("en", "At Microsoft they confirmed the change in Outlook."),
        ("en", "The outage at our hosting provider Hetzner GmbH is over."),
        ("en", "Another customer has reported the same problem."),
        ("de", "Bei Importen und bei Zeile 40 tritt derselbe Fehler auf."),
        ("de", "Auch Kontoauszüge sind betroffen, genauso verhält sich die Vorschau."),
        ("de", "Das gleiche sehen wir bei Stromausfall."),
        ("fr", "Le même problème apparaît dans Firefox, l'Agent est aussi concerné."),
        ("es", "En Madrid también funciona. Las Facturas también están afectadas."),
        ("it", "Anche Prenotazioni hanno lo stesso errore."),
        ("pt", "Como no Excel, as linhas são cortadas. A Maria Lopez também viu a mensagem."),
        ("nl", "Ook Facturen zijn getroffen, net als in Chrome."),
        ("ja", "他のお客様からも同じ報告がありました。ブラウザでも発生します。"),
    ],
)  # fmt: skip
def test_what_the_customer_knows_and_ordinary_words_pass(language: str, sentence: str) -> None:
    assert quotes("L-OTHER-CUSTOMER", sentence, language) == []


def test_without_an_issue_only_a_legal_form_beside_the_same_trouble_is_sure() -> None:
    assert quotes("L-OTHER-CUSTOMER", "Nordwind GmbH reported the same problem.", "en", None)
    assert not quotes("L-OTHER-CUSTOMER", "Nordwind reported the same problem.", "en", None)


def test_a_name_of_any_other_case_is_held_back_in_nearly_every_good_text(bare: Assistant) -> None:
    texts = tuple(t for t in written_texts(bare) if t.kind == "update")
    foreign = build_foreign(load_cases(), texts)
    missed, planted = [], 0
    for text in texts:
        for phrase in PHRASES[text.language]["foreign_customer"]:
            chance = random.Random(f"{text.id} {phrase}")
            issue = text.understood.issue
            name = foreign.pick(
                "name", f"{issue.text} {text.text} {text.customer}", chance, spaced=text.language != "ja"
            )
            body = sentence_into(text.text, phrase.format(name=name), chance)
            report = checks.check_text(
                body, "update", issue, text.understood.document, now=text.now, language=text.language
            )
            planted += 1
            if not any(f.id == "L-OTHER-CUSTOMER" for f in report.findings):
                missed.append((text.language, phrase.format(name=name)))
    assert planted > 80 and len(missed) <= planted * 0.05, missed


@pytest.mark.parametrize(
    "spelt", ["labels bulk v2", "LABELS-BULK-V2", "labelsBulkV2", "asm queue max wait", "10 0 0 12"]
)
def test_an_internal_identifier_counts_in_any_spelling(spelt: str) -> None:
    assert quotes("L-INTERNAL-WORDS", f"We see {spelt} here.", "en")


def test_words_that_stand_together_by_chance_are_no_identifier() -> None:
    assert not quotes("L-INTERNAL-WORDS", "We print labels in bulk; the queue waits; 10 of 12 rows are through.", "en")


def noted_by(author: str, sentence: str, language: str = "en") -> list[str]:
    """What is held back of a sentence where a colleague of this name wrote the internal note."""
    notes = [m.model_copy(update={"author": author}) if m.author else m for m in ISSUE.messages]
    issue = ISSUE.model_copy(update={"messages": tuple(notes), "language": language})
    return quotes("L-INTERNAL-NAME", sentence, language, issue)


@pytest.mark.parametrize(
    ("author", "sentence", "language"),
    [
        ("Case", "Your contact for this case is Ines Okafor.", "en"),
        ("Case", "Case 4711 is open, and your Case TS-10022 stays with us.", "en"),
        ("Comment", "Thank you for your comment.\nComment: nothing is needed from you.", "en"),
        ("Support", "Our support looks after it.", "en"),
        ("Vorgang", "Wir melden uns zu diesem Vorgang bis morgen.", "de"),
    ],
)
def test_a_field_or_a_usual_word_taken_for_an_author_holds_no_letter_back(
    author: str, sentence: str, language: str
) -> None:
    assert noted_by(author, sentence, language) == []


@pytest.mark.parametrize(
    ("author", "sentence"),
    [("Mark", "I have asked Mark for the logs."), ("Selin Aydin", "selin aydin is looking at it.")],
)
def test_a_colleague_who_is_called_as_something_is_stays_a_colleague(author: str, sentence: str) -> None:
    assert any(author in q for q in noted_by(author, sentence))
