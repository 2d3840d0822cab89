"""Documents and mails: Word, PDF, HTML pages, mailboxes."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from assistant.domain import Article, Ticket
from assistant.importers import Refused, read_items

from .files import refusals, taken, write

WORD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Export limits</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>Raise max_rows to 1,000.</w:t></w:r></w:p></w:body></w:document>"
)
STYLES = (
    '<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
)


def docx() -> bytes:
    held = io.BytesIO()
    kinds = "http://schemas.openxmlformats.org/package/2006"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{kinds}/content-types">'
                         '<Default Extension="xml" ContentType="application/xml"/></Types>')  # fmt: skip
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" '
                         f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{kinds}/relationships"><Relationship '
                         f'Id="r2" Type="{relation}/styles" Target="styles.xml"/></Relationships>')  # fmt: skip
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/document.xml", WORD)
    return held.getvalue()


def pdf(words: str) -> bytes:
    """The smallest PDF with one page of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode() if words else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table, start,
    )  # fmt: skip


def test_a_word_file_keeps_its_headings(tmp_path: Path) -> None:
    (article,) = taken(write(tmp_path, "limits.docx", docx()))
    assert isinstance(article, Article)
    assert (article.id, article.title) == ("limits.docx", "Export limits")
    assert article.text == "# Export limits\n\nRaise max_rows to 1,000."


def test_a_pdf_is_read_and_one_of_pictures_is_refused(tmp_path: Path) -> None:
    (article,) = taken(write(tmp_path, "a.pdf", pdf("Raise max_rows to 1,000.")))
    assert "Raise max_rows to 1,000." in article.text
    (refused,) = refusals(write(tmp_path, "b.pdf", pdf("")))
    assert "pictures" in refused.why
    (broken,) = refusals(write(tmp_path, "c.pdf", b"%PDF-1.4\nnonsense"))
    assert "cannot be read" in broken.why


def test_a_page_without_its_menus_and_scripts(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html><head><title>Limits | Docs</title></head><body><nav>Home About</nav><main>"
        "<h1>Export limits</h1><p>Raise <b>it</b>.</p><script>track()</script></main><footer>Imprint</footer></body>"
    )
    (article,) = taken(write(tmp_path, "kb/limits.html", page))
    assert (article.title, article.text) == ("Export limits", "# Export limits\n\nRaise it.")


MAILS = """From ana@frakt.example Wed Nov 18 09:40:00 2026
From: Ana Ruiz <ana@frakt.example>
To: support@vendor.example
Subject: =?utf-8?q?Labels_print_blank_=E2=80=93_help?=
Message-ID: <1@frakt.example>
Date: Wed, 18 Nov 2026 09:40:00 +0000
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>Since <b>Monday</b> every label is blank.</p>
--x--

From jo@vendor.example Wed Nov 18 10:00:00 2026
From: Jo Brandt <jo@vendor.example>
To: dev@vendor.example
Subject: Fwd: Labels print blank
Message-ID: <2@vendor.example>
References: <1@frakt.example>
Date: Wed, 18 Nov 2026 10:00:00 +0000

Our fault, do not tell them.

From jo@vendor.example Wed Nov 18 10:10:00 2026
From: Jo Brandt <jo@vendor.example>
To: Ana Ruiz <ana@frakt.example>
Subject: Re: Labels print blank
Message-ID: <3@vendor.example>
In-Reply-To: <1@frakt.example>
Date: Wed, 18 Nov 2026 10:10:00 +0000

We are looking into it.

On Wed, Ana Ruiz wrote:
> Since Monday every label is blank.

From bo@other.example Wed Nov 18 11:00:00 2026
From: Bo <bo@other.example>
To: support@vendor.example
Subject: Labels print blank
Message-ID: <4@other.example>
Date: Wed, 18 Nov 2026 11:00:00 +0000

Ours too.
"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_mailbox_is_one_ticket_per_thread(tmp_path: Path, packed: bool) -> None:
    content = gzip.compress(MAILS.encode()) if packed else MAILS.encode()
    first, other = taken(write(tmp_path, "support.mbox", content))
    assert isinstance(first, Ticket) and isinstance(other, Ticket)
    assert (first.id, first.title) == ("1@frakt.example", "Labels print blank – help")
    assert [(e.role, e.visibility.value, e.text) for e in first.timeline] == [
        ("customer", "public", "Since Monday every label is blank."),
        ("support", "internal", "Our fault, do not tell them."),
        ("support", "public", "We are looking into it."),
    ]
    # the same subject of another customer is another ticket
    assert (other.id, other.text) == ("4@other.example", "Ours too.")


def test_single_mails_of_a_folder_make_the_same_threads(tmp_path: Path) -> None:
    for number, part in enumerate(("\n" + MAILS).split("\nFrom ")[1:]):
        write(tmp_path, f"mails/{number}.eml", part.split("\n", 1)[1])
    assert [item.id for item in taken(tmp_path / "mails")] == ["1@frakt.example", "4@other.example"]


def test_a_mail_that_holds_nothing_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    empty = "From x Wed Nov 18 09:40:00 2026\nFrom: x@y.example\nMessage-ID: <9@y>\nDate: nonsense\n\n\n"
    found = list(read_items([write(tmp_path, "a.mbox", empty + MAILS)]))
    assert [type(item).__name__ for item in found] == ["Refused", "Ticket", "Ticket"]
    assert isinstance(found[0], Refused) and found[0].field == "Subject"
