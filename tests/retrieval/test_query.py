"""Reducing a paste to a query."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.retrieval.query import HEADLINE_CHARACTERS, LEXICAL_HEAD, LEXICAL_TAIL, MEANING_CHARACTERS, read_query

MAIL = """From: someone@client.example
To: support@tessaro.example
Subject: RE: Export loses rows

Hi team,

our nightly export has fewer rows than the view.
2026-11-20 10:00:01 INFO starting
2026-11-20 10:00:02 ERROR EXP-2107 job timed out
    at com.tessaro.Export.run(Export.java:12)

Kind regards,
--
Someone, Client Ltd
"""


def test_a_mail_is_reduced_to_what_it_says() -> None:
    query = read_query(MAIL)
    assert query is not None
    assert query.headline == "Export loses rows"
    assert query.meaning == (
        "Export loses rows. our nightly export has fewer rows than the view."
        " 2026-11-20 10:00:02 ERROR EXP-2107 job timed out"
    )
    assert "EXP-2107" in query.words and "Client Ltd" in query.words


def test_the_first_line_that_says_something_is_the_headline() -> None:
    query = read_query("Hello,\n\nthe login loops\nfor everybody")
    assert query is not None
    assert (query.headline, query.meaning) == ("the login loops", "the login loops. for everybody")


def test_a_paste_of_nothing_but_log_is_still_a_query() -> None:
    query = read_query("2026-11-20 10:00:02 ERROR EXP-2107 job timed out")
    assert query is not None
    assert "EXP-2107" in query.headline


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400) | st.text("abc >:-\n\r\t#*=()[]{}\ud800\0.é", max_size=400))
def test_any_text_becomes_a_bounded_query_or_none(text: str) -> None:
    query = read_query(text)
    assert (query is None) == (
        not any(map(str.isalnum, text.encode("utf-8", "replace").decode().replace("?", "")))
    ) or query
    if query is not None:
        assert query.headline.strip() and len(query.headline) <= HEADLINE_CHARACTERS
        assert len(query.meaning) <= MEANING_CHARACTERS
        assert len(query.words) <= LEXICAL_HEAD + LEXICAL_TAIL + 1
        (query.headline + query.meaning + query.words).encode("utf-8")
