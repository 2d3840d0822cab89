"""Zendesk: a comment on the support ticket (the brief as an internal note, the update as a public reply), its fields.

Note and reply are never in one request, and `public` is always said: Zendesk's default sticks to the last value used. A
comment cannot be edited once posted. A note is known again by the mark in it, a reply by its words, since a mark has no
place in what a customer reads. Tags are added by an address of their own: in the ticket they would replace those there.
"""

import hashlib
import re
from typing import Any

from assistant.errors import WrongUsage
from assistant.sending.addresses import base_address, origin, token
from assistant.sending.configured import address_or_gap, missing, secret
from assistant.sending.connection import Connection, Login
from assistant.sending.destination import OverHttp, Sleep
from assistant.sending.errors import AnswerLost, AnswerUnusable, NotConfigured
from assistant.sending.plan import Call, Plan, Receipt
from assistant.settings import Settings

_TICKET = re.compile(r"(?:zendesk|zd|ticket|case|request)?[\s#:-]*(\d{1,15})", re.IGNORECASE)
_IN_LINK = re.compile(r"https?://[^\s/]+/(?:agent/tickets|hc/[^/]+/requests|requests|tickets)/(\d{1,15})(?:[/?#].*)?")
_COMMENTS = "comments.json?sort_order=desc"
_PLACEHOLDER = re.compile(r"\{(?=[{%])")
NAMES = ("zendesk_url", "zendesk_email", "zendesk_token")


def ticket_number(text: str, settings: Settings) -> str:
    """The number of a ticket given as number, `#12` or link. Raises WrongUsage for none, or one of another Zendesk."""
    text = text.strip()
    link = _IN_LINK.fullmatch(text)
    if link:
        if settings.zendesk_url and origin(text)[1] != origin(settings.zendesk_url)[1]:
            raise WrongUsage(f"{text} is a ticket of another Zendesk than ESCALATE_ZENDESK_URL.", "Give --ticket.")
        return link[1]
    number = _TICKET.fullmatch(text)
    if not number:
        raise WrongUsage(f"{text!r} is no ticket of Zendesk.", "Give --ticket with its number or link.")
    return number[1]


def ticket_url(settings: Settings, number: str) -> str:
    """Where an agent reads the ticket."""
    return f"{address_or_gap(settings, 'zendesk_url')}/agent/tickets/{number}"


def without_placeholders(text: str) -> str:
    """`text` in which Zendesk finds no `{{placeholder}}` to fill in: a space of no width parts the signs."""
    return _PLACEHOLDER.sub("{\u200b", text)


def words_mark(text: str) -> str:
    """What a reply is known by: its letters and digits, whatever the notation around them."""
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()[:12]


def plan_comment(
    settings: Settings, number: str, ticket: dict[str, Any], *, mark: str, tags: tuple[str, ...] = ()
) -> Plan:
    """A comment with what else changes on the ticket; `ticket["comment"]["public"]` says who reads it."""
    comment = ticket["comment"]
    inert = {name: without_placeholders(comment[name]) for name in ("body", "html_body") if name in comment}
    public = comment["public"]
    body = ticket | {"comment": inert | {"public": public}}
    what = "public reply" if public else "internal note"
    notes = ("A comment cannot be edited once it is posted.",) if public else ()
    return Plan(
        "zendesk", f"Zendesk #{number}, {what}", mark, _update(settings, number, body, f"the {what}"),
        _tagging(settings, number, tags), notes=notes, missing=missing(settings, *NAMES),
    )  # fmt: skip


def plan_fields(
    settings: Settings, number: str, ticket: dict[str, Any], *, mark: str, tags: tuple[str, ...] = ()
) -> Plan:
    """Fields and status alone; setting them twice does no harm."""
    return Plan(
        "zendesk", f"Zendesk #{number}, fields", mark, _update(settings, number, ticket, "the fields"),
        _tagging(settings, number, tags), findable=False, missing=missing(settings, *NAMES),
    )  # fmt: skip


