"""Settings: environment variables first, then `escalate.toml` in the working directory, then defaults."""

from functools import lru_cache
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import WrongUsage
from assistant.resources import shipped

CONFIG_FILE = "escalate.toml"


class Settings(BaseSettings):
    """What can be set. Each name is an environment variable `ESCALATE_<NAME>`, except those with an alias."""

    model_config = SettingsConfigDict(
        env_prefix="ESCALATE_", toml_file=CONFIG_FILE, extra="forbid", frozen=True, populate_by_name=True
    )

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("escalate", appauthor=False)))
    """Machine-local state: index, register, logs. Never inside the knowledge folder."""
    knowledge_dir: Path | None = None
    """Your own policy, lexicon, templates, articles and tickets in place of the shipped ones."""
    timezone: str = "UTC"
    """IANA zone in which times without a zone are read and due times are printed."""
    calendar: str | None = None
    """Calendar of escalations whose customer names no region: one of policy/calendars.toml, or a country (`DE`)."""
    country: str | None = None
    """Country whose public holidays count, such as `DE` or `DE-BY`, where no calendar is set."""
    working_hours: str | None = None
    """Working hours, such as `09:00-17:00`, in `timezone`, where no calendar is set. Not set: whole days."""
    team: str = "Support"
    """Who reports, where nobody is named."""
    chroma_url: str | None = Field(default=None, validation_alias="CHROMA_URL")
    """A Chroma server in place of the embedded one."""
    embedding_base_url: str | None = None
    """An OpenAI-compatible embedding endpoint in place of the shipped model."""
    embedding_model: str | None = None
    embedding_api_key: SecretStr | None = None
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    """A PostgreSQL server (`postgresql://…`) or another SQLite file for the register, in place of `home`'s."""
    port: int = 8501
    """Port of the page, on localhost."""
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    """Key of the language model's endpoint. Local servers mostly need none: there the base URL is enough."""
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    """An OpenAI-compatible endpoint: OpenAI itself where not set, else Azure, vLLM, Ollama, llama.cpp, LM Studio …"""
    model: str | None = Field(default=None, validation_alias=AliasChoices("ESCALATE_MODEL", "OPENAI_MODEL"))
    """Name of the model (`ESCALATE_MODEL`, or `OPENAI_MODEL`), or `provider:name` for another vendor. Not set: the
    first one the endpoint serves."""
    model_temperature: float | None = Field(default=0.0, ge=0, le=2)
    """How freely the model words; `none` leaves it out of the request."""
    model_timeout: float = Field(default=60.0, gt=0)
    """Seconds for one call in all, retries included."""
    model_retries: int = Field(default=2, ge=0, le=10)
    """Tries after the first, for what may pass: a busy or failing server, no connection."""
    model_max_tokens: int = Field(default=4000, gt=0)
    """Upper limit of one reply, in tokens. A reply that reaches it is not used."""
    model_output: Literal["auto", "json_schema", "function_calling", "text"] = "auto"
    """How JSON is got out of the model; `auto` takes the strictest way the endpoint supports."""
    model_context: int = Field(default=8192, gt=0)
    """Tokens of context that prompts are packed for."""
    ner_model: str | None = None
    """Name or folder of a spaCy model (extra `ner`): persons in running text are then hidden from a model too."""
    model_repair: bool = True
    """Whether a draft that fails the checks is sent back to the model once."""
    model_cache: bool = True
    """Whether an identical request is answered from the state folder instead of asking again."""
    send_timeout: float = Field(default=30.0, gt=0)
    """Seconds that `send` waits for a connection, and for an answer."""
    send_patience: float = Field(default=60.0, ge=0)
    """Seconds in all that `send` waits where a system asks to come back later."""
    jira_url: str | None = None
    """Your Jira, such as https://example.atlassian.net."""
    jira_email: str | None = None
    """Whose API token it is (Jira Cloud). Not set: the token is a personal access token of Jira Data Center."""
    jira_token: SecretStr | None = None
    jira_project: str | None = None
    """Key of the project that issues are created in."""
    jira_issue_type: str | None = None
    """Name of the issue type, where yours is not Bug, Story or Task."""
    jira_priorities: dict[str, str] = {}
    """Your priority's name by severity, where it is not Highest, High, Medium, Low: `{"SEV1": "Blocker"}`."""
    zendesk_url: str | None = None
    """Your Zendesk, such as https://example.zendesk.com."""
    zendesk_email: str | None = None
    """The agent whose API token it is: notes and replies are theirs."""
    zendesk_token: SecretStr | None = None
    zendesk_fields: dict[str, int] = {}
    """Ids of your custom ticket fields by our name: escalation_id, escalation_reason, engineering_owner,
    date_escalated, escalation_status, closure_code, severity, engineering_ref."""
    zendesk_values: dict[str, str] = {}
    """What your drop-down fields call a value of ours: `{"Closed - Code Fix": "closed_code_fix"}`."""
    zendesk_follow_up_status: int | None = None
    """Id of your custom status "Pending Support Follow-up". Not set: the ticket is opened and tagged."""
    slack_webhook_url: SecretStr | None = None
    """Incoming webhook of the escalation channel. Or a token and a channel."""
    slack_webhooks: dict[str, SecretStr] = {}
    """Incoming webhooks by target, before the one above: `{"security": "https://…"}`."""
    slack_token: SecretStr | None = None
    """Bot token with the scope chat:write."""
    slack_channel: str | None = None
    """Id of the escalation channel."""
    slack_channels: dict[str, str] = {}
    """Channel ids by target: `{"engineering": "C0123456789"}`."""
    slack_on_call: dict[str, str] = {}
    """Who is tagged when on-call is to be: id of a user group or user, by target."""
    slack_api_url: str = "https://slack.com/api"
    """Slack's Web API; another one for GovSlack."""

    @field_validator("model_temperature", mode="before")
    @classmethod
    def _none_in_words(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() in ("", "none", "off") else value

    @field_validator(
        "database_url", "jira_url", "jira_email", "jira_token", "jira_project", "jira_issue_type", "zendesk_url",
        "zendesk_email", "zendesk_token", "slack_webhook_url", "slack_token", "slack_channel", mode="before",
    )  # fmt: skip
    @classmethod
    def _set_to_nothing(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then `escalate.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def __hash__(self) -> int:
        # tables have no hash of their own; equal settings show alike, and what hides itself is told apart by equality
        return hash(tuple(map(repr, self.__dict__.values())))

    @property
    def knowledge(self) -> Path:
        """The knowledge folder in force."""
        return self.knowledge_dir or shipped("knowledge")

    @property
    def index_dir(self) -> Path:
        """Where the index lies."""
        return self.home / "index"


def load_settings(**overrides: Any) -> Settings:
    """The settings in force. Raises WrongUsage, naming the setting, for a value that does not fit."""
    try:
        return Settings(**overrides)
    except TOMLDecodeError as error:
        raise WrongUsage(f"{CONFIG_FILE} is no TOML: {error}.", "Correct it, or move it away.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        message = f"the setting {name!r} does not fit: {first['msg']}."
        raise WrongUsage(message, f"Check the environment and {CONFIG_FILE}.") from error


@lru_cache(maxsize=1)
def default_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
