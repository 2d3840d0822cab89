"""Real-looking pastes in several languages: what is recognised, who speaks, what each span is."""

# ruff: noqa: E501 - the pastes are kept as they would be pasted

import pytest

from assistant.domain.issue import Document, PasteFormat, Role, SpanKind, Visibility
from assistant.intake import read_issue
from tests.intake.test_offsets import assert_traceable


def read(raw: str) -> Document:
    document = read_issue(raw)
    assert_traceable(document)
    return document


def words(document: Document, kind: SpanKind) -> list[str]:
    return [span.text for span in document.spans if span.kind is kind]


def roles(document: Document) -> list[Role]:
    return [message.role for message in document.messages]


MAIL_EN = """From: Dana Reed <dana@acme.example>
To: support@vendor.example
Date: Tue, 3 Nov 2026 09:14:00 +0100
Subject: Re: Export fails

Hi Tomasz,

the nightly export still fails for all 40 users, see e.g. order 12.
We need it by Friday!

Best regards,
Dana Reed
Head of Operations
+49 30 1234567

This e-mail and any attachments are confidential.

On Mon, 2 Nov 2026 at 17:00, Tomasz Kowal <tomasz@vendor.example> wrote:
> Hi Dana,
>
> thanks for reaching out. Could you send the log?
>
> On Mon, 2 Nov 2026 at 15:00, Dana Reed <dana@acme.example> wrote:
>> The export fails.
"""


def test_english_thread() -> None:
    document = read(MAIL_EN)
    assert (document.format, document.language, document.subject) == (PasteFormat.MAIL, "en", "Export fails")
    assert roles(document) == [Role.CUSTOMER, Role.SUPPORT, Role.CUSTOMER]
    assert [message.quoted for message in document.messages] == [False, True, True]
    assert [message.author for message in document.messages] == ["Dana Reed", "Tomasz Kowal", "Dana Reed"]
    assert document.messages[0].sent_at is not None and document.messages[0].sent_at.tzinfo is not None
    assert document.messages[1].sent_at is not None and document.messages[1].sent_at.tzinfo is None
    assert "the nightly export still fails for all 40 users, see e.g. order 12." in words(document, SpanKind.PROSE)
    assert words(document, SpanKind.SIGNATURE) == [
        "Best regards,",
        "Dana Reed",
        "Head of Operations",
        "+49 30 1234567",
        "This e-mail and any attachments are confidential.",
    ]


@pytest.mark.parametrize(
    ("language", "raw"),
    [
        ("de", "Von: Eva Lang <eva@kunde.example>\nGesendet: Dienstag, 3. November 2026 09:14\nAn: support@firma.example\n"
               "Betreff: Anmeldung\n\nwir können uns seit heute nicht mehr anmelden.\n\nMit freundlichen Grüßen\nEva Lang\n\n"
               "Am 02.11.2026 um 10:00 schrieb Firma Support <support@firma.example>:\n> Vielen Dank für Ihre Nachricht.\n"),
        ("fr", "De : Luc Petit <luc@client.example>\nEnvoyé : mardi 3 novembre 2026 09:14\nÀ : aide@firme.example\n"
               "Objet : Connexion\n\nnous ne pouvons plus nous connecter depuis ce matin.\n\nCordialement,\nLuc Petit\n\n"
               "Le 2 novembre 2026 à 10:00, Aide <aide@firme.example> a écrit :\n> Merci pour votre message.\n"),
        ("es", "De: Ana Ruiz <ana@cliente.example>\nEnviado: martes, 3 de noviembre de 2026 9:14\nPara: soporte@firma.example\n"
               "Asunto: Acceso\n\nno podemos entrar desde esta mañana.\n\nSaludos,\nAna Ruiz\n\n"
               "El 2 nov 2026 a las 10:00, Soporte <soporte@firma.example> escribió:\n> Gracias por contactar.\n"),
        ("pt", "De: Rui Sá <rui@cliente.example>\nEnviado: terça-feira, 3 de novembro de 2026 09:14\nPara: suporte@firma.example\n"
               "Assunto: Acesso\n\nnão conseguimos entrar desde hoje de manhã.\n\nAtenciosamente,\nRui Sá\n\n"
               "Em 02/11/2026 10:00, Suporte <suporte@firma.example> escreveu:\n> Obrigado pelo contato.\n"),
        ("it", "Da: Gino Riva <gino@cliente.example>\nInviato: martedì 3 novembre 2026 09:14\nA: assistenza@ditta.example\n"
               "Oggetto: Accesso\n\nda stamattina non riusciamo più ad accedere.\n\nCordiali saluti\nGino Riva\n\n"
               "Il 2 nov 2026 alle ore 10:00, Assistenza <assistenza@ditta.example> ha scritto:\n> Grazie per averci contattato.\n"),
        ("nl", "Van: Jan Bos <jan@klant.example>\nVerzonden: dinsdag 3 november 2026 09:14\nAan: support@firma.example\n"
               "Onderwerp: Inloggen\n\nwij kunnen sinds vanochtend niet meer inloggen.\n\nMet vriendelijke groet,\nJan Bos\n\n"
               "Op 2 nov. 2026 om 10:00 schreef Support <support@firma.example>:\n> Bedankt voor uw bericht.\n"),
        ("ja", "差出人: 佐藤 <sato@kokyaku.example>\n送信日時: 2026年11月3日 9:14\n宛先: support@firma.example\n"
               "件名: ログイン\n\n今朝からログインできません。ご確認ください。\n\nよろしくお願いいたします。\n佐藤\n"),
    ],
)  # fmt: skip
def test_mail_in_seven_languages(language: str, raw: str) -> None:
    document = read(raw)
    assert (document.format, document.language) == (PasteFormat.MAIL, language)
    assert document.subject
    assert document.messages[0].role is Role.CUSTOMER
    assert document.messages[0].sent_at is not None
    assert len(words(document, SpanKind.SIGNATURE)) >= 2
    if language != "ja":
        assert document.messages[1].role is Role.SUPPORT
        assert document.messages[1].quoted
        assert document.messages[1].sent_at is not None


