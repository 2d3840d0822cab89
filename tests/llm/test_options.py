"""Which model is meant by what is set; what is loaded and sent before anybody asks."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import WrongUsage
from assistant.llm import ModelOptions, model_options, prose_reply
from assistant.llm.options import DEFAULT_MODEL, OPENAI_URL
from assistant.settings import load_settings
from tests.llm.conftest import Connect, request
from tests.llm.servers import says, serve

ROOT = Path(__file__).parents[2]


def options(monkeypatch: pytest.MonkeyPatch, **env: str) -> ModelOptions | None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return model_options(load_settings())


def test_nothing_set_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert options(monkeypatch) is None
    assert options(monkeypatch, OPENAI_API_KEY="  ", OPENAI_BASE_URL="") is None
    assert options(monkeypatch, ESCALATE_MODEL="gpt-x") is None, "a name alone says not where to ask"


@pytest.mark.parametrize(
    ("env", "model", "provider", "url"),
    [
        ({"OPENAI_API_KEY": "k"}, DEFAULT_MODEL, "openai", OPENAI_URL),
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-x"}, "gpt-x", "openai", OPENAI_URL),
        ({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "x", "ESCALATE_MODEL": "y"}, "y", "openai", OPENAI_URL),
        ({"OPENAI_BASE_URL": "http://localhost:11434/v1/"}, None, "openai", "http://localhost:11434/v1"),
        ({"OPENAI_BASE_URL": "http://h/v1", "ESCALATE_MODEL": "llama3.1:8b"}, "llama3.1:8b", "openai", "http://h/v1"),
        ({"OPENAI_BASE_URL": "http://h/v1", "ESCALATE_MODEL": "openai:m"}, "m", "openai", "http://h/v1"),
        ({"ESCALATE_MODEL": "anthropic:claude-x"}, "claude-x", "anthropic", OPENAI_URL),
        ({"ESCALATE_MODEL": "azure_openai:deployed"}, "deployed", "azure_openai", OPENAI_URL),
    ],
)
def test_the_model_that_is_meant(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], model: str | None, provider: str, url: str
) -> None:
    found = options(monkeypatch, **env)
    assert found is not None and (found.model, found.provider, found.base_url) == (model, provider, url)


def test_settings_reach_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(says({"text": "hello"})) as server:
        found = options(
            monkeypatch, OPENAI_BASE_URL=server.base_url, ESCALATE_MODEL="m", ESCALATE_MODEL_TEMPERATURE="0.7",
            ESCALATE_MODEL_OUTPUT="text", ESCALATE_MODEL_TIMEOUT="9", ESCALATE_MODEL_RETRIES="1",
        )  # fmt: skip
        assert found is not None and (found.timeout, found.retries) == (9, 1)
        from assistant.llm import LanguageModel

        LanguageModel(found, cache_dir=None).ask(request(schema=prose_reply()))
    (body,) = server.requests
    assert body["temperature"] == 0.7 and body["max_tokens"] == 300 and "response_format" not in body


def test_a_temperature_of_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options(monkeypatch, OPENAI_API_KEY="k", ESCALATE_MODEL_TEMPERATURE="none")
    assert found is not None and found.temperature is None


def test_a_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongUsage, match="model_output"):
        options(monkeypatch, ESCALATE_MODEL_OUTPUT="yaml")


def test_the_key_is_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    found = options(monkeypatch, OPENAI_API_KEY="sk-verysecret")
    assert "verysecret" not in repr(found) and "verysecret" not in repr(load_settings())


@pytest.mark.parametrize("url", [OPENAI_URL, "https://name.openai.azure.com/openai/v1"])
def test_a_hosted_endpoint_is_spoken_to_in_its_newest_parameters(url: str) -> None:
    from assistant.llm.dialect import first_dialect

    assert first_dialect(ModelOptions(model="m", base_url=url)).limit == "max_completion_tokens"
    assert not ModelOptions(model="m", base_url="https://api.openai.com.evil.example/v1").hosted


def test_importing_and_configuring_loads_no_client() -> None:
    program = (
        "import sys\nfrom assistant.llm import LanguageModel, ModelOptions\n"
        "LanguageModel(ModelOptions(model='m'), cache_dir=None)\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} & "
        "{'langchain', 'langchain_core', 'langchain_openai', 'openai', 'httpx', 'httpx2', 'tenacity', 'jsonschema'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_warming_loads_the_client_and_asks_nothing() -> None:
    program = (
        "import sys\nfrom assistant.llm import LanguageModel, ModelOptions\n"
        "LanguageModel(ModelOptions(model='m', base_url='http://127.0.0.1:9/v1'), cache_dir=None).warm()\n"
        "assert 'langchain_openai' in sys.modules and 'jsonschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=True)


def test_nobody_else_is_called(connect: Connect) -> None:
    """Every connection of a call goes to the endpoint: no tracing, no telemetry, no list fetched elsewhere."""
    import os
    import socket

    import langsmith.utils

    called: list[object] = []
    real = socket.socket.connect

    def noted(self: socket.socket, address: object) -> None:
        called.append(address)
        real(self, address)  # type: ignore[arg-type]

    assert not any(os.environ.get(name) for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"))
    assert not langsmith.utils.tracing_is_enabled()
    with serve(says({"text": "hello"})) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", noted)
        connect(server, model=None).ask(request(schema=prose_reply()))
        port = int(server.base_url.rsplit(":", 1)[1].split("/")[0])
    assert {address[1] for address in called if isinstance(address, tuple)} == {port}
