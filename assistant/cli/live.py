"""A model's text in the terminal while it comes. On stderr: what is asked for on stdout stays clean.

On a terminal the text grows in place; into a file or a pipe it goes line by line.
"""

import json
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chain.run import Progress, Run, Sent
from assistant.cli.streams import note, write_result
from assistant.domain import Escalation
from assistant.inert import without_commands
from assistant.modelled import Improved, last

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_WAIT = "Drafted by rules, above. The model is at work (Ctrl-C stops it and keeps what is there)."
_LINES_KEPT = 6
"""Lines of the terminal left to the head of the live view."""


@contextmanager
def ctrl_c_stops(run: Run) -> Iterator[None]:
    """While it lasts, a first Ctrl-C stops the model and not the command; a second one is the person's own.

    NOTE: a handler, since an interrupt raised anywhere but while waiting for the model would lose the draft.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if run.cancel.is_set():
            raise KeyboardInterrupt
        run.cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def followed(steps: Iterable[Progress | Improved], rules: Escalation, run: Run, *, show: bool) -> Improved:
    """The result of a model's work, shown while it comes where asked for. Ctrl-C stops the model, not us."""
    with ctrl_c_stops(run):
        if not show:
            return last(steps)
        text = rules.brief.markdown if rules.brief is not None else rules.updates[0].text
        _print(f"{text.rstrip()}\n\n{_WAIT}\n")
        if sys.stderr.isatty():
            return _live(steps)
        return _by_lines(steps)


def _live(steps: Iterable[Progress | Improved]) -> Improved:
    """Text that grows in place, and is gone once the result is there."""
    from rich.console import Console
    from rich.live import Live

    console, texts, found = Console(stderr=True), dict[str, str](), list[Improved]()
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        for step in steps:
            if isinstance(step, Improved):
                found.append(step)
                continue
            texts[step.part] = without_commands(step.text)
            live.update(_view(texts, console))
    return last(found)


def _view(texts: dict[str, str], console: "Console") -> "RenderableType":
    """The reading's sentence, and below it the last lines of both texts side by side."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    parts = [(name, texts[name]) for name in ("brief", "update") if name in texts]
    head = Text.assemble(("The model reads: ", "dim"), texts["reading"]) if "reading" in texts else Text()
    if not parts:
        return head
    room, width = max(4, console.height - _LINES_KEPT), console.width // len(parts) - 4
    grid = Table.grid(expand=True)
    cells = []
    for name, text in parts:
        grid.add_column(ratio=1)
        tail = Text("\n").join(list(Text(text).wrap(console, max(20, width)))[-room:])
        cells.append(Panel(tail, title=name, title_align="left", border_style="dim"))
    grid.add_row(*cells)
    return Group(head, grid)


def _by_lines(steps: Iterable[Progress | Improved]) -> Improved:
    """Each paragraph of each part once it is whole."""
    printed: dict[str, int] = {}
    latest: dict[str, list[str]] = {}
    found: list[Improved] = []
    for step in steps:
        if isinstance(step, Improved):
            found.append(step)
            continue
        paragraphs = latest[step.part] = step.text.split("\n\n")
        done = printed.setdefault(step.part, 0)
        for paragraph in paragraphs[done:-1]:
            _print_paragraph(step.part, paragraph)
        printed[step.part] = max(done, len(paragraphs) - 1)
    for part, paragraphs in latest.items():
        for paragraph in paragraphs[printed[part] :]:
            _print_paragraph(part, paragraph)
    return last(found)


def _print_paragraph(part: str, text: str) -> None:
    if text.strip():
        _print(f"{part} | {' '.join(text.split())}\n")


def _print(text: str) -> None:
    sys.stderr.write(without_commands(text))
    sys.stderr.flush()


def write_sent(sent: Iterable[Sent], path: Path) -> None:
    """Everything that left for the model, and what came back. Raises WrongUsage where it cannot be written."""
    text = "\n".join(_told(number, one) for number, one in enumerate(sent, 1))
    write_result(text or "Nothing was sent to a model.\n", path)
    path.chmod(0o600)  # it holds the customer's words
    note(f"what was sent to the model: {path}")


def _told(number: int, sent: Sent) -> str:
    cached = " (answered from the cache: nothing was sent)" if sent.cached else ""
    reply = "none" if sent.reply is None else json.dumps(sent.reply, indent=1, ensure_ascii=False)
    parts = (("system", sent.system), ("user", sent.user), ("reply", reply))
    return f"# {number}. {sent.prompt}{cached}\n\n" + "\n".join(f"## {name}\n\n{text}\n" for name, text in parts)
