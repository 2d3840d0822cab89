"""All export formats by name, behind one signature: an escalation and the present moment to a text."""

from collections.abc import Callable
from datetime import datetime

from assistant.domain import Escalation
from assistant.errors import WrongUsage
from assistant.exports.calendar import render_ics
from assistant.exports.html import render_html
from assistant.exports.jira import render_jira, render_jira_wiki
from assistant.exports.markdown import render_markdown
from assistant.exports.plain import visible_json
from assistant.exports.slack import render_slack
from assistant.exports.zendesk import render_zendesk


def render_json(escalation: Escalation, now: datetime) -> str:
    """The contract's JSON, whole; its schema is `schema/escalation.schema.json`."""
    return visible_json(escalation.model_dump_json(indent=2))


FORMATS: dict[str, Callable[[Escalation, datetime], str]] = {
    "markdown": render_markdown,
    "json": render_json,
    "jira": render_jira,
    "jira-wiki": render_jira_wiki,
    "zendesk": render_zendesk,
    "slack": render_slack,
    "ics": render_ics,
    "html": render_html,
}


def render(escalation: Escalation, format: str, *, now: datetime) -> str:
    """Render one format. Raises WrongUsage for an unknown one, or one that this record has nothing for."""
    if format not in FORMATS:
        raise WrongUsage(f"there is no format {format!r}.", f"One of: {', '.join(FORMATS)}.")
    return FORMATS[format](escalation, now)
