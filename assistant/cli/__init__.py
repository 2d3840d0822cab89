"""The command line. Results go to stdout, progress and notes to stderr.

Exit codes: 0 ready · 1 drafted, with blocking gaps · 2 wrong usage or unreadable input · 3 could not do it.
Commands import what they need when they run, so that `escalate --help` stays quick.
"""

import sys

import typer

from assistant.cli import check, doctor, draft, due, knowledge, page, register, reporting, reword, send, tracking
from assistant.cli.streams import note, prepare_streams
from assistant.errors import EscalateError

app = typer.Typer(
    name="escalate",
    help="Draft escalation briefs and customer updates from a raw issue. No account, no key; it stays on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
draft.register(app)
check.register(app)
reword.register(app)
knowledge.register(app)
page.register(app)
due.register(app)
register.register(app)
tracking.register(app)
reporting.register(app)
send.register(app)
doctor.register(app)


def main() -> None:
    """Run a command; an expected error is one line on stderr and its exit code."""
    prepare_streams()
    try:
        app()
    except EscalateError as error:
        note(f"escalate: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        note("escalate: stopped.")
        sys.exit(130)
