"""Which model is asked, and how: the part of the settings that the client needs, made unambiguous."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from assistant.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-4.1-mini"
"""Asked where a key but neither model nor base URL is set: it takes a temperature and a JSON schema, and spends no
tokens on hidden reasoning (so a limit on the reply is a limit on what is read)."""
PROVIDERS = {
    "anthropic": ("anthropic", "ANTHROPIC_API_KEY"),
    "azure_openai": (None, "AZURE_OPENAI_API_KEY, AZURE_OPENAI_ENDPOINT and OPENAI_API_VERSION"),
    "bedrock": ("aws", "the usual AWS credentials"),
    "bedrock_converse": ("aws", "the usual AWS credentials"),
    "cohere": ("cohere", "COHERE_API_KEY"),
    "deepseek": ("deepseek", "DEEPSEEK_API_KEY"),
    "google_genai": ("google", "GOOGLE_API_KEY"),
    "groq": ("groq", "GROQ_API_KEY"),
    "mistralai": ("mistral", "MISTRAL_API_KEY"),
    "ollama": ("ollama", "OLLAMA_HOST"),
    "xai": ("xai", "XAI_API_KEY"),
}  # fmt: skip
"""Prefixes of a model's name that go through LangChain's `init_chat_model`: the extra to install, what to set.

A closed list, because a colon in a name is mostly a tag of the model itself (`llama3.1:8b`)."""


@dataclass(frozen=True)
class ModelOptions:
    """One model at one endpoint."""

    model: str | None
    """None: the first one the endpoint serves."""
    provider: str = "openai"
    base_url: str = OPENAI_URL
    api_key: str | None = field(default=None, repr=False)
    temperature: float | None = 0.0
    """None: not sent."""
    timeout: float = 60.0
    """Seconds for one call in all."""
    retries: int = 2
    max_tokens: int = 4000
    """Upper limit of a reply that the user has set, for what is told when one reaches it."""
    context: int = 8192
    """Tokens that prompts are packed for."""
    output: str = "auto"
    """`auto`, or the only one of METHODS that may be used."""
    cache: bool = True

    @property
    def endpoint(self) -> str:
        """Where requests go, fit to be shown: no user, password or query."""
        return self.provider if self.provider != "openai" else shown_url(self.base_url)

    @property
    def hosted(self) -> bool:
        """Whether this is OpenAI's own or Azure's service, which never work without a key."""
        host = urlsplit(self.base_url).hostname or ""
        if self.provider != "openai":
            return self.provider == "azure_openai"
        return host == "openai.com" or host.endswith((".openai.com", ".azure.com"))


def shown_url(url: str) -> str:
    """A URL's scheme, host, port and path: what may be shown and stored."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")


def model_options(settings: Settings) -> ModelOptions | None:
    """The model that is configured, or None: neither a key nor a base URL nor another provider's model."""
    key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
    url = (settings.openai_base_url or "").strip().rstrip("/")
    provider, name = _named(settings.model)
    if provider == "openai" and not key and not url:
        return None
    if name is None and provider == "openai" and not url:
        name = DEFAULT_MODEL
    return ModelOptions(
        model=name,
        provider=provider,
        base_url=url or OPENAI_URL,
        api_key=key or None,
        temperature=settings.model_temperature,
        timeout=settings.model_timeout,
        retries=settings.model_retries,
        max_tokens=settings.model_max_tokens,
        context=settings.model_context,
        output=settings.model_output,
        cache=settings.model_cache,
    )


def _named(model: str | None) -> tuple[str, str | None]:
    """Provider and name: `anthropic:claude-x` is another vendor's, `llama3.1:8b` is a name with a tag."""
    text = (model or "").strip()
    prefix, colon, rest = text.partition(":")
    if colon and rest and (prefix in PROVIDERS or prefix == "openai"):
        return prefix, rest
    return "openai", text or None
