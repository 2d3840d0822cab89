"""The five situations of S4's example prompts, in its nine wordings: type, targets, severity band (requirements A3)."""

import pytest

from assistant.pipeline import Assistant
from tests.conftest import NOW

API = "API returning 500 errors intermittently for Acme Corp"
EXPORT = "Data export is missing rows -- 3 customers reported this week"
SSO = "SSO login loop affecting all Enterprise customers"
CHURN = "Customer threatening to churn over missing audit log feature"


@pytest.mark.parametrize(
    ("prompt", "types", "targets", "severities"),
    [
        (API, {"bug"}, {"engineering"}, {"SEV2"}),
        (f"Escalate this: {API}.", {"bug"}, {"engineering"}, {"SEV2"}),
        (EXPORT, {"bug"}, {"engineering"}, {"SEV2", "SEV3"}),
        (f"{EXPORT}. Package for engineering.", {"bug"}, {"engineering"}, {"SEV2", "SEV3"}),
        (SSO, {"bug", "incident"}, {"engineering"}, {"SEV1"}),
        (f"{SSO}. Create an escalation brief.", {"bug", "incident"}, {"engineering"}, {"SEV1"}),
        (CHURN, {"feature_request", "churn_risk"}, {"product", "leadership"}, {"SEV2", "SEV3"}),
        (
            f"{CHURN} -- escalate to product and leadership.",
            {"feature_request", "churn_risk"},
            {"product", "leadership"},
            {"SEV2", "SEV3"},
        ),
        (
            "Package this bug for engineering: dashboard charts not loading, confirmed in Chrome and Firefox.",
            {"bug"},
            {"engineering"},
            {"SEV2", "SEV3"},
        ),
    ],
)
@pytest.mark.parametrize("knowledge", ["bare", "stocked"])
def test_the_prompt_goes_where_s4_says(
    prompt: str,
    types: set[str],
    targets: set[str],
    severities: set[str],
    knowledge: str,
    request: pytest.FixtureRequest,
) -> None:
    """With the sample knowledge indexed too: a look-alike article must not turn it into "handle"."""
    assistant: Assistant = request.getfixturevalue(knowledge)
    a = assistant.draft(prompt, now=NOW).assessment
    assert a.decision == "escalate"
    assert a.issue_type in types
    assert {t.value for t in a.targets} == targets
    assert a.severity in severities
