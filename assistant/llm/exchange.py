"""What is asked of a model, and what comes back."""

from dataclasses import dataclass, field

from assistant.llm.failures import ModelFailure

Schema = dict[str, object]
"""A JSON schema whose root is an object."""
METHODS = ("json_schema", "function_calling", "text")
"""Ways to get JSON out of a model, the strictest first."""


@dataclass(frozen=True)
class Request:
    """One question. The same request is answered from the cache, whatever way the reply is got."""

    prompt_id: str
    """Name and version of the prompt; part of the cache key."""
    system: str
    user: str
    schema: Schema
    """Form of the reply: hand-written, compact, an object at the root."""
    max_tokens: int
    """Upper limit of the reply, in tokens."""


@dataclass(frozen=True)
class Reply:
    """One answer that fits the request's schema."""

    data: dict[str, object]
    prompt_tokens: int
    """As the endpoint counts them; 0 where it does not say."""
    completion_tokens: int
    seconds: float
    """Wall time of the call in all, retries included; 0 from the cache."""
    method: str
    """One of METHODS."""
    cached: bool
    notes: tuple[str, ...] = ()
    """What was repaired, dropped or done another way, in words."""


@dataclass(frozen=True)
class Probe:
    """What an endpoint was seen to support. None: not tried, or no telling."""

    endpoint: str
    """Scheme, host and path, without credentials."""
    model: str
    reachable: bool
    models: tuple[str, ...] = ()
    """Names it says it serves; empty where it has no list."""
    methods: dict[str, bool] = field(default_factory=dict)
    """Each of METHODS that was tried: whether it gave JSON that fits."""
    streaming: bool | None = None
    temperature: bool | None = None
    failure: ModelFailure | None = None
    """Why no method works."""

    @property
    def works(self) -> bool:
        """Whether the model can be used."""
        return any(self.methods.values())


def prose_reply(what: str = "the text asked for") -> Schema:
    """The schema of a reply that is one text: `{"text": "..."}`."""
    return {
        "type": "object",
        "properties": {"text": {"type": "string", "description": what}},
        "required": ["text"],
        "additionalProperties": False,
    }
