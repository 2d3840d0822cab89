"""Each way of failing is told as what it is, in one line, without the key and without a word of the prompt."""

import json
import socket
from collections.abc import Callable

import pytest

from assistant.llm import FailureKind, LanguageModel, ModelFailure, ModelOptions
from tests.llm.conftest import GOOD, Connect, request
from tests.llm.servers import Answer, Behaviour, Body, refuses, says, serve

KEY = "sk-verysecret-0123456789"
PROMPT = "Contoso's admin Ada Lovelace wrote"
K = FailureKind


def echoes(status: int, message: str, **more: object) -> Callable[[Body], Answer]:
    """Refuses, and quotes key and prompt back, as some endpoints do."""
    return lambda body: refuses(status, f"{message} {KEY} {body['messages'][-1]['content']}", **more)  # type: ignore[arg-type]


CASES: list[tuple[FailureKind, Behaviour]] = [
    (K.REFUSED, echoes(401, "Incorrect API key provided:", code="invalid_api_key")),
    (K.REFUSED, echoes(403, "Project does not have access to model")),
    (K.UNKNOWN_MODEL, echoes(404, "The model `m` does not exist or you do not have access", code="model_not_found")),
    (K.UNKNOWN_MODEL, echoes(400, "model 'm' not found, try pulling it first")),
    (K.RATE_LIMIT, echoes(429, "Rate limit reached", headers={"Retry-After": "999"})),
    (K.RATE_LIMIT, echoes(429, "You exceeded your current quota", code="insufficient_quota")),
    (K.SERVER_ERROR, echoes(500, "oops")),
    (K.SERVER_ERROR, echoes(503, "no")),
    (K.TOO_LONG, echoes(400, "This model's maximum context length is 8192 tokens", code="context_length_exceeded")),
    (K.TOO_LONG, echoes(400, "the request exceeds the available context size", code="exceed_context_size_error")),
    (K.CONTENT_FILTER, echoes(400, "The response was filtered", code="content_filter")),
    (K.CONTENT_FILTER, says('{"answer": "x', finish="content_filter")),
    (K.CUT_OFF, says('{"answer": "x", "facts": []}', finish="length")),
    (K.CUT_OFF, says('{"answer": "x", "facts": [', finish="length")),
    (K.CUT_OFF, says("", finish="length")),
    (K.EMPTY, says("")),
    (K.EMPTY, says("  \n")),
    (K.INVALID_REPLY, says('{"answer": "x", "facts": [')),
    (K.INVALID_REPLY, says("I cannot say.")),
    (K.INVALID_REPLY, says("[1, 2]")),
    (K.INVALID_REPLY, says({"other": 1})),
    (K.INVALID_REPLY, says({"facts": []})),
    (K.REFUSED, lambda body: Answer(refusal="I'm sorry, I can't help with that.")),
    (K.UNREACHABLE, says(GOOD, reset_after=3)),
    (K.UNREACHABLE, lambda body: Answer(reset_after=-1)),
    (K.SERVER_ERROR, says("part", stream_error={"message": "engine died", "code": 500})),
    (K.TOO_LONG, says("", stream_error={"message": "prompt is too long", "code": "context_length_exceeded"})),
    (K.UNREACHABLE, says(GOOD, ends_after=4)),
    (K.RATE_LIMIT, lambda body: Answer(raw=b'{"error": {"message": "Provider is rate limited", "code": 429}}')),
    (
        K.UNREACHABLE,
        lambda body: Answer(raw=b"<html>hello</html>", headers={"Content-Type": "text/html"}),
    ),
    (K.SERVER_ERROR, lambda body: Answer(raw=b"<html>hello</html>")),
    (K.SERVER_ERROR, lambda body: Answer(raw=b"[]")),
    (K.SERVER_ERROR, lambda body: Answer(raw=b'{"choices": null}')),
    (K.SERVER_ERROR, lambda body: Answer(status=502, error="<html>Bad Gateway</html>")),
    (K.REFUSED, lambda body: Answer(status=418, error="teapot")),
]


