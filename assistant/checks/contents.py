"""Clean ticket creation: the nine contents of an engineering ticket (S1 §5)."""

from assistant.checks.proof import logs_and_data, screenshots
from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, renamed, weak
from assistant.checks.telling import expected_vs_actual, reproduction_steps, summary
from assistant.checks.weight import severity
from assistant.domain import ChecklistItem, FactField, IssueType, Scope

_ENVIRONMENT = (
    FactField.VERSION,
    FactField.BROWSER,
    FactField.OS,
    FactField.DEVICE,
    FactField.ENVIRONMENT,
    FactField.REGION,
    FactField.PLAN,
    FactField.FEATURE_FLAG,
)
_ENOUGH_ENVIRONMENT = 2
"""Different kinds of detail (a version and a browser) that let someone else build the same surroundings."""


def content_problem_statement(reading: Reading) -> ChecklistItem:
    """Problem statement. Example: the paste's one-line summary, when there is one."""
    return renamed(summary(reading), "content_problem_statement")


def content_affected_users(reading: Reading) -> ChecklistItem:
    """Count of people or customers affected. Example: "85 people" is present; "many" is weak."""
    id = "content_affected_users"
    proof = reading.fact_proof(FactField.AFFECTED_USERS_COUNT, FactField.AFFECTED_CUSTOMERS_COUNT)
    if proof:
        return present(id, "A count of people or customers affected is given.", proof)
    if reading.assessment.scope is Scope.ONE_USER:
        return present(id, "One user is affected.")
    numbered = reading.hits("impact_noun")
    if numbered:
        return weak(id, "A number is given, but not of people or customers affected.", reading.proof(numbered, 1))
    vague = reading.hits("vague_quantity")
    if vague:
        return weak(id, "A vague quantity is given: how many?", reading.proof(vague, 1))
    return missing(id, "Nobody says how many are affected.")


def content_repro(reading: Reading) -> ChecklistItem:
    """Clear reproduction steps. Example: a numbered list of actions."""
    return renamed(reproduction_steps(reading), "content_repro")


def content_screenshots(reading: Reading) -> ChecklistItem:
    """Screenshots or video. Example: "checkout.png attached"."""
    return renamed(screenshots(reading), "content_screenshots")


def content_environment(reading: Reading) -> ChecklistItem:
    """Environment conditions. Example: "5.4.0 on Windows 11, Edge 142" is present; one detail is weak."""
    id = "content_environment"
    if reading.issue_type in (IssueType.FEATURE_REQUEST, IssueType.BILLING):
        return not_applicable(id, "the environment does not bear on it")
    kinds = {f.field for f in reading.facts(*_ENVIRONMENT)}
    proof = reading.fact_proof(*_ENVIRONMENT, limit=3)
    if len(kinds) >= _ENOUGH_ENVIRONMENT:
        return present(id, "The environment is described.", proof)
    if kinds:
        return weak(id, "One detail of the environment is given.", proof)
    return missing(id, "Nothing is said of version, browser, system or region.")


def content_logs(reading: Reading) -> ChecklistItem:
    """Logs. Example: a stack trace in the paste."""
    return renamed(logs_and_data(reading), "content_logs")


def content_workflow(reading: Reading) -> ChecklistItem:
    """Workflow details: what the customer was doing. Example: "we book the camt statements from it every morning"."""
    id = "content_workflow"
    actions = reading.hits("action")
    use = reading.hits("use_case")
    if len({h.span.id for h in (*actions, *use)}) >= 2:
        return present(id, "It is told what the customer does with the function.", reading.proof((*use, *actions)))
    if actions or use or reading.says("trigger"):
        return weak(
            id,
            "The step that fails is named, not the work around it.",
            reading.proof((*use, *actions, *reading.hits("trigger")), 1),
        )
    return missing(id, "Nothing says what the customer was doing.")


def content_severity(reading: Reading) -> ChecklistItem:
    """Severity per the model. Example: "SEV2" set by support."""
    return renamed(severity(reading), "content_severity")


def content_expected_actual(reading: Reading) -> ChecklistItem:
    """Expected and actual outcome. Example: "should be reverse charge, adds 21 %"."""
    return renamed(expected_vs_actual(reading), "content_expected_actual")
