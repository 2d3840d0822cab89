"""After the draft: one method per thing a user does with a kept escalation.

Lifecycle, follow-ups and register are put together here, as `pipeline` does it for drafting. What needs nothing but the
record goes through `Tracker.do` (see `changes`); the methods here need contacts, policy, another record or a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant import lifecycle
from assistant.changes import Change, Changes
from assistant.domain import Audience, ChecklistReport, Escalation, IssueType, Severity, UpdateKind
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    FollowUpAction,
    RegisteredEscalation,
    RegisterFinding,
    Step,
    TrailAction,
    TrailEntry,
)
from assistant.follow_ups import Terms, calendar_for, next_contact, planned
from assistant.lifecycle.de_escalating import de_escalation_news

__all__ = ["Change", "DeEscalationDrafts", "Tracker"]


@dataclass(frozen=True)
class DeEscalationDrafts:
    """The three messages a de-escalation owes (S4), as drafts to be read, edited and sent."""

    team_note: str
    ticket_note: str
    customer_update: CustomerUpdate


class Tracker(Changes):
    """Keeps escalations after the draft. Use it in a `with`, or close it."""

    def save(
        self,
        escalation: Escalation,
        *,
        by: str,
        at: datetime,
        ticket: str | None = None,
        team: str | None = None,
        region: str | None = None,
        sla_minutes: int | None = None,
    ) -> RegisteredEscalation:
        """Keep a draft: its state, the first entries of its trail (the raw paste first), and version 1 of the draft."""

        def make(id: str) -> Step:
            later = self.later(escalation.assessment.severity, region)
            step = lifecycle.opened(
                escalation, id=id, by=by, at=at, rules=self.rules, ticket=ticket, team=team, region=region,
                sla_minutes=sla_minutes, later=later,
            )  # fmt: skip
            calendar = calendar_for(region, self.settings)
            contacts = planned(Terms.of(step.record), self.policy, calendar, at, promised=escalation.follow_ups)
            return Step(record=step.record.model_copy(update={"contacts": contacts}), entries=step.entries)

        return self.register.add(make, escalation)

    def redraft(self, id: str, escalation: Escalation, *, by: str, at: datetime, note: str | None = None) -> Change:
        """Keep a further version of the draft; state and verdict of the record stay what they are."""
        record = self.register.get(id)
        return self.kept(lifecycle.redrafted(record, by=by, at=at, rules=self.rules, note=note), drafted=escalation)

    def informed(
        self,
        id: str,
        text: str,
        *,
        by: str,
        at: datetime,
        kind: str | None = None,
        next_update_at: datetime | None = None,
        anyway: str | None = None,
        blockers: Sequence[str] = (),
    ) -> Change:
        """The customer was told `text`; the next contact is planned, no later than what the text promised.

        `blockers` are the ids of findings that spoke against it, `anyway` why it was told in spite of them.
        """
        record = self.register.get(id)
        contacts = self.after(record, Audience.CUSTOMER, at, next_update_at)
        return self.kept(
            lifecycle.customer_informed(
                record,
                text,
                by=by,
                at=at,
                rules=self.rules,
                kind=kind,
                next_update_at=next_update_at,
                contacts=contacts,
                anyway=anyway,
                blockers=blockers,
            )
        )

    def contacted(self, id: str, audience: Audience, *, by: str, at: datetime, note: str | None = None) -> Change:
        """The internal or cross-functional contact took place."""
        record = self.register.get(id)
        contacts = self.after(record, audience, at)
        return self.kept(lifecycle.contact_done(record, audience, contacts, by=by, at=at, rules=self.rules, note=note))

    def action(self, id: str, action: FollowUpAction, *, by: str, at: datetime, note: str | None = None) -> Change:
        """One of the five follow-up actions; checking with the receiving team is the internal contact."""
        record = self.register.get(id)
        contacts = None
        if action is FollowUpAction.CHECK_RECEIVING_TEAM and next_contact(record.contacts, Audience.INTERNAL):
            contacts = self.after(record, Audience.INTERNAL, at)
        return self.kept(
            lifecycle.action_done(record, action, by=by, at=at, rules=self.rules, note=note, contacts=contacts)
        )

    def severity(self, id: str, severity: Severity, reason: str, *, by: str, at: datetime) -> Change:
        """Change the severity; contacts, duties and a confirmed bug's priority follow."""
        priority = self.policy.engineering_priority[severity]
        return self.do(id, lifecycle.set_severity, severity, reason, by=by, at=at, engineering_priority=priority)

    def confirm(self, id: str, issue_type: IssueType, *, by: str, at: datetime) -> Change:
        """Confirm what it is; a bug gets the priority its severity proposes."""
        priority = self.policy.engineering_priority[self.register.get(id).severity]
        return self.do(id, lifecycle.confirm_type, issue_type, by=by, at=at, engineering_priority=priority)

    def reply(self, id: str, text: str, *, author: str, at: datetime) -> Change:
        """A reply drafted by `author`: kept public, or as an internal note; `said` tells which and why."""
        draft = lifecycle.public_draft(self.register.get(id), text, author=author, at=at, rules=self.rules)
        return self.kept(draft.step, draft.said)

    def bundle(self, id: str, parent: str, *, by: str, at: datetime, reason: str | None = None) -> Change:
        """Put it under `parent`, if the signature, or a reason, says that it is the same problem (X16)."""
        record, above = self.register.get(id), self.register.get(parent)
        children = self.register.count(parent=record.id)
        step = lifecycle.bundle(record, above, by=by, at=at, rules=self.rules, children=children, reason=reason)
        return self.kept(step, lifecycle.same_signature(record, above).said)

    def close(
        self,
        id: str,
        *,
        by: str,
        at: datetime,
        learning: str | None,
        customer_confirmed_at: datetime | None,
        code: ClosureCode | None = None,
        resolution: str | None = None,
    ) -> Change:
        """Close it; says so where escalations bundled under it are still open."""
        change = self.do(
            id, lifecycle.close, code=code, learning=learning, customer_confirmed_at=customer_confirmed_at,
            by=by, at=at, resolution=resolution,
        )  # fmt: skip
        left = self.register.count(parent=change.record.id, open_only=True)
        said = f"{left} escalation(s) bundled under it are still open." if left else None
        return Change(change.record, change.entries, said)

    def bounce_back(
        self, id: str, missing: Sequence[str], *, by: str, at: datetime, reason: str | None = None
    ) -> Change:
        """The receiving team sent it back for want of something."""
        return self.do(id, lifecycle.bounce_back, missing, by=by, at=at, reason=reason)

    def de_escalation_duty(self, id: str, duty: str, text: str, *, by: str, at: datetime) -> Change:
        """One of the four duties done; telling the customer is also the customer's contact."""
        record = self.register.get(id)
        step = self.made(record, lifecycle.de_escalation_duty, (duty, text), {"by": by, "at": at})
        if duty == "customer_informed":
            step = lifecycle.with_contacts(step, self.after(step.record, Audience.CUSTOMER, at))
        return self.kept(step)

    def customer_update(self, id: str, kind: UpdateKind, *, at: datetime, news: str | None = None) -> CustomerUpdate:
        """A draft of the next text for the customer; it names the contact that comes after it. Records nothing."""
        from assistant.later_updates import draft_later_update

        record = self.register.get(id)
        contact = next_contact(self.after(record, Audience.CUSTOMER, at), Audience.CUSTOMER)
        return draft_later_update(
            self.assistant, self.register.draft(id), record, kind, at=at, news=news, contact=contact
        )

    def check_customer_text(
        self, id: str, text: str, *, at: datetime, kind: UpdateKind | None = None
    ) -> ChecklistReport:
        """The validator on a finished text for this customer, with all the register knows. Records nothing."""
        from assistant.later_updates import check_customer_text

        return check_customer_text(
            self.assistant, self.register.draft(id), self.register.get(id), text,
            at=at, trail=self.register.trail(id), others=self._named_in(text), kind=kind,
        )  # fmt: skip

    def _named_in(self, text: str) -> list[tuple[str, str | None]]:
        """Id and customer, as written, of the records whose id or a word of whose customer stands in the text."""
        said, near, seen = text.casefold(), [], set()
        for id, folded in self.register.customers():
            known = folded in seen
            if id.casefold() in said or (not known and any(w in said for w in (folded or "").split() if len(w) > 2)):
                near.append(id)
                seen.add(folded)
        return [(record.id, record.customer) for record in self.register.find(ids=near)] if near else []

    def de_escalate(
        self,
        id: str,
        reason: DeEscalationReason,
        *,
        by: str,
        at: datetime,
        note: str | None = None,
        news: str | None = None,
    ) -> tuple[Change, DeEscalationDrafts]:
        """Begin the return to support, and draft its three messages."""
        change = self.do(id, lifecycle.de_escalate, reason, by=by, at=at, note=note, news=news)
        return change, self.de_escalation_drafts(id, at=at, news=news)

    def de_escalation_drafts(self, id: str, *, at: datetime, news: str | None = None) -> DeEscalationDrafts:
        """The three messages of a begun de-escalation. Raises NotAllowed where none is."""
        notes = lifecycle.note_drafts(self.register.get(id), self.rules)
        news = news or de_escalation_news(self.register.trail(id))
        update = self.customer_update(id, UpdateKind.DE_ESCALATION, at=at, news=news)
        return DeEscalationDrafts(notes["team_notified"], notes["ticket_updated"], update)

    def engineering_closed(
        self, id: str, *, by: str, at: datetime, fixed: bool = True, note: str | None = None, news: str | None = None
    ) -> tuple[Change, CustomerUpdate]:
        """Engineering closed its side: the ticket's status changes (S0 Sync), and a note to the customer is drafted.

        The note tells of progress: that it is solved is said once the TSE has reviewed it and drafts a resolution.
        """
        change = self.do(id, lifecycle.engineering_closed, by=by, at=at, fixed=fixed, note=note)
        return change, self.customer_update(id, UpdateKind.PROGRESS, at=at, news=news)

    def findings(self, id: str, now: datetime) -> tuple[RegisterFinding, ...]:
        """What is amiss with it at `now`."""
        return lifecycle.findings(self.register.get(id), now, self.rules)

    def suggested_workarounds(self, id: str) -> tuple[lifecycle.SuggestedWorkaround, ...]:
        """The time-boxed workarounds that fit its kind of failure."""
        return lifecycle.suggested_workarounds(self.register.draft(id), self.rules)

    def since_last_update(self, id: str) -> list[TrailEntry]:
        """What was recorded since the customer was last told: what the next update is drafted from."""
        entries = self.register.trail(id)
        told = (TrailAction.CUSTOMER_INFORMED, TrailAction.ESCALATED)
        last = max((e.number for e in entries if e.action in told), default=0)
        return [e for e in entries if e.number > last]
