"""S2's time-boxed workarounds, by the kind of failure: only what nobody has tried yet and what can do no harm."""

from assistant.domain import FactField, SignalName
from assistant.drafting.case import Case
from assistant.drafting.public import PublicVoice, manner

IN_PARTS = ("export", "import", "upload")
_HARMLESS_TO_REPEAT = (*IN_PARTS, "dashboard", "search")
"""Functions where trying again costs nothing. Payments and messages are not among them: they would go out twice."""
_BARRED = (
    SignalName.DATA_LOSS,
    SignalName.SECURITY_EXPOSURE,
    SignalName.FEATURE_GAP,
    SignalName.WORKAROUND_UNWORKABLE,
    SignalName.FIX_FAILED,
    SignalName.REPRODUCED_INTERNALLY,
)
"""Where an interim way may do harm, was called unworkable, or cannot help since the fault shows anywhere."""


def _tried(case: Case, key: str) -> bool:
    """Whether steps taken or ways in use are of this kind."""
    facts = (*case.extraction.values(FactField.TRIED), *case.extraction.values(FactField.WORKAROUND))
    told = [f.value for f in facts] + [s.text for f in facts for e in f.evidence for s in case.quotes.spans_of(e)]
    return any(t.cues[key].search(text) for t in case.tongues for text in told)


def time_boxed(case: Case) -> tuple[str, ...]:
    """Keys of the templates to offer, two at most; none rather than what was tried, failed or is called too slow."""
    extraction = case.extraction
    if manner(case) != "trouble" or any(extraction.has(n) for n in _BARRED):
        return ()
    function = PublicVoice(case).function_key(case.templates.pick(case.document.language))
    often = {f.value.casefold() for f in case.quotes.facts(FactField.FREQUENCY)}
    out = []
    if function in _HARMLESS_TO_REPEAT and any("intermittent" in value for value in often):
        out.append("retry")
    if function in IN_PARTS:
        out += ["batching", "format"]
    return tuple(key for key in out if not _tried(case, key))[:2]
