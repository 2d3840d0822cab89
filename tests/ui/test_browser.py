"""The real page in a real browser: from paste to download, as a support engineer would go.

Skipped where there is no Chromium, unless ESCALATE_REQUIRE_BROWSER=1, which makes that a failure (CI sets it).
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from assistant.pipeline import Assistant

ROOT = Path(__file__).parents[2]

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_LOCAL = re.compile(r"(http|ws)://127\.0\.0\.1[:/]|data:|blob:")
_PATIENCE = 240
"""Seconds for anything: a bound for a hung page, not a measure of speed."""
ISSUE = """From: Ines Duarte <ines@northgate.example>
Subject: Every export fails

Since yesterday every export at Northgate Labs fails with EXP-2113. All 40 users are blocked, no workaround.
Expected: a full file. <b>bold</b> & <script>document.title = "owned"</script>"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("ESCALATE_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium found, and ESCALATE_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium found: install it to run the browser tests")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(stocked: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address, served by `escalate ui` over the sample knowledge."""
    port = _free_port()
    environment = os.environ | {"ESCALATE_HOME": str(stocked.settings.home), "PYTHONPATH": str(ROOT)}
    log = tmp_path_factory.mktemp("page") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "assistant", "ui", "--headless", "--port", str(port)],
            cwd=log.parent, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    pytest.fail(f"the page did not start: {log.read_text()}")


@pytest.fixture
def page(chromium: str, address: str) -> Iterator["sync_api.Page"]:
    """An open tab."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        opened = browser.new_page(viewport={"width": 1400, "height": 900})
        opened.set_default_timeout(_PATIENCE * 1000)
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(address)
        yield opened
        browser.close()
    outside = [url for url in asked if not _LOCAL.match(url)]
    assert not outside, f"the page asked for {outside}"


def _choose(page: "sync_api.Page", label: str, option: str) -> None:
    """Choose in a list; opened again where the page was just drawn anew and closed it."""
    sync_api.expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    for _ in range(8):
        page.get_by_role("combobox", name=label).click()
        try:
            page.get_by_role("option", name=option).click(timeout=15_000)
            return
        except sync_api.TimeoutError:
            page.keyboard.press("Escape")
    pytest.fail(f"{option} cannot be chosen for {label}")


def test_from_paste_to_download(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    expect.set_options(timeout=_PATIENCE * 1000)
    page.get_by_role("textbox", name="Raw issue").fill(ISSUE)
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator(".verdict h2")).to_contain_text("Escalate")
    expect(page.locator(".said").first).to_be_visible()
    assert "owned" not in page.title()

    update = page.get_by_role("textbox", name="Update, editable").first
    expect(update).to_have_value(re.compile("Hello"))
    expect(update).not_to_have_value(re.compile("Northgate|ines@"))
    update.fill(update.input_value() + "\n\nThis will be fixed by Friday, guaranteed.")
    update.press("Control+Enter")
    expect(page.get_by_text("Edited and checked again").first).to_be_visible()
    expect(page.locator(".rule", has_text="blocker").first).to_be_visible()

    page.get_by_role("tab", name="Brief").click()
    expect(page.locator(".document").first).to_contain_text("What's Needed")

    page.get_by_text("Change the verdict").click()
    _choose(page, "Severity", "SEV1")
    page.get_by_label("Reason (kept with the draft)").fill("the CEO asked")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".verdict")).to_contain_text("SEV1")
    expect(page.locator(".verdict")).to_contain_text("changed by you")

    page.get_by_role("tab", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="JSON", exact=True).click()
    written = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert written["issue"]["text"] == ISSUE and written["assessment"]["severity"] == "SEV1"
    assert written["assessment"]["overrides"][0]["reason"] == "the CEO asked"
    for view in ("Search", "Policy"):
        page.get_by_role("link", name=view).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(view)


def test_a_sample_is_one_click_away(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    expect.set_options(timeout=_PATIENCE * 1000)
    page.get_by_text("Exposed API key (ticket)").click()
    expect(page.get_by_role("textbox", name="Raw issue")).not_to_have_value("")
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("Security")
    page.get_by_role("tab", name="Evidence").click()
    expect(page.locator(".paste mark").first).to_be_visible()
