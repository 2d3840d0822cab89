"""`python -m evals`: see `evals/command.py`."""

import sys

from assistant.errors import EscalateError
from evals.command import main

if __name__ == "__main__":
    try:
        sys.exit(main())
    except EscalateError as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
