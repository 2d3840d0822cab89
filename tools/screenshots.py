"""Take the README's screenshots anew: `python tools/screenshots.py http://127.0.0.1:8501`, with the page running.

docs/draft.png and docs/evidence.png; and register, escalation and metrics where the register holds escalations (`escalate
draft FILE --save`). Needs Chromium and the dev dependency playwright; writes nothing else.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
SAMPLE = "Court filing deadline (chat)"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main(address: str) -> None:
    """Draft the sample, then look at the first tab and at the evidence."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1130})
        page.set_default_timeout(120_000)
        page.goto(address)
        page.get_by_text(SAMPLE).click()
        page.wait_for_timeout(3000)
        page.get_by_role("button", name="Draft", exact=True).click()
        page.get_by_role("tab", name="Customer").wait_for()
        page.wait_for_timeout(4000)
        page.screenshot(path=DOCS / "draft.png")
        page.get_by_role("tab", name="Evidence").click()
        page.wait_for_timeout(2000)
        box = page.get_by_role("tablist").bounding_box()
        assert box is not None
        top = box["y"] - 10
        page.set_viewport_size({"width": 1400, "height": int(top) + 760})
        page.wait_for_timeout(1000)
        page.screenshot(path=DOCS / "evidence.png", clip={"x": 0, "y": top, "width": 1400, "height": 700})
        page.set_viewport_size({"width": 1400, "height": 1100})
        page.goto(f"{address}/register")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(4000)
        newest = page.get_by_role("link", name=re.compile(r"^ESC-\d+$")).first
        if newest.count():
            page.screenshot(path=DOCS / "register.png")
            newest.click()
            page.get_by_role("tab", name="Timeline").wait_for()
            page.wait_for_timeout(3000)
            page.screenshot(path=DOCS / "escalation.png")
            page.get_by_role("link", name="Metrics").click()
            page.wait_for_timeout(6000)
            page.screenshot(path=DOCS / "metrics.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
