"""Escalation drafting for support engineers: `draft(text)` gives verdict, brief, updates and checklist.

from assistant import draft, Settings
escalation = draft("API returns 500 for Acme since Monday")
print(escalation.model_dump_json(indent=2))
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.domain import Escalation
    from assistant.settings import Settings

__all__ = ["Settings", "draft"]


def draft(
    text: str,
    *,
    customer: str | None = None,
    reported_by: str | None = None,
    received_at: str | datetime | None = None,
    now: str | datetime | None = None,
    engine: str = "auto",
    settings: "Settings | None" = None,
) -> "Escalation":
    """Draft one escalation. Times are ISO strings or datetimes; a time without a zone is in `settings.timezone`.

    Raises `assistant.errors.EscalateError` and its kinds for what a caller can expect to go wrong.
    """
    from assistant.pipeline import shared_assistant

    return shared_assistant(settings).draft(
        text,
        customer=customer,
        reported_by=reported_by,
        received_at=received_at,
        now=now,
        engine=engine,  # type: ignore[arg-type]
    )


def __getattr__(name: str) -> Any:
    # NOTE: settings and the pipeline are heavy; `import assistant` alone must stay cheap for `escalate --help`.
    if name == "Settings":
        from assistant.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
