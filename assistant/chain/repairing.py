"""The one repair: statements that code refused go back with the reason, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.chain.judging import Said
from assistant.chain.lines import harmless
from assistant.chain.prompts import Prompts
from assistant.chain.wording import Task, plain
from assistant.domain import Worded
from assistant.llm import Request


@dataclass(frozen=True)
class Refused:
    """A statement and why it cannot stand."""

    number: int
    """Its place in the text."""
    statement: Worded
    why: str


def repair_request(refused: tuple[Refused, ...], task: Task, prompts: Prompts, cover: Callable[[str], str]) -> Request:
    """All refused statements of one text in one question, over the lines that text was worded from."""
    prompt = prompts["repair"]
    rows = [f"{r.number}. {r.statement.text}\n   refused: {r.why}" for r in refused]
    customer = "Words for a customer: no cause, no promise, no blame, nothing internal."
    values = {
        "rules": customer if task.request.prompt_id == "update" else "Words for another team of ours.",
        "statements": harmless(cover("\n".join(rows))),
        "issue": task.packed.text,
    }
    system, user = prompt.fill(values)
    return Request(prompt.id, system, user, prompt.schema, prompt.max_tokens)


def repaired(
    data: Mapping[str, object], refused: tuple[Refused, ...], task: Task, lift: Callable[[str], str]
) -> dict[int, Worded]:
    """The mended statements by number, judged anew; the part stays what it was."""
    by_number = {str(r.number): r for r in refused}
    out: dict[int, Worded] = {}
    rows = data.get("statements")
    for row in rows if isinstance(rows, list) else []:
        known = by_number.get(str(row.get("part") or "").strip(" .")) if isinstance(row, dict) else None
        text = plain(str(row.get("text") or "")) if known is not None else ""
        if known is not None and text:
            lines = row.get("lines")
            ids = tuple(str(i).strip() for i in lines) if isinstance(lines, list) else ()
            out[known.number] = task.judge.judge(Said(known.statement.part, lift(text), ids))
    return out