@pytest.mark.parametrize(
    "raw",
    [
        "[09:14] Mia: hi, the sync is stuck again\n[09:15] Tom (support): Hi Mia, which version?\n[09:16] Mia: 4.2\n",
        "09:14 Mia: hi, the sync is stuck again\n09:15 Tom (support): Hi Mia, which version?\n09:16 Mia: 4.2\n",
        "Mia (Customer) 09:14\nhi, the sync is stuck again\n\nTom (Support) 09:15\nHi Mia, which version?\n",
        "Mia  9:14 AM\nhi, the sync is stuck again\nTom  9:15 AM\nHi Mia, could you tell me which version?\nMia  9:16 AM\n4.2\n",
        "2026-11-03 09:14:22 - Mia: hi, the sync is stuck\n2026-11-03 09:15:02 - Tom (support): Hi Mia, which version?\n",
        "Mia: hi, the sync is stuck again\nTom (support): Hi Mia, which version?\nMia: 4.2\nTom (support): thanks\n",
        "**Mia (Acme)** 08:02\nthe sync is stuck again\n\n**Tom - Vendor help** 08:06\nHi Mia! Which version?\n\n**Mia (Acme)** 08:09\n4.2\n",
    ],
)
def test_chats(raw: str) -> None:
    document = read(raw)
    assert document.format is PasteFormat.CHAT
    assert document.messages[0].author == "Mia"
    assert roles(document)[:2] == [Role.CUSTOMER, Role.SUPPORT]


def test_fields_are_no_chat() -> None:
    document = read("Version: 3.2\nBrowser: Chrome 126\nOS: macOS 15\nBrowser - Firefox\n\nIt crashes when I save.\n")
    assert document.format is not PasteFormat.CHAT
    assert words(document, SpanKind.FIELD)[:3] == ["Version: 3.2", "Browser: Chrome 126", "OS: macOS 15"]


TICKET = """Ticket #48213
Status: Open
Priority: High
Requester: Dana Reed

Comment 1 — Dana Reed (customer), public, 2026-11-03 09:14
The export fails with error 504. 40 users are blocked.

Comment 2 — Tomasz Kowal (agent), public reply, 2026-11-03 10:00
Hello Dana, thank you for the report.

Internal note — Tomasz Kowal, 2026-11-03 10:05
Same as ENG-771, third customer this week.
"""


def test_ticket_export() -> None:
    document = read(TICKET)
    assert document.format is PasteFormat.TICKET
    assert roles(document)[1:] == [Role.CUSTOMER, Role.SUPPORT, Role.SUPPORT]
    assert [message.visibility for message in document.messages][-1] is Visibility.INTERNAL
    assert document.messages[3].author == "Tomasz Kowal"
    assert words(document, SpanKind.FIELD) == [
        "Ticket #48213",
        "Status: Open",
        "Priority: High",
        "Requester: Dana Reed",
    ] or words(document, SpanKind.FIELD) == ["Status: Open", "Priority: High", "Requester: Dana Reed"]


@pytest.mark.parametrize(
    "mark",
    [
        "Internal note:", "[INTERNAL]", "--- internal ---", "--- internal note (Jonas, L1) ---", "Private note", "Interne Notiz:", "Note interne :", "Nota interna",
        "[nota interna, 19/11 15:04, Ana]", "== internal, from CRM sidebar ==", "### Comment, Jonas Meier, internal", "h3. Comment, Jonas Meier, internal", "-- internal comment, Jonas, Sun 8 Nov 2026 19:58 --",
        "**Internal note**", "社内メモ", "Interne notitie:", "nota interna 10:36 (Ana):", "--- Ximena 10:44 (no visible para el cliente) ---",
    ],
)  # fmt: skip
def test_internal_notes_are_internal(mark: str) -> None:
    document = read(f"The export fails since Monday, we cannot work.\n\n{mark}\nThey pay 300k, rival is circling.\n")
    secret = next(span for span in document.spans if "300k" in span.text)
    assert document.message_of(secret).visibility is Visibility.INTERNAL
    assert document.message_of(document.spans[0]).visibility is Visibility.PUBLIC


