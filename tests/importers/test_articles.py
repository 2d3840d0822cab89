"""Articles in several languages, and titles of PDFs."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from assistant.importers.helpcenter import article, with_translations
from assistant.importers.rows import Placed

from .files import refusals, taken, write
from .test_documents import pdf

ENGLISH: dict[str, Any] = {
    "id": 360, "html_url": "https://v.example/hc/en-us/articles/360", "locale": "en-us", "source_locale": "en-us",
    "title": "Reset your VPN", "body": "<p>Press it.</p>", "draft": False, "updated_at": "2026-11-18T09:40:00Z",
    "user_segment_id": 7,
}  # fmt: skip
GERMAN = ENGLISH | {"locale": "de", "title": "VPN zurücksetzen", "body": "<p>Drück es.</p>"}


def test_an_article_in_another_language_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    found = taken(write(tmp_path, "hc.json", json.dumps({"articles": [ENGLISH, GERMAN]})))
    assert [(item.id, item.title) for item in found] == [("360", "Reset your VPN"), ("360/de", "VPN zurücksetzen")]


def test_a_draft_in_one_language_withdraws_that_one_only(tmp_path: Path) -> None:
    (refused,) = refusals(write(tmp_path, "hc.json", json.dumps({"articles": [ENGLISH, GERMAN | {"draft": True}]})))
    assert refused.withdrawn and refused.id == "360/de"


def test_translations_inside_an_article_are_read_and_for_the_same_readers() -> None:
    one = {"id": 9, "locale": "de", "title": "Titel", "body": "<p>deutsch</p>", "html_url": "https://v.example/hc/de/9"}
    row = ENGLISH | {"translations": [one | {"locale": "en-us"}, one]}
    first, other = [article(placed.row or {})[0] for placed in with_translations(iter([Placed(1, row)]))]
    assert (first["id"], other["id"]) == ("360", "360/de")
    assert (other["title"], other["audience"]) == ("Titel", "internal")
    assert other["url"] == "https://v.example/hc/de/9"


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Microsoft Word - kb-12.docx", "Raise max_rows to 1,000."),
        ("kb-12.indd", "Raise max_rows to 1,000."),
        ("untitled", "Raise max_rows to 1,000."),
        ("Export limits", "Export limits"),
        ("Documents you need", "Documents you need"),
    ],
)
def test_a_pdf_is_not_called_by_the_file_it_was_made_of(tmp_path: Path, told: str, title: str) -> None:
    made, held = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Raise max_rows to 1,000.")))), io.BytesIO()
    made.add_metadata({"/Title": told})
    made.write(held)
    (article,) = taken(write(tmp_path, "a.pdf", held.getvalue()))
    assert article.title == title
