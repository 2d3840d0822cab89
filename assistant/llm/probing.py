"""Trying an endpoint for `escalate doctor`: one short question by each method."""

from typing import TYPE_CHECKING

from assistant.llm.exchange import METHODS, Probe, Request
from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.options import ModelOptions
from assistant.llm.setbacks import Setback
from assistant.llm.waiting import Clock

if TYPE_CHECKING:
    from assistant.llm.model import LanguageModel

LONGEST_SECONDS = 30.0
"""For one question; a local model may first have to be loaded."""
FINAL = {
    FailureKind.NO_KEY, FailureKind.UNREACHABLE, FailureKind.TIMEOUT, FailureKind.RATE_LIMIT,
    FailureKind.UNKNOWN_MODEL, FailureKind.CANCELLED,
}  # fmt: skip
"""Failures that another method would meet too."""
QUESTION = Request(
    prompt_id="probe",
    system='You are being tested. Reply with JSON: {"answer": "ready"}',
    user="Are you ready?",
    schema={
        "type": "object",
        "properties": {"answer": {"type": "string"}},
        "required": ["answer"],
        "additionalProperties": False,
    },
    max_tokens=1000,
)


def probed(model: "LanguageModel") -> Probe:
    """What the endpoint was seen to support."""
    options: ModelOptions = model.options
    seconds = min(LONGEST_SECONDS, options.timeout)
    try:
        listed = model.served(Clock(min(seconds, 5.0)))
    except Setback:
        listed = ()  # many endpoints have no list; whether this one answers is seen below
    name = model.name
    methods: dict[str, bool] = {}
    failure: ModelFailure | None = None
    streaming = temperature = None
    reachable = bool(listed)
    for method in METHODS if options.output == "auto" else (options.output,):
        other = model.forced(method, seconds)
        try:
            other.ask(QUESTION)
        except ModelFailure as raised:
            methods[method] = False
            failure = failure or raised
            if raised.kind in FINAL:
                reachable = reachable or raised.kind not in (FailureKind.UNREACHABLE, FailureKind.TIMEOUT)
                break
            reachable = True
            continue
        methods[method] = reachable = True
        spoken = other.dialect(name)
        streaming, temperature = spoken.streams, spoken.temperature
    return Probe(
        endpoint=options.endpoint,
        model=name,
        reachable=reachable,
        models=listed,
        methods=methods,
        streaming=streaming,
        temperature=None if options.temperature is None else temperature,
        failure=None if any(methods.values()) else failure,
    )
