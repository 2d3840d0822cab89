"""One eval case: a paste, what the agent typed beside it, and what a careful reader expects."""

from pathlib import Path
from typing import TypedDict

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import (
    Decision,
    EscalationReason,
    EscalationTarget,
    FactField,
    IssueType,
    ItemState,
    Scope,
    Severity,
)
from assistant.errors import EscalateError

CASES = Path(__file__).parent / "cases"
PRESENT = "2026-11-20T12:00:00+00:00"
"""The present moment of a case that says nothing of when it was received."""
TAGS = frozenset(
    "mail chat log ticket jira github forum html markdown one_line "  # where it was pasted from
    "en de fr es pt it nl ja "  # the language the customer writes in
    "bug feature_request question configuration incident security billing churn_risk "  # what kind of matter it is
    "negation contradiction injection two_problems vague long internal_notes relative_dates no_match handled "
    "regression pattern sla".split()  # what makes it hard
)
"""The closed list of tags: figures are told apart by them, so a misspelt one would hide a case."""


class CaseError(EscalateError):
    """A case file does not fit its schema, or a quote does not stand in its paste."""


class Strict(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fields(Strict):
    """What the agent typed beside the paste."""

    customer: str | None = None
    reported_by: str | None = None
    received_at: str | None = None


class ExpectedFact(Strict):
    """A value, and the words of the paste that prove it."""

    field: FactField
    value: str
    quote: str


class ExpectedSignals(Strict):
    """Signals a careful reader is sure of; other signals may be there."""

    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


class Expected(Strict):
    """The labels. Lists hold every accepted value, best first."""

    language: str
    issue_type: tuple[IssueType, ...]
    decision: tuple[Decision, ...]
    severity: tuple[Severity, ...]
    targets: tuple[EscalationTarget, ...]
    primary_target: tuple[EscalationTarget, ...]
    incident: bool
    scope: tuple[Scope, ...]
    escalation_reasons: tuple[EscalationReason, ...] = ()
    signals: ExpectedSignals = ExpectedSignals()
    facts: tuple[ExpectedFact, ...] = ()
    checklist: dict[str, tuple[ItemState, ...]] = {}
    must_not_reach_customer: tuple[str, ...] = ()


class Asked(TypedDict):
    """Keywords of `Assistant.draft` and `understand`."""

    customer: str | None
    reported_by: str | None
    received_at: str | None
    now: str


class EvalCase(Strict):
    """See the module."""

    id: str
    title: str
    why: str
    tags: tuple[str, ...]
    fields: Fields = Fields()
    paste: str
    expect: Expected

    @property
    def asked(self) -> Asked:
        """What the agent gives beside the paste, at the case's own present."""
        f = self.fields
        return Asked(
            customer=f.customer, reported_by=f.reported_by, received_at=f.received_at, now=f.received_at or PRESENT
        )


def _texts(value: object) -> object:
    """YAML reads 12 and 2026-11-01 as number and date; the labels are texts."""
    if isinstance(value, dict):
        return {k: _texts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_texts(v) for v in value]
    return value if value is None or isinstance(value, bool) else str(value)


def load_case(path: Path) -> EvalCase:
    """Read one file. Raises CaseError naming the file and what is wrong, an empty `why` and an unknown tag among it."""
    try:
        case = EvalCase.model_validate(_texts(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"{path.name}: {error}", "See evals/case.py for the schema.") from error
    if not case.why.strip():
        raise CaseError(
            f"{path.name}: why is empty.", "write why: what it tests, and the reasons for disputable labels."
        )
    unknown = [tag for tag in case.tags if tag not in TAGS]
    if unknown:
        raise CaseError(f"{path.name}: no such tag: {unknown[0]!r}.", f"Tags are: {', '.join(sorted(TAGS))}.")
    strange = [f.quote for f in case.expect.facts if f.quote not in case.paste]
    strange += [s for s in case.expect.must_not_reach_customer if s not in case.paste]
    if strange:
        raise CaseError(f"{path.name}: not verbatim in the paste: {strange[0]!r}", "Quote the paste exactly.")
    return case


def load_cases(folder: Path = CASES) -> tuple[EvalCase, ...]:
    """All cases of a folder, by name. Raises CaseError."""
    return tuple(load_case(p) for p in sorted(folder.glob("*.yaml")))
