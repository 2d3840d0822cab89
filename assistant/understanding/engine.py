"""The rules engine's reader of pastes: signals by cues and reader, facts by finders and reader."""

from datetime import datetime
from pathlib import Path

from assistant.domain import (
    Corrections,
    Document,
    Evidence,
    Extraction,
    Fact,
    FactField,
    Signal,
    SignalName,
    SignalState,
    SpanKind,
)
from assistant.understanding.context import Turn
from assistant.understanding.corrected import as_told, corrected
from assistant.understanding.facts import find_description, find_facts, find_separate_problems, find_summary
from assistant.understanding.lexicon import lexicons_for, load_lexicon, load_readings
from assistant.understanding.reader import SentenceJudgement, ThreadReader, speaker_of
from assistant.understanding.signals import (
    Hit,
    Reading,
    Vote,
    decide_signals,
    find_hits,
    read_sentences,
    says_something,
    state_of,
)
from assistant.understanding.telling import as_line, describe, one_line, told

READ_SENTENCES = 120
"""Sentences the reader reads of one paste (the first 90 and the last 30); the budget of a warm draft. Cues read all."""

_CARRIED_BY = {
    FactField.ACTUAL: (
        SignalName.DEFECT,
        SignalName.MAJOR_FUNCTION_BROKEN,
        SignalName.DATA_LOSS,
        SignalName.PERFORMANCE,
        SignalName.COSMETIC,
        SignalName.SECURITY_EXPOSURE,
        SignalName.PRODUCTION_DOWN,
    ),
    FactField.WORKAROUND: (SignalName.WORKAROUND_EXISTS, SignalName.WORKAROUND_UNWORKABLE),
}
"""Signals that the sentence of such a fact carries, where it is cut out of prose."""
_PLAUSIBLE = 0.05
"""Likelihood below which a clause is not believed (chosen on the development half of the cases)."""


class Understander:
    """Reads documents. Without a reader, cues alone decide."""

    def __init__(self, folder: Path, reader: ThreadReader | None = None) -> None:
        self.folder = folder
        self._reader = reader

    def warm(self) -> None:
        """Load the reader now."""
        if self._reader is not None:
            self._reader.warm()

    def languages(self) -> tuple[str, ...]:
        """Languages with a lexicon, all checked. Raises PolicyError for a broken one."""
        found = tuple(sorted(p.stem for p in self.folder.glob("??.toml")))
        for code in found:
            lexicon = load_lexicon(self.folder, code)
            if lexicon is not None:
                lexicon.check()
        return found

    def understands(self, language: str) -> bool:
        """Whether there is a lexicon of it; of other languages only codes, numbers and English words are read."""
        return load_lexicon(self.folder, language) is not None

    def read(self, document: Document, *, reference: datetime) -> Extraction:
        """Facts and signals of a paste. `reference` is aware: when it was received, else now."""
        lexicons = lexicons_for(self.folder, document.language)
        readings = read_sentences(document, lexicons)
        judgements = self._judge(document, readings)
        tagged = {span: j.tagged for span, j in judgements.items()} if judgements else None
        line, description = self._tell(document, judgements, reference)
        facts = find_facts(document, reference=reference, folder=self.folder, tagged=tagged)
        return Extraction(
            facts=as_told(document, (f for f in facts if self._plausible(f, document, judgements))),
            signals=self._signals(document, readings, judgements),
            summary=line[0],
            summary_evidence=line[1],
            description=description,
            separate_problems=find_separate_problems(document, reference=reference, folder=self.folder),
        )

    def correct(
        self,
        document: Document,
        reading: Extraction,
        corrections: Corrections,
        *,
        reference: datetime,
        may_remove: bool,
    ) -> tuple[Extraction, tuple[str, ...]]:
        """The reading after a model's corrections, as far as code can follow them; see `corrected`."""
        return corrected(document, reading, corrections, reference=reference, folder=self.folder, may_remove=may_remove)

    def _plausible(self, fact: Fact, document: Document, judgements: dict[str, SentenceJudgement]) -> bool:
        """Whether the reader sees, in the sentence a clause was cut from, anything of the kind the clause claims."""
        needed = _CARRIED_BY.get(fact.field)
        if needed is None or self._reader is None:
            return True
        start = fact.evidence[0].start
        span = next((s for s in document.spans if s.start <= start < s.end), None)
        if span is None or span.kind is not SpanKind.PROSE or span.section is not None or span.id not in judgements:
            return True
        return self._reader.likelihood(judgements[span.id], needed) >= _PLAUSIBLE

    def _tell(
        self, document: Document, judgements: dict[str, SentenceJudgement], reference: datetime
    ) -> tuple[tuple[str | None, tuple[Evidence, ...]], tuple[Evidence, ...]]:
        """The one line and the description: the reader's choice, else the finders'."""
        if self._reader is not None and judgements:
            scores = told(document, judgements, self._reader)
            line, description = one_line(document, scores), describe(document, scores)
            if line is not None and description:
                return line, description
        text, evidence = find_summary(document, reference=reference, folder=self.folder)
        description = find_description(document, reference=reference, folder=self.folder)
        return (as_line(text) if text else text, evidence), description

    def signals(self, document: Document) -> tuple[Signal, ...]:
        """The signals alone."""
        readings = read_sentences(document, lexicons_for(self.folder, document.language))
        return self._signals(document, readings, self._judge(document, readings))

    def _judge(self, document: Document, readings: tuple[Reading, ...]) -> dict[str, SentenceJudgement]:
        """Span id → the reader's judgement; none in a language it was not taught, where it guesses with confidence."""
        if self._reader is None or not self.understands(document.language):
            return {}
        chosen = [r for r in readings if r.span.kind is not SpanKind.LOG and not r.is_subject]
        if len(chosen) > READ_SENTENCES:
            chosen = chosen[: READ_SENTENCES - 30] + chosen[-30:]
        rows = [(speaker_of(r.message.role, r.message.visibility), r.span.text) for r in chosen]
        return {chosen[j.number].span.id: j for j in self._reader.read(rows)}

    def _signals(
        self, document: Document, readings: tuple[Reading, ...], judgements: dict[str, SentenceJudgement]
    ) -> tuple[Signal, ...]:
        rules = load_readings(self.folder)
        hits = find_hits(readings, lexicons_for(self.folder, document.language), rules)
        votes: list[Vote] = []
        for hit in hits:
            state = state_of(hit, rules[hit.name])
            if state is None:
                continue
            suffices = rules[hit.name].cue_suffices and state is SignalState.PRESENT
            if suffices or self._stands(hit, state, judgements):
                votes.append(Vote(hit.name, state, hit.reading, cued=True))
        if self._reader is not None:
            for reading in readings:
                judgement = judgements.get(reading.span.id) if says_something(reading.span.text) else None
                for name, state in self._reader.judged(judgement) if judgement is not None else ():
                    if not rules[name].needs_cue:
                        votes.append(Vote(name, state, reading, cued=False))
        return decide_signals(document, votes, rules)

    def _stands(self, hit: Hit, state: SignalState, judgements: dict[str, SentenceJudgement]) -> bool:
        judgement = judgements.get(hit.reading.span.id)
        if judgement is None or self._reader is None or hit.turn not in (Turn.AFFIRMED, Turn.NEGATED):
            return True
        return self._reader.tolerates(judgement, hit.name, state)
