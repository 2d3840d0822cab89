"""A knowledge article of a help centre: Zendesk, Intercom, Freshdesk, ServiceNow.

Shapes: developer.zendesk.com "Articles" (`body` is HTML, `draft`, `outdated`, `user_segment_id`),
developers.intercom.com "Articles" (`state`), developers.freshdesk.com "Solution articles" (`status` 1 draft,
2 published), ServiceNow's table `kb_knowledge` (`workflow_state`). A draft or a retired article is withdrawn: it is not
offered, and leaves the index where it was before. One that not everybody may read counts as internal: only public ones
may be cited to a customer.

An article in another language than the one it was written in is a record of its own (`360/de`), so that one language
does not take the place of another; the one it was written in keeps the plain id.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.importers.fields import epoch, identifier, named, plain_value
from assistant.importers.markup import html_markdown
from assistant.importers.records import Row, Unfit
from assistant.importers.rows import Placed
from assistant.importers.times import read_time

Fields = dict[str, Any]
"""Fields of `Article` by name."""
_OF_ONE_LANGUAGE = (
    "translations",
    "url",
    "html_url",
    "title",
    "name",
    "body",
    "updated_at",
    "edited_at",
    "draft",
    "outdated",
)
"""Fields of an article that a translation of it has of its own, or not at all."""


def _zendesk(row: Row) -> Fields:
    if row.get("draft") is True:
        raise Unfit("draft", "is a draft, not published", withdrawn=True)
    if row.get("outdated") is True:
        raise Unfit("outdated", "is marked as outdated", withdrawn=True)
    if row.get("hidden") is True:
        raise Unfit("hidden", "is hidden, not published", withdrawn=True)
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


def _written_in(row: Row) -> str:
    """What tells a translation from the article it was made of: `/de`; empty for the article itself."""
    locale, source = plain_value(row.get("locale")), plain_value(row.get("source_locale"))
    translated = locale and ("source_id" in row or source is not None and source.casefold() != locale.casefold())
    return f"/{locale}" if translated else ""


_FITS: tuple[tuple[Callable[[Row], bool], Callable[[Row], Fields], tuple[str, ...]], ...] = (
    (lambda row: "body" in row and ("html_url" in row or "section_id" in row) and
                 ("locale" in row or "draft" in row) and "number" not in row and
                 row.get("source_type", "Article") == "Article", _zendesk, ("source_id", "id")),
    (lambda row: row.get("type") in ("article", "internal_article") and "title" in row, _intercom, ("id",)),
    (lambda row: ("folder_id" in row or "art_type" in row) and "title" in row and "description" in row, _freshdesk,
     ("id",)),
    (lambda row: "short_description" in row and ("text" in row or "wiki" in row) and
                 ("workflow_state" in row or "kb_knowledge_base" in row), _servicenow, ("number", "sys_id")),
)  # fmt: skip


def fits(row: Row) -> bool:
    """Whether this may be an article of one of the four."""
    return any(test(row) for test, _, _ in _FITS)


def with_translations(rows: Iterator[Placed]) -> Iterator[Placed]:
    """The same records, each followed by the translations it holds (Zendesk, `?include=translations`)."""
    for placed in rows:
        yield placed
        row = placed.row or {}
        held = row.get("translations")
        for number, other in enumerate(held if isinstance(held, list) and fits(row) else (), 1):
            if isinstance(other, dict) and "body" in other and other.get("locale") not in (None, row.get("locale")):
                inside = ".".join(filter(None, (placed.inside, f"translations[{number}]")))
                whole = {key: value for key, value in row.items() if key not in _OF_ONE_LANGUAGE}
                yield replace(placed, row=whole | other | {"source_id": row.get("id")}, inside=inside)


def identity(row: Row) -> str:
    """The id an article is filed under. Raises Unfit."""
    ids = next((ids for test, _, ids in _FITS if test(row)), ("id",))
    shown = {name: plain_value(row.get(name)) for name in ids}
    return identifier(shown, *ids) + _written_in(row)


def article(row: Row) -> tuple[Fields, datetime | None]:
    """Fields of an article, and when it was last changed. Raises Unfit."""
    for test, read, _ in _FITS:
        if test(row):
            number = identity(row)
            try:
                fields = {"id": number, **read(row)}
                if not fields["title"]:
                    raise Unfit("title", "is missing")
                if not fields["text"]:
                    raise Unfit("body", "is empty")
            except Unfit as unfit:
                unfit.id = number
                raise
            return {name: value for name, value in fields.items() if value is not None}, fields.get("updated_at")
    raise Unfit("", "is no article of a help centre that is known")


def _markdown(value: object) -> str:
    return html_markdown(value) if isinstance(value, str) else ""


def _latest(row: Row) -> datetime | None:
    """Zendesk: `updated_at` moves with votes and settings too, `edited_at` with the text; the later one counts."""
    times = [at for name in ("updated_at", "edited_at") if (at := epoch(row, name))]
    return max(times, default=None)
