"""Reading input and writing results: files, `-` for stdin, `-o` opened only once there is something to write."""

import sys
from pathlib import Path

from assistant.errors import UnreadableInput, WrongUsage


def read_input(path: str) -> bytes:
    """The bytes of a file, or of stdin for `-`. Raises UnreadableInput, or WrongUsage when nothing is piped in."""
    if path == "-":
        if sys.stdin.isatty():
            raise WrongUsage("no input: pass a file, or pipe the issue in.", "For example: escalate draft issue.txt")
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"{path} cannot be read: {error.strerror or error}.", "Check the path and its permissions."
        ) from error


def write_result(text: str, output: Path | None) -> None:
    """Print, or write to `-o`. Raises WrongUsage when the file cannot be written; nothing is half written over."""
    ending = "" if text.endswith("\n") else "\n"
    if output is None:
        sys.stdout.write(text + ending)
        return
    part = output.with_name(output.name + ".part")
    try:
        part.write_text(text + ending, encoding="utf-8", newline="")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WrongUsage(f"{output} cannot be written: {error.strerror or error}.", "Choose another -o.") from error


def note(text: str) -> None:
    """A note for the person, on stderr."""
    print(text, file=sys.stderr)
