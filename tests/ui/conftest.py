"""No page of these tests talks to a model, unless a test gives it one; and the browser they are opened in."""

import os
import shutil

import pytest

MODEL_SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "ESCALATE_MODEL")


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MODEL_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("ESCALATE_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium found, and ESCALATE_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium found: install it to run the browser tests")
    return found
