"""The one place where a language model is called: any OpenAI-compatible endpoint, other vendors as extras.

A reply is JSON that fits the request's schema, or a `ModelFailure` that says in words why there is none. LangChain
and the vendors' clients are loaded at the first question, not by importing this package.
"""

from assistant.llm.exchange import METHODS, Probe, Reply, Request, prose_reply
from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.model import LanguageModel
from assistant.llm.options import ModelOptions, model_options

__all__ = [
    "METHODS",
    "FailureKind",
    "LanguageModel",
    "ModelFailure",
    "ModelOptions",
    "Probe",
    "Reply",
    "Request",
    "model_options",
    "prose_reply",
]
