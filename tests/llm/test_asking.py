"""A reply comes by whatever way the endpoint supports; each fallback is driven by one that refuses the way before."""

import json
from typing import Any

import pytest

from tests.llm.conftest import GOOD, SCHEMA, Connect, request
from tests.llm.servers import Answer, Behaviour, Body, given, in_turn, method_of, refuses, says, serve, without

TEXT = json.dumps(GOOD, ensure_ascii=False)


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "text"])
@pytest.mark.parametrize("streams", [True, False])
def test_each_method_gives_the_reply_streamed_or_whole(connect: Connect, method: str, streams: bool) -> None:
    with serve(says(GOOD, stream=streams)) as server:
        reply = connect(server, output=method).ask(request())
    assert reply.data == GOOD and reply.method == method and not reply.cached
    assert reply.prompt_tokens > 0 and reply.completion_tokens > 0
    assert method_of(server.requests[0]) == method


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "text"])
def test_the_model_is_given_the_schema_by_each_method(connect: Connect, method: str) -> None:
    with serve(says(GOOD)) as server:
        connect(server, output=method).ask(request())
    assert '"facts"' in json.dumps(server.requests[0]).replace("\\", "")


def tools_only(body: Body) -> Answer:
    return says(GOOD)(body) if method_of(body) == "function_calling" else Answer(text="I think exports fail.")


def text_only(body: Body) -> Answer:
    if body.get("tools"):
        return refuses(400, "model does not support tools")
    if "response_format" in body:
        return refuses(400, "'response_format' of type 'json_schema' is not supported with this model.")
    return Answer(text=f"Sure! Here is what I found:\n```json\n{TEXT}\n```\nLet me know.")


def ignores_all(body: Body) -> Answer:
    """Reads neither response_format nor tools, as some local servers; answers JSON only when told to in the prompt."""
    asked = "JSON schema" in str(body["messages"][0]["content"])
    return Answer(text=f"<think>Is {{it}} so?</think>{TEXT}" if asked else "Exports fail.")


@pytest.mark.parametrize(
    ("behaviour", "method"),
    [
        (without("response_format", says(GOOD)), "function_calling"),
        (without("response_format", says(GOOD), message="Bad Request"), "function_calling"),
        (tools_only, "function_calling"),
        (text_only, "text"),
        (ignores_all, "text"),
        (lambda body: Answer(text="") if method_of(body) != "text" else Answer(text=TEXT), "text"),
        (lambda body: Answer(text=TEXT), "json_schema"),
    ],
)
def test_the_next_method_is_tried_and_remembered(connect: Connect, behaviour: Behaviour, method: str) -> None:
    with serve(behaviour) as server:
        model = connect(server, cache=True)
        reply = model.ask(request())
        assert reply.data == GOOD and reply.method == method
        before = len(server.requests)
        assert connect(server, cache=True).ask(request("Another?")).method == method
        assert len(server.requests) == before + 1, "a refused request was spent again"
    assert bool(reply.notes) == (before > 1)


def test_arguments_in_the_text_of_a_server_that_does_not_know_functions_are_read(connect: Connect) -> None:
    with serve(lambda body: Answer(text=TEXT)) as server:
        assert connect(server, output="function_calling").ask(request()).data == GOOD


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("temperature", None),
        ("temperature", "Unsupported value: 'temperature' does not support 0.0 with this model. Only the default (1)"),
        ("max_tokens", "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        ("stream_options", "Unrecognized request argument supplied: stream_options"),
        ("stream", "streaming is not supported"),
        (
            "temperature",
            "{\"object\":\"error\",\"message\":\"[{'type': 'extra_forbidden', 'loc': ('body', 'temperature')}]\"}",
        ),
    ],
)
def test_a_parameter_that_is_refused_is_left_out(connect: Connect, parameter: str, message: str | None) -> None:
    with serve(without(parameter, says(GOOD), message=message)) as server:
        model = connect(server, cache=True)
        assert model.ask(request()).data == GOOD
        assert len(server.requests) == 2
        connect(server, cache=True).ask(request("Another?"))
    assert len(server.requests) == 3 and not given(server.requests[2], parameter)
    assert method_of(server.requests[2]) == "json_schema"


def test_several_refusals_are_learned_one_by_one(connect: Connect) -> None:
    fussy: Behaviour = says(GOOD)
    for parameter in ("temperature", "max_tokens", "max_completion_tokens", "stream_options", "response_format"):
        fussy = without(parameter, fussy)
    with serve(fussy) as server:
        assert connect(server).ask(request()).data == GOOD
    assert len(server.requests) == 6


def test_a_refusal_that_names_nothing_still_ends_in_a_reply(connect: Connect) -> None:
    def plain(body: Body) -> Answer:
        odd = set(body) - {"model", "messages", "stream"}
        return Answer(status=400, error="Bad Request") if odd else Answer(text=TEXT)

    with serve(plain) as server:
        assert connect(server).ask(request()).data == GOOD


def test_a_schema_that_strict_mode_refuses_is_not_marked_strict(connect: Connect) -> None:
    loose = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
    with serve(says({"answer": "yes"})) as server:
        connect(server).ask(request(schema=loose))
        connect(server).ask(request())
    strict = [body["response_format"]["json_schema"]["strict"] for body in server.requests]
    assert strict == [False, True]


def test_a_model_without_a_system_role_gets_one_message(connect: Connect) -> None:
    def templated(body: Body) -> Answer:
        if any(message["role"] == "system" for message in body["messages"]):
            return refuses(400, "System role not supported")
        return says(GOOD)(body)

    with serve(templated) as server:
        assert connect(server).ask(request("What is it?")).data == GOOD
    (message,) = server.requests[1]["messages"]
    assert message["role"] == "user" and "Read." in message["content"] and "What is it?" in message["content"]


