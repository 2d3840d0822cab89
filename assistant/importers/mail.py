"""Mails of a mailbox (mbox) or of single files (EML) as tickets: one thread is one ticket.

A thread is what References and In-Reply-To tie together; a mail that has neither joins by its subject and a person both
have. Who the customer is, and which mails he has seen, `sides` tells from the whole mailbox: mails between our side and
the customer's are public, all others are internal, and only a public one becomes the words of the ticket. Automatic
replies are refused. Only the headers of all mails are in memory (some hundred bytes each), their bodies one thread at a
time.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from assistant.domain.issue import Role, Visibility
from assistant.errors import UnreadableInput
from assistant.importers import sides
from assistant.importers.bytestream import Watch, raw_bytes
from assistant.importers.fields import cleaned
from assistant.importers.headline import headline
from assistant.importers.kinds import ticket_of
from assistant.importers.markup import html_text
from assistant.importers.mbox import mails_in
from assistant.importers.records import Conversation, Read, Refused, Said, Unfit
from assistant.intake.mail import clean_subject

_LARGEST = 25 * 2**20
"""Bytes of one mail that are read; what lies behind are attachments."""
_HEADERS = 2**16
_NAMED = ("From", "To", "Cc", "Reply-To")
_DELIVERED = ("From", "To", "Cc", "Bcc", "Delivered-To", "X-Original-To")


@dataclass(slots=True)
class _Mail:
    """Headers of one mail, and where it lies."""

    number: int
    read: Callable[[int], bytes]
    """Reads so many bytes of it."""
    place: tuple[str, int]
    """File, and number in it."""
    id: str
    before: tuple[str, ...]
    """Ids of the mails it answers, the first of the thread first."""
    subject: str
    sender: str
    named: frozenset[str]
    """Addresses it names as those of a conversation."""
    people: frozenset[str]
    """Addresses of who wrote it and who got it; nobody got it by standing in Reply-To."""
    at: datetime | None
    automatic: bool


@dataclass(slots=True)
class _Thread:
    root: str
    mails: list[_Mail] = field(default_factory=list)


def mail_threads(files: Sequence[Path], watch: Watch | None = None) -> Iterator[Read | Refused]:
    """The threads of mailboxes and mail files together, in the order in which they begin; a mail is in one of them."""
    threads: dict[str, _Thread] = {}
    of_id: dict[str, str] = {}
    of_subject: dict[str, list[str]] = {}
    seen: set[tuple[str, str, datetime | None]] = set()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="escalate-mail-")))
        for mail in _mails(files, folder, opened, watch):
            if isinstance(mail, Refused):
                yield mail
                continue
            root = _root(mail, of_id, of_subject, threads)
            for identity in (mail.id, *mail.before):
                of_id.setdefault(identity, root)
            if mail.automatic:
                yield Refused(*mail.place, "Auto-Submitted", "is an automatic reply, no ticket", mail.id)
            elif (mail.id, mail.sender, mail.at) in seen:
                if watch is not None:
                    watch.note(f"{mail.place[0]}: holds mails a second time; they were read once")
            else:
                seen.add((mail.id, mail.sender, mail.at))
                threads.setdefault(root, _Thread(root)).mails.append(mail)
                of_subject.setdefault(mail.subject.casefold(), []).append(root)
        found = sides.learnt([frozenset().union(*(m.people for m in t.mails)) for t in threads.values()])
        for thread in threads.values():
            yield _ticket(thread, found, watch)


def _root(mail: _Mail, of_id: dict[str, str], of_subject: dict[str, list[str]], threads: dict[str, _Thread]) -> str:
    """The thread a mail belongs to: one that is there already, else one of its own."""
    for identity in (*mail.before, mail.id):
        if identity in of_id:
            return of_id[identity]
    if not mail.before and mail.subject:
        for root in reversed(of_subject.get(mail.subject.casefold(), [])):
            if any(len(mail.named & other.named) > 1 for other in threads[root].mails):
                return root
    return mail.before[0] if mail.before else mail.id


def _mails(files: Sequence[Path], folder: Path, opened: ExitStack, watch: Watch | None) -> Iterator[_Mail | Refused]:
    number = 0
    for file in files:
        try:
            with raw_bytes(file) as raw:
                start = raw.read(5)
            if start == b"From ":
                for place, read in enumerate(mails_in(file, folder, opened), 1):
                    number += 1
                    yield _headers(number, read, (file.name, place))
            else:
                number += 1
                yield _headers(number, _in_file(file), (file.name, 1))
        except (OSError, EOFError) as error:
            yield Refused(file.name, 0, "", f"cannot be read: {getattr(error, 'strerror', None) or error}", rest=True)
        except UnreadableInput as error:
            yield Refused(file.name, 0, "", error.message, rest=True)
        if watch is not None:
            watch.done_bytes += file.stat().st_size


def _in_file(file: Path) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        with raw_bytes(file) as raw:
            return raw.read(count)

    return read


def _headers(number: int, read: Callable[[int], bytes], place: tuple[str, int]) -> _Mail | Refused:
    try:
        mail = _parsed(read(_HEADERS).split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0] + b"\n\n")
        before = tuple(dict.fromkeys(_ids(mail, "References") + _ids(mail, "In-Reply-To")))
        sender = next((a.casefold() for _, a in _people(mail, "From")), "")
        named = frozenset(a.casefold() for _, a in _people(mail, *_NAMED) if a)
        people = frozenset(a.casefold() for _, a in _people(mail, *_DELIVERED) if a)
        own = _ids(mail, "Message-ID")
        subject = " ".join(clean_subject(_header(mail, "Subject")).split())
        at = _date(mail)
        automatic = _is_automatic(mail)
    except Exception as error:
        return Refused(*place, "", f"is no mail that can be read: {type(error).__name__}")
    if not (people or subject or own):
        return Refused(*place, "", "is no mail: it has neither people nor a subject")
    mine = own[0] if own else f"{place[0]}#{place[1]}"
    answered = tuple(b for b in before if b != mine)
    return _Mail(number, read, place, mine, answered, subject, sender, named, people, at, automatic)


def _parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _header(mail: EmailMessage, name: str) -> str:
    return cleaned(str(mail.get(name) or "")).replace("\n", " ").strip()


def _ids(mail: EmailMessage, name: str) -> list[str]:
    return [part.strip("<>") for part in _header(mail, name).replace(",", " ").split() if part.strip("<>")]


def _people(mail: EmailMessage, *names: str) -> list[tuple[str, str]]:
    return getaddresses([str(value) for name in names for value in mail.get_all(name, [])])


def _is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine answered (RFC 3834, and what came before it); a web form's or a monitor's mail is a report."""
    told = _header(mail, "Auto-Submitted").casefold()
    return (
        told.startswith("auto-replied")
        or told.startswith("auto-generated")
        and mail.get("In-Reply-To") is not None
        or _header(mail, "Precedence").casefold() in ("auto_reply", "auto-reply")
        or mail.get("X-Autoreply") is not None
        or mail.get("X-Autorespond") is not None
    )


