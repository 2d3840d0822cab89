"""What happens to the issue in hand when a model is asked, ready, stopped or taken. No drawing in here."""

from job import Job
from session import Hand, Work, assistant, hand, keep

from assistant.chain.run import Progress
from assistant.domain import Override
from assistant.modelled import Improved, last, with_model
from assistant.pipeline import Assistant, shared_assistant

_TEMPLATES_AGAIN = "the verdict was changed by a person: texts are by templates again, over the model's reading"
_CANCELLED = ("the call to the model was cancelled", "the model was stopped")
"""How a ledger tells of a stop; said once, in the person's terms, where the person stopped it."""


def drafted(work: Work, held: Hand, *, with_the_model: bool) -> None:
    """Make the rules' draft the issue in hand, and a model begin on it."""
    if with_the_model:
        work.job = _job(shared_assistant(), work)
    keep(work, held)


def renewed(work: Work, before: Work, why: str) -> Work:
    """`work`, with the texts the person had edited in the draft before: they can be brought back."""
    work.earlier = _kept(before)
    work.anew = why if work.earlier else ""
    return work


def bring_back(work: Work) -> None:
    """The person's own texts again, in place of what was drafted anew; Undo takes them away again."""
    for name in work.replaced:
        mine = work.earlier[name].pop()
        work.earlier[name].append(work.edits.get(name, work.original(name)))
        work.replacing[name] = mine
    work.anew = ""


def _job(helper: Assistant, work: Work) -> Job[Improved]:
    start = work.by_rules or work.understood
    rules = work.escalation if work.by_rules is None else helper.write(start, helper.assess(start, work.overrides))

    def follow(job: Job[Improved]) -> Improved:
        found = []
        for step in with_model(helper, start, rules, overrides=work.overrides, asked=True, run=job.run):
            if isinstance(step, Progress):
                job.tell(step)
            else:
                found.append(step)
        return last(found)

    return Job(follow)


def ask(work: Work) -> None:
    """Ask the model (again) about the issue in hand. What is on the page stays until it is done."""
    if work.job is not None:
        work.job.stop()
    work.waiting, work.said, work.failed, work.editing = None, (), False, bool(work.edited)
    work.job = _job(assistant(), work)


def settle(work: Work) -> Work:
    """The issue in hand once a finished model is accounted for: its draft taken, or waiting where texts were edited."""
    job = work.job
    if job is None or not job.over:
        return work
    work.job = None
    work.sent += tuple(job.run.sent)
    work.said = _said(job)
    if job.result is None or not job.run.used:
        work.failed = not job.stopped
        if work.by_rules is not None:
            work.said += ("The model's earlier draft stays.",)
        elif job.result is not None:
            # NOTE: the same texts, and in their provenance why no model took part.
            work.escalation = job.result.escalation
        return work
    work.waiting = job
    return work if work.edited else take(work)


def _said(job: Job[Improved]) -> tuple[str, ...]:
    """What there is to say of a finished job."""
    if job.result is None:
        return (f"{job.failure} The draft that was there stands.",)
    fallbacks = job.result.escalation.provenance.fallbacks
    said = tuple(f for f in fallbacks if f not in job.result.understood.fallbacks)
    if not job.stopped:
        return said
    got = "what it had finished by then is kept, the rest is by rules" if job.run.used else "the draft is by rules"
    return (f"You stopped the model: {got}.", *(s for s in said if not s.startswith(_CANCELLED)))


def take(work: Work) -> Work:
    """The waiting draft made the issue in hand. Texts the person had edited can be brought back under the editor."""
    job = work.waiting
    assert job is not None and job.result is not None
    held = hand()
    new = Work(
        job.result.understood,
        job.result.escalation,
        work.overrides,
        version=held.next_version(),
        paste=work.paste,
        by_rules=work.by_rules or work.understood,
        ledger=job.run,
        sent=work.sent,
        said=work.said,
        earlier=_kept(work),
    )
    keep(new, held)
    return new


def keep_mine(work: Work) -> None:
    """The person's texts stay, and with them the record they were edited in."""
    work.waiting = None
    work.said = ("You kept your own texts; the model's draft was set aside.",)


def _kept(work: Work) -> dict[str, list[str]]:
    """The person's own texts, for `Undo` under the editors of the next draft."""
    return {name: [work.edits[name]] for name in work.edited}


def overridden(work: Work, overrides: tuple[Override, ...]) -> None:
    """The verdict changed: written anew over the reading in force. A model at work starts over, a finished one is not
    asked again."""
    held, helper, ledger = hand(), assistant(), work.ledger
    if ledger is not None and _TEMPLATES_AGAIN not in ledger.notes:
        ledger.note(_TEMPLATES_AGAIN)
    escalation = helper.write(work.understood, helper.assess(work.understood, overrides), run=ledger)
    said = (*work.said, _TEMPLATES_AGAIN) if ledger is not None and _TEMPLATES_AGAIN not in work.said else work.said
    new = Work(
        work.understood, escalation, overrides, version=held.next_version(), paste=work.paste,
        by_rules=work.by_rules, ledger=ledger, sent=work.sent, said=said,
    )  # fmt: skip
    drafted(renewed(new, work, "The verdict was changed"), held, with_the_model=work.at_work)
