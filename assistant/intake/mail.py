"""Where mails begin inside a paste: header blocks, attributions ("On … wrote:"), forwarding separators.

mail-parser-reply covers several of the same languages but returns rebuilt strings without offsets and wants the
languages named beforehand; its lists were used to check the ones here.
"""

import re
from collections.abc import Sequence

from assistant.domain.issue import SpanKind, Visibility
from assistant.intake.dates import parse_when
from assistant.intake.lines import Line
from assistant.intake.mapped import Mapped
from assistant.intake.opening import Opening, Origin
from assistant.intake.people import visibility_named
from assistant.intake.words import late

_HEADER_NAMES = {
    "from": "from von de da van fra från od expediteur expéditeur remitente mittente afzender absender "
    "nadawca 差出人 送信者 发件人",
    "to": "to an à a para aan til till do destinataire destinatario destinatário ontvanger empfänger 宛先 收件人",
    "cc": "cc kopie copie copia cópia bcc kopi 抄送",
    "date": "date sent datum gesendet envoyé envoyée enviado enviada fecha data inviato verzonden sendt "
    "skickat dato wysłano 日時 送信日時 发送时间 日期",
    "subject": "subject betreff objet asunto assunto oggetto onderwerp emne ämne temat 件名 主题",
    "reply": "reply-to antwort-an répondre-à responder-a",
    "attached": "attachments anlagen anhänge pièces-jointes adjuntos anexos allegati bijlagen importance "
    "priority 添付ファイル",
}
_ROLE_OF = {name: role for role, names in _HEADER_NAMES.items() for name in names.split()}
_OUTLOOK_DATE = frozenset(
    "sent gesendet envoyé envoyée enviado enviada inviato verzonden sendt skickat wysłano 送信日時".split()
)
_SMALL_WORDS = frozenset("el em le on am op il à la".split())
_HEADER = late(
    r"\s{0,3}[*_]{0,2}(?P<name>[^\W\d_][\w-]{0,16}(?:/[^\W\d_]{2,12}"
    r"|(?: ?[àaA-]? ?\w{0,8})?))[*_]{0,2}\s?[:：][*_]{0,2}[ \t]*(?P<value>.*)$"
)
_MIME_NAME = late(
    r"(?:X-[\w-]+|Message-ID|MIME-Version|Content-[\w-]+|Received|Return-Path|In-Reply-To"
    r"|References|Reply-To|Thread-[\w-]+|DKIM-\w+|Authentication-Results|List-[\w-]+|Precedence"
    r"|User-Agent|Delivered-To):",
    re.IGNORECASE,
)
_SEPARATOR = late(
    r"\s*[-–_*]{2,}\s*(?P<words>original message|original-nachricht|ursprüngliche nachricht"
    r"|weitergeleitete nachricht|forwarded message|"
    r"forwarded by .{1,80}|message d['’]origine|message transféré|message original"
    r"|mensaje original|mensaje reenviado|mensagem original|"
    r"mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht"
    r"|doorgestuurd bericht|opprinnelig melding|"
    r"oprindelig meddelelse|originalmeddelande|wiadomość oryginalna|original appointment|元のメッセージ"
    r"|転送されたメッセージ|原始邮件)\s*[-–_*]{2,}\s*$",
    re.IGNORECASE,
)
_FORWARD = late(
    r"\s*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)|"
    r"inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)"
    r"|inizio (?:messaggio|del messaggio) inoltrato|"
    r"begin doorgestuurd bericht)\s*:?\s*$",
    re.IGNORECASE,
)
_WROTE = late(
    r"\s*(?:(?:on|am|le|el|em|il|op|den|dnia|w dniu|no dia)\b.{4,200}?(?:wrote|schrieb|a écrit"
    r"|escribió|escreveu|ha scritto|schreef|skrev|napisał\(?a?\)?)"
    r"(?:\s.{1,120})?\s?:|"
    r"(?P<name>[^:\n]{2,80}?)\s(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef"
    r"|skrev)\s(?:on|am|le|el|em|il|op)\s.{4,80}:|"
    r"\d{4}年\d{1,2}月\d{1,2}日.{2,120}[:：]|"
    r".{4,80}<[^<>@\s]+@[^<>\s]+>\s?(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef)?.{0,40}[:：])\s*$",
    re.IGNORECASE | re.DOTALL,
)
_WROTE_START = late(r"\s*(?:on|am|le|el|em|il|op|den|dnia|w dniu|no dia)\b", re.IGNORECASE)
_WROTE_WORD = late(
    r"(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał\(?a?\)?)", re.IGNORECASE
)
_WHEN_PART = late(
    r"\d{1,2}[:h.]\d{2}(?::\d{2})?|\d{4}|\b(?:AM|PM|Uhr|UTC|GMT|CET|CEST|at|um|à|a las|às|alle ore|alle|om)\b",
    re.IGNORECASE,
)
_ADDRESS = late(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SUBJECT_PREFIX = late(
    r"^(?:(?:re|aw|wg|fwd?|tr|rv|res|enc|antw|sv|vs|r|i|odp|回复|答复"
    r"|转发)\s?(?:\[\d+\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)


def names_header(word: str) -> bool:
    """True for the name of a mail header in any language."""
    return word.lower() in _ROLE_OF


def find_mail_opening(lines: Sequence[Line], at: int) -> Opening | None:
    """The mail beginning at this line, if one does."""
    text = lines[at].text.text
    if _SEPARATOR.match(text) or _FORWARD.match(text):
        return _after_separator(lines, at)
    return _header_block(lines, at) or _attribution(lines, at)


def bare_subject(lines: Sequence[Line], at: int) -> Opening | None:
    """A lone "Subject: …" on top of the paste."""
    role, name, value = _header(lines[at].text.text)
    if role != "subject" or not value or name == "subject" and len(value) > 200:
        return None
    return Opening(Origin.MAIL, 1, [(lines[at].text.strip(), SpanKind.META)], subject=clean_subject(value))


def clean_subject(text: str) -> str:
    """A subject without Re:, AW:, Fwd: and emphasis."""
    return _SUBJECT_PREFIX.sub("", text.strip().strip("*_ ")).strip()


def _header(text: str) -> tuple[str | None, str, str]:
    match = _HEADER.match(text)
    if match is None:
        return None, "", ""
    name = match["name"].strip().lower()
    words = name.replace("/", " ").split()
    if len(words) == 2 and words[1] in _SMALL_WORDS or "/" in name:
        name = words[0]
    return _ROLE_OF.get(name), name, match["value"].strip()


def _after_separator(lines: Sequence[Line], at: int) -> Opening:
    pieces = [(lines[at].text.strip(), SpanKind.META)]
    following = at + 1
    while following < len(lines) and lines[following].blank and following < at + 3:
        following += 1
    block = _header_block(lines, following, least=1) if following < len(lines) else None
    if block is None:
        return Opening(Origin.MAIL, 1, pieces, quoted=True)
    block.pieces = pieces + block.pieces
    block.lines += following - at
    block.quoted = True
    return block


def _header_block(lines: Sequence[Line], at: int, least: int = 2) -> Opening | None:
    role, _, _ = _header(lines[at].text.text)
    if role is None and not _MIME_NAME.match(lines[at].text.text):
        return None
    found: dict[str, str] = {}
    pieces: list[tuple[Line, SpanKind]] = []
    outlook = False
    end = at
    for position in range(at, min(len(lines), at + 60)):
        line = lines[position]
        text = line.text.text
        if line.depth != lines[at].depth or line.blank:
            break
        role, name, value = _header(text)
        if role is not None:
            found.setdefault(role, value)
            outlook = outlook or name in _OUTLOOK_DATE
            pieces.append((line, SpanKind.META))
        elif _MIME_NAME.match(text) or (pieces and text[:1] in " \t"):
            pieces.append((line, SpanKind.META))
        elif pieces and re.match(r"[^\W\d_][\w /#-]{1,30}[:：]\s\S", text) and len(text) < 200:
            pieces.append((line, SpanKind.FIELD))
        else:
            break
        end = position + 1
    while pieces and pieces[-1][1] is SpanKind.FIELD:
        pieces.pop()
        end -= 1
    known = {role for role in found if role in ("from", "to", "date", "subject")}
    named = "from" in known or "subject" in known
    if len(known) < least or not named or not _plausible(found, known):
        return None
    return _opening_from(found, [(line.text.strip(), kind) for line, kind in pieces], end - at, outlook)


def _plausible(found: dict[str, str], known: set[str]) -> bool:
    """One-letter headers (A, An, Da, De) also begin sentences: some value must look like a header's."""
    values = " ".join(found.values())
    return (
        _ADDRESS.search(values) is not None
        or parse_when(values) is not None
        or len(known) >= 3
        or {"from", "subject"} <= known
    )


def _opening_from(found: dict[str, str], pieces: list[tuple[Mapped, SpanKind]], lines: int, outlook: bool) -> Opening:
    author, address = _person(found.get("from", ""))
    recipients = tuple(_ADDRESS.findall(f"{found.get('to', '')} {found.get('cc', '')}"))
    return Opening(
        Origin.MAIL,
        lines,
        pieces,
        author=author,
        label=author or "",
        recipient=found.get("to", ""),
        address=address,
        recipients=recipients,
        sent_at=parse_when(found["date"]) if "date" in found else None,
        quoted=True if outlook else None,
        subject=clean_subject(found["subject"]) if found.get("subject") else None,
    )


def _person(value: str) -> tuple[str | None, str | None]:
    found = _ADDRESS.search(value)
    address = found.group().lower() if found else None
    name = value[: found.start()] if found else value
    name = re.sub(r"[\[<(]?mailto:$", "", name).strip(" \t\"'<>[],;*")
    if name.count("(") != name.count(")"):
        name = name.strip("() ")
    return (name or address), address


def _attribution(lines: Sequence[Line], at: int) -> Opening | None:
    text = lines[at].text.text
    if not (text.rstrip().endswith((":", "：")) or _WROTE_START.match(text)):
        return None
    for used in (1, 2, 3):
        part = lines[at : at + used]
        if len(part) < used or part[-1].blank or part[-1].depth != part[0].depth:
            return None
        whole = " ".join(line.text.text.strip() for line in part)
        if len(whole) > 320:
            return None
        if whole.endswith((":", "：")):
            return _attributed(lines, at, used, whole) if _WROTE.match(whole) else None
    return None


def _attributed(lines: Sequence[Line], at: int, used: int, whole: str) -> Opening | None:
    sent_at, address = parse_when(whole), _ADDRESS.search(whole)
    following = next((line for line in lines[at + used : at + used + 3] if not line.blank), None)
    deeper = following is not None and following.depth > lines[at].depth
    if sent_at is None and address is None and not deeper:
        return None
    pieces = [(line.text.strip(), SpanKind.META) for line in lines[at : at + used]]
    author = _attributed_name(whole, address)
    internal = (
        Visibility.INTERNAL
        if any(visibility_named(part) for part in re.findall(r"[<(\[]([^@<>()\[\]]{3,30})[>)\]]", whole))
        else None
    )
    return Opening(
        Origin.MAIL,
        used,
        pieces,
        author=author,
        label=author or "",
        address=address.group().lower() if address else None,
        visibility=internal,
        sent_at=sent_at,
        quoted=True,
    )


def _attributed_name(whole: str, address: re.Match[str] | None) -> str | None:
    """The name next to the address, or between the date and "wrote", or after "schrieb"."""
    text = whole.rstrip(":： ")
    if address is not None:
        text = text[: address.start()] + " " + text[address.end() :]
    text = re.sub(r"[<>\[\]]|mailto:", " ", text)
    word = _WROTE_WORD.search(text)
    before, after = (text[: word.start()], text[word.end() :]) if word else (text, "")
    tail = _last_name(after)
    if not tail:
        tail = _last_name(before) if _WROTE_START.match(before) or _WHEN_PART.search(before) else before.strip(" ,")
    return tail or (address.group().lower() if address else None)


def _last_name(text: str) -> str:
    """The last part that is no date, time or small word."""
    parts = re.split(r",\s|\s-\s", _WHEN_PART.split(text)[-1])
    name = parts[-1].strip(" ,.-月日火水木金土") if parts else ""
    return name if re.search(r"[^\W\d_]{2}", name) and not re.fullmatch(r"(?:\w+ )?\d{1,2}\.? \w+", name) else ""
