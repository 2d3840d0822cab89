"""Whatever the endpoint does, the caller is back in time, and a cancelled call ends the work at the other side."""

import threading
import time

import pytest

from assistant.llm import FailureKind, ModelFailure
from tests.llm.conftest import GOOD, Connect, request
from tests.llm.servers import Answer, Behaviour, Server, refuses, says, serve

HANGS: dict[str, Behaviour] = {
    "before the status line": lambda body: Answer(text="x", wait_before=30),
    "before the first word": says(GOOD, hang_after=0),
    "in mid-stream": says(GOOD, hang_after=3),
    "dripping": says({**GOOD, "answer": "x" * 5000}, wait_between=0.1),
    "sending comments only": lambda body: Answer(comments=0.05),
    "failing for ever": lambda body: refuses(500),
    "busy for ever": lambda body: refuses(429, "busy", headers={"Retry-After": "0.2"}),
    "busy for long": lambda body: refuses(429, "busy", headers={"Retry-After": "60"}),
}


@pytest.mark.parametrize("method", ["json_schema", "text"])
@pytest.mark.parametrize("how", HANGS)
def test_an_endpoint_that_hangs_does_not_hang_the_caller(connect: Connect, how: str, method: str) -> None:
    with serve(HANGS[how]) as server:
        began = time.monotonic()
        with pytest.raises(ModelFailure) as raised:
            connect(server, timeout=0.6, retries=50, output=method).ask(request())
        assert time.monotonic() - began < 10
    wanted = {FailureKind.TIMEOUT}
    if "for" in how:  # the last try may still be under way when time is up, but not when it is a long wait
        wanted |= {FailureKind.RATE_LIMIT if "busy" in how else FailureKind.SERVER_ERROR}
    assert raised.value.kind in wanted


def test_a_long_wait_that_is_asked_for_is_told_at_once(connect: Connect) -> None:
    with serve(HANGS["busy for long"]) as server, pytest.raises(ModelFailure, match="asks to wait 60 s") as raised:
        connect(server, timeout=30, retries=5).ask(request())
    assert raised.value.kind is FailureKind.RATE_LIMIT and len(server.requests) == 1


def test_a_list_of_models_that_hangs_does_not_hang_the_caller(connect: Connect) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes connections, never answers
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        began = time.monotonic()
        with pytest.raises(ModelFailure) as raised:
            connect(url, model=None, timeout=0.6).ask(request())
        assert time.monotonic() - began < 10 and raised.value.kind is FailureKind.TIMEOUT


def cancel_once_asked(server: Server, cancel: threading.Event) -> None:
    while not server.requests and not server.closing.is_set():
        time.sleep(0.02)
    time.sleep(0.2)
    cancel.set()


@pytest.mark.parametrize("how", ["before the first word", "in mid-stream"])
def test_cancelling_comes_back_at_once_and_hangs_up(connect: Connect, how: str) -> None:
    cancel = threading.Event()
    with serve(HANGS[how]) as server:
        threading.Thread(target=cancel_once_asked, args=(server, cancel), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(ModelFailure) as raised:
            connect(server, timeout=60).ask(request(), cancel=cancel)
        assert raised.value.kind is FailureKind.CANCELLED and time.monotonic() - began < 30
        assert server.hung_up.wait(10), "the endpoint goes on generating for nobody"


def test_cancelling_ends_the_wait_for_a_busy_server(connect: Connect) -> None:
    cancel = threading.Event()
    with serve(lambda body: refuses(429, "busy", headers={"Retry-After": "30"})) as server:
        threading.Thread(target=cancel_once_asked, args=(server, cancel), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(ModelFailure) as raised:
            connect(server, timeout=60, retries=5).ask(request(), cancel=cancel)
    assert raised.value.kind is FailureKind.CANCELLED and time.monotonic() - began < 25


def test_a_call_cancelled_before_it_began_asks_nothing(connect: Connect) -> None:
    cancel = threading.Event()
    cancel.set()
    with serve(says(GOOD)) as server, pytest.raises(ModelFailure) as raised:
        connect(server).ask(request(), cancel=cancel)
    assert raised.value.kind is FailureKind.CANCELLED and not server.requests


def test_a_watcher_that_fails_ends_the_call(connect: Connect) -> None:
    def broken(data: dict[str, object]) -> None:
        raise ZeroDivisionError

    with serve(says(GOOD, wait_between=0.05)) as server, pytest.raises(ZeroDivisionError):
        connect(server).ask(request(), on_partial=broken)