def _update(settings: Settings, number: str, ticket: dict[str, Any], why: str) -> Call:
    url = f"{address_or_gap(settings, 'zendesk_url')}/api/v2/tickets/{number}.json"
    return Call("PUT", url, {"ticket": ticket}, why)


def _tagging(settings: Settings, number: str, tags: tuple[str, ...]) -> tuple[Call, ...]:
    if not tags:
        return ()
    url = f"{address_or_gap(settings, 'zendesk_url')}/api/v2/tickets/{number}/tags.json"
    return (Call("PUT", url, {"tags": list(tags)}, "the tags (added to those there)"),)


def open_zendesk(settings: Settings, sleep: Sleep) -> "Zendesk":
    """The Zendesk of the settings. Raises NotConfigured."""
    gaps = missing(settings, *NAMES)
    if gaps or settings.zendesk_url is None or settings.zendesk_email is None:
        raise NotConfigured(" ".join(gaps), "See docs/sending.md.")
    base = base_address(settings.zendesk_url, "ESCALATE_ZENDESK_URL")
    key = token(secret(settings.zendesk_token), "ESCALATE_ZENDESK_TOKEN")
    names = "ESCALATE_ZENDESK_EMAIL and ESCALATE_ZENDESK_TOKEN"
    login = Login(names, basic=(f"{settings.zendesk_email.strip()}/token", key), secrets=(key,))
    connection = Connection(
        "Zendesk", base, login, timeout=settings.send_timeout, patience=settings.send_patience, sleep=sleep
    )
    return Zendesk(connection, settings)


class Zendesk(OverHttp):
    """Zendesk over HTTP."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        super().__init__(connection)
        self._settings = settings

    def find(self, plan: Plan) -> tuple[Receipt, ...]:
        """The comments that are this one, newest first (of the latest hundred)."""
        sent = plan.call.body["ticket"].get("comment")
        if sent is None:
            return ()
        number = ticket_of(plan)
        url = f"{plan.call.url.removesuffix('.json')}/{_COMMENTS}"
        found = self.connection.read(Call("GET", url, why=f"the comments of ticket {number}"))
        comments = found.get("comments") if isinstance(found, dict) else None
        if not isinstance(comments, list):
            raise AnswerUnusable("Zendesk answered without comments.", "Check ESCALATE_ZENDESK_URL.")
        same = [c for c in comments if isinstance(c, dict) and _is_it(c, plan.mark, sent["public"])]
        return tuple(self._receipt(plan, str(c.get("id", "")), adopted=True) for c in same)

    def send(self, plan: Plan) -> Receipt:
        """Update the ticket."""
        comment = "comment" in plan.call.body["ticket"]
        answer = self.connection.write(plan.call, repeatable=not comment)
        made = answer.value if isinstance(answer.value, dict) else {}
        ticket = made.get("ticket")
        if not isinstance(ticket, dict) or str(ticket.get("id")) != ticket_of(plan):
            raise AnswerLost("Zendesk accepted it and answered without the ticket")
        audit = made.get("audit")
        events = audit.get("events") if isinstance(audit, dict) else None
        ids = [e.get("id") for e in events or () if isinstance(e, dict) and e.get("type") == "Comment"]
        return self._receipt(plan, str(ids[0]) if ids and comment else "")

    def _receipt(self, plan: Plan, comment: str, *, adopted: bool = False) -> Receipt:
        number = ticket_of(plan)
        reference = f"#{number}" + (f" comment {comment}" if comment else "")
        return Receipt(reference, ticket_url(self._settings, number), adopted=adopted)


def ticket_of(plan: Plan) -> str:
    """The number of the ticket a plan is for."""
    return plan.call.url.rsplit("/", 1)[-1].removesuffix(".json")


def _is_it(comment: dict[str, Any], mark: str, public: bool) -> bool:
    if comment.get("public") is not public:
        return False
    bodies = [comment.get(name) for name in ("html_body", "plain_body", "body")]
    texts = [b for b in bodies if isinstance(b, str)]
    return any(words_mark(t) == mark if public else mark in t for t in texts)
