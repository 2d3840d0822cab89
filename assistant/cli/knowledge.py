"""`escalate index` (see `indexing`) and `escalate search`: past tickets and articles."""

from enum import StrEnum
from typing import Annotated, Optional

import typer

from assistant.cli.indexing import index
from assistant.cli.streams import note, write_result
from assistant.inert import without_commands


class KindChoice(StrEnum):
    """One of the two collections."""

    TICKET = "ticket"
    ARTICLE = "article"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("index")(index)
    app.command("search")(search)


def search(
    query: Annotated[str, typer.Argument(help="A problem in words, or a whole paste.")],
    kind: Annotated[Optional[KindChoice], typer.Option(help="ticket or article; both without it.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many.")] = 10,
) -> None:
    """Search past tickets and articles."""
    from assistant.domain import KnowledgeKind
    from assistant.pipeline import shared_assistant

    knowledge = shared_assistant().index
    found = knowledge.search(query, limit=k, kind=KnowledgeKind(kind.value) if kind else None)
    for line in knowledge.notes:
        note(f"note: {line}")
    if not found:
        note("nothing found. `escalate index --status` says what is indexed.")
    for match in found:
        lines = f"{match.id}  {match.score:.3f}  {match.kind.value:7}  {match.title}\n    {'; '.join(match.why)}"
        write_result(without_commands(lines), None)
