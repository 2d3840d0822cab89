"""A model for these tests: it answers each prompt of the product from the lines it was given, over real HTTP.

Its words are fixed sentences about the issue below, so that a test can wait for them; the lines it cites are looked up
in the prompt, as a model would.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace

from tests.llm.servers import Answer, Behaviour, Body, forced_function

SECRET = "sk_live_9aQ2vX7LmT4cR8bZ1nK6"
ISSUE = f"""From: Ines Duarte <ines@northgate.example>
Subject: Every export fails

Since yesterday every export at Northgate Labs fails with EXP-2113. All 40 users are blocked, there is no workaround.
We use the API key {SECRET} for it. Expected: a full file. Actual: an empty file."""
READS = "Every export fails with EXP-2113 and 40 users are blocked."
DESCRIBES = "Every export ends with EXP-2113, and all 40 users are blocked."
UNSURE = "The failure began after release 7.7.7."
TELLS = "Every export fails with EXP-2113, and your users are blocked by it."
REWORDED = "Reworded: "
_TASKS = {
    "reading one issue": "read",
    "writing the internal brief": "brief",
    "writing to a customer": "update",
    "You mend statements": "repair",
    "You reword a support text": "reword",
}


def task_of(body: Body) -> str:
    """Which prompt of the product a request is."""
    system = str(body["messages"][0]["content"])
    return next(name for words, name in _TASKS.items() if words in system)


def asked(body: Body) -> str:
    """All that a request says."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def support_model(**waits: float) -> Behaviour:
    """Answers every prompt well. `waits`: `wait_before`, `wait_between` in seconds, or `hang_after` chunks."""

    def behave(body: Body) -> Answer:
        text = json.dumps(_reply(task_of(body), str(body["messages"][-1]["content"])))
        answer = Answer(arguments=text) if forced_function(body) else Answer(text=text)
        return replace(answer, **waits)  # type: ignore[arg-type]

    return behave


def only_hangs(task: str, after: int, then: Behaviour) -> Behaviour:
    """Says nothing more after so many chunks of this task's reply; the others it answers."""

    def behave(body: Body) -> Answer:
        answer = then(body)
        return replace(answer, hang_after=after) if task_of(body) == task else answer

    return behave


def _reply(task: str, user: str) -> dict[str, object]:
    where = _finder(user)
    if task == "read":
        summary = {"name": "summary", "words": READS, "lines": where("EXP-2113")}
        return {"summary": summary, "tells": where("EXP-2113"), "problems": [], "facts": [], "signals": [], "wrong": []}
    if task == "brief":
        said = [
            ("title", "Every export fails with EXP-2113", where("EXP-2113")),
            ("description", DESCRIBES, where("EXP-2113", "40 users")),
            ("description", UNSURE, where("EXP-2113")),
            ("ask:engineering", "Investigate why every export ends with EXP-2113.", where("EXP-2113")),
        ]
    elif task == "update":
        said = [
            ("opening", TELLS, where("EXP-2113")),
            ("unknown", "We do not know yet why this happens.", []),
            ("doing", "We pass it to our engineering team, who look for the cause.", []),
            ("meanwhile", "Nothing is needed from you until then.", []),
        ]
    elif task == "repair":
        return {"statements": []}
    else:
        text = re.search(r"<text>\n(.*)\n</text>", user, re.DOTALL)
        return {"text": REWORDED + (text[1] if text else "")}
    return {"statements": [{"part": part, "text": words, "lines": lines} for part, words, lines in said]}


def _finder(user: str) -> Callable[..., list[str]]:
    lines = re.findall(r"^(L\d+): (.*)$", user, re.MULTILINE)
    return lambda *words: [id for id, text in lines if any(w in text for w in words)]
