"""The digest for customer-facing teams (S0 Objectives): where each customer's matter stands, in plain words.

Made of the record's own states, of titles without what only the house should read, and of nothing anybody wrote
internally: no note, no reason for a blocker, no engineer's name, no engineering key. Customers stand apart, so that a
part can be read to one of them; `customer` gives that part alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from pydantic import AwareDatetime

from assistant.domain.assessment import Audience, Decision
from assistant.domain.model import Model
from assistant.domain.register import EscalationStatus, RegisteredEscalation
from assistant.inert import inert, one_line
from assistant.reporting.deals import without_deals
from assistant.reporting.plain import plain
from assistant.reporting.rules import DigestRules
from assistant.reporting.wording import cut, day, moment


class DigestItem(Model):
    """One matter, in plain words."""

    id: str
    what: str
    importance: str
    state: str
    since: AwareDatetime
    customer_owner: str
    informed_at: AwareDatetime | None = None
    next_update_at: AwareDatetime | None = None
    meanwhile: tuple[str, ...] = ()
    """What the customer does meanwhile, as told when the workaround was started."""
    solved_at: AwareDatetime | None = None


class DigestCustomer(Model):
    """All matters of one customer; `name` None where records name none."""

    name: str | None
    open: tuple[DigestItem, ...]
    solved: tuple[DigestItem, ...]


class Digest(Model):
    """The digest at a moment."""

    now: AwareDatetime
    since: AwareDatetime
    """Solved matters are told from this moment on."""
    customers: tuple[DigestCustomer, ...]


def digest(
    records: Sequence[RegisteredEscalation],
    *,
    now: datetime,
    since: datetime,
    rules: DigestRules,
    customer: str | None = None,
) -> Digest:
    """Open matters, and those solved since `since`, by customer; of one customer alone where it is named."""
    wanted = None if customer is None else _key(customer)
    groups: dict[str, list[RegisteredEscalation]] = {}
    for record in records:
        old = record.closure is not None and record.closure.at < since
        if not old and (wanted is None or _key(record.customer) == wanted):
            groups.setdefault(_key(record.customer), []).append(record)
    customers = [_customer(groups[key], now, rules) for key in sorted(groups, key=lambda k: (not k, k))]
    return Digest(now=now, since=since, customers=tuple(customers))


def _key(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def _customer(records: Iterable[RegisteredEscalation], now: datetime, rules: DigestRules) -> DigestCustomer:
    ordered = sorted(records, key=lambda r: (r.severity.rank, r.created_at))
    return DigestCustomer(
        name=next((r.customer for r in ordered if r.customer), None),
        open=tuple(_item(r, now, rules) for r in ordered if not r.closed),
        solved=tuple(_item(r, now, rules) for r in ordered if r.closed),
    )


def _item(record: RegisteredEscalation, now: datetime, rules: DigestRules) -> DigestItem:
    due = [c.due_at for c in record.contacts if c.open and c.audience is Audience.CUSTOMER]
    running = [w for w in record.workarounds if w.stopped_at is None and w.ends_at > now]
    return DigestItem(
        id=record.id,
        what=cut(_plain(record.title, record, rules), 140) or "matter without a title",
        importance=rules.severity[record.severity],
        state=rules.state[_state(record)],
        since=record.created_at,
        customer_owner=record.customer_owner.name,
        informed_at=record.customer_informed_at,
        next_update_at=min(due, default=None),
        meanwhile=tuple(cut(_plain(w.client_does, record, rules), 200) for w in running),
        solved_at=record.closure.at if record.closure else None,
    )


def _plain(text: str, record: RegisteredEscalation, rules: DigestRules) -> str:
    return plain(without_deals(one_line(text), rules.deals), record, rules.words)


def _state(record: RegisteredEscalation) -> str:
    owner = record.technical_owner
    if record.closed:
        return "solved"
    if record.de_escalation is not None:
        return "returned"
    if record.decision is Decision.HANDLE_IN_SUPPORT:
        return "support"
    if record.engineering_closed_at is not None:
        return "review"
    if record.status is EscalationStatus.BLOCKED:
        return "blocked"
    return "taken" if owner is not None and owner.accepted_at is not None else "waiting"


def render_digest(digest: Digest, zone: tzinfo) -> str:
    """The digest as Markdown."""
    lines = [f"# Where our customers' matters stand, {moment(digest.now, zone)}", ""]
    lines += [
        "For our own teams. Each customer's part holds nothing of another; pass on no more than that part.",
        "",
    ]
    for one in digest.customers:
        lines += [f"## {inert(one.name) if one.name else 'Customer not named'}", ""]
        lines += [_open(i, digest.now, zone) for i in one.open]
        lines += [
            f"- {inert(i.what)} ({i.id}): {i.state} On {day(i.solved_at or digest.now, zone)}." for i in one.solved
        ]
        lines.append("")
    if not digest.customers:
        lines.append("Nothing is open, and nothing was solved lately.")
    return "\n".join(lines).rstrip()


def _open(item: DigestItem, now: datetime, zone: tzinfo) -> str:
    told = moment(item.informed_at, zone) if item.informed_at else "not recorded yet"
    due = item.next_update_at
    late = due is not None and due < now
    coming = (f"was due {moment(due, zone)}" if late else f"by {moment(due, zone)}") if due else "not set"
    text = (
        f"- **{inert(item.what)}** ({item.id}, {item.importance}, since {day(item.since, zone)}). {item.state} "
        f"Customer last informed: {told}; next update: {coming}. Contact: {inert(item.customer_owner)}."
    )
    return text + "".join(f" Meanwhile: {inert(m)}" for m in item.meanwhile)
