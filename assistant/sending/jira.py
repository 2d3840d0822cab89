"""Jira: an issue, or a comment on one. Cloud (REST v3, e-mail and API token, ADF) or Data Center (v2, PAT, wiki).

An issue is known again by its labels (`esc-12-<mark>`), found through search; a new issue may take some seconds to be
found, so a lost answer is asked for several times. A comment is known by the mark in its words. In a service project a
comment is internal (`sd.public.comment`): what goes to engineering is never shown to a customer's portal.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from assistant.errors import WrongUsage
from assistant.sending.addresses import base_address, origin, token
from assistant.sending.configured import address_or_gap, missing, secret
from assistant.sending.connection import Connection, Login
from assistant.sending.destination import OverHttp, Sleep
from assistant.sending.errors import AnswerLost, AnswerUnusable, NotConfigured
from assistant.sending.plan import Call, Plan, Receipt
from assistant.settings import Settings

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")
_BROWSE = re.compile(r"https?://[^\s/]+(?:/[^\s/]+)*/browse/")
_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CLOUD = ".atlassian.net"
_MOST = 100
"""Comments looked through, the newest first."""


def is_cloud(settings: Settings) -> bool:
    """Whether it is Jira Cloud, which takes an e-mail with its token, and ADF; Data Center takes wiki markup."""
    if settings.jira_email is not None or not settings.jira_url:
        return True
    return (origin(settings.jira_url)[1]).endswith(_CLOUD)


def issue_key(text: str) -> str:
    """A key as Jira writes it, also out of an issue's link. Raises WrongUsage for what is none."""
    key = _BROWSE.sub("", text.strip())
    if not _KEY.fullmatch(key):
        raise WrongUsage(f"{text!r} is no key of a Jira issue.", "It looks like OPS-123.")
    return key.upper()


def browse_url(settings: Settings, key: str) -> str:
    """Where a person reads the issue."""
    return f"{address_or_gap(settings, 'jira_url')}/browse/{key}"


def _gaps(settings: Settings) -> tuple[str, ...]:
    login = ("jira_email", "jira_token") if is_cloud(settings) and settings.jira_url else ("jira_token",)
    return missing(settings, "jira_url", *login)


def _api(settings: Settings) -> str:
    return f"{address_or_gap(settings, 'jira_url')}/rest/api/{3 if is_cloud(settings) else 2}"


def plan_issue(
    settings: Settings, fields: dict[str, Any], *, id: str, draft: int, mark: str, link: tuple[str, str] | None = None
) -> Plan:
    """A new issue. `fields` hold summary, description, priority, type and labels; `link` is title and address of the
    support ticket it is linked back to.
    """
    project = (settings.jira_project or "").strip()
    gaps = _gaps(settings) + missing(settings, "jira_project")
    if project and not _PROJECT.fullmatch(project):
        gaps += (f"ESCALATE_JIRA_PROJECT {project!r} is no key of a project; it looks like OPS.",)
    severity = next((s for s in ("SEV1", "SEV2", "SEV3", "SEV4") if s.lower() in fields.get("labels", ())), "")
    name = settings.jira_priorities.get(severity)
    body = fields | {
        "project": {"key": project.upper() or "<ESCALATE_JIRA_PROJECT>"},
        "labels": [*fields.get("labels", ()), id.lower(), f"{id.lower()}-{mark}", f"{id.lower()}-draft-{draft}"],
    }
    if settings.jira_issue_type:
        body["issuetype"] = {"name": settings.jira_issue_type}
    if name:
        body["priority"] = {"name": name}
    after: tuple[Call, ...] = ()
    if link is not None:
        title, url = link
        remote = {"globalId": f"{id.lower()}-{mark}", "object": {"url": url, "title": title}}
        after = (
            Call("POST", f"{_api(settings)}/issue/{{key}}/remotelink", remote, "the link back to the support ticket"),
        )
    return Plan(
        "jira", f"Jira {body['project']['key']}, new issue", mark,
        Call("POST", f"{_api(settings)}/issue", {"fields": body}, "the new issue"), after, missing=gaps,
    )  # fmt: skip


def plan_comment(settings: Settings, key: str, body: Any, *, mark: str) -> Plan:
    """A comment on an issue there is; `body` is ADF or wiki markup, and carries the mark. Raises WrongUsage."""
    key = issue_key(key)
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
    call = Call("POST", f"{_api(settings)}/issue/{key}/comment", {"body": body, "properties": internal}, "the comment")
    return Plan(
        "jira", f"Jira {key}, comment", mark, call, missing=_gaps(settings)
    )  # fmt: skip