@pytest.mark.parametrize(("kind", "behaviour"), CASES, ids=lambda case: getattr(case, "value", ""))
def test_each_failure_is_told_as_what_it_is(connect: Connect, kind: FailureKind, behaviour: Behaviour) -> None:
    with serve(behaviour) as server, pytest.raises(ModelFailure) as raised:
        connect(server, api_key=KEY).ask(request(PROMPT))
    failure = raised.value
    assert failure.kind is kind, failure
    for secret in (KEY, "Lovelace", "Contoso", "verysecret"):
        assert secret not in str(failure)
    assert failure.tip and "\n" not in str(failure) and failure.message.endswith(".")
    assert failure.__cause__ is None and failure.__suppress_context__, "a traceback would show the endpoint's words"


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "text"])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(("finish", "kind"), [("length", K.CUT_OFF), ("content_filter", K.CONTENT_FILTER)])
def test_a_reply_that_was_stopped_is_never_used(
    connect: Connect, method: str, stream: bool, finish: str, kind: FailureKind
) -> None:
    with serve(says(GOOD, finish=finish, stream=stream)) as server, pytest.raises(ModelFailure) as raised:
        connect(server, output=method).ask(request())
    assert raised.value.kind is kind


@pytest.mark.parametrize("stream", [True, False])
def test_a_model_that_declines_is_told_so(connect: Connect, stream: bool) -> None:
    with serve(lambda body: Answer(refusal="I can't help with that.", stream=stream)) as server:
        with pytest.raises(ModelFailure, match="declined"):
            connect(server).ask(request())


def test_a_fixed_method_is_kept_to(connect: Connect) -> None:
    with serve(lambda body: Answer(text="prose")) as server, pytest.raises(ModelFailure) as raised:
        connect(server, output="json_schema").ask(request())
    assert raised.value.kind is K.INVALID_REPLY and len(server.requests) == 1


def test_no_server_no_host_no_address(connect: Connect) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    for url, words in ((closed, "nothing listens there"), ("http://no-such-host.invalid/v1", "cannot be reached")):
        with pytest.raises(ModelFailure, match=words) as raised:
            connect(url).ask(request())
        assert raised.value.kind is K.UNREACHABLE


def test_a_wrong_path_is_not_taken_for_a_wrong_model(connect: Connect) -> None:
    with serve(says(GOOD)) as server, pytest.raises(ModelFailure) as raised:
        connect(server.base_url + "/chat").ask(request())
    assert raised.value.kind is K.UNREACHABLE and "/v1" in str(raised.value)


def test_a_hosted_endpoint_is_not_asked_without_a_key() -> None:
    with pytest.raises(ModelFailure) as raised:
        LanguageModel(ModelOptions(model="m"), cache_dir=None).ask(request())
    assert raised.value.kind is K.NO_KEY and "OPENAI_API_KEY" in str(raised.value)


def test_a_local_endpoint_that_wants_a_key_says_so(connect: Connect) -> None:
    with serve(lambda body: refuses(401, "no key")) as server, pytest.raises(ModelFailure) as raised:
        connect(server).ask(request())
    assert raised.value.kind is K.NO_KEY


def test_credentials_in_the_address_are_not_told(connect: Connect) -> None:
    with serve(lambda body: refuses(500)) as server, pytest.raises(ModelFailure) as raised:
        connect(server.base_url.replace("//", "//user:hunter2@") + "?token=abc").ask(request())
    assert "hunter2" not in str(raised.value) and "abc" not in str(raised.value)


def test_a_package_that_is_not_installed_is_one_line() -> None:
    for provider, extra in (("anthropic", "anthropic"), ("mistralai", "mistral"), ("google_genai", "google")):
        with pytest.raises(ModelFailure) as raised:
            LanguageModel(ModelOptions(model="x", provider=provider), cache_dir=None).ask(request())
        assert f"escalation-assistant[{extra}]" in str(raised.value)


def test_a_vendor_without_its_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelFailure) as raised:
        LanguageModel(ModelOptions(model="x", provider="azure_openai"), cache_dir=None).ask(request())
    assert raised.value.kind is K.NO_KEY and "AZURE_OPENAI_ENDPOINT" in str(raised.value)


def test_room_reserved_for_the_reply_is_given_up_before_the_prompt(connect: Connect) -> None:
    def small(body: Body) -> Answer:
        if "max_tokens" in body or "max_completion_tokens" in body:
            text = "maximum context length is 4096 tokens. However, you requested 4300 tokens"
            return refuses(400, f"{text} (4000 in the messages, 300 in the completion)", code="context_length_exceeded")
        return says(GOOD)(body)

    with serve(small) as server:
        assert connect(server).ask(request()).data == GOOD
    assert len(server.requests) == 2


def test_nothing_of_a_failure_is_kept(connect: Connect) -> None:
    with serve(lambda body: Answer(text="prose")) as server:
        model = connect(server, cache=True)
        for _ in range(2):
            with pytest.raises(ModelFailure):
                model.ask(request())
    assert len(server.requests) == 6, json.dumps(server.requests)[:200]
