"""Take docs/model.png: the page with a model at work, its replies replayed from `evals/recordings`.

    python tools/screenshot_model.py

Needs Chromium and the dev dependency playwright. The replies are recordings, which the page names as the model.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from assistant.chain.prompts import load_prompts  # noqa: E402
from evals.case import CASES, load_case  # noqa: E402
from evals.recordings import RECORDINGS, load  # noqa: E402
from evals.replay import replaying  # noqa: E402

CASE = "en-payroll-overtime-missing"
PORT = "8777"


def main() -> None:
    """Draft the case, wait until the model's text is there, and look."""
    case = load_case(CASES / f"{CASE}.yaml")
    with (
        replaying(load_prompts(ROOT / "prompts"), latency=0.5, rate=200) as server,
        tempfile.TemporaryDirectory() as home,
    ):
        server.recording = load(RECORDINGS / f"{CASE}.json")
        names = {"ESCALATE_HOME": home, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "replay"}
        environment = os.environ | names | {"ESCALATE_MODEL": "recorded-replies", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "assistant", "ui", "--port", PORT, "--headless"]
        page_server = subprocess.Popen(command, env=environment, start_new_session=True)
        try:
            time.sleep(10)
            look(case.paste)
        finally:
            os.killpg(page_server.pid, signal.SIGKILL)


def look(paste: str) -> None:
    """Paste, draft, and take the picture when the model is done."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1260})
        page.set_default_timeout(90_000)
        page.goto(f"http://127.0.0.1:{PORT}")
        page.get_by_label("Raw issue").fill(paste)
        page.get_by_role("button", name="Draft", exact=True).click()
        page.get_by_role("button", name="Ask again").wait_for()
        page.wait_for_timeout(3000)
        page.screenshot(path=ROOT / "docs" / "model.png")
        browser.close()


if __name__ == "__main__":
    main()
