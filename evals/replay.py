"""A loopback endpoint that answers the chain's prompts out of recordings: client, wire and checks are the real ones."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from assistant.chain.prompts import Prompts
from evals.recordings import Recording, rekeyed

_PIECE = 16
_CHARACTERS_A_TOKEN = 4


class Replay(ThreadingHTTPServer):
    """Serves one recording at a time; `unknown` counts the questions it has no reply to."""

    daemon_threads = True

    def __init__(self, prompts: Prompts, latency: float, rate: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._systems = {p.system.split("\n", 1)[0]: p.id for p in prompts.by_id.values()}
        self.recording: Recording | None = None
        self.unknown: list[str] = []
        self.latency, self.rate = latency, rate

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def reply(self, messages: list[dict[str, Any]]) -> dict[str, object] | None:
        """The recorded reply to a question, its ids put right; None where there is none."""
        system, user = str(messages[0]["content"]), str(messages[-1]["content"])
        head = system.split("\n", 1)[0]
        prompt = next((id for start, id in self._systems.items() if _same_opening(start, head)), "")
        rows = self.recording.replies if self.recording is not None else ()
        found = next((r for r in rows if r.prompt == prompt), None)
        if found is None:
            self.unknown.append(f"{self.recording.case if self.recording else 'no case'}: {prompt}")
            return None
        return rekeyed(found, user)


def _same_opening(template: str, head: str) -> bool:
    """Whether a system message was made from a prompt: equal up to the first input."""
    return head.startswith(template.split("$", 1)[0])


class _Handler(BaseHTTPRequestHandler):
    server: Replay

    def log_message(self, *args: object) -> None:
        """Quiet: the report is what counts."""

    def do_POST(self) -> None:
        """One chat completion."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        reply = self.server.reply(body["messages"])
        if reply is None:
            return self._send(400, {"error": {"message": "no recorded reply to this question"}})
        text = json.dumps(reply, ensure_ascii=False)
        time.sleep(self.server.latency)
        if body.get("stream") and self.server.rate:
            return self._stream(text)
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._send(
            200, {"id": "replay", "object": "chat.completion", "created": 0, "model": "replay", "choices": [choice]}
        )

    def _stream(self, text: str) -> None:
        """The reply in pieces of four tokens, as fast as a model of the given rate writes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]
        deltas: list[dict[str, str]] = [{"role": "assistant", "content": ""}, *({"content": p} for p in pieces)]
        for delta, finish in [*((d, None) for d in deltas), ({}, "stop")]:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {"id": "replay", "object": "chat.completion.chunk", "created": 0, "model": "replay"}
            self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
            self.wfile.flush()
            time.sleep(_PIECE / _CHARACTERS_A_TOKEN / self.server.rate)
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, status: int, value: dict[str, object]) -> None:
        data = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def replaying(prompts: Prompts, *, latency: float = 0.0, rate: float = 0.0) -> Iterator[Replay]:
    """A running replay. `latency`: seconds before the first token; `rate`: tokens a second, 0 for all at once."""
    server = Replay(prompts, latency, rate)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
