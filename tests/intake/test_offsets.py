"""Whatever is pasted, every span leads back to the raw text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.issue import Document, SpanKind
from assistant.errors import UnreadableInput
from assistant.intake import decode, read_issue

_FRAGMENTS = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        " ",
        "\t",
        "> ",
        ">> ",
        "- ",
        "1. ",
        "* ",
        "• ",
        "### ",
        "**",
        "_",
        "`",
        "```\n",
        "{code}",
        "h3. ",
        "|",
        " | ",
        "---",
        "-- \n",
        "===",
        "From: A B <a@b.example>\n",
        "To: support@c.example\n",
        "Subject: Re: x\n",
        "Date: Tue, 3 Nov 2026 10:11:20 +0100\n",
        "Von: Eva\n",
        "Gesendet: 3.11.2026 10:00\n",
        "On Tue, 3 Nov 2026 at 10:00, A <a@b.example> wrote:\n",
        "-----Original Message-----\n",
        "Internal note:\n",
        "[INTERNAL] ",
        "Comment 2 — Ann (agent), public reply, 2026-11-03 10:00\n",
        "[09:14] Ann: hello\n",
        "[09:15] Tom (support): hi\n",
        "Ann  9:14 AM\n",
        "Wed 18/11 08:07  Ann (Acme): hello\n",
        "17/Nov 16:45 Dev Patel: hi\n",
        "if the 11:00 truck leaves\n",
        "PHONE NOTE - K. Abara - 20/11/2026 15:35\n",
        "Work notes (newest first)\n",
        "Reporter: Ann\n",
        "Case 1      Status: Pending internal\n",
        "Hello,\n",
        "Tom: yes\n",
        "Ann: no\n",
        "Version: 3.2\n",
        "Steps to reproduce:\n",
        "Best regards,\nAnn\n",
        "<p>",
        "</p>",
        "<br>",
        "<div>",
        "</div>",
        "<table><tr><td>",
        "</td><td>",
        "</td></tr></table>",
        "<pre>",
        "</pre>",
        "<li>",
        "<ul>",
        "&amp;",
        "&nbsp;",
        "&lt;",
        "&#39;",
        "&NotEqualTilde;",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<blockquote>",
        "</blockquote>",
        "<",
        "&",
        "at a.b.C.d(E.java:1)\n",
        "2026-11-03 10:00:00 ERROR x\n",
        '{"a": 1}\n',
        "GET /x HTTP/1.1\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "MIME-Version: 1.0\n",
        "=C3=BC",
        "=\n",
        "Hello. We cannot log in! Why? ",
        "e.g. this",
        "動きません。困っています。",
        "é",
        "😀",
        "\u2028",
        "\x0c",
        "\ufeff",
        "a",
        "B",
        "9",
        ":",
        "：",
        ".",
        "…",
        '"',
        "“",
        "”",
    ]
)
PASTES = st.one_of(
    st.text(max_size=200),
    st.lists(_FRAGMENTS, max_size=30).map("".join),
    st.lists(st.one_of(_FRAGMENTS, st.text(max_size=8)), max_size=20).map("".join),
)


def assert_traceable(document: Document) -> None:
    raw = document.text
    reached = 0
    for number, span in enumerate(sorted(document.spans, key=lambda s: s.start), start=1):
        assert span.id == f"L{number}"
        assert reached <= span.start < span.end <= len(raw)
        reached = span.end
        assert span.text == span.text.strip() != ""
        assert 0 <= span.message < len(document.messages)
        if span.offsets is None:
            assert raw[span.start : span.end] == span.text
        else:
            assert len(span.offsets) == len(span.text)
            assert (span.start, span.end) == (span.offsets[0], span.offsets[-1] + 1)
            assert list(span.offsets) == sorted(span.offsets)
        for low in range(0, len(span.text), max(1, len(span.text) // 7)):
            for high in range(low + 1, len(span.text) + 1, max(1, len(span.text) // 5)):
                evidence = document.evidence(span, low, high)
                assert evidence.quote == raw[evidence.start : evidence.end]
        message = document.messages[span.message]
        assert message.start <= span.start and span.end <= message.end
    for omission in document.left_out:
        assert 0 <= omission.start < omission.end <= len(raw)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PASTES)
def test_every_span_leads_back(raw: str) -> None:
    try:
        document = read_issue(raw)
    except UnreadableInput:
        return
    assert document.text == raw
    assert_traceable(document)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=80))
def test_nothing_is_lost_from_plain_text(raw: str) -> None:
    """Letters of a plain line are all in some span, in order."""
    if not any(character.isalnum() for character in raw):
        return
    document = read_issue(raw)
    covered = set()
    for span in document.spans:
        covered.update(span.offsets or range(span.start, span.end))
    markup = sum(1 for at, character in enumerate(raw) if character.isalpha() and at not in covered)
    assert markup <= 8, f"{markup} letters of {raw!r} are in no span"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        assert_traceable(read_issue(raw))
    except UnreadableInput as refusal:
        assert refusal.tip


@pytest.mark.parametrize(
    "raw", [b"", b"  \n\t ", b"\x89PNG\r\n\x1a\n0000", b"PK\x03\x04abc", b"\x00\x01\x02\x03" * 40, "\u200b \n".encode()]
)
def test_what_is_no_text_is_refused_in_one_line(raw: bytes) -> None:
    with pytest.raises(UnreadableInput) as refusal:
        decode(raw) if raw.strip() and not raw.startswith(b"\xe2") else read_issue(raw)
    assert "\n" not in str(refusal.value)
    assert refusal.value.tip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_decode_reads_the_usual_encodings(encoding: str) -> None:
    words = "Sehr geehrte Damen und Herren, die Größe der Datei überschreitet 5 MB. Bitte prüfen Sie das für München."
    assert decode(words.encode(encoding)) == words


def test_offsets_lead_through_wraps_and_quote_marks() -> None:
    raw = (
        "On Tue, 3 Nov 2026 at 10:00, Ann <ann@acme.example> wrote:\n"
        "> The export of the long customer report fails with error 504\n> since Monday.\n"
    )
    document = read_issue(raw)
    span = next(span for span in document.spans if span.kind is SpanKind.PROSE)
    assert span.text == "The export of the long customer report fails with error 504 since Monday."
    at = span.text.index("504")
    assert document.evidence(span, at, at + 3).quote == "504"
