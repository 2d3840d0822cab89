"""Evidence by code: a model's sentence is believed as far as its numbers, dates, names, codes and quotes stand in the
lines it cites, and as far as its part may say it (`bars.py`).

Where a claim stands in another line of the issue, that line joins the evidence: the sentence is true, the citation was
short. What another case says never proves anything about this one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.chain.bars import Bar
from assistant.chain.lines import header_of
from assistant.chain.source import Source
from assistant.domain import Evidence, FactField, Span, Worded
from assistant.grounding import ClaimKind, Ground, find_claims

_MOST_LINES = 8
"""Lines one sentence may rest on; more would prove anything."""
_WHEN = (ClaimKind.DATE, ClaimKind.TIME, ClaimKind.DURATION)
NO_LINE = "a line of the issue"
"""What is missing where a statement of the case cites nothing."""


@dataclass(frozen=True)
class Said:
    """One statement as the model gave it, personal data back in place."""

    part: str
    text: str
    lines: tuple[str, ...]


class Judge:
    """Judges statements on one issue. `spans` and `articles` may prove; parts in `uncited` may state
    nothing of the case, those in `undated` no date or time: what we promise and until when is policy's. The `bar` says
    what each part may say beside that."""

    def __init__(
        self,
        source: Source,
        spans: Sequence[Span],
        articles: Mapping[str, str],
        known: Iterable[str],
        language: str,
        uncited: Iterable[str] = (),
        undated: Iterable[str] = (),
        bar: Bar | None = None,
    ) -> None:
        self._source = source
        self._spans = {s.id: s for s in spans}
        self._articles = dict(articles)
        self._known = tuple(known)
        self._language = language
        self._uncited = frozenset(uncited)
        self._undated = frozenset(undated)
        self._bar = bar
        self._whole = Ground(
            {**{s.id: self._text(s.id) for s in spans}, **self._articles},
            known=self._known,
            reference=source.reference,
            language=source.document.language,
        )

    def judge(self, said: Said) -> Worded:
        """The statement with its evidence; unverified where a claim of it stands nowhere, or nothing is cited."""
        cited = [i for i in dict.fromkeys(said.lines) if i in self._spans or i in self._articles]
        text = " ".join(said.text.split())
        missing = self._missing(text, cited)
        if missing and len(self._whole.misses(text, language=self._language)) < len(missing):
            cited, missing = self._completed(text, cited, missing)
        if said.part in self._uncited:
            missing += self._strange_codes(said.part, text, missing)
        if said.part in self._undated:
            missing += tuple(c.text for c in find_claims(text, language=self._language) if c.kind in _WHEN)
        if not cited and said.part.partition(":")[0] not in self._uncited:
            missing = (*missing, NO_LINE)
        if self._bar is not None:
            verdict = self._bar.judge(said.part, text, cited)
            cited = [*cited, *verdict.joined][:_MOST_LINES]
            missing = (*missing, *(m for m in verdict.missing if m not in missing))
        return Worded(
            part=said.part,
            text=text,
            evidence=self._evidence(cited),
            cites=tuple(i for i in cited if i in self._articles),
            verified=not missing,
            missing=missing,
        )

    def _missing(self, text: str, cited: Sequence[str]) -> tuple[str, ...]:
        ground = Ground(
            {i: self._text(i) for i in cited},
            known=self._known,
            reference=self._source.reference,
            language=self._source.document.language,
        )
        return tuple(dict.fromkeys(m.claim.text for m in ground.misses(text, language=self._language)))

    def _text(self, id: str) -> str:
        """What a citation offers as proof: the line with its message's head (who, when), or the article."""
        if id in self._articles:
            return self._articles[id]
        span = self._spans[id]
        return f"{header_of(self._source.document.message_of(span))}\n{span.text}"

    def _strange_codes(self, part: str, text: str, missing: tuple[str, ...]) -> tuple[str, ...]:
        """Identifiers that are no fact of the case, in a part that states nothing of it; in our own next steps, any.

        They may stand in the issue all the same: that is how an order to print a word would get its word printed. A
        word that only looks like a ticket's key is no fact that such a part would need.
        """
        facts = [f.value for f in self._source.reading.facts if f.field is not FactField.TICKET_REF]
        told = " ".join([*facts, *self._known, *self._articles.values()]) if part not in self._undated else ""
        codes = (c.text for c in find_claims(text, language=self._language) if c.kind is ClaimKind.CODE)
        return tuple(c for c in dict.fromkeys(codes) if c.casefold() not in told.casefold() and c not in missing)

    def _completed(self, text: str, cited: list[str], missing: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
        """The citation with those lines of the issue added in which a missing claim stands, and what still misses."""
        for id in self._spans:
            if not missing or len(cited) >= _MOST_LINES:
                break
            if id not in cited and len(fewer := self._missing(text, [*cited, id])) < len(missing):
                cited, missing = [*cited, id], fewer
        return cited, missing

    def _evidence(self, cited: Iterable[str]) -> tuple[Evidence, ...]:
        spans = sorted((self._spans[i] for i in cited if i in self._spans), key=lambda s: s.start)
        return tuple(self._source.document.evidence(s) for s in spans)
