"""Passages: where they stand, what they are cited with, and the address that opens there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Article, Ticket
from assistant.domain.issue import Visibility
from assistant.domain.knowledge import TimelineEntry
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.links import deep_link, heading_anchor
from assistant.retrieval.passages import PASSAGE_CHARACTERS, passages, text_of

FILLER = "The service keeps records of each change and shows them in the list. " * 30
LONG = Article(
    id="KB-9",
    title="Sign-in",
    text=f"# Sign-in\n{FILLER}\n## Fixing the clock\nSet the zebra time source on the gateway host.\n"
    f"## Other\n{FILLER}",
    url="https://docs.example/sign-in",
)


def test_a_long_article_is_found_and_cited_by_passage(index: KnowledgeIndex) -> None:
    index.add([LONG, Article(id="KB-8", title="Exports", text=FILLER)])
    found = index.search("zebra time source gateway host")[0]
    assert found.id == "KB-9"
    assert found.passage == "Set the zebra time source on the gateway host."
    assert (found.passage_start, found.passage_end) == (LONG.text.index("Set the"), LONG.text.index("\n## Other"))
    assert found.passage_url == (
        "https://docs.example/sign-in#fixing-the-clock:~:text=Set%20the%20zebra%20time%20source%20on%20the%20gateway"
    )
    assert found.snippet is not None and "zebra" in found.snippet


def test_a_thread_is_found_by_what_the_customer_said_later_and_not_by_our_notes(index: KnowledgeIndex) -> None:
    said = "We found out that it only happens when the zebra gateway is restarted during the nightly run of the export."
    note = TimelineEntry(text=f"Our giraffe secret: {said}", role="agent", visibility=Visibility.INTERNAL)
    thread = (TimelineEntry(text="hello", role="agent"), TimelineEntry(text=said, role="customer"), note)
    index.add([Ticket(id="1", title="Export", text="It stops.", timeline=thread)])
    found = index.search(said)[0]
    assert (found.passage_field, found.passage) == ("timeline.1", said)
    assert all("giraffe" not in passage.searched for passage in passages(index.get("1")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Fixing the clock", "fixing-the-clock"),
        ("What's new?", "whats-new"),
        ("Setup {#set-up}", "set-up"),
        ("??", None),
    ],
)
def test_anchors(heading: str, anchor: str | None) -> None:
    assert heading_anchor(heading) == anchor


def test_links_of_other_schemes_and_with_fragments() -> None:
    assert deep_link("javascript:alert(1)", anchor="a", text="one two three four") == "javascript:alert(1)"
    assert deep_link("https://x.example/a#b", anchor="c", text="") == "https://x.example/a#b"
    assert deep_link("https://x.example/a", anchor=None, text="**two** words") == "https://x.example/a"
    assert (
        deep_link("https://x.example", anchor=None, text="a-b, c & d")
        == "https://x.example#:~:text=a%2Db%2C%20c%20%26%20d"
    )


@settings(max_examples=60, deadline=None)
@given(st.text("ab #\n.é*`[](){}-", max_size=3_000), st.sampled_from([Ticket, Article]))
def test_every_passage_stands_where_it_says(text: str, kind: type) -> None:
    item = kind(id="1", title="T", text=text)
    for passage in passages(item):
        own = text_of(item, passage.field)
        assert 0 <= passage.start <= passage.end <= len(own)
        assert passage.end - passage.start <= PASSAGE_CHARACTERS or passage.field == "title"
        assert own[passage.start : passage.end].strip() in passage.searched or passage.field == "text"
