"""A model whose replies are written in the test, by the prompt that asks; served over real HTTP."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.modelled import Improved, last, with_model
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from tests.llm.servers import Answer, Behaviour, Body, Server, forced_function, serve

NOW = "2026-11-20T12:00:00+00:00"
_MARKS = {
    "reading one issue": "read",
    "writing the internal brief": "brief",
    "writing to a customer": "update",
    "mend statements": "repair",
    "reword a support text": "reword",
}
Reply = dict[str, Any] | str | Answer | Callable[[Body], dict[str, Any]]


def prompt_of(body: Body) -> str:
    """Which prompt a request carries."""
    system = body["messages"][0]["content"]
    return next(name for mark, name in _MARKS.items() if mark in system)


def sent_text(body: Body) -> str:
    """All text of a request, as the endpoint receives it."""
    return json.dumps(body, ensure_ascii=False)


def nothing_to_correct() -> dict[str, Any]:
    """A reading that agrees with the rules."""
    return {"summary": item("summary", ""), "tells": [], "problems": [], "facts": [], "signals": [], "wrong": []}


def item(name: str, words: str, *lines: str) -> dict[str, Any]:
    """One fact, signal or wrong entry."""
    return {"name": name, "words": words, "lines": list(lines)}


def said(*rows: tuple[str, str] | tuple[str, str, str]) -> dict[str, Any]:
    """Statements: (part, text) or (part, text, "L1 L2")."""
    return {"statements": [{"part": r[0], "text": r[1], "lines": r[2].split() if len(r) > 2 else []} for r in rows]}


def script(**replies: Reply) -> Behaviour:
    """Replies by prompt; `read` agrees and the rest says nothing unless given."""
    known: dict[str, Reply] = {"read": nothing_to_correct(), "brief": said(), "update": said(), "repair": said()}
    known.update(replies)

    def behave(body: Body) -> Answer:
        reply = known[prompt_of(body)]
        if callable(reply):
            reply = reply(body)
        if isinstance(reply, Answer):
            return reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        return Answer(arguments=text) if forced_function(body) else Answer(text=text)

    return behave


@contextmanager
def assistant_with(behaviour: Behaviour, home: Path, **settings: Any) -> Iterator[tuple[Assistant, Server]]:
    """An assistant whose model is the scripted one."""
    with serve(behaviour) as server:
        options = {"model_timeout": 5.0, "model_retries": 0, "openai_api_key": "sk-not-a-key"} | settings
        yield Assistant(load_settings(home=home, openai_base_url=server.base_url, **options)), server


def improved(assistant: Assistant, text: str, *, asked: bool = True, **typed: Any) -> Improved:
    """One draft with the model."""
    understood = assistant.understand(text, now=NOW, **typed)
    drafted = assistant.write(understood, assistant.assess(understood))
    return last(with_model(assistant, understood, drafted, asked=asked))