def test_a_reply_that_grows_is_shown_as_it_grows(connect: Connect) -> None:
    seen: list[dict[str, Any]] = []
    with serve(says(GOOD, wait_between=0.05)) as server:
        connect(server).ask(request(), on_partial=seen.append)
    assert seen[-1] == GOOD and len(seen) > 1
    assert all(earlier != later for earlier, later in zip(seen, seen[1:], strict=False))
    assert GOOD["answer"].startswith(seen[0]["answer"])  # type: ignore[union-attr]


def test_what_does_not_fit_is_dropped_and_said(connect: Connect) -> None:
    data = {**GOOD, "facts": [*GOOD["facts"], {"name": "moon", "spans": ["L3"]}], "extra": 1}  # type: ignore[misc]
    with serve(says(data)) as server:
        reply = connect(server).ask(request())
    assert reply.data == GOOD
    assert any("facts[2]" in note for note in reply.notes) and any("extra" in note for note in reply.notes)


def test_the_first_model_served_is_asked_where_none_is_named(connect: Connect) -> None:
    with serve(says(GOOD), models=("nomic-embed-text", "llama3.1:8b", "other")) as server:
        model = connect(server, model=None)
        model.ask(request())
        model.ask(request("Another?"))
    assert model.name == "llama3.1:8b" and [body["model"] for body in server.requests] == ["llama3.1:8b"] * 2
    assert server.paths.count("/v1/models") == 1


def test_an_endpoint_without_a_list_of_models_is_asked_all_the_same(connect: Connect) -> None:
    with serve(says(GOOD), models=None) as server:
        assert connect(server, model=None).ask(request()).data == GOOD


def test_a_busy_server_is_asked_again_after_the_time_it_names(connect: Connect) -> None:
    busy = refuses(429, "slow down", headers={"Retry-After": "0.1"})
    with serve(in_turn(busy, refuses(503, "loading"), Answer(reset_after=-1), says(GOOD))) as server:
        reply = connect(server, retries=3).ask(request())
    assert reply.data == GOOD and len(server.requests) == 4
    assert server.requests[0] == server.requests[3], "a passing failure changed the request"


def test_two_questions_at_once_do_not_mix(connect: Connect) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def echo(body: Body) -> Answer:
        return says({"answer": body["messages"][-1]["content"], "facts": []}, wait_between=0.01)(body)

    with serve(echo) as server:
        model = connect(server, model=None)
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda n: model.ask(request(f"question {n} {'x' * n}")), range(6)))
    assert [reply.data["answer"] for reply in replies] == [f"question {n} {'x' * n}" for n in range(6)]


def test_a_key_is_sent_where_one_is_set_and_a_dummy_where_none_is(connect: Connect) -> None:
    with serve(says(GOOD)) as server:
        connect(server, api_key="sk-test").ask(request())
        connect(server).ask(request())
    assert [head["authorization"] for head in server.headers] == ["Bearer sk-test", "Bearer none"]


def test_the_schema_of_these_tests_is_sent_unchanged(connect: Connect) -> None:
    with serve(says(GOOD)) as server:
        connect(server).ask(request())
    assert server.requests[0]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_prompt_that_the_server_cut_is_noted(connect: Connect) -> None:
    with serve(says(GOOD, prompt_tokens=512)) as server:
        long = connect(server).ask(request("The export failed again. " * 400))
        short = connect(server).ask(request())
    assert any("only a part" in note for note in long.notes) and not short.notes


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "text"])
def test_classic_azure_is_asked_by_deployment(connect: Connect, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    with serve(says(GOOD)) as server:
        monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", server.base_url.removesuffix("/v1"))
        monkeypatch.setenv("AZURE_OPENAI_API_KEY", "azure-key")
        monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
        reply = connect("", provider="azure_openai", model="deployed", output=method).ask(request())
    assert reply.data == GOOD and server.headers[0]["api-key"] == "azure-key"
    assert server.paths == ["/openai/deployments/deployed/chat/completions?api-version=2024-10-21"]
    assert server.requests[0]["max_completion_tokens"] == 300


def test_azures_present_address_needs_no_more_than_a_base_url(connect: Connect) -> None:
    with serve(says(GOOD)) as server:
        url = server.base_url.replace("/v1", "/openai/v1")
        assert connect(url, api_key="azure-key", model="deployed").ask(request()).data == GOOD


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens is too large: 300. This model supports at most 200 completion tokens",
        "'max_tokens' or 'max_completion_tokens' is too large: 300",
    ],
)
def test_a_limit_that_is_too_large_is_left_out_this_once(connect: Connect, message: str) -> None:
    def small(body: Body) -> Answer:
        return refuses(400, message) if body.get("max_tokens", 0) > 200 else says(GOOD)(body)

    with serve(small) as server:
        model = connect(server)
        assert model.ask(request()).data == GOOD
        assert model.ask(request(max_tokens=100)).data == GOOD
    assert [body.get("max_tokens") for body in server.requests] == [300, None, 100]


def test_words_of_the_prompt_in_a_refusal_are_not_taken_for_its_reason(connect: Connect) -> None:
    def quoting(body: Body) -> Answer:
        if "temperature" in body:
            return refuses(422, f"Extra inputs are not permitted: temperature. Input: {body['messages']}")
        return says(GOOD)(body)

    with serve(quoting) as server:
        issue = request("The mail was held by our content filter: the context window is full.", system="Read. " * 99)
        assert connect(server).ask(issue).data == GOOD
