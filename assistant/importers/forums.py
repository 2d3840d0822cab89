"""A thread of a forum: a topic of Discourse (`/t/<id>.json`), a question of Stack Exchange's API (`items`).

Shapes: docs.discourse.org "Get a single topic" (`post_stream.posts`, `cooked` is HTML, `post_type` 4 is a whisper),
api.stackexchange.com "Questions" with a filter that includes bodies and answers. Stack Exchange's API holds what
anybody reads. Discourse's holds staff's own topics too and does not say so: there only what others than staff wrote is
public.
"""

from html import unescape
from typing import Any

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import epoch, identifier, moment, named, objects, words
from assistant.importers.records import Conversation, Row, Said, Unfit

_REGULAR = 1
"""Discourse's `post_type` of what people write; others are whispers among staff and notes of what was done."""


def fits(row: Row) -> bool:
    """Whether this may be a thread of one of the two."""
    return "title" in row and ("question_id" in row or isinstance(row.get("post_stream"), dict) and "id" in row)


def identity(row: Row) -> str:
    """The id a thread is filed under. Raises Unfit."""
    return identifier(row, "question_id" if "question_id" in row else "id")


def conversation(row: Row) -> Conversation:
    """One thread. Raises Unfit."""
    return _question(row) if "question_id" in row else _topic(row)


def _question(row: Row) -> Conversation:
    said = [_of_stack_exchange(row, Role.CUSTOMER)]
    solved = ""
    for one in (*objects(row, "comments"), *objects(row, "answers")):
        said.append(_of_stack_exchange(one, Role.UNKNOWN))
        if one.get("is_accepted") is True:
            solved = said[-1].text
        said += [_of_stack_exchange(comment, Role.UNKNOWN) for comment in objects(one, "comments")]
    fields = _fields(row, unescape(named(row.get("title")) or ""), said[0].text, solved)
    fields |= {"url": named(row.get("link")), "created_at": epoch(row, "creation_date")}
    return Conversation("Question", fields, tuple(said), epoch(row, "last_activity_date", "creation_date"))


def _of_stack_exchange(one: Row, role: Role) -> Said:
    owner = named(one.get("owner"), "display_name")
    return Said(words(one.get("body")), unescape(owner) if owner else None, role, Visibility.PUBLIC,
                epoch(one, "creation_date"))  # fmt: skip


def _topic(row: Row) -> Conversation:
    posts = [post for post in objects(row["post_stream"], "posts") if not post.get("deleted_at")]
    author = posts[0].get("username") if posts else None
    said = [_post(post, author, named(row.get("archetype")) in (None, "regular")) for post in posts]
    solved = next((s.text for s, post in zip(said, posts, strict=True) if post.get("accepted_answer") is True), "")
    body = next((s.text for s in said if s.visibility is Visibility.PUBLIC), "")
    fields = _fields(row, named(row.get("title")) or "", body, solved) | {"created_at": moment(row, "created_at")}
    return Conversation("Topic", fields, tuple(said), moment(row, "last_posted_at", "created_at"))


def _post(post: Row, author: Any, open_topic: bool) -> Said:
    staff = any(post.get(name) is True for name in ("staff", "admin", "moderator"))
    public = open_topic and not staff and post.get("post_type", _REGULAR) == _REGULAR
    role = Role.SUPPORT if staff else Role.CUSTOMER if post.get("username") == author else Role.UNKNOWN
    visibility = Visibility.PUBLIC if public else Visibility.INTERNAL
    return Said(words(post.get("cooked")), named(post.get("name")) or named(post.get("username")), role, visibility,
                moment(post, "created_at"))  # fmt: skip


def _fields(row: Row, title: str, body: str, solved: str) -> dict[str, Any]:
    title = " ".join(title.split())
    if not title:
        raise Unfit("title", "is empty")
    tags = [named(tag, "name") for tag in row["tags"]] if isinstance(row.get("tags"), list) else []
    return {"id": identity(row), "title": title, "text": body or title, "tags": tuple(filter(None, tags)),
            "resolution": solved or None, "status": "solved" if solved else None}  # fmt: skip
