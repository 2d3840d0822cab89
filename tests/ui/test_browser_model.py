"""The model on the real page in a real browser: its text grows while the rules' draft is used, and Stop keeps it."""

import re
from collections.abc import Iterator

import pytest

from tests.llm.servers import Answer, Body, Server, serve
from tests.ui.browser import open_tab, served_page
from tests.ui.replies import ISSUE, READS, REWORDED, TELLS, support_model, task_of

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

SLOW = "slowly"
"""In a paste: the model takes its time, and its brief never ends."""


def _behave(body: Body) -> Answer:
    slow = SLOW in str(body["messages"][-1]["content"])
    answer = support_model(wait_before=0.3, wait_between=0.05)(body)
    return support_model(hang_after=20)(body) if slow and task_of(body) == "brief" else answer


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Server]:
    with serve(_behave) as server:
        yield server


@pytest.fixture(scope="module")
def address(endpoint: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("page")
    settings = {"OPENAI_BASE_URL": endpoint.base_url, "ESCALATE_MODEL_CACHE": "false", "NO_PROXY": "127.0.0.1"}
    with served_page(home, folder, **settings) as found:
        yield found


@pytest.fixture
def page(chromium: str, address: str) -> Iterator["sync_api.Page"]:
    with open_tab(chromium, address) as opened:
        yield opened


def draft(page: "sync_api.Page", text: str) -> None:
    page.get_by_role("textbox", name="Raw issue").fill(text)
    page.get_by_role("button", name="Draft", exact=True).click()
    sync_api.expect(page.locator(".verdict h2")).to_contain_text("Escalate")


def test_text_grows_beside_the_rules_draft_and_then_is_the_draft(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    draft(page, ISSUE)
    page.get_by_role("tab", name="Brief").click()
    expect(page.locator(".document").first).to_contain_text("ESCALATION")
    expect(page.locator(".summary")).to_contain_text(READS)
    expect(page.locator(".growing").last).to_contain_text(TELLS[:20])
    expect(page.get_by_text("Drafted with the model")).to_be_visible()
    # the tab that was chosen meanwhile is still the one in sight
    expect(page.get_by_role("tab", name="Brief")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".unsure").first).to_be_visible()
    page.get_by_role("tab", name="Customer").click()
    update = page.get_by_role("textbox", name="Update, editable").first
    expect(update).to_have_value(re.compile(re.escape(TELLS)))
    page.get_by_role("button", name="Reword").first.click()
    page.get_by_role("button", name="Warmer").first.click()
    expect(update).to_have_value(re.compile(REWORDED))
    expect(page.get_by_text("Edited and checked again").first).to_be_visible()
    page.get_by_text("What was sent to the model").click()
    expect(page.get_by_text("You reword a support text").first).to_be_visible()


def test_stop_keeps_what_is_there(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    draft(page, f"{ISSUE} The page loads {SLOW} too.")
    expect(page.locator(".growing").last).to_contain_text(TELLS[:20])
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped the model").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Update, editable").first).to_have_value(re.compile("Hello"))
