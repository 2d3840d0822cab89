"""The model chain: what a language model is asked, and what is believed of its answers.

It corrects the reading and words the drafts. It is given numbered lines, returns line ids, and every number, date,
name, code and quote it writes must stand in the lines it cites. It never sees a secret or a name
that redaction recognises, never sees the customer's text as instructions, and decides nothing: severity, verdict and
targets are policy's.
"""

from assistant.chain.engine import ModelEngine
from assistant.chain.rewording import MANNERS
from assistant.chain.run import Progress, Run, Sent
from assistant.chain.source import Source

__all__ = ["MANNERS", "ModelEngine", "Progress", "Run", "Sent", "Source"]
