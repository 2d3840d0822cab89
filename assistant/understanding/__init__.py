"""Understanding by rules: facts and signals, each with the words that prove it. No model, network or clock."""

from assistant.understanding.engine import Understander

__all__ = ["Understander"]
