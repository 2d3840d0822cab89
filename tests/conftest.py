"""Shared fixtures: every test runs with a state folder of its own and the time of the sample cases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings, default_settings, load_settings

NOW = "2026-11-20T10:00:00+00:00"
ROOT = Path(__file__).parent.parent
_RECEIVERS = ("ESCALATE_JIRA", "ESCALATE_ZENDESK", "ESCALATE_SLACK")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No test sees or touches the user's own index, settings or model."""
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "home"))
    for name in (
        "CHROMA_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_MODEL", "ESCALATE_MODEL",
        "DATABASE_URL", *(n for n in os.environ if n.startswith(_RECEIVERS)),
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    default_settings.cache_clear()
    yield tmp_path / "home"
    default_settings.cache_clear()


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a state folder shared by the tests that need the sample knowledge."""
    return load_settings(home=tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant with nothing indexed."""
    return Assistant(load_settings(home=tmp_path_factory.mktemp("bare")))


@pytest.fixture(scope="session")
def stocked(sample_settings: Settings) -> Assistant:
    """An assistant with the sample knowledge indexed."""
    from assistant.retrieval import load_knowledge

    assistant = Assistant(sample_settings)
    knowledge = assistant.settings.knowledge
    assistant.index.add(load_knowledge([knowledge / "tickets", knowledge / "articles"]).items)
    return assistant
