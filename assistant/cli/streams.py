"""Reading input and writing results: files, `-` for stdin, `-o` opened only once there is something to write."""

import io
import sys
from pathlib import Path

from assistant.errors import UnreadableInput, WrongUsage
from assistant.inert import without_commands


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
    if output.is_dir():
        raise WrongUsage(f"{output} cannot be written: it is a folder.", "Name a file in it.")
    part = output.with_name(output.name + ".part")
    try:
        if output.exists() and not output.is_file():
            # A device or pipe (/dev/null, /dev/stdout) is written to, never replaced.
            output.write_text(text + ending, encoding="utf-8", newline="")
            return
        part.write_text(text + ending, encoding="utf-8", newline="")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WrongUsage(f"{output} cannot be written: {error.strerror or error}.", "Choose another -o.") from error


def note(text: str) -> None:
    """A note for the person, on stderr; file names and quotes in it cannot command the terminal."""
    print(without_commands(text), file=sys.stderr)


def prepare_streams() -> None:
    """Write UTF-8-like text to any terminal without failing, and line ends as they are (a calendar needs CRLF)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", newline="\n" if stream is sys.stdout else None)
