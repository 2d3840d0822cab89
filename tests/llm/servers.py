"""An OpenAI-compatible endpoint on loopback that behaves as told: what each fallback of the client is driven by.

    with serve(says({"answer": "yes"})) as server:
        ... OPENAI_BASE_URL = server.base_url ...
        server.requests[0]["messages"]

A behaviour is a function from the request's body to an `Answer`, so that a test can reply by prompt, refuse one
parameter, or count. The protocol is that of api.openai.com; nothing here knows the client.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
PIECE = 12
"""Characters a chunk of a stream."""


@dataclass(frozen=True)
class Answer:
    """What the endpoint does with one request."""

    text: str | None = None
    """Content of the message."""
    arguments: str | None = None
    """Arguments of a call of the function that was offered."""
    status: int = 200
    error: dict[str, Any] | str | None = None
    """Body of a refusal: an OpenAI error object, or raw text."""
    headers: dict[str, str] = field(default_factory=dict)
    finish: str | None = None
    """Reason to end; None: `stop`, or `tool_calls`."""
    refusal: str | None = None
    stream: bool = True
    """False: one JSON body, even where a stream was asked for."""
    wait_before: float = 0.0
    """Seconds before the status line."""
    wait_between: float = 0.0
    """Seconds before each chunk."""
    hang_after: int | None = None
    """Say nothing more after this many chunks."""
    reset_after: int | None = None
    """Break the connection after this many chunks; -1: before the status line."""
    comments: float | None = None
    """Send a keep-alive comment every this many seconds instead of any chunk."""
    stream_error: dict[str, Any] | None = None
    """An error told inside the stream, after the text."""
    ends_after: int | None = None
    """Close the stream as if it were whole after this many chunks, without a reason to end."""
    prompt_tokens: int | None = None
    """What is said of the prompt's length; None: a fourth of its characters."""
    raw: bytes | None = None
    """The whole body, as it is."""


Behaviour = Callable[[Body], Answer]


@dataclass
class Server:
    """A running endpoint."""

    base_url: str
    requests: list[Body] = field(default_factory=list)
    """Bodies of the chat requests, in order."""
    headers: list[dict[str, str]] = field(default_factory=list)
    """Their headers, names in lower case."""
    paths: list[str] = field(default_factory=list)
    """Each path asked for, the list of models included."""
    closing: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when a client went away before it had all."""


def says(data: object, **more: Any) -> Behaviour:
    """Always this JSON (or text), by the method asked for."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)

    def behave(body: Body) -> Answer:
        return Answer(arguments=text, **more) if forced_function(body) else Answer(text=text, **more)

    return behave


def refuses(
    status: int, message: str = "", *, code: str | None = None, param: str | None = None, **more: Any
) -> Answer:
    """An answer that is an OpenAI error."""
    return Answer(status=status, error={"message": message, "type": "error", "code": code, "param": param}, **more)


def in_turn(*answers: Answer | Behaviour) -> Behaviour:
    """One after the other, and the last for ever."""
    left = list(answers)
    lock = threading.Lock()

    def behave(body: Body) -> Answer:
        with lock:
            now = left.pop(0) if len(left) > 1 else left[0]
        return now if isinstance(now, Answer) else now(body)

    return behave


def without(parameter: str, then: Behaviour, *, message: str | None = None) -> Behaviour:
    """Refuses a parameter by name, as OpenAI does, and else behaves as `then`."""

    def behave(body: Body) -> Answer:
        if given(body, parameter):
            text = message or f"Unsupported parameter: '{parameter}' is not supported with this model."
            return refuses(400, text, code="unsupported_parameter", param=parameter)
        return then(body)

    return behave


def given(body: Body, parameter: str) -> bool:
    """Whether a request sets a parameter (`stream: false` sets nothing)."""
    return body.get(parameter) is not None and body[parameter] is not False


def forced_function(body: Body) -> str | None:
    """Name of the function the request forces, if it does."""
    choice, tools = body.get("tool_choice"), body.get("tools") or []
    if tools and isinstance(choice, dict):
        return str(choice["function"]["name"])
    return str(tools[0]["function"]["name"]) if tools and choice in ("required", "any") else None


def method_of(body: Body) -> str:
    """The way in which a request asks for JSON."""
    if "response_format" in body:
        return "json_schema"
    return "function_calling" if body.get("tools") else "text"


