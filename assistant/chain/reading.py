"""The first question to a model: correct the rules engine's reading of one issue."""

from collections.abc import Callable, Mapping

from assistant.chain.lines import Packed, cited, harmless, pack, ranked, tokens
from assistant.chain.prompts import Prompts
from assistant.chain.source import Source
from assistant.domain import Corrections, Fact, Pointed, Signal
from assistant.llm import Request

_QUOTE = 160
"""Characters of a draft entry's words in the prompt: enough to judge where it is cut well."""
_MARGIN = 200
"""Tokens kept free for a tokenizer that counts more than ours."""


def reading_request(
    source: Source, prompts: Prompts, cover: Callable[[str], str], context: int
) -> tuple[Request, Packed]:
    """The request, and what of the issue it holds. `context` is the model's window in tokens."""
    prompt = prompts["read"]
    values = {
        "facts": prompts.facts,
        "signals": prompts.signals,
        "customer": harmless(cover(source.issue.customer or "not given")),
        "received": source.reference.strftime("%Y-%m-%d %H:%M"),
        "draft": harmless(cover(_draft(source))),
        "issue": "",
    }
    fixed = tokens("".join(prompt.fill(values))) + tokens(str(prompt.schema)) + prompt.max_tokens + _MARGIN
    packed = pack(source.document, ranked(source.document, cited(source.reading, source.document)),
                  max(400, context - fixed), cover)  # fmt: skip
    system, user = prompt.fill(values | {"issue": packed.text})
    return Request(prompt.id, system, user, prompt.schema, prompt.max_tokens), packed


def _draft(source: Source) -> str:
    """The rules' reading: facts F1.. and signals S1.., each with the line it stands in."""
    reading = source.reading
    rows = [f"F{n} {f.field.value}: {_short(f.value)} ({_where(source, f)})" for n, f in enumerate(reading.facts, 1)]
    rows += [f"S{n} {s.name.value} {s.state.value} ({_where(source, s)})" for n, s in enumerate(reading.signals, 1)]
    return "\n".join(rows) or "nothing found"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"


def _where(source: Source, item: Fact | Signal) -> str:
    ids = [s.id for e in item.evidence[:3] for s in source.document.spans if s.start <= e.start < s.end]
    return ", ".join(dict.fromkeys(ids)) or "typed by support"


def read_reply(data: Mapping[str, object], lift: Callable[[str], str]) -> Corrections:
    """A reply of the right shape as corrections; items that make no sense were dropped by the client already."""
    summary = _pointed(data.get("summary"), lift)
    return Corrections(
        summary=summary if summary is not None and summary.words.strip() else None,
        tells=_ids(data.get("tells")),
        problems=_ids(data.get("problems")),
        facts=_all(data.get("facts"), lift),
        signals=_all(data.get("signals"), lift),
        wrong=_all(data.get("wrong"), lift),
    )


def _ids(value: object) -> tuple[str, ...]:
    return tuple(str(v).strip() for v in value) if isinstance(value, list) else ()


def _all(value: object, lift: Callable[[str], str]) -> tuple[Pointed, ...]:
    found = [_pointed(v, lift) for v in value] if isinstance(value, list) else []
    return tuple(p for p in found if p is not None)


def _pointed(value: object, lift: Callable[[str], str]) -> Pointed | None:
    if not isinstance(value, dict):
        return None
    name, words = str(value.get("name") or "").strip(), str(value.get("words") or "")
    return Pointed(name=name, words=lift(words), lines=_ids(value.get("lines")))
