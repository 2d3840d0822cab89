"""`sending.toml` of the policy."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.domain import Severity
from assistant.errors import PolicyError


@dataclass(frozen=True)
class SendingRules:
    """What policy says about sending."""

    on_call_severities: frozenset[Severity]
    on_call_incidents: bool
    escalated_tag: str
    follow_up_tag: str
    leadership_review: bool


@lru_cache(maxsize=8)
def load_rules(folder: Path) -> SendingRules:
    """The rules of a policy folder. Raises PolicyError."""
    path = folder / "sending.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return SendingRules(
            on_call_severities=frozenset(Severity(s) for s in data["on_call"]["severities"]),
            on_call_incidents=bool(data["on_call"]["incidents"]),
            escalated_tag=str(data["zendesk"]["escalated"]),
            follow_up_tag=str(data["zendesk"]["follow_up"]),
            leadership_review=bool(data["public"]["leadership_review"]),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path} cannot be read: {error}", "Restore it from the release.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"{path} does not fit: {error!r}", "Compare it with the release's.") from error
