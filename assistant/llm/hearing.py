"""The pieces of a reply put together: text, arguments of the function call, why it ended, token counts."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant.llm.parsing import without_thinking

PARTIAL_SECONDS = 0.1
"""Shortest time between two looks at an unfinished reply: each costs a pass over all of it."""
ENDS = {
    "length": "length", "max_tokens": "length", "model_length": "length", "max_output_tokens": "length",
    "content_filter": "filter", "safety": "filter", "prohibited_content": "filter", "blocklist": "filter",
    "recitation": "filter", "spii": "filter", "guardrail_intervened": "filter", "content_filtered": "filter",
    "refusal": "refusal",
}  # fmt: skip
"""Reasons to end that are no success, as OpenAI, Anthropic, Google, Mistral, Bedrock and Ollama spell them."""


@dataclass
class Heard:
    """What has come of a reply."""

    text: str = ""
    arguments: str = ""
    """JSON arguments of the first function call."""
    end: str = ""
    """`length`, `filter`, `refusal`, another word of the endpoint's, or empty: it did not say."""
    refusal: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    pieces: int = 0
    _call: object = field(default=None, repr=False)

    @property
    def said(self) -> str:
        """The text that should be JSON."""
        return self.arguments if self.arguments.strip() else self.text

    def add(self, message: Any) -> None:
        """One LangChain message or a chunk of one."""
        self.pieces += 1
        self.text += str(message.text or "")
        self._add_calls(message)
        details = message.response_metadata or {}
        for name in ("finish_reason", "stop_reason", "done_reason"):
            if word := details.get(name):
                self.end = ENDS.get(str(word).rpartition(".")[2].lower(), str(word))
        if reason := (details.get("incomplete_details") or {}).get("reason"):
            self.end = ENDS.get(str(reason), str(reason))
        if (message.additional_kwargs or {}).get("refusal"):
            self.refusal = True
        usage = getattr(message, "usage_metadata", None) or {}
        # not a sum: some endpoints send the count so far with each chunk
        self.prompt_tokens = max(self.prompt_tokens, int(usage.get("input_tokens") or 0))
        self.completion_tokens = max(self.completion_tokens, int(usage.get("output_tokens") or 0))

    def _add_calls(self, message: Any) -> None:
        chunks = getattr(message, "tool_call_chunks", None)
        if chunks:
            for chunk in chunks:
                index = chunk.get("index") or 0
                if self._call is None:
                    self._call = index
                if index == self._call:
                    self.arguments += chunk.get("args") or ""
        elif not self.arguments and chunks is None:
            calls = getattr(message, "tool_calls", None) or []
            broken = getattr(message, "invalid_tool_calls", None) or []
            if calls:
                self.arguments = json.dumps(calls[0].get("args"))
            elif broken:
                self.arguments = str(broken[0].get("args") or "")


class Partial:
    """Hands the growing object to whoever watches, when it has changed."""

    def __init__(self, watch: Callable[[dict[str, object]], None] | None) -> None:
        self._watch = watch
        self._last: dict[str, object] | None = None
        self._at = 0.0

    def look(self, heard: Heard) -> None:
        """After a piece has come."""
        if self._watch is None or time.monotonic() - self._at < PARTIAL_SECONDS:
            return
        from langchain_core.utils.json import parse_partial_json

        text = heard.arguments or without_thinking(heard.text)
        begin = text.find("{")
        if begin >= 0:
            try:
                seen = parse_partial_json(text[begin:])
            except (ValueError, RecursionError):
                seen = None
            if isinstance(seen, dict):
                self.show(seen)
        self._at = time.monotonic()

    def show(self, data: dict[str, object]) -> None:
        """Show an object, if it is another one than last time."""
        if self._watch is not None and data and data != self._last:
            self._last = data
            self._watch(data)