HTML = """<html><head><style>p {color: red}</style><script>alert("x")</script></head><body>
<p>Hello&nbsp;team,</p><p>The <b>export</b> fails &amp; we are blocked.<br>It began on Monday.</p>
<table><tr><td>Browser</td><td>Chrome 126</td></tr></table>
<ul><li>Open the page</li><li>Click <i>Export</i></li></ul><pre>line 1
  at a.b.C(D.java:1)</pre></body></html>"""


def test_html_becomes_clean_text_with_offsets() -> None:
    document = read(HTML)
    assert document.format is PasteFormat.HTML
    assert words(document, SpanKind.PROSE) == [
        "Hello team,", "The export fails & we are blocked.", "It began on Monday.", "Open the page", "Click Export",
    ]  # fmt: skip
    assert words(document, SpanKind.FIELD) == ["Browser: Chrome 126"]
    assert words(document, SpanKind.LOG) == ["line 1", "at a.b.C(D.java:1)"]
    assert {omission.why for omission in document.left_out} == {"style sheet element", "script element"}
    span = next(span for span in document.spans if "export" in span.text)
    assert document.evidence(span, 4, 10).quote == "export"


def test_markdown_issue_form() -> None:
    document = read(
        "### Describe the bug\n\nIt **crashes** on save.\n\n### Steps to reproduce\n\n1. Open the page\n2. Click Save\n\n"
        "### Environment\n\n| Name | Value |\n|---|---|\n| Browser | Chrome |\n\n```\nTypeError: x is undefined\n```\n"
    )
    assert document.format is PasteFormat.MARKDOWN
    steps = [
        span.text for span in document.spans if span.section == "steps to reproduce" and span.kind is SpanKind.PROSE
    ]
    assert steps == ["Open the page", "Click Save"]
    assert "It crashes on save." in words(document, SpanKind.PROSE)
    assert words(document, SpanKind.FIELD) == ["Browser: Chrome"]
    assert words(document, SpanKind.LOG) == ["TypeError: x is undefined"]


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-03 09:14:22,123 ERROR worker failed", "java.lang.NullPointerException: x", "\tat com.acme.Main.run(Main.java:42)", "Caused by: java.io.IOException",
        "Traceback (most recent call last):", '  File "/app/x.py", line 3, in f', "   at Acme.Web.Run() in C:\\src\\Run.cs:line 12", "panic: runtime error: index out of range",
        "    at render (app.js:10:5)", "GET /v1/orders HTTP/1.1", "HTTP/1.1 504 Gateway Timeout", "curl -X POST https://api.example/v1", '{"error": "boom", "code": 504}',
        "SELECT * FROM orders WHERE id = 1", "level=error msg=timeout code=504", "$ kubectl get pods", "[10:02:41] Preparing environment", "ERROR: out of memory [pid 12]",
    ],
)  # fmt: skip
def test_machine_lines_are_log(line: str) -> None:
    document = read(f"We see this since Monday.\n\n{line}\n\nPlease help us.\n")
    assert words(document, SpanKind.LOG) == [line.strip()]
    assert words(document, SpanKind.PROSE) == ["We see this since Monday.", "Please help us."]


def test_third_person_single_paste_is_support() -> None:
    assert roles(read("Customer reports that the export fails since Monday. They cannot bill.")) == [Role.SUPPORT]
    assert roles(read("Kunde meldet, dass der Export seit Montag nicht geht.")) == [Role.SUPPORT]
    assert roles(read("We cannot log in since your update, please help!")) == [Role.CUSTOMER]


EML = """From: =?utf-8?Q?J=C3=BCrgen?= <j@kunde.example>
To: support@firma.example
Subject: Anmeldung
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="XX"

--XX
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Wir k=C3=B6nnen uns seit Montag nicht mehr anmelden und das ist f=C3=BCr uns=
 sehr schlimm.

--XX
Content-Type: image/png
Content-Disposition: attachment; filename="bild.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--XX--
"""


def test_mail_file_keeps_offsets_and_names_attachments() -> None:
    document = read(EML)
    assert document.format is PasteFormat.MAIL
    assert document.messages[0].author == "Jürgen"
    assert words(document, SpanKind.PROSE) == [
        "Wir können uns seit Montag nicht mehr anmelden und das ist für uns sehr schlimm."
    ]
    span = next(span for span in document.spans if span.kind is SpanKind.PROSE)
    at = span.text.index("Montag")
    assert document.evidence(span, at, at + 6).quote == "Montag"
    assert [omission.why for omission in document.left_out] == ["attachment bild.png (image/png)"]


def test_large_log_is_read_in_part_and_says_so() -> None:
    raw = "2026-11-03 10:00:00 INFO ok step done and nothing to see\n" * 60_000
    raw = raw[:2_000_000] + "\n2026-11-03 11:00:00 ERROR disk full on node 7\n" + raw[2_000_000:]
    document = read_issue(raw)
    assert any("disk full on node 7" in span.text for span in document.spans)
    assert sum(omission.end - omission.start for omission in document.left_out) > 2_000_000
    assert all("too long" in omission.why for omission in document.left_out)
