"""`python -m evals case FILE`: a real ticket or a kept draft becomes a case to label.

The words are disguised first (`disguise`), the labels are filled in (`proposing`): what a person set counts as a label,
what the engine said is marked as proposed. `why` stays empty, and `evals.case` loads no case without it, so that nobody
takes proposals for labels.
"""

from evals.casemaking.making import main

__all__ = ["main"]
