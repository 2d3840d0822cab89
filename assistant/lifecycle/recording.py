"""What is only added to the trail: hypotheses, steps taken, what the meeting said, what was sent, product feedback."""

from datetime import datetime

from assistant.domain.register import ProductFeedback, RegisteredEscalation, Step, TrailAction
from assistant.inert import one_line
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import changed, entry, person, require_open, said, stamped


def hypothesis(
    record: RegisteredEscalation, hypothesis: str, outcome: str, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """A hypothesis that was tested, and what came of it (S2 Audit Trails)."""
    at, by = stamped(record, at, rules), person(by, "who tested it")
    tested, outcome = said(hypothesis, "the hypothesis"), said(outcome, "the outcome")
    told = f"Hypothesis: {tested} Outcome: {outcome}"
    data = {"hypothesis": tested, "outcome": outcome}
    return changed(record, at, entry(TrailAction.HYPOTHESIS_TESTED, told, by=by, at=at, data=data))


def step_taken(
    record: RegisteredEscalation, action: str, result: str | None, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """A troubleshooting step and its result; without a result it says so (S4: steps and results)."""
    at, by, action = stamped(record, at, rules), person(by, "who took it"), said(action, "the step")
    came = result.strip() if result and result.strip() else None
    told = f"{action} — {came or 'result not stated'}"
    return changed(record, at, entry(TrailAction.STEP_TAKEN, told, by=by, at=at, data={"step": action, "result": came}))


def discussed(
    record: RegisteredEscalation,
    outcome: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    next_step: str | None = None,
    parked: bool = False,
) -> Step:
    """What the triage meeting said of it, typed back (S0); `parked`: taken offline."""
    require_open(record)
    at, by, outcome = stamped(record, at, rules), person(by, "who typed it"), said(outcome, "the outcome")
    step = one_line(next_step) if next_step and one_line(next_step) else None
    told = outcome + (f" Next step: {step}" if step else "") + (" Taken offline." if parked else "")
    data = {"outcome": outcome, "next_step": step, "parked": parked or None}
    return changed(
        record,
        at,
        entry(TrailAction.DISCUSSED, told, by=by, at=at, data=data),
        met_at=at,
        next_step=step or record.next_step,
    )


def sent(
    record: RegisteredEscalation, where: str, reference: str | None, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """It was sent to a tool (Jira, Zendesk, Slack); `reference` is what the tool answered."""
    at, by, where = stamped(record, at, rules), person(by, "who sent it"), said(where, "where it was sent")
    told = f"Sent to {where}" + (f": {reference}" if reference else "")
    return changed(
        record, at, entry(TrailAction.SENT, told, by=by, at=at, data={"where": where, "reference": reference})
    )


def feedback_filed(
    record: RegisteredEscalation, feedback: ProductFeedback, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """Product feedback on one of the three tracks (S2), with its reason and the client's use case."""
    at, by = stamped(record, at, rules), person(by, "who files it")
    reason = said(feedback.reason, "why this track")
    said(feedback.use_case, "the client's use case")
    told = f"Product feedback, {feedback.track.value}: {reason}"
    data = feedback.model_dump(mode="json")
    return changed(record, at, entry(TrailAction.FEEDBACK_FILED, told, by=by, at=at, data=data), feedback=feedback)


def redrafted(
    record: RegisteredEscalation, *, by: str, at: datetime, rules: LifecycleRules, note: str | None = None
) -> Step:
    """A further version of the draft is kept with it; the record's own state stays."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who drafted it")
    told = f"Draft {record.drafts + 1}" + (f": {note.strip()}" if note and note.strip() else "")
    return changed(record, at, entry(TrailAction.DRAFTED, told, by=by, at=at, data={"draft": record.drafts + 1}))