def _date(mail: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(mail, "Date"))
    except (ValueError, TypeError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _ticket(thread: _Thread, found: sides.Sides, watch: Watch | None) -> Read | Refused:
    """The thread as a ticket; refused as a whole where its first mail holds no words at all."""
    early = datetime.min.replace(tzinfo=UTC)
    mails = sorted(thread.mails, key=lambda m: (m.at or early, m.number))
    place = mails[0].place
    try:
        parsed = [_parsed(mail.read(_LARGEST)) for mail in mails]
        customer = found.customer(mails)
        ids = {mail.id for mail in mails}
        said = tuple(_said(one, mail, found, customer, bool(ids.intersection(mail.before)))
                     for one, mail in zip(parsed, mails, strict=True))  # fmt: skip
        # NOTE: an internal mail may not become the words of the ticket, which a customer's text may rest on
        body = next((s.text for s in said if s.text and s.visibility is Visibility.PUBLIC), "")
        title = mails[0].subject or headline(body)
        if not title:
            raise Unfit("Subject", "is empty, and so is the mail")
        if not body and any(s.text for s in said) and watch is not None:
            watch.note(f"{place[0]}: threads in which no customer could be told are internal as a whole")
        fields = {"id": thread.root, "title": title, "text": body or title, "created_at": mails[0].at}
        changed = max((mail.at for mail in mails if mail.at), default=None)
        return Read(ticket_of(Conversation("Mail", fields, said, changed)), *place, "mail", changed)
    except Unfit as unfit:
        return Refused(*place, unfit.field, unfit.why, thread.root)
    except Exception as error:
        return Refused(*place, "", f"is no mail that can be read: {type(error).__name__}", thread.root)


def _said(mail: EmailMessage, held: _Mail, found: sides.Sides, customer: str | None, answers: bool) -> Said:
    name, address = next(iter(_people(mail, "From")), ("", ""))
    public = found.is_public(held, customer)
    theirs = customer is not None and sides.side_of(held.sender) == customer and (public or found.own is not None)
    role = Role.SUPPORT if found.is_own(held.sender) else Role.CUSTOMER if theirs else Role.UNKNOWN
    files = tuple(file for part in mail.iter_attachments() if (file := part.get_filename()))
    body = _body(mail)
    visibility = Visibility.PUBLIC if public else Visibility.INTERNAL
    text = _without_quote(body) if answers else body
    return Said(text, name or address or None, role, visibility, held.at, attachments=files)


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    text = _decoded(raw if isinstance(raw, bytes) else b"", part.get_content_charset())
    if part.get_content_type() == "text/html":
        return html_text(text).strip()
    return cleaned(text)


def _decoded(raw: bytes, charset: str | None) -> str:
    """In the encoding it names, else UTF-8, else what old programs wrote without naming it."""
    for encoding, errors in ((charset, "replace"), ("utf-8", "strict"), ("cp1252", "replace")):
        try:
            if encoding:
                return raw.decode(encoding, errors)
        except (LookupError, UnicodeDecodeError):
            continue
    return ""


def _without_quote(text: str) -> str:
    """An answer without the quoted mails at its end: they are in the thread themselves."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    if end == len(lines) or not any(line.lstrip().startswith(">") for line in lines[end:]):
        return text
    if end and lines[end - 1].rstrip().endswith(":"):
        end -= 1
    kept = "\n".join(lines[:end]).rstrip()
    return kept or text
