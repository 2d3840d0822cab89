"""Threads of forums are one ticket each; no answer is lost, and none becomes a ticket of its own."""

from pathlib import Path
from typing import Any

from assistant.domain import Ticket
from assistant.importers import forums
from assistant.importers.kinds import ticket_of

from .files import refusals, taken, write

ANSWER = '<p>See <a href="https://kb.acme.example/360">KB 360</a></p>'
QUESTION: dict[str, Any] = {
    "question_id": 71, "title": "VPN &quot;drops&quot;", "body": "<p>It drops &amp; fails</p>", "tags": ["vpn"],
    "link": "https://se.example/q/71", "creation_date": 1772359200, "owner": {"display_name": "jo"},
    "answers": [{"answer_id": 72, "is_accepted": True, "body": ANSWER, "owner": {"display_name": "sam"}}],
}  # fmt: skip
TOPIC: dict[str, Any] = {
    "id": 12, "title": "VPN drops", "tags": ["vpn"], "created_at": "2026-03-01T10:00:00.000Z", "archetype": "regular",
    "post_stream": {"posts": [
        {"id": 1, "username": "jo", "cooked": "<p>It drops</p>", "post_type": 1},
        {"id": 2, "username": "sam", "cooked": ANSWER, "post_type": 1, "accepted_answer": True},
        {"id": 3, "username": "lee", "cooked": "<p>Our node</p>", "post_type": 4, "moderator": True},
    ]},
}  # fmt: skip


def told(ticket: Ticket) -> list[tuple[str, str]]:
    return [(entry.visibility.value, entry.text.split(" (")[0]) for entry in ticket.timeline]


def test_a_question_keeps_its_answers_and_what_they_point_to() -> None:
    assert forums.fits(QUESTION)
    ticket = ticket_of(forums.conversation(QUESTION))
    assert (ticket.id, ticket.title, ticket.text) == ("71", 'VPN "drops"', "It drops & fails")
    assert told(ticket) == [("public", "It drops & fails"), ("public", "See KB 360")]
    assert ticket.resolution is not None and "https://kb.acme.example/360" in ticket.resolution


def test_whispers_among_staff_stay_internal() -> None:
    assert forums.fits(TOPIC)
    ticket = ticket_of(forums.conversation(TOPIC))
    assert (ticket.id, ticket.text, ticket.status) == ("12", "It drops", "solved")
    assert told(ticket) == [("public", "It drops"), ("public", "See KB 360"), ("internal", "Our node")]


def test_a_topic_that_staff_began_has_no_words_for_customers() -> None:
    posts = [{"id": 1, "username": "lee", "cooked": "<p>Our node lost it</p>", "staff": True}]
    assert ticket_of(forums.conversation(TOPIC | {"post_stream": {"posts": posts}})).text == "VPN drops"


def test_a_row_per_post_is_refused_with_what_to_do(tmp_path: Path) -> None:
    rows = (
        "1,1,VPN drops,My VPN drops\n1,2,VPN drops,See the article\n2,3,Login fails,It fails\n2,4,Login fails,Use it\n"
    )
    (refused,) = refusals(write(tmp_path, "f.csv", "thread_id,post_id,title,body\n" + rows))
    assert "rows are messages" in refused.why and "one record per thread" in refused.why


def test_answers_of_an_unknown_forum_are_read_as_internal_comments(tmp_path: Path) -> None:
    line = (
        '{"id": "q1", "title": "VPN drops", "question": "It drops", "answers": [{"body": "See https://kb.example/1"}]}'
    )
    (ticket,) = taken(write(tmp_path, "f.jsonl", line))
    assert isinstance(ticket, Ticket)
    assert told(ticket) == [("public", "It drops"), ("internal", "See https://kb.example/1")]


def test_texts_that_no_column_of_the_map_holds_are_asked_about(tmp_path: Path) -> None:
    line = '{"id": "q1", "title": "VPN drops", "question": "It drops", "findings": ["The node was down since noon"]}'
    (refused,) = refusals(write(tmp_path, "f.jsonl", line))
    assert "“findings” holds texts and would not be read" in refused.why


def test_a_text_given_twice_is_no_doubt(tmp_path: Path) -> None:
    words = "The export stops at half since Monday and nobody knows why it does, we tried it again several times"
    rows = f'id,subject,description,description_html\n1,Export,"{words}","<p>{words}</p>"\n'
    (ticket,) = taken(write(tmp_path, "f.csv", rows))
    assert ticket.text == words


def test_every_column_of_comments_is_read(tmp_path: Path) -> None:
    head = "Case Number,Subject,Description,Date/Time Opened,Case Comments,Internal Comments\n"
    (ticket,) = taken(write(tmp_path, "sf.csv", head + "1,VPN,It is down,2026-03-01 10:00,Please reboot,Bad node\n"))
    assert isinstance(ticket, Ticket) and ticket.created_at is not None
    assert told(ticket)[1:] == [("internal", "Please reboot"), ("internal", "Bad node")]