@contextmanager
def serve(behaviour: Behaviour, *, models: tuple[str, ...] | None = ("served-model",)) -> Iterator[Server]:
    """An endpoint on a free port. `models`: what it lists; None: it has no list."""
    http = _Endpoint(("127.0.0.1", 0), _Handler)
    server = Server(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.behaviour, http.models, http.seen = behaviour, models, server
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join(5)


class _Endpoint(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    behaviour: Behaviour
    models: tuple[str, ...] | None
    seen: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what is tested here."""
        self.seen.hung_up.set()


class _Handler(BaseHTTPRequestHandler):
    server: _Endpoint

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.seen.paths.append(self.path)
        if self.server.models is None:
            return self._json(404, {"error": {"message": "not found"}})
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "tests"} for name in self.server.models]
        self._json(200, {"object": "list", "data": data})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        seen = self.server.seen
        seen.paths.append(self.path)
        if not re.match(r"/(?:v1|openai/v1|openai/deployments/[^/]+)/chat/completions(?:\?|$)", self.path):
            return self._json(404, {"error": {"message": f"{self.path} is not served"}})
        seen.headers.append({name.lower(): value for name, value in self.headers.items()})
        seen.requests.append(body)
        answer = self.server.behaviour(body)
        self._pause(answer.wait_before)
        if answer.reset_after == -1:
            return self._reset()
        if answer.status != 200 or answer.error is not None:
            error = {"error": answer.error} if isinstance(answer.error, dict) else answer.error
            return self._json(answer.status, error, answer.headers)
        if answer.raw is not None:
            return self._json(200, answer.raw, answer.headers)
        if body.get("stream") and answer.stream:
            return self._stream(body, answer)
        self._json(200, _whole(body, answer), answer.headers)

    def _stream(self, body: Body, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        while answer.comments:
            self._pause(answer.comments)
            self._send(b": keep-alive\n\n")
            if self.server.seen.closing.is_set():
                return None
        for number, chunk in enumerate(_chunks(body, answer)):
            if answer.reset_after is not None and number >= answer.reset_after:
                return self._reset()
            if answer.ends_after is not None and number >= answer.ends_after:
                return None
            if answer.hang_after is not None and number >= answer.hang_after:
                return self._hang()
            self._pause(answer.wait_between)
            self._send(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        if answer.stream_error:
            self._send(b"data: " + json.dumps({"error": answer.stream_error}).encode() + b"\n\n")
            return None
        self._send(b"data: [DONE]\n\n")

    def _send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def _json(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        data = value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else _dumped(value)
        self.send_response(status)
        given = {"Content-Type": "application/json", **(headers or {}), "Content-Length": str(len(data))}
        for name, text in given.items():
            self.send_header(name, text)
        self.end_headers()
        self._send(data)

    def _pause(self, seconds: float) -> None:
        if seconds:
            self.server.seen.closing.wait(seconds)

    def _hang(self) -> None:
        """Say nothing until the client or the test goes away."""
        self.connection.settimeout(0.05)
        while not self.server.seen.closing.is_set():
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    break
        self.server.seen.hung_up.set()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        self.wfile = open("/dev/null", "wb")


def _dumped(value: object) -> bytes:
    return b"" if value is None else json.dumps(value).encode()


def _usage(body: Body, answer: Answer) -> dict[str, int]:
    prompt = answer.prompt_tokens
    if prompt is None:
        prompt = sum(len(str(message.get("content"))) for message in body["messages"]) // 4
    reply = len(answer.text or answer.arguments or "") // 4
    return {"prompt_tokens": prompt, "completion_tokens": reply, "total_tokens": prompt + reply}


def _finish(answer: Answer) -> str:
    return answer.finish or ("tool_calls" if answer.arguments is not None else "stop")


def _whole(body: Body, answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text, "refusal": answer.refusal}
    if answer.arguments is not None:
        function = {"name": forced_function(body) or "reply", "arguments": answer.arguments}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    return {
        "id": "reply", "object": "chat.completion", "created": int(time.time()), "model": body.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(answer)}],
        "usage": _usage(body, answer),
    }  # fmt: skip


def _chunks(body: Body, answer: Answer) -> Iterator[dict[str, Any]]:
    head = {"id": "reply", "object": "chat.completion.chunk", "created": 0, "model": body.get("model", "")}

    def chunk(delta: Body, finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": ""})
    if answer.refusal is not None:
        yield chunk({"refusal": answer.refusal})
    for piece in _pieces(answer.text or ""):
        yield chunk({"content": piece})
    for number, piece in enumerate(_pieces(answer.arguments or "")):
        call: Body = {"index": 0, "function": {"arguments": piece}}
        if number == 0:
            call |= {"id": "call_1", "type": "function"}
            call["function"]["name"] = forced_function(body) or "reply"
        yield chunk({"tool_calls": [call]})
    if answer.stream_error is None:
        yield chunk({}, _finish(answer))
        if (body.get("stream_options") or {}).get("include_usage"):
            yield {**head, "choices": [], "usage": _usage(body, answer)}


def _pieces(text: str) -> list[str]:
    return [text[i : i + PIECE] for i in range(0, len(text), PIECE)]


def slowly(answer: Answer, seconds: float) -> Answer:
    """The same answer, this many seconds before each chunk."""
    return replace(answer, wait_between=seconds)
