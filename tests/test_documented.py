"""With the sample knowledge: a documented answer is given instead of a brief, and only where it is the answer."""

from assistant.pipeline import Assistant
from tests.conftest import NOW

SIGN_IN = """Hello support,

since this morning some of our people get "SSO-5011" when they sign in, others are fine. The page
says assertion not yet valid. We use our own ADFS server. What can we do?

Best, Per Holm
Fjordline Energi"""
FAILED = SIGN_IN.replace(
    "What can we do?", "We followed your article KB-0114 step by step, it made no difference. Nobody can sign in now."
)


def test_a_documented_problem_gets_the_articles_steps(stocked: Assistant) -> None:
    escalation = stocked.draft(SIGN_IN, now=NOW)
    assert escalation.assessment.decision == "handle_in_support"
    assert escalation.brief is None
    assert "KB-0114" in escalation.assessment.cited_matches
    reply = escalation.updates[0]
    assert "KB-0114" in reply.cites
    assert "w32tm /resync" in reply.text


def test_the_same_escalates_once_the_article_did_not_help(stocked: Assistant) -> None:
    assert stocked.draft(FAILED, now=NOW).assessment.decision == "escalate"


def test_no_reply_names_another_customer_or_an_internal_article(stocked: Assistant) -> None:
    names = {m.customer for m in stocked.draft(SIGN_IN, now=NOW).matches if m.customer} - {"Fjordline Energi"}
    for paste in (SIGN_IN, FAILED, "Webhooks arrive twice since the failover in us-east, WHK-3015"):
        escalation = stocked.draft(paste, now=NOW)
        internal = [m for m in escalation.matches if m.audience == "internal"]
        for update in escalation.updates:
            assert not [n for n in names if n in update.text]
            assert not [m for m in internal if m.id in update.text or m.title in update.text]


def test_unrelated_knowledge_decides_nothing(stocked: Assistant) -> None:
    escalation = stocked.draft("Our coffee machine prints receipts in purple ink, how do I descale it?", now=NOW)
    assert escalation.assessment.cited_matches == ()


def test_a_number_of_things_is_no_number_of_people(bare: Assistant) -> None:
    drafted = bare.draft("Since Wednesday about 140 letters went out in the wrong language. Please help.", now=NOW)
    assert not [f for f in drafted.facts if f.field.value == "affected_users_count"]
    assert all("140" not in u.text for u in drafted.updates)
