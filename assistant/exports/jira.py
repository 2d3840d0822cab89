"""Jira: the fields of an issue, the description as ADF (Cloud, REST v3) or as wiki markup (v2, Data Center).

The brief's Markdown is parsed and rebuilt node by node, so both forms say the same. Text nodes are never empty and carry
no newline; the summary is one line of at most 255 characters, cut at a word; labels carry no spaces.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.domain import Escalation, IssueType, Severity
from assistant.errors import WrongUsage
from assistant.exports.inert import without_controls

SUMMARY_LIMIT = 255
DESCRIPTION_LIMIT = 32_767
"""Characters Jira keeps of a description."""
_PRIORITY = {Severity.SEV1: "Highest", Severity.SEV2: "High", Severity.SEV3: "Medium", Severity.SEV4: "Low"}
_TYPES = {IssueType.FEATURE_REQUEST: "Story", IssueType.QUESTION: "Task", IssueType.CONFIGURATION: "Task", IssueType.BILLING: "Task", IssueType.CHURN_RISK: "Task"}
Node = dict[str, Any]


def cut_at_word(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, cut between words."""
    flat = " ".join(without_controls(text).split())
    if len(flat) <= limit:
        return flat
    return flat[: limit - 1].rsplit(" ", 1)[0].rstrip() + "…"


def parse(markdown: str) -> SyntaxTreeNode:
    """The tree of a Markdown text; raw HTML stays text."""
    return SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).parse(markdown))


def _runs(node: SyntaxTreeNode, marks: tuple[str, ...] = ()) -> Iterator[Node]:
    for child in node.children:
        if child.type in ("strong", "em"):
            yield from _runs(child, (*marks, child.type))
        elif child.type == "link":
            yield from _runs(child, marks)
        elif child.type in ("softbreak", "hardbreak"):
            yield {"type": "hardBreak"}
        elif child.children:
            yield from _runs(child, marks)
        elif child.content:
            kinds = ("code",) if child.type == "code_inline" else marks
            run: Node = {"type": "text", "text": " ".join(child.content.split("\n"))}
            if kinds:
                run["marks"] = [{"type": k} for k in dict.fromkeys(kinds)]
            yield run


def _adf(node: SyntaxTreeNode) -> Iterator[Node]:
    for child in node.children:
        content = list(_runs(child)) if child.type in ("heading", "paragraph") else []
        if child.type == "heading":
            if content:
                yield {"type": "heading", "attrs": {"level": int(child.tag[1])}, "content": content}
        elif child.type == "paragraph":
            if content:
                yield {"type": "paragraph", "content": content}
        elif child.type in ("bullet_list", "ordered_list"):
            items = [{"type": "listItem", "content": list(_adf(i)) or [{"type": "paragraph", "content": []}]} for i in child.children]
            yield {"type": "bulletList" if child.type == "bullet_list" else "orderedList", "content": items}
        elif child.type in ("fence", "code_block"):
            body = child.content.rstrip("\n")
            yield {"type": "codeBlock", "content": [{"type": "text", "text": body}] if body else []}
        elif child.type == "blockquote":
            yield {"type": "blockquote", "content": list(_adf(child))}
        elif child.type == "hr":
            yield {"type": "rule"}


def to_adf(markdown: str) -> Node:
    """Markdown as an Atlassian Document."""
    return {"version": 1, "type": "doc", "content": list(_adf(parse(markdown)))}


_WIKI_ACTIVE = str.maketrans({c: "\\" + c for c in "\\{}[]*_-+^~?!|#@"})


def _wiki_inline(node: SyntaxTreeNode) -> str:
    out = ""
    for child in node.children:
        if child.type == "strong":
            out += f"*{_wiki_inline(child)}*"
        elif child.type == "em":
            out += f"_{_wiki_inline(child)}_"
        elif child.type == "code_inline":
            out += "{{" + child.content.translate(_WIKI_ACTIVE) + "}}"
        elif child.type in ("softbreak", "hardbreak"):
            out += "\n"
        elif child.children:
            out += _wiki_inline(child)
        else:
            out += child.content.translate(_WIKI_ACTIVE)
    return out


def _wiki(node: SyntaxTreeNode, bullet: str = "") -> Iterator[str]:
    for child in node.children:
        if child.type == "heading":
            yield f"{child.tag}. {_wiki_inline(child)}\n"
        elif child.type == "paragraph":
            yield f"{bullet} {_wiki_inline(child)}".strip() + ("" if bullet else "\n")
        elif child.type in ("bullet_list", "ordered_list"):
            mark = bullet + ("*" if child.type == "bullet_list" else "#")
            for item in child.children:
                yield from _wiki(item, mark)
            if not bullet:
                yield ""
        elif child.type in ("fence", "code_block"):
            yield "{noformat}\n" + child.content.replace("{noformat}", "{ noformat}").rstrip("\n") + "\n{noformat}\n"
        elif child.type == "blockquote":
            yield "{quote}\n" + "\n".join(_wiki(child)) + "{quote}\n"
        elif child.type == "hr":
            yield "----\n"


def to_wiki(markdown: str) -> str:
    """Markdown as Jira wiki markup, with everything the customer typed escaped."""
    return "\n".join(_wiki(parse(markdown)))


def _fields(escalation: Escalation, description: object) -> str:
    assessment, brief = escalation.assessment, escalation.brief
    if brief is None:
        raise WrongUsage("the verdict is to handle this in support: there is no brief for Jira.", "Use --decision escalate --reason … to override it.")
    fields = {
        "project": {"key": "ESC"},
        "issuetype": {"name": _TYPES.get(assessment.issue_type, "Bug")},
        "summary": cut_at_word(brief.title, SUMMARY_LIMIT),
        "description": description,
        "priority": {"name": _PRIORITY[assessment.severity]},
        "labels": ["escalation", assessment.severity.value.lower(), *(t.value for t in assessment.targets)] + (["incident"] if assessment.incident else []),
    }
    return json.dumps({"fields": fields}, indent=2, ensure_ascii=False)


def render_jira(escalation: Escalation, now: datetime) -> str:
    """The body of `POST /rest/api/3/issue`; set project and issue type to yours."""
    markdown = escalation.brief.markdown if escalation.brief else ""
    return _fields(escalation, to_adf(markdown[:DESCRIPTION_LIMIT]))


def render_jira_wiki(escalation: Escalation, now: datetime) -> str:
    """The body of `POST /rest/api/2/issue` with wiki markup."""
    markdown = escalation.brief.markdown if escalation.brief else ""
    return _fields(escalation, to_wiki(markdown)[:DESCRIPTION_LIMIT])
