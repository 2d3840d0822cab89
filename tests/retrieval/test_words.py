"""Terms, identifiers and the words of an explanation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Ticket
from assistant.retrieval.explain import QueryWords, explain
from assistant.retrieval.identifiers import IdentifierKind, find_identifiers
from assistant.retrieval.words import compounds, foreign_stop_words, terms


def test_compounds_are_kept_whole_and_split() -> None:
    text = "fs.s3a.Timeout in NullPointerException, EXP-2107"
    assert list(compounds(text)) == ["fs.s3a.timeout", "exp-2107"]
    assert {"s3a", "timeout", "nullpointerexcept", "null", "pointer", "exp", "2107"} <= set(terms(text))


def test_terms_of_one_word_agree_whatever_its_form() -> None:
    assert set(terms("Exports exporting EXPORTED")) == set(terms("export"))


def test_accents_and_stop_words() -> None:
    assert list(terms("die Übersicht of the")) == list(terms("die ubersicht"))


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("shows EXP-2107.", IdentifierKind.ERROR_CODE, "exp-2107"),
        ("code 0x80070005", IdentifierKind.ERROR_CODE, "0x80070005"),
        ("ERR_SSL_PROTOCOL", IdentifierKind.ERROR_CODE, "err_ssl_protocol"),
        ("see ENG-20417", IdentifierKind.REFERENCE, "eng-20417"),
        ("fix CVE-2022-1471 now", IdentifierKind.REFERENCE, "cve-2022-1471"),
        ("java.io.FileNotFoundException: x", IdentifierKind.EXCEPTION, "filenotfoundexception"),
        ("GET /v3/exports/8812 fails", IdentifierKind.ENDPOINT, "/v0/exports/0"),
        ("set fs.s3a.connection.timeout", IdentifierKind.NAME, "fs.s3a.connection.timeout"),
    ],
)
def test_identifiers(text: str, kind: IdentifierKind, key: str) -> None:
    found = find_identifiers(text)
    assert found[key].kind is kind


def test_hosts_mails_and_versions_are_no_identifiers() -> None:
    assert find_identifiers("write to a.b@help.tessaro.example, api.tessaro.example, version 2026.38 or 4.12.1") == {}


@given(st.text(max_size=300))
def test_every_text_has_terms_and_identifiers(text: str) -> None:
    assert all(terms(text))
    assert all(
        all(part in text for part in found.shown.split(" "))  # a Python frame is file and function
        for found in find_identifiers(text).values()
    )


def test_an_explanation_joins_neighbours_and_names_what_is_shared() -> None:
    rarity = {"comput": 3.0, "column": 2.5, "export": 1.0}
    query = QueryWords.read(
        "Exports with a computed column fail", lambda stems: {stem: rarity.get(stem, 0.0) for stem in stems}
    )
    item = Ticket(
        id="1", title="Rows lost", text="Hello.\nA computed column in the export was the cause, it seems.\nBye."
    )
    found = explain(query, item, 0.712)
    sentence = "A computed column in the export was the cause, it seems."
    assert found.why[:2] == ("shares: computed column, exports", "similar in meaning (0.71)")
    assert found.why[2] == f"says the same: “Exports with a computed column fail” / “{sentence}”"
    assert [(pair.asked, pair.recorded) for pair in found.aligned] == [
        ("Exports with a computed column fail", sentence)
    ]
    assert found.snippet == "A computed column in the export was the cause, it seems."


def test_a_match_with_nothing_in_common_says_so() -> None:
    query = QueryWords.read("alpha", lambda stems: dict.fromkeys(stems, 1.0))
    found = explain(query, Ticket(id="1", title="beta", text="gamma"), 0.1)
    assert found.why == ("little in common; the closest there is",)


def test_a_language_s_small_words_tell_nothing_in_that_language_only() -> None:
    german = "Seit Freitag können sich unsere Kollegen nicht mehr anmelden und der Export ist auch nicht da"
    left_out = foreign_stop_words(german)
    assert {"nicht", "sich", "der"} <= left_out and not {"freitag", "export", "anmelden"} & left_out
    assert (
        foreign_stop_words("The workers die as soon as the job is started, and we cannot see why that is so") == set()
    )
    assert foreign_stop_words("nicht") == set()


def test_the_top_frames_of_a_trace_are_names_and_the_rest_is_not() -> None:
    java = "java.io.IOException: x\n" + "".join(f"\tat com.acme.Export{n}.run(Export.java:{n})\n" for n in range(9))
    frames = [found.shown for found in find_identifiers(java).values() if found.kind is IdentifierKind.FRAME]
    assert frames == ["Export0.run", "Export1.run", "Export2.run"]
    assert not any("export8" in key for key in find_identifiers(java))
    python = (
        'Traceback:\n  File "/a/main.py", line 1, in main\n    go()\n  File "/a/lib.py", line 2, in go\nKeyError: 1'
    )
    frames = [found.shown for found in find_identifiers(python).values() if found.kind is IdentifierKind.FRAME]
    assert frames[0] == "lib.py go", "Python names the failing one last"