def open_jira(settings: Settings, sleep: Sleep) -> "Jira":
    """The Jira of the settings. Raises NotConfigured."""
    gaps = _gaps(settings)
    if gaps or not settings.jira_url:
        raise NotConfigured(" ".join(gaps), "See docs/sending.md.")
    base, pat = base_address(settings.jira_url, "ESCALATE_JIRA_URL"), secret(settings.jira_token)
    pat = token(pat, "ESCALATE_JIRA_TOKEN")
    names = "ESCALATE_JIRA_EMAIL and ESCALATE_JIRA_TOKEN"
    if settings.jira_email is not None:
        login = Login(names, basic=(settings.jira_email.strip(), pat), secrets=(pat,))
    else:
        login = Login(names, header=f"Bearer {pat}", secrets=(pat,))
    connection = Connection(
        "Jira", base, login, timeout=settings.send_timeout, patience=settings.send_patience, sleep=sleep
    )
    return Jira(connection, settings)


class Jira(OverHttp):
    """Jira over HTTP."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        super().__init__(connection)
        self._settings = settings

    def find(self, plan: Plan) -> tuple[Receipt, ...]:
        """The issues with the plan's label, or the comments with its mark, newest first."""
        if plan.call.url.endswith("/comment"):
            return self._comments(plan)
        label = next(n for n in plan.call.body["fields"]["labels"] if n.endswith(f"-{plan.mark}"))
        url = f"{_api(self._settings)}/search" + ("/jql" if is_cloud(self._settings) else "")
        asked = {"jql": f'labels = "{label}" ORDER BY created DESC', "fields": ["labels"], "maxResults": 10}
        found = self.connection.read(Call("POST", url, asked, "the search"))
        issues = found.get("issues") if isinstance(found, dict) else None
        if not isinstance(issues, list):
            raise AnswerUnusable("Jira's search answered without issues.", "Check ESCALATE_JIRA_URL.")
        return tuple(self._issue(issue) for issue in issues if isinstance(issue, dict) and _is_key(issue.get("key")))

    def _issue(self, issue: dict[str, Any]) -> Receipt:
        fields = issue.get("fields")
        labels = fields.get("labels") if isinstance(fields, dict) else None
        drafts = [re.fullmatch(r"esc-\d+-draft-(\d+)", str(name)) for name in labels or ()]
        draft = next((int(m[1]) for m in drafts if m), None)
        return Receipt(issue["key"], browse_url(self._settings, issue["key"]), adopted=True, draft=draft)

    def _comments(self, plan: Plan) -> tuple[Receipt, ...]:
        url = f"{plan.call.url}?orderBy=-created&maxResults={_MOST}"
        found = self.connection.read(Call("GET", url, why="the comments"))
        comments = found.get("comments") if isinstance(found, dict) else None
        if not isinstance(comments, list):
            raise AnswerUnusable("Jira answered without comments.", "Check ESCALATE_JIRA_URL.")
        marked = [c for c in comments if isinstance(c, dict) and plan.mark in json.dumps(c.get("body"))]
        return tuple(
            self._comment(plan, str(c.get("id", "")), adopted=True) for c in sorted(marked, key=_id, reverse=True)
        )

    def _comment(self, plan: Plan, id: str, *, adopted: bool = False) -> Receipt:
        key = plan.call.url.rsplit("/", 2)[-2]
        url = f"{browse_url(self._settings, key)}?focusedCommentId={quote(id, safe='')}"
        return Receipt(f"{key} comment {id}", url, adopted=adopted)

    def send(self, plan: Plan) -> Receipt:
        """Create the issue or comment."""
        answer = self.connection.write(plan.call)
        made = answer.value if isinstance(answer.value, dict) else {}
        if plan.call.url.endswith("/comment"):
            if not isinstance(made.get("id"), str | int):
                raise AnswerLost("Jira accepted it and answered without an id")
            return self._comment(plan, str(made["id"]))
        if not _is_key(made.get("key")):
            raise AnswerLost("Jira accepted it and answered without a key")
        return Receipt(made["key"], browse_url(self._settings, made["key"]))


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _id(comment: dict[str, Any]) -> int:
    text = str(comment.get("id", ""))
    return int(text) if text.isdecimal() else 0
