"""Settings: environment variables first, then `escalate.toml` in the working directory, then defaults."""

from functools import lru_cache
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import WrongUsage
from assistant.resources import shipped

CONFIG_FILE = "escalate.toml"


class Settings(BaseSettings):
    """What can be set. Each name is an environment variable `ESCALATE_<NAME>`, except those with an alias."""

    model_config = SettingsConfigDict(env_prefix="ESCALATE_", toml_file=CONFIG_FILE, extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("escalate", appauthor=False)))
    """Machine-local state: index, logs. Never inside the knowledge folder."""
    knowledge_dir: Path | None = None
    """Your own policy, lexicon, templates, articles and tickets in place of the shipped ones."""
    timezone: str = "UTC"
    """IANA zone in which times without a zone are read and due times are printed."""
    team: str = "Support"
    """Who reports, where nobody is named."""
    chroma_url: str | None = Field(default=None, validation_alias="CHROMA_URL")
    """A Chroma server in place of the embedded one."""
    embedding_base_url: str | None = None
    """An OpenAI-compatible embedding endpoint in place of the shipped model."""
    embedding_model: str | None = None
    embedding_api_key: SecretStr | None = None
    port: int = 8501
    """Port of the page, on localhost."""

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
