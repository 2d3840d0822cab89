"""A client for the endpoints of these tests: its settings, short times, and nothing from the environment."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.llm import LanguageModel, ModelOptions, Request
from tests.llm.servers import Server

Connect = Callable[..., LanguageModel]
SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "answer": {"type": "string"},
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"enum": ["users", "since"]},
                    "spans": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["name", "spans"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["answer", "facts"],
    "additionalProperties": False,
}
GOOD = {"answer": "Exporte schlagen fehl – 40 人", "facts": [{"name": "users", "spans": ["L1", "L2"]}]}


def request(user: str = "What is it?", **more: Any) -> Request:
    given: dict[str, Any] = {
        "prompt_id": "test.1",
        "system": "Read.",
        "user": user,
        "schema": SCHEMA,
        "max_tokens": 300,
    }
    return Request(**given | more)


@pytest.fixture(scope="session", autouse=True)
def loaded() -> None:
    """The first question of a process loads LangChain; that second is not what is timed here."""
    for name in ("langchain_openai", "langchain_core.utils.json", "jsonschema", "tenacity"):
        importlib.import_module(name)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "OPENAI_MODEL",
        "ESCALATE_MODEL",
        "OPENAI_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """A client of a test server."""

    def build(server: Server | str, *, cache: bool = False, **more: Any) -> LanguageModel:
        url = server if isinstance(server, str) else server.base_url
        given: dict[str, Any] = {"model": "m", "base_url": url, "timeout": 20.0, "retries": 0} | more
        return LanguageModel(ModelOptions(**given), cache_dir=tmp_path / "model" if cache else None)

    return build
