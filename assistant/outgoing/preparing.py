"""From a wish to everything there is to read before something is sent. Nothing leaves the machine here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.domain import Escalation, FactField, UpdateKind
from assistant.domain.register import RegisteredEscalation, TrailEntry
from assistant.errors import WrongUsage
from assistant.lifecycle.stepping import person, stamped
from assistant.outgoing import contents, obstacles
from assistant.outgoing.customer_text import CustomerText, customer_text
from assistant.outgoing.obstacles import Obstacle, ObstacleKind
from assistant.outgoing.rules import SendingRules, load_rules
from assistant.outgoing.wish import Purpose, Wish
from assistant.sending import NotConfigured, Plan, jira, slack, zendesk
from assistant.sending.destination import SYSTEMS
from assistant.settings import Settings
from assistant.tracking import Tracker

_MARK = 12
"""Characters of a fingerprint that are a mark."""


@dataclass(frozen=True)
class Prepared:
    """What would be sent, what stands in the way, and what to know about it."""

    wish: Wish
    record: RegisteredEscalation
    draft: int
    """Version of the draft it is made of."""
    purpose: Purpose
    plan: Plan
    fingerprint: str
    """Of escalation, place, purpose, and version of the draft or words of the text: what was sent already."""
    obstacles: tuple[Obstacle, ...]
    """What must be out of the way first; those acknowledged by the wish are not among them."""
    notes: tuple[str, ...]
    gaps: tuple[Obstacle, ...] = ()
    """What was acknowledged as missing; it is listed in what is sent."""
    text: str | None = None
    """For the customer."""
    kind: UpdateKind | None = None
    next_update_at: datetime | None = None


@dataclass(frozen=True)
class _Case:
    """What all systems' preparations start from."""

    tracker: Tracker
    wish: Wish
    record: RegisteredEscalation
    drafted: Escalation
    trail: Sequence[TrailEntry]
    rules: SendingRules
    zone: ZoneInfo

    @property
    def settings(self) -> Settings:
        return self.tracker.settings

    @property
    def draft(self) -> int:
        return self.record.drafts

    def fingerprint(self, *parts: str) -> str:
        """Told apart between registers by the hash of the trail's first entry, which is the raw paste's."""
        told = "\n".join((self.record.id, self.trail[0].hash, self.wish.system, *parts))
        return hashlib.sha256(told.encode()).hexdigest()

    def standing(self, mark: str, gaps: tuple[Obstacle, ...]) -> tuple[Escalation, str]:
        """The draft as it stands now, with the state above the brief; and the state alone."""
        above = contents.state(
            self.record, self.drafted, self.draft, mark=mark, gaps=gaps, wish=self.wish, zone=self.zone
        )
        return contents.as_it_stands(self.drafted, self.record, self.tracker.policy.labels, above), above


def prepare(tracker: Tracker, id: str, wish: Wish) -> Prepared:
    """Everything of one sending, read from the register.

    Raises NotInRegister, NotAllowed, and WrongUsage for a wish that does not fit together or has nothing to send.
    """
    _require_fit(wish)
    record = tracker.register.get(id)
    stamped(record, wish.at, tracker.rules)
    person(wish.by, "who sends it")
    folder = tracker.settings.knowledge / "policy"
    case = _Case(
        tracker, wish, record, tracker.register.draft(record.id, record.drafts), tracker.register.trail(record.id),
        load_rules(folder), _zone(tracker.settings),
    )  # fmt: skip
    return {"jira": _jira, "zendesk": _zendesk, "slack": _slack}[wish.system](case)


def _require_fit(wish: Wish) -> None:
    if wish.system not in SYSTEMS:
        raise WrongUsage(f"there is no system {wish.system!r} to send to.", f"One of: {', '.join(SYSTEMS)}.")
    only = {
        "--key": ("jira", wish.key), "--ticket": ("zendesk", wish.ticket), "--public": ("zendesk", wish.public),
        "--text": ("zendesk", wish.text is not None), "--fields-only": ("zendesk", wish.fields_only),
    }  # fmt: skip
    for option, (system, given) in only.items():
        if given and wish.system != system:
            raise WrongUsage(f"{option} is for {system}, not for {wish.system}.", f"Leave {option} out.")
    if wish.text is not None and not wish.public:
        raise WrongUsage("--text is the text for the customer.", "Give --public with it.")
    if wish.public and wish.fields_only:
        raise WrongUsage("--public and --fields-only do not go together.", "Send one after the other.")


