"""The command: choose a record, disguise it, propose labels, write the YAML."""

import argparse
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.domain import Escalation
from assistant.errors import WrongUsage
from assistant.intake import read_issue
from evals.case import PRESENT, TAGS, CaseError, EvalCase
from evals.casemaking.disguise import Disguised, disguise
from evals.casemaking.proposing import Proposal, propose
from evals.casemaking.sources import Source, chosen
from evals.drafting_cases import fresh_assistant

_HEAD = """\
# Made by `python -m evals case` from a real record; names, addresses and numbers in the text are invented.
# Reread the text: a name that nobody listed may still stand in it.
# "proposed" is the engine's own answer, no label: judge it by the text, correct it, and take the word away.
# Then write why: what makes the case worth having, and what a careful reader might dispute.
"""
_FORMATS = {"mail": "mail", "chat": "chat", "ticket": "ticket", "html": "html", "markdown": "markdown", "log": "log"}


def main(words: list[str]) -> int:
    """Make one case; returns the exit code. Raises WrongUsage, UnreadableInput and CaseError."""
    parser = argparse.ArgumentParser(prog="python -m evals case", description="A record as a case to label.")
    parser.add_argument("file", type=Path, help="an export of Zendesk, Jira or GitHub, or drafts as JSON")
    parser.add_argument("--row", type=int, help="which record, counted from 1")
    parser.add_argument("--id", help="which record, by its own id")
    parser.add_argument("-o", "--out", type=Path, help="file, or folder; standard output without it")
    parser.add_argument("--kind", help="kind of export, where it cannot be told")
    args = parser.parse_args(words)
    if args.row is not None and args.row < 1:
        raise WrongUsage("rows are counted from 1.")
    name, text, left = make(chosen(args.file, row=args.row, id=args.id, kind=args.kind))
    for word in left:
        print(f"evals case: still in the text: {word!r}", file=sys.stderr)
    if args.out is None:
        print(text, end="")
        return 0
    path = args.out / f"{name}.yaml" if args.out.is_dir() else args.out
    if path.exists():
        raise WrongUsage(f"{path} is there already.", "Give another name with -o.")
    path.write_text(text, encoding="utf-8")
    print(f"{path}: read it, correct the labels, write why.", file=sys.stderr)
    return 0


def make(source: Source) -> tuple[str, str, list[str]]:
    """Id, YAML, and names that still stand in it. Raises CaseError for a record that gives no case."""
    try:
        disguised = disguise(source.paste, people=source.people, firms=source.firms)
    except ValueError as error:
        raise CaseError(f"no case can be made: {error}") from error
    kept = source.kept
    if kept is None:
        # an export holds no verdict of ours: the rules propose one, on the disguised text
        kept = _drafted(disguised.text, source.received_at)
        proposal = propose(kept, disguise(""))
        proposal.expect["facts"] = [
            {"field": f.field.value, "value": f.value, "quote": e.quote} for f in kept.facts for e in f.evidence[:1]
            if e.source == "issue"
        ]  # fmt: skip
    else:
        proposal = propose(kept, disguised)
    subject = read_issue(disguised.text).subject
    title = disguised.value(source.title) if source.title else subject or _first_line(disguised.text)
    name = _slug(kept.issue.language, title)
    fields = {
        "customer": disguised.value(kept.issue.customer) if source.kept and kept.issue.customer else None,
        "reported_by": disguised.value(kept.issue.reported_by) if source.kept and kept.issue.reported_by else None,
        "received_at": source.received_at,
    }
    text = _written(name, title, _tags(kept, disguised), fields, disguised.text, proposal)
    _checked(text)
    return name, text, disguised.left_over(text)


def _drafted(text: str, received_at: str | None) -> Escalation:
    with fresh_assistant(sample_knowledge=False) as assistant:
        return assistant.draft(text, engine="rules", received_at=received_at, now=received_at or PRESENT)


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.sub(r"^(?:Ticket|Issue) \S+: ", "", line)[:100]


def _slug(language: str, title: str) -> str:
    """The id: language and the first words of the title, in ASCII as file names want it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = [w for w in re.findall(r"[a-z0-9]+", plain) if len(w) > 2][:4]
    return "-".join([language, *(words or ["case"])])


def _tags(kept: Escalation, disguised: Disguised) -> list[str]:
    document = read_issue(disguised.text)
    found = [_FORMATS.get(document.format.value, ""), kept.issue.language, kept.assessment.issue_type.value]
    found.append("handled" if kept.assessment.decision.value == "handle_in_support" else "")
    found.append("internal_notes" if any(m.visibility.value == "internal" for m in document.messages) else "")
    return [tag for tag in found if tag in TAGS]


def _scalar(value: object) -> str:
    """A YAML value on one line."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    dumped: str = yaml.dump(str(value), default_style='"', allow_unicode=True, width=10**9)
    return dumped.strip()


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(v if isinstance(v, str) and re.fullmatch(r"[a-z][a-z_]+|SEV\d", v) else _flow(v)
                               for v in value) + "]"  # fmt: skip
    return _scalar(value)


def _paste(text: str) -> str:
    """As a block, which can be read and corrected; quoted where a block would not keep it letter by letter."""
    indented = "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
    for mark in ("|2", "|2-", "|2+"):
        block = f"paste: {mark}\n{indented}\n"
        try:
            if yaml.safe_load(block)["paste"] == text:
                return block
        except yaml.YAMLError:
            break
    return f"paste: {_scalar(text)}\n"


def _written(name: str, title: str, tags: list[str], fields: dict[str, Any], paste: str, proposal: Proposal) -> str:
    lines = [f"id: {name}", f"title: {_scalar(title)}", 'why: ""', f"tags: {_flow(tags)}  # proposed",
             f"fields: {_flow(fields)}"]  # fmt: skip
    out = _HEAD + "\n".join(lines) + "\n" + _paste(paste) + "expect:\n"
    for label, value in proposal.expect.items():
        mark = "set by a person" if label in proposal.by_person else "proposed"
        if label == "facts" and value:
            out += "  facts:  # proposed\n" + "".join(f"    - {_flow(fact)}\n" for fact in value)
        elif label == "must_not_reach_customer":
            out += f"  {label}: []  # to be written: words of the text no customer may read\n"
        else:
            out += f"  {label}: {_flow(value)}  # {mark}\n"
    return out


def _checked(text: str) -> None:
    """The case would load once its why is written. Raises CaseError."""
    try:
        case = EvalCase.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"no case can be made: {str(error).splitlines()[0]}") from error
    strange = [f.quote for f in case.expect.facts if f.quote not in case.paste]
    if strange:
        raise CaseError(f"no case can be made: a quote was lost: {strange[0]!r}")
