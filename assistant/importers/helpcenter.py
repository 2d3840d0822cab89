"""A knowledge article of a help centre: Zendesk, Intercom, Freshdesk, ServiceNow.

Shapes: developer.zendesk.com "Articles" (`body` is HTML, `draft`, `outdated`, `user_segment_id`),
developers.intercom.com "Articles" (`state`), developers.freshdesk.com "Solution articles" (`status` 1 draft,
2 published), ServiceNow's table `kb_knowledge` (`workflow_state`). A draft or a retired article is withdrawn: it is not
offered, and leaves the index where it was before. One that not everybody may read counts as internal: only public ones
may be cited to a customer.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from assistant.importers.fields import epoch, identifier, named, plain_value
from assistant.importers.markup import html_markdown
from assistant.importers.records import Row, Unfit
from assistant.importers.times import read_time

Fields = dict[str, Any]
"""Fields of `Article` by name."""


def _zendesk(row: Row) -> Fields:
    if row.get("draft") is True:
        raise Unfit("draft", "is a draft, not published", withdrawn=True)
    if row.get("outdated") is True:
        raise Unfit("outdated", "is marked as outdated", withdrawn=True)
    audience = "public" if row.get("user_segment_id") is None and not row.get("user_segment_ids") else "internal"
    return {"title": named(row.get("title")) or named(row.get("name")), "text": _markdown(row.get("body")),
            "audience": audience, "url": named(row.get("html_url")), "updated_at": _latest(row)}  # fmt: skip


def _intercom(row: Row) -> Fields:
    if row.get("state") != "published":
        raise Unfit("state", "is a draft, not published", withdrawn=True)
    return {"title": named(row.get("title")), "text": _markdown(row.get("body")), "url": named(row.get("url")),
            "updated_at": epoch(row, "updated_at", "created_at")}  # fmt: skip


def _freshdesk(row: Row) -> Fields:
    if row.get("status") in (1, "1", "draft"):
        raise Unfit("status", "is a draft, not published", withdrawn=True)
    body = row.get("description") or row.get("desc_un_html") or row.get("description_text")
    return {"title": named(row.get("title")), "text": _markdown(body), "url": named(row.get("url")),
            "updated_at": epoch(row, "updated_at", "modified_at", "created_at")}  # fmt: skip


def _servicenow(row: Row) -> Fields:
    state = (plain_value(row.get("workflow_state")) or "").casefold()
    if state and state != "published":
        raise Unfit("workflow_state", f"is {state}, not published", withdrawn=True)
    body = plain_value(row.get("text")) or plain_value(row.get("wiki"))
    # NOTE: who may read it stands in `can_read_user_criteria`; anything there narrows it
    audience = (
        "internal" if plain_value(row.get("can_read_user_criteria")) or plain_value(row.get("roles")) else "public"
    )
    return {"title": plain_value(row.get("short_description")), "text": _markdown(body), "audience": audience,
            "updated_at": read_time(plain_value(row.get("sys_updated_on")))}  # fmt: skip


_FITS: tuple[tuple[Callable[[Row], bool], Callable[[Row], Fields], tuple[str, ...]], ...] = (
    (lambda row: "body" in row and ("html_url" in row or "section_id" in row) and
                 ("locale" in row or "draft" in row) and "number" not in row, _zendesk, ("id",)),
    (lambda row: row.get("type") in ("article", "internal_article") and "title" in row, _intercom, ("id",)),
    (lambda row: ("folder_id" in row or "art_type" in row) and "title" in row and "description" in row, _freshdesk,
     ("id",)),
    (lambda row: "short_description" in row and ("text" in row or "wiki" in row) and
                 ("workflow_state" in row or "kb_knowledge_base" in row), _servicenow, ("number", "sys_id")),
)  # fmt: skip


def fits(row: Row) -> bool:
    """Whether this may be an article of one of the four."""
    return any(test(row) for test, _, _ in _FITS)


def article(row: Row) -> tuple[Fields, datetime | None]:
    """Fields of an article, and when it was last changed. Raises Unfit."""
    for test, read, ids in _FITS:
        if test(row):
            number = next((found for name in ids if (found := plain_value(row.get(name)))), None)
            fields = {"id": number or identifier(row, *ids), **read(row)}
            if not fields["title"]:
                raise Unfit("title", "is missing")
            if not fields["text"]:
                raise Unfit("body", "is empty")
            return {name: value for name, value in fields.items() if value is not None}, fields.get("updated_at")
    raise Unfit("", "is no article of a help centre that is known")


def _markdown(value: object) -> str:
    return html_markdown(value) if isinstance(value, str) else ""


def _latest(row: Row) -> datetime | None:
    """Zendesk: `updated_at` moves with votes and settings too, `edited_at` with the text; the later one counts."""
    times = [at for name in ("updated_at", "edited_at") if (at := epoch(row, name))]
    return max(times, default=None)