def _zone(settings: Settings) -> ZoneInfo:
    try:
        return ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongUsage(f"{settings.timezone!r} is no time zone.", "Use a name such as Europe/Berlin.") from error


def _weighed(case: _Case) -> tuple[tuple[Obstacle, ...], tuple[Obstacle, ...]]:
    """What holds the brief back, and what was acknowledged of it."""
    found = obstacles.of_brief(case.drafted)
    gaps = tuple(o for o in found if o.kind is ObstacleKind.GAP and case.wish.allow_incomplete)
    return tuple(o for o in found if o not in gaps), gaps


def _notes(case: _Case) -> tuple[str, ...]:
    return (f"{case.record.id} is closed.",) if case.record.closed else ()


def _jira(case: _Case) -> Prepared:
    held, gaps = _weighed(case)
    settings, wish, record = case.settings, case.wish, case.record
    cloud = jira.is_cloud(settings)
    key = jira.issue_key(wish.key) if wish.key else None
    project = key or f"project {(settings.jira_project or '').strip().upper()}"
    fingerprint = case.fingerprint(project, Purpose.BRIEF.value, str(case.draft))
    # an issue is one for all drafts, so its mark is too; a comment is one draft's
    mark = (fingerprint if key else case.fingerprint("issue"))[:_MARK]
    standing, _ = case.standing(mark, gaps)
    fields = contents.jira_fields(standing, wish, cloud=cloud)
    if key:
        plan = jira.plan_comment(settings, key, fields["description"], mark=mark)
        repeats = obstacles.of_trail(list(case.trail), fingerprint, findable=True)
    else:
        plan = jira.plan_issue(settings, fields, id=record.id, draft=case.draft, mark=mark, link=_ticket_link(case))
        repeats = obstacles.of_issue(list(case.trail))
    return Prepared(
        wish, record, case.draft, Purpose.BRIEF, plan, fingerprint,
        (*obstacles.of_settings(plan.missing), *held, *(() if wish.again else repeats)),
        (*plan.notes, *_notes(case)), gaps,
    )  # fmt: skip


def _ticket_link(case: _Case) -> tuple[str, str] | None:
    """Title and address of the support ticket, where one can be linked.

    An address that stands in the paste is no link: whoever wrote the paste would choose where engineering clicks. It
    counts where it leads to the Zendesk of the settings.
    """
    ticket, settings = case.record.ticket, case.settings
    if not ticket:
        return None
    title = f"Support ticket of {case.record.id}"
    try:
        if settings.zendesk_url:
            return title, zendesk.ticket_url(settings, zendesk.ticket_number(ticket, settings))
    except WrongUsage:
        pass
    pasted = any(f.field is FactField.TICKET_REF and ticket in f.value for f in case.drafted.facts)
    try:
        parts = urlsplit(ticket)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    inside = pasted or ticket in case.drafted.issue.text
    return (title, ticket) if plain and not inside and not any(c.isspace() for c in ticket) else None


