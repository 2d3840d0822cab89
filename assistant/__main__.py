"""`python -m assistant` is `escalate`."""

from assistant.cli import main

main()
