"""From a raw paste to a `Document`: messages and numbered spans, each traceable to raw offsets."""

from assistant.intake.decode import decode
from assistant.intake.read import read_issue

__all__ = ["decode", "read_issue"]
