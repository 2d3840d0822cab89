"""What is wanted from each target: one ask, its verb one a team can act on (S4 "What's Needed", H7, D9)."""

from assistant.domain import Ask, AskVerb, Assessment, EscalationTarget, IssueType, SignalName
from assistant.drafting.quotes import Quotes

NAMES = {
    EscalationTarget.ENGINEERING: "Engineering",
    EscalationTarget.PRODUCT: "Product",
    EscalationTarget.SECURITY: "Security",
    EscalationTarget.LEADERSHIP: "Leadership",
    EscalationTarget.L2_SUPPORT: "L2 Support",
}
"""S4's names of the targets, with L2 Support, which its template forgets (X7)."""


def _engineering(quotes: Quotes, assessment: Assessment, matter: str) -> tuple[AskVerb, str]:
    has = quotes.extraction.has
    data = ", and establish which data is affected and whether it can be restored" if has(SignalName.DATA_LOSS) else ""
    if has(SignalName.BUG_CONFIRMED) or assessment.engineering_priority:
        priority = (
            f" (engineering priority proposed: {assessment.engineering_priority})"
            if assessment.engineering_priority
            else ""
        )
        return AskVerb.FIX, f"Prioritize fix for {matter}{data}{priority}"
    return (
        AskVerb.INVESTIGATE,
        f"Investigate root cause of {matter}{data}, and say whether a fix or a workaround is possible",
    )


def _l2(quotes: Quotes, matter: str) -> tuple[AskVerb, str]:
    why = (
        quotes.signal(SignalName.NEEDS_ACCESS)
        or quotes.signal(SignalName.BEYOND_SUPPORT)
        or quotes.signal(SignalName.FIX_FAILED)
    )
    return AskVerb.INVESTIGATE, f"Investigate root cause of {matter}" + (
        f" (why we are stuck: {why.text})" if why else ""
    )


def _product(quotes: Quotes, assessment: Assessment, matter: str) -> tuple[AskVerb, str]:
    wish = assessment.issue_type is IssueType.FEATURE_REQUEST or quotes.extraction.has(SignalName.FEATURE_GAP)
    end = ": build, plan or decline, and what to offer until then" if wish else ": intended behaviour or change"
    return AskVerb.DECIDE, f"Make product decision on {matter}{end}"


def _security(quotes: Quotes, matter: str) -> tuple[AskVerb, str]:
    has = quotes.extraction.has
    if has(SignalName.PHISHING):
        what = "who received it and whether credentials were given away"
    elif has(SignalName.LEAKED_CREDENTIAL):
        what = "whether the credential was used, and that it is revoked"
    else:
        what = "what was exposed, to whom and since when"
    return AskVerb.INVESTIGATE, f"Investigate {matter} now: contain it, and confirm {what}"


def _leadership(quotes: Quotes, matter: str) -> tuple[AskVerb, str]:
    has, words = quotes.extraction.has, quotes.signal
    if has(SignalName.POLICY_EXCEPTION) and (asked := words(SignalName.POLICY_EXCEPTION)):
        return AskVerb.APPROVE, f"Approve exception, or decline it, as asked for: {asked.text}"
    decisions = [
        (SignalName.LEGAL_OR_PRESS, "how we answer the legal or press side, and who speaks"),
        (SignalName.EXECUTIVE_REQUEST, "who from leadership speaks to the customer, and when"),
        (SignalName.CHURN_THREAT, "what we offer or say to keep the customer, and who does it"),
        (SignalName.SLA_BREACHED, "our position on the broken service level, and who tells the customer"),
        (SignalName.SLA_AT_RISK, "which resources to add before the service level is broken"),
    ]
    chosen = [(name, text) for name, text in decisions if has(name)][:2]
    if not chosen:
        return AskVerb.DECIDE, f"Make decision on {matter}: who owns it across teams, and what we tell the customer"
    first = words(chosen[0][0])
    return AskVerb.DECIDE, f"Make decision on {'; and '.join(text for _, text in chosen)}" + (
        f" (the words: {first.text})" if first else ""
    )


def asks(quotes: Quotes, assessment: Assessment, matter: str) -> tuple[Ask, ...]:
    """One ask per target, primary first. `matter` is the brief's one line, quoted."""
    out = []
    for target in assessment.targets:
        if target is EscalationTarget.ENGINEERING:
            verb, text = _engineering(quotes, assessment, matter)
        elif target is EscalationTarget.L2_SUPPORT:
            verb, text = _l2(quotes, matter)
        elif target is EscalationTarget.PRODUCT:
            verb, text = _product(quotes, assessment, matter)
        elif target is EscalationTarget.SECURITY:
            verb, text = _security(quotes, matter)
        else:
            verb, text = _leadership(quotes, matter)
        out.append(Ask(target=target, verb=verb, text=text))
    return tuple(out)
