"""The real page in a real browser: from paste to download, as a support engineer would go.

Skipped where there is no Chromium, unless ESCALATE_REQUIRE_BROWSER=1, which makes that a failure (CI sets it).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from tests.ui.browser import open_tab, served_page

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
ISSUE = """From: Ines Duarte <ines@northgate.example>
Subject: Every export fails

Since yesterday every export at Northgate Labs fails with EXP-2113. All 40 users are blocked, no workaround.
Expected: a full file. <b>bold</b> & <script>document.title = "owned"</script>"""


@pytest.fixture(scope="module")
def address(stocked: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address, over the sample knowledge."""
    with served_page(stocked.settings.home, tmp_path_factory.mktemp("page")) as found:
        yield found


@pytest.fixture
def page(chromium: str, address: str) -> Iterator["sync_api.Page"]:
    """An open tab."""
    with open_tab(chromium, address) as opened:
        yield opened


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
    page.get_by_role("textbox", name="Raw issue").fill(ISSUE)
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator(".verdict h2")).to_contain_text("Escalate")
    expect(page.locator(".because")).to_contain_text("Because")
    page.get_by_text("Why, and the business impact").click()
    expect(page.locator(".said").first).to_be_visible()
    page.get_by_text("Why, and the business impact").click()
    assert "owned" not in page.title()

    update = page.get_by_role("textbox", name="Update, editable").first
    expect(update).to_have_value(re.compile("Hello"))
    expect(update).not_to_have_value(re.compile("ines@|script"))
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
    page.get_by_text("Exposed API key (ticket)").click()
    expect(page.get_by_role("textbox", name="Raw issue")).not_to_have_value("")
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("Security")
    page.get_by_role("tab", name="Evidence").click()
    expect(page.locator(".paste mark").first).to_be_visible()


def test_what_is_typed_outlives_a_visit_to_another_page(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    page.get_by_role("textbox", name="Raw issue").fill(ISSUE)
    page.get_by_label("Customer (optional)").fill("Northgate Labs")
    page.get_by_role("link", name="Policy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Policy")
    page.get_by_role("link", name="Draft").click()
    expect(page.get_by_role("textbox", name="Raw issue")).to_have_value(ISSUE)
    expect(page.get_by_label("Customer (optional)")).to_have_value("Northgate Labs")
    page.get_by_role("button", name="Draft", exact=True).click()
    page.get_by_role("link", name="Policy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Policy")
    page.get_by_role("link", name="Draft").click()
    expect(page.locator(".verdict h2")).to_contain_text("Escalate")


def test_the_customers_text_stands_on_the_first_screen(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("textbox", name="Raw issue").fill(ISSUE)
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator(".verdict h2")).to_contain_text("Escalate")
    measure = "e => e.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop"
    assert page.get_by_role("tab", name="Customer").evaluate(measure) < 844
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth") <= 390


def test_one_click_copies_what_stands_in_the_box(page: "sync_api.Page") -> None:
    expect = sync_api.expect
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("textbox", name="Raw issue").fill(ISSUE)
    page.get_by_role("button", name="Draft", exact=True).click()
    update = page.get_by_role("textbox", name="Update, editable").first
    expect(update).to_have_value(re.compile("Hello"))
    update.fill(update.input_value() + "\n\nMy own words.")
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    assert str(page.evaluate("() => navigator.clipboard.readText()")).endswith("My own words.")
