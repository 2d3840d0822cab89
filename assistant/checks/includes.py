"""What each target must be given (S4 Escalation Tiers, "What to include"; names from `targets.toml`)."""

from collections.abc import Callable

from assistant.checks.contents import content_environment
from assistant.checks.handling import steps_already_taken
from assistant.checks.proof import logs_and_data
from assistant.checks.reading import Reading
from assistant.checks.states import missing, present, renamed, weak
from assistant.checks.telling import reproduction_steps, summary
from assistant.checks.weight import customer_impact, severity
from assistant.domain import ChecklistItem, FactField, ItemState, SignalName

Include = Callable[[Reading], ChecklistItem]


def _of_facts(id: str, what: str, *fields: FactField) -> Include:
    def check(reading: Reading) -> ChecklistItem:
        proof = reading.fact_proof(*fields)
        return present(id, f"{what} is given.", proof) if proof else missing(id, f"{what} is not given.")

    return check


def _of_words(id: str, what: str, key: str, *signals: SignalName) -> Include:
    def check(reading: Reading) -> ChecklistItem:
        proof = reading.because(*signals) or reading.proof(reading.hits(key), 1)
        return present(id, f"{what} is told.", proof) if proof else missing(id, f"{what} is not told.")

    return check


def _same(id: str, check: Include) -> Include:
    return lambda reading: renamed(check(reading), id)


def _who(reading: Reading) -> ChecklistItem:
    id = "who_is_affected"
    proof = reading.fact_proof(FactField.CUSTOMER, FactField.AFFECTED_CUSTOMERS_COUNT, FactField.AFFECTED_USERS_COUNT)
    if proof or reading.issue.customer:
        return present(id, "Who is affected is told.", proof)
    return missing(id, "Who or what may be affected is not told.")


def _frequency_of_request(reading: Reading) -> ChecklistItem:
    id = "frequency_of_request"
    proof = reading.fact_proof(FactField.AFFECTED_CUSTOMERS_COUNT) or reading.because(
        SignalName.SEVERAL_CUSTOMERS, SignalName.RECURRING
    )
    if proof:
        return present(id, "How many asked for it is told.", proof)
    return missing(id, "How many customers asked for it is not told.")


def _customer_context(reading: Reading) -> ChecklistItem:
    id = "customer_context"
    proof = reading.fact_proof(FactField.CUSTOMER, FactField.PLAN, FactField.ARR)
    if proof or reading.issue.customer:
        return present(id, "The customer is named.", proof)
    return missing(id, "Nothing is said about the customer.")


def _timeline(reading: Reading) -> ChecklistItem:
    id = "customer_timeline"
    proof = reading.fact_proof(FactField.DEADLINE, FactField.STARTED_AT, FactField.WAITING_SINCE)
    if reading.facts(FactField.DEADLINE):
        return present(id, "The customer's dates are told.", proof)
    if proof:
        return weak(id, "It is told since when, not until when.", proof)
    return missing(id, "Since when, and until when it is needed, is not told.")


def _decision(reading: Reading) -> ChecklistItem:
    id = "decision_needed"
    proof = reading.because(
        SignalName.DECISION_NEEDED, SignalName.POLICY_EXCEPTION, SignalName.EXECUTIVE_REQUEST
    ) or reading.proof(reading.hits("decision"), 1)
    return (
        present(id, "What is to be decided is told.", proof)
        if proof
        else missing(id, "What leadership shall decide is not told.")
    )


def _urgency(reading: Reading) -> ChecklistItem:
    item = severity(reading)
    if item.state is ItemState.MISSING:
        return present("urgency", "Policy assigns it: " + reading.assessment.severity.value + ".")
    return renamed(item, "urgency")


def _business_context(reading: Reading) -> ChecklistItem:
    item = customer_impact(reading)
    if item.state is ItemState.MISSING and reading.has(
        SignalName.CHURN_THREAT, SignalName.LEGAL_OR_PRESS, SignalName.SLA_BREACHED, SignalName.KEY_CUSTOMER
    ):
        return weak(
            "business_context",
            "What is at stake is told, not what the customer cannot do.",
            reading.because(
                SignalName.CHURN_THREAT, SignalName.LEGAL_OR_PRESS, SignalName.SLA_BREACHED, SignalName.KEY_CUSTOMER
            ),
        )
    return renamed(item, "business_context")


INCLUDES: dict[str, Include] = {
    "what_was_observed": _same("what_was_observed", summary),
    "who_is_affected": _who,
    "containment": _of_words("containment", "What was done to contain it", "containment"),
    "urgency": _urgency,
    "reproduction_steps": reproduction_steps,
    "environment": _same("environment", content_environment),
    "logs_or_errors": _same("logs_or_errors", logs_and_data),
    "business_impact": _same("business_impact", customer_impact),
    "customer_timeline": _timeline,
    "ticket_summary": _same("ticket_summary", summary),
    "steps_tried": _same("steps_tried", steps_already_taken),
    "customer_context": _customer_context,
    "use_case": _of_words("use_case", "The use case", "use_case"),
    "frequency_of_request": _frequency_of_request,
    "competitive_pressure": _of_words(
        "competitive_pressure", "Competitive pressure", "competitive", SignalName.COMPETITOR_MENTIONED
    ),
    "business_context": _business_context,
    "revenue_at_risk": _of_facts("revenue_at_risk", "Revenue at risk", FactField.ARR),
    "decision_needed": _decision,
    "deadline": _of_facts("deadline", "A deadline", FactField.DEADLINE),
}
"""Include name of `targets.toml` → its check."""
