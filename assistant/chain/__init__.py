"""The model chain: what a language model is asked, and what is believed of its answers.

It corrects the reading and words the drafts. It is given numbered lines, returns line ids, and every number, date,
name, code and quote it writes must stand in the lines it cites, and so must what it asserts without any of these: that
it is fixed, why it happened, what became of data (`asserted.py`, `turned.py`). Parts of a customer's text that state
nothing say only what code chose (`held.py`); a brief names no level of its own (`levels.py`). It never sees a secret or
a name that redaction recognises, never sees the customer's text as instructions, and decides nothing: severity,
verdict and targets are policy's.
"""

from assistant.chain.engine import ModelEngine
from assistant.chain.rewording import MANNERS
from assistant.chain.run import Progress, Run, Sent
from assistant.chain.source import Source

__all__ = ["MANNERS", "ModelEngine", "Progress", "Run", "Sent", "Source"]
