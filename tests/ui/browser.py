"""The page served by `escalate ui` in a process of its own, and a tab of a real browser on it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PATIENCE = 240
"""Seconds for anything: a bound for a hung page, not a measure of speed."""
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_LOCAL = re.compile(r"(http|ws)://127\.0\.0\.1[:/]|data:|blob:")


@contextmanager
def served_page(home: Path, folder: Path, **settings: str) -> Iterator[str]:
    """The page's address, over this state folder and with these settings."""
    port = _free_port()
    environment = os.environ | {"ESCALATE_HOME": str(home), "PYTHONPATH": str(ROOT)} | settings
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "assistant", "ui", "--headless", "--port", str(port)],
            cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


@contextmanager
def open_tab(chromium: str, address: str) -> Iterator["Page"]:
    """An open tab. Fails where the page asked for anything from outside this machine."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        opened = browser.new_page(viewport={"width": 1400, "height": 900})
        opened.set_default_timeout(PATIENCE * 1000)
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(address)
        yield opened
        browser.close()
    outside = [url for url in asked if not _LOCAL.match(url)]
    assert not outside, f"the page asked for {outside}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    pytest.fail(f"the page did not start: {log.read_text()}")
