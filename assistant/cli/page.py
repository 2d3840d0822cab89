"""`escalate ui`: the page in the browser, on this machine only."""

import os
import subprocess
import sys
from typing import Annotated, Optional

import typer

from assistant.cli.streams import note


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ui")(ui)


def ui(
    port: Annotated[Optional[int], typer.Option(min=1, max=65535, help="Port on localhost.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the page."""
    from assistant.resources import shipped
    from assistant.settings import default_settings

    at = port or default_settings().port
    folder = shipped("ui")
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(folder / "app.py"),
        "--server.address",
        "127.0.0.1",
        "--server.port",
        str(at),
        "--browser.gatherUsageStats",
        "false",
        # NOTE: else a first start asks for a mail address, and serves nothing until it is answered
        "--server.showEmailPrompt",
        "false",
        "--server.headless",
        str(headless).lower(),
    ]
    note(f"The page opens at http://127.0.0.1:{at} (Ctrl+C stops it).")
    # NOTE: the package may be run from a checkout that is not installed; the page's process must find it too.
    path = os.pathsep.join(filter(None, [str(folder.parent), os.environ.get("PYTHONPATH")]))
    raise typer.Exit(subprocess.call(command, env=os.environ | {"PYTHONPATH": path}))
