"""Knowledge articles that a conversation links to, by their ids."""

import re
from collections.abc import Iterable

from assistant.domain.issue import Role
from assistant.importers.records import Said

_ARTICLE = re.compile(
    r"https?://[^\s<>()\[\]\"']{1,300}?(?:/articles/(?P<number>\d+)|[?&;/=](?P<kb>KB\d{4,}))(?![^\W_])", re.IGNORECASE
)
"""Zendesk, Intercom and Freshdesk put the article's number behind `/articles/`, ServiceNow its `KB0010001`."""


def cited_in(said: Iterable[Said]) -> tuple[str, ...]:
    """Those that someone other than the customer linked to, each once, in order."""
    found = (match for one in said if one.role is not Role.CUSTOMER for match in _ARTICLE.finditer(one.text))
    return tuple(dict.fromkeys(match["number"] or match["kb"].upper() for match in found))
