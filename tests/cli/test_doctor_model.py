"""`escalate doctor` on the language model: tried for real, told in a line, the key never shown."""

import pytest

from tests.cli.conftest import Run
from tests.llm.servers import Answer, Behaviour, Body, refuses, says, serve, without

READY = {"answer": "ready"}
KEY = "sk-verysecret-0123456789"


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_MODEL", "ESCALATE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("ESCALATE_MODEL_RETRIES", "0")


def line(text: str) -> str:
    (found,) = [line for line in text.splitlines() if line[6:].startswith("model: ")]
    return found


def test_no_model_is_no_fault_and_what_to_set_is_said(escalate: Run) -> None:
    ran = escalate("doctor")
    told = line(ran.text)
    assert ran.code == 0 and told.startswith("warn") and "OPENAI_API_KEY" in told and "OPENAI_BASE_URL" in told


def test_what_the_endpoint_supports_is_said(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    behaviour = without("response_format", without("temperature", says(READY)))
    with serve(behaviour, models=("qwen3:8b",)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url.replace("//", "//ada:hunter2@"))
        ran = escalate("doctor")
    told = line(ran.text)
    assert ran.code == 0 and told.startswith("ok"), ran.text
    assert "qwen3:8b at http://127.0.0.1" in told and "hunter2" not in ran.text
    assert "function_calling, text, not by json_schema" in told
    assert "streams" in told and "takes no temperature" in told


def bad_key(body: Body) -> Answer:
    return refuses(401, f"Incorrect API key: {KEY}")


def no_such_model(body: Body) -> Answer:
    return refuses(404, "The model does not exist", code="model_not_found")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (bad_key, "refused the key"),
        (no_such_model, "It serves a, b, c."),
        (says("I am a poem."), "no JSON"),
        (lambda body: refuses(500), "failed (500)"),
    ],
)
def test_a_model_that_does_not_work_is_told_in_words(
    escalate: Run, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, words: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ESCALATE_MODEL", "m")
    with serve(behaviour, models=("a", "b", "c")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        ran = escalate("doctor")
    told = line(ran.text)
    assert ran.code == 3 and told.startswith("FAIL") and words in told, told
    assert KEY not in ran.text + ran.err and "Traceback" not in ran.err


def test_an_endpoint_that_is_not_there_is_told(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    ran = escalate("doctor")
    assert ran.code == 3 and "cannot be reached" in line(ran.text)


def test_a_vendor_whose_package_is_missing_is_told(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_MODEL", "anthropic:claude-x")
    ran = escalate("doctor")
    assert ran.code == 3 and "escalation-assistant[anthropic]" in line(ran.text)
