"""From what was understood to a verdict: policy (data) applied by code, never by a model."""

from assistant.assess.names import Case
from assistant.assess.verdict import assess

__all__ = ["Case", "assess"]
