"""The project's hand-driven endpoint (a spool of files) and this client understand each other."""

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.llm.conftest import GOOD, Connect, request

SPOOL = Path(__file__).parents[3] / "shared" / "tools" / "spool_model.py"


@pytest.mark.skipif(not SPOOL.is_file(), reason="the spool tool is not part of the repository")
@pytest.mark.parametrize("method", ["json_schema", "function_calling", "text"])
def test_a_spooled_reply_is_read(connect: Connect, tmp_path: Path, method: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    spool = tmp_path / "spool"
    command = [sys.executable, str(SPOOL), "--spool", str(spool), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as served:
        try:
            for _ in range(200):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)

            def answer() -> None:
                for _ in range(400):
                    if (spool / "0001.request.json").exists():
                        (spool / "new").write_text(json.dumps(GOOD))
                        (spool / "new").rename(spool / "0001.reply")
                        return
                    time.sleep(0.05)

            threading.Thread(target=answer, daemon=True).start()
            reply = connect(f"http://127.0.0.1:{port}/v1", output=method, model=None).ask(request())
        finally:
            served.terminate()
    assert reply.data == GOOD and reply.method == method
