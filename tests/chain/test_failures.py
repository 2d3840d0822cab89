"""Whatever a model's endpoint does, the rules' draft is there and the failure is told in words."""

from pathlib import Path

import pytest

from assistant.modelled import Improved, last, with_model
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from tests.chain.scripted import NOW, assistant_with, improved, script
from tests.chain.test_chain import PASTE
from tests.llm.servers import Answer, refuses

FAILURES = {
    "refused": (refuses(401, "Incorrect API key provided"), "key"),
    "forbidden": (refuses(403, "not allowed"), "rights"),
    "rate limit": (refuses(429, "slow down"), "requests"),
    "server error": (refuses(500, "boom"), "500"),
    "timeout": (Answer(text="{}", wait_before=30), "1 s"),
    "cut off": (Answer(text='{"summary"', finish="length"), "limit"),
    "empty": (Answer(text=""), "empty"),
    "invalid": (Answer(text="I would rather not."), "JSON"),
    "filter": (Answer(text="", finish="content_filter"), "filter"),
    "reset": (Answer(text='{"a": 1}', reset_after=0), "broke"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_the_rules_draft_is_always_there(name: str, tmp_path: Path) -> None:
    answer, words = FAILURES[name]
    behaviour = script(read=answer, brief=answer, update=answer)
    with assistant_with(behaviour, tmp_path, model_timeout=1.0) as (assistant, _):
        understood = assistant.understand(PASTE, now=NOW)
        rules = assistant.write(understood, assistant.assess(understood))
        result = last(with_model(assistant, understood, rules, asked=True)).escalation
    assert result.provenance.engine == "rules"
    assert result.brief is not None and rules.brief is not None
    assert result.brief.markdown == rules.brief.markdown
    assert result.updates == rules.updates
    told = " ".join(result.provenance.fallbacks)
    assert "rules" in told
    assert words.casefold() in told.casefold(), told


def test_an_endpoint_that_is_not_there(tmp_path: Path) -> None:
    assistant = Assistant(
        load_settings(home=tmp_path, openai_base_url="http://127.0.0.1:9/v1", openai_api_key="x", model_retries=0)
    )
    result = improved(assistant, PASTE).escalation
    assert result.provenance.engine == "rules"
    assert any("reach" in f for f in result.provenance.fallbacks), result.provenance.fallbacks


def test_no_model_configured_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ESCALATE_MODEL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    result = Assistant(load_settings(home=tmp_path)).draft(PASTE, now=NOW, engine="model")
    assert result.brief is not None
    assert any("no model is configured" in f for f in result.provenance.fallbacks)


def test_the_rest_goes_on_after_one_bad_reply(tmp_path: Path) -> None:
    from tests.chain.scripted import said

    brief = said(("title", "Invoice export stops after 40 of 212 rows", "L8"))
    with assistant_with(script(read=Answer(text="no"), brief=brief), tmp_path) as (assistant, _):
        result = improved(assistant, PASTE).escalation
    assert result.provenance.engine == "model"
    assert result.brief is not None and result.brief.title == "Invoice export stops after 40 of 212 rows"


def test_stopping_keeps_what_is_there(tmp_path: Path) -> None:
    from assistant.chain import Run

    run = Run()
    hanging = script(read=Answer(text="{}", wait_before=30))
    with assistant_with(hanging, tmp_path) as (assistant, _):
        understood = assistant.understand(PASTE, now=NOW)
        rules = assistant.write(understood, assistant.assess(understood))
        steps = with_model(assistant, understood, rules, asked=True, run=run)
        run.cancel.set()
        result = last(steps)
    assert isinstance(result, Improved)
    assert result.escalation.brief == rules.brief
    assert any("stop" in f or "cancel" in f for f in result.escalation.provenance.fallbacks)