def _zendesk(case: _Case) -> Prepared:
    wish, record, settings = case.wish, case.record, case.settings
    given = wish.ticket or record.ticket
    if not given:
        raise WrongUsage(
            f"{record.id} names no support ticket.",
            f"Give --ticket NUMBER, or keep it: escalate register field {record.id} ticket NUMBER.",
        )
    number = zendesk.ticket_number(given, settings)
    unsure = () if wish.ticket else obstacles.of_ticket(case.drafted, list(case.trail), given, number)
    if wish.public:
        return _zendesk_public(case, number, unsure)
    state = contents.zendesk_state(record, settings, case.zone)
    tags = contents.zendesk_tags(record, settings, case.rules)
    unknown = sorted(set(settings.zendesk_fields) - set(contents.FIELD_NAMES))
    wrong = tuple(
        Obstacle(
            ObstacleKind.SETTING, f"ESCALATE_ZENDESK_FIELDS has {name!r}, which is no field of ours.",
            f"One of: {', '.join(contents.FIELD_NAMES)}.",
        )
        for name in unknown
    )  # fmt: skip
    if wish.fields_only:
        if not state:
            raise WrongUsage("no ticket field or status is to be set.", "Name the fields in ESCALATE_ZENDESK_FIELDS.")
        fingerprint = case.fingerprint(number, Purpose.FIELDS.value, repr(sorted(state.items(), key=repr)), str(tags))
        plan = zendesk.plan_fields(settings, number, state, mark=fingerprint[:_MARK], tags=tags)
        missing = obstacles.of_settings(plan.missing)
        return Prepared(
            wish, record, case.draft, Purpose.FIELDS, plan, fingerprint, (*missing, *wrong, *unsure), plan.notes
        )
    held, gaps = _weighed(case)
    fingerprint = case.fingerprint(number, Purpose.BRIEF.value, str(case.draft))
    mark = fingerprint[:_MARK]
    standing, above = case.standing(mark, gaps)
    ticket = contents.zendesk_note(standing, wish, above) | state
    plan = zendesk.plan_comment(settings, number, ticket, mark=mark, tags=tags)
    repeats = () if wish.again else obstacles.of_trail(list(case.trail), fingerprint, findable=True)
    return Prepared(
        wish, record, case.draft, Purpose.BRIEF, plan, fingerprint,
        (*obstacles.of_settings(plan.missing), *wrong, *unsure, *held, *repeats), (*plan.notes, *_notes(case)), gaps,
    )  # fmt: skip


def _zendesk_public(case: _Case, number: str, unsure: tuple[Obstacle, ...]) -> Prepared:
    wish, record = case.wish, case.record
    told = customer_text(case.tracker, record, case.drafted, case.trail, wish, case.rules)
    purpose = Purpose.PUBLIC if told.may_write else Purpose.RELAY
    fingerprint = case.fingerprint(number, purpose.value, zendesk.words_mark(told.text))
    plan, notes = _reply(case, told, number, fingerprint[:_MARK])
    repeats = () if wish.again else obstacles.of_trail(list(case.trail), fingerprint, findable=True)
    return Prepared(
        wish, record, case.draft, purpose, plan, fingerprint,
        (*obstacles.of_settings(plan.missing), *unsure, *told.obstacles, *repeats), (*notes, *plan.notes, *told.notes),
        text=told.text, kind=told.kind, next_update_at=told.next_update_at,
    )  # fmt: skip


def _reply(case: _Case, told: CustomerText, number: str, mark: str) -> tuple[Plan, tuple[str, ...]]:
    """The public reply; by somebody who may not write to the customer a note for the owner (K5), which is said."""
    if told.may_write:
        comment = {"comment": {"body": told.text, "public": True}}
        return zendesk.plan_comment(case.settings, number, comment, mark=zendesk.words_mark(told.text)), ()
    rule, owner = case.tracker.rules.collaboration_rule, case.record.customer_owner.name
    ticket = contents.zendesk_relay(told.text, case.record, case.wish, rule, mark)
    said = f"{case.wish.by} may not write to the customer: it goes as an internal note for {owner} to relay. {rule}"
    return zendesk.plan_comment(case.settings, number, ticket, mark=mark), (said,)


def _slack(case: _Case) -> Prepared:
    held, gaps = _weighed(case)
    wish, settings = case.wish, case.settings
    target = case.record.targets[0].value if case.record.targets else "support"
    standing = contents.as_it_stands(case.drafted, case.record, case.tracker.policy.labels)
    wrong: tuple[str, ...] = ()
    try:
        message = contents.slack_message(
            standing, case.record, case.draft, gaps=gaps, wish=wish, settings=settings, rules=case.rules, target=target
        )
    except NotConfigured as error:
        wrong, bare = (str(error),), settings.model_copy(update={"slack_on_call": {}})
        message = contents.slack_message(
            standing, case.record, case.draft, gaps=gaps, wish=wish, settings=bare, rules=case.rules, target=target
        )
    plan = slack.plan_message(settings, message, target=target, mark="")
    fingerprint = case.fingerprint(plan.place, Purpose.BRIEF.value, str(case.draft))
    repeats = () if wish.again else obstacles.of_trail(list(case.trail), fingerprint, findable=False)
    return Prepared(
        wish, case.record, case.draft, Purpose.BRIEF, plan, fingerprint,
        (*obstacles.of_settings((*plan.missing, *wrong)), *held, *repeats), (*plan.notes, *_notes(case)), gaps,
    )  # fmt: skip
