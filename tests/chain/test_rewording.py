"""Rewording: the same facts in another manner, checked again; without a model it says so."""

from pathlib import Path
from typing import Any

import pytest

from assistant.chain import MANNERS
from assistant.errors import WrongUsage
from assistant.modelled import reworded
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from tests.chain.scripted import assistant_with, improved, script, sent_text
from tests.chain.test_chain import PASTE
from tests.llm.servers import Body

UPDATE = """Hello,

What we know: The invoice export stops after 40 of 212 rows. Reach me at anna.kern@ourtool.example.

You will hear from us by 20 November 2026, 14:00 (UTC).

Anna Kern
"""


@pytest.mark.parametrize("manner", MANNERS)
def test_the_manner_is_asked_for_and_personal_data_comes_back(manner: str, tmp_path: Path) -> None:
    def shorter(body: Body) -> dict[str, Any]:
        told = body["messages"][-1]["content"]
        return {"text": told[told.index("<text>") + 6 : told.index("</text>")].strip().replace("Hello,", "Hello.")}

    with assistant_with(script(reword=shorter), tmp_path) as (assistant, server):
        result = reworded(assistant, UPDATE, "update", manner, issue_text=PASTE)
    assert MANNERS[manner] in server.requests[0]["messages"][0]["content"]
    assert "anna.kern@ourtool.example" not in sent_text(server.requests[0])
    assert result.text is not None and "anna.kern@ourtool.example" in result.text
    assert result.text.startswith("Hello.")
    assert result.report is not None


def test_what_a_model_adds_is_no_result(tmp_path: Path) -> None:
    invented = UPDATE.replace("40 of 212 rows", "40 of 212 rows. The fix will be live on 24 November")
    with assistant_with(script(reword={"text": invented}), tmp_path) as (assistant, _):
        result = reworded(assistant, UPDATE, "update", "shorter", issue_text=PASTE)
    assert result.text is None and result.report is None
    assert "stands as it was" in result.notes[-1] and "24 November" in result.notes[-1]
    assert "\n" not in result.notes[-1]


def test_an_unknown_manner_is_wrong_usage(tmp_path: Path) -> None:
    with assistant_with(script(), tmp_path) as (assistant, _), pytest.raises(WrongUsage, match="no manner"):
        reworded(assistant, UPDATE, "update", "pirate")


def test_without_a_model_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ESCALATE_MODEL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    result = reworded(Assistant(load_settings(home=tmp_path)), UPDATE, "update", "shorter")
    assert result.text is None
    assert "no model is configured" in result.notes[0]


def test_the_draft_keeps_every_statements_evidence(tmp_path: Path) -> None:
    from tests.chain.scripted import said

    update = said(("know", "The export stops after 40 of 212 rows.", "L8"), ("opening", "We see it blocks you."))
    with assistant_with(script(update=update), tmp_path) as (assistant, _):
        result = improved(assistant, PASTE).escalation
    told = {s.text: s.evidence for s in result.updates[0].statements}
    assert any("212" in e.quote for e in told["The export stops after 40 of 212 rows."])
