"""The version of this installation."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "escalation-assistant"
FALLBACK = "0.1.0"
"""Of a checkout that was never installed; a test holds it equal to pyproject.toml's."""


@lru_cache(maxsize=1)
def app_version() -> str:
    """The installed version, or the checkout's."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return FALLBACK
