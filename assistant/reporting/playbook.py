"""The playbook as one Markdown file (S4 Quick Start: portable), made from the policy and templates in force.

What goes in, in which order and under which title, is `templates/reports/playbook.toml`; the words are the policy
files' own, so a changed policy is a changed playbook. A table is rendered by its shape: rows with named columns, pairs,
lists.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import PolicyError
from assistant.reporting.rules import read_toml

PLAN = "templates/reports/playbook.toml"


def playbook(knowledge: Path, *, brief_template: str, fingerprint: str) -> str:
    """The playbook of a knowledge folder; `brief_template` is an empty brief with its exact headings.

    Raises PolicyError where the plan names what the policy does not have.
    """
    plan = read_toml(knowledge / PLAN)
    files: dict[str, dict[str, Any]] = {}
    lines = [f"# {plan['title']}", "", plan["intro"], "", f"Policy {fingerprint}.", ""]
    for section in plan["section"]:
        lines += [f"{'#' * int(section.get('level', 2))} {section['title']}", ""]
        if "text" in section:
            lines += [section["text"], ""]
        if section.get("brief_template"):
            lines += ["```markdown", brief_template.rstrip(), "```", ""]
        if "file" in section:
            name = section["file"]
            data = files.setdefault(name, read_toml(knowledge / name))
            lines += [*_rendered(_at(data, section.get("path", ""), name), section, name), ""]
    return "\n".join(lines).rstrip()


def _at(data: Any, path: str, name: str) -> Any:
    for part in filter(None, path.split(".")):
        if not isinstance(data, Mapping) or part not in data:
            raise PolicyError(f"the playbook asks for {path} of {name}, which is not there.", f"Correct {PLAN}.")
        data = data[part]
    return data


def _rendered(value: Any, section: Mapping[str, Any], name: str) -> list[str]:
    columns: list[list[str]] = section.get("columns", [])
    if isinstance(value, str | int | float):
        return [_cell(value)]
    if isinstance(value, Mapping) and not columns:
        return _pairs(value)
    rows = _rows(value, section.get("where", {}))
    if rows is None:
        return [f"- {_cell(v)}" for v in value]
    if not columns:
        raise PolicyError(f"the playbook does not say which columns of {name} to show.", f"Correct {PLAN}.")
    return _table(rows, columns)


def _rows(value: Any, where: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The rows of a list of tables, or of a table of tables, each with its `key`; None for a plain list."""
    if isinstance(value, Mapping):
        found = [{"key": key, **row} for key, row in _leaves(value)]
    elif isinstance(value, Sequence) and all(isinstance(v, Mapping) for v in value):
        found = [dict(v) for v in value]
    else:
        return None
    return [row for row in found if all(row.get(k) == v for k, v in where.items())]


def _leaves(value: Mapping[str, Any], before: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """Tables that hold values, by their dotted path: `SEV1.customer`."""
    found = []
    for key, inner in value.items():
        path = f"{before} {key}".strip()
        if isinstance(inner, Mapping) and all(isinstance(v, Mapping) for v in inner.values()) and inner:
            found += _leaves(inner, path)
        elif isinstance(inner, Mapping):
            found.append((path, inner))
    return found


def _pairs(value: Mapping[str, Any]) -> list[str]:
    return [f"- **{_cell(k)}:** {_cell(v)}" for k, v in value.items()]


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(title for _, title in columns) + " |", "|" + "---|" * len(columns)]
    return lines + ["| " + " | ".join(_cell(row.get(key, "")) for key, _ in columns) + " |" for row in rows]


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(_cell, value))
    if isinstance(value, Mapping):
        return "; ".join(f"{k} {_cell(v)}" for k, v in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return re.sub(r"\s+", " ", str(value)).replace("|", "\\|")
