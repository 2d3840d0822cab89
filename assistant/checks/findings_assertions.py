"""Findings on what a customer text asserts in words alone: fixed, a cause, data safe, money back, a secret asked for.

What a sentence asserts is told by `assistant.grounding.find_assertions`; here it is decided what may be asserted. A
text rests on the issue (and public articles): what a line of it asserts may be passed on. Two things a person may add,
that it is fixed and why, in an update that brings just this news (a resolution, a step back): only a person can know.
"""

from functools import lru_cache

from assistant.checks.drafted import Context, Text
from assistant.checks.findings_tone import fix_promise
from assistant.domain import Finding, Role, UpdateKind, Visibility
from assistant.grounding import Assertion, AssertionKind, find_assertions
from assistant.understanding.cues import fold

_NEWS = frozenset({UpdateKind.RESOLUTION, UpdateKind.DE_ESCALATION})
"""Kinds of update that tell the end of a case; written by hand, they may say what no line of the issue says yet."""
_SHARE = 0.5
"""Share of a cause's telling words that one line must hold to count as saying it."""
_STEM, _TELLING = 5, 4


@lru_cache(maxsize=64)
def _read(body: str, language: str) -> tuple[Assertion, ...]:
    return find_assertions(body, language=language)


def _said(text: Text, kind: AssertionKind) -> tuple[Assertion, ...]:
    return tuple(a for a in _read(text.body, text.language) if a.kind is kind)


def _finding(text: Text, id: str, assertion: Assertion) -> Finding:
    return text.context.rules.finding(id, text.where, assertion.sentence[:160])


def _articles(text: Text) -> str:
    rows = (m for m in text.context.matches if m.id in text.public_ids)
    return "\n".join(x for m in rows for x in (m.title, m.snippet, m.resolution) if x)


def _messages(context: Context, *, public_only: bool = False, support: bool = False) -> str:
    """The issue's own words: all of them, only what the customer can read, or only what did not come from them."""
    document = context.document
    if document is None:
        return ""
    kept = (
        s.text
        for s in document.spans
        if (not public_only or document.message_of(s).visibility is Visibility.PUBLIC)
        and (not support or document.message_of(s).role is not Role.CUSTOMER)
    )
    return "\n".join(kept)


def _known(text: Text, sources: str, kind: AssertionKind) -> tuple[Assertion, ...]:
    """Assertions of a kind in what a text may rest on; internal notes are in English whatever the customer writes."""
    document = text.context.document
    languages = dict.fromkeys((document.language if document else text.language, "en"))
    return tuple(a for code in languages for a in _read(sources, code) if a.kind is kind)


def _brings_news(text: Text) -> bool:
    """Whether a person brings news; a drafted text carries the time of its next contact, and knows the issue only."""
    return text.update_kind in _NEWS and text.next_update_at is None


def unconfirmed_cause(text: Text) -> tuple[Finding, ...]:
    """A plain cause that no line states and that is not called confirmed. Example: "because the cache was full"."""
    said = _said(text, AssertionKind.CAUSE)
    if text.context.document is None or not said or _brings_news(text):
        return ()
    sources = f"{_messages(text.context)}\n{_articles(text)}"
    other_language = text.context.document.language != text.language
    known = _known(text, sources, AssertionKind.CAUSE)
    return tuple(
        _finding(text, "T-UNCONFIRMED-CAUSE", a)
        for a in said
        if not text.says("cause_confirmed", fold(a.sentence))
        and not (other_language and known)
        and not _line_says(sources, a)
    )


def _line_says(sources: str, assertion: Assertion) -> bool:
    """Whether one line holds enough of the sentence's telling words."""
    cue = _stems(assertion.quote)
    wanted = _stems(assertion.sentence) - cue or cue
    return any(len(wanted & _stems(line)) >= _SHARE * len(wanted) for line in sources.splitlines() if line.strip())


def _stems(said: str) -> frozenset[str]:
    """Beginnings of the longer words; of a text written without spaces its pairs of characters."""
    low = fold(said)
    spaced = frozenset(w[:_STEM] for w in "".join(c if c.isalnum() else " " for c in low).split() if len(w) >= _TELLING)
    wide = [c for c in low if ord(c) > 0x3000 and c.isalnum()]
    return frozenset(a + b for a, b in zip(wide, wide[1:], strict=False)) if len(wide) > len(low) / 2 else spaced


def unconfirmed_fix(text: Text) -> tuple[Finding, ...]:
    """It is said to be fixed while the issue does not say so. Example: "the import works again"."""
    said = _said(text, AssertionKind.RESOLVED)
    untold = text.update_kind is None and text.next_update_at is None  # by hand, and nobody said what it is for
    if text.context.document is None or not said or untold or _brings_news(text):
        return ()
    if text.context.solved and text.update_kind in _NEWS:
        return ()  # the verdict rests on the words that say so: they may be given back
    sources = f"{_messages(text.context)}\n{_articles(text)}"
    if _known(text, sources, AssertionKind.RESOLVED):
        return ()
    return tuple(_finding(text, "T-UNCONFIRMED-FIX", a) for a in said)


def concession(text: Text) -> tuple[Finding, ...]:
    """Money that no message of ours promised. Example: "we will refund this month"."""
    said = _said(text, AssertionKind.CONCESSION)
    if not said or _known(text, _messages(text.context, support=True), AssertionKind.CONCESSION):
        return ()
    return tuple(_finding(text, "T-CONCESSION", a) for a in said)


def asks_secret(text: Text) -> tuple[Finding, ...]:
    """The customer is asked for a secret. Example: "please send us your password"."""
    return tuple(_finding(text, "T-ASKS-SECRET", a) for a in _said(text, AssertionKind.CREDENTIAL_REQUEST))


def guarantee(text: Text) -> tuple[Finding, ...]:
    """Something promised for certain; a repair within a time is a promised fix. Example: "we guarantee it holds"."""
    said = _said(text, AssertionKind.GUARANTEE)
    if not said:
        return ()
    told = {f.quote.strip(" \t\n*#>-") for f in fix_promise(text)}
    out = []
    for a in said:
        if a.sentence[:160] not in told:
            of_a_fix = text.says("fix_word", fold(a.sentence))
            out.append(_finding(text, "T-FIX-PROMISE" if of_a_fix else "T-GUARANTEE", a))
    return tuple(out)


def data_claim(text: Text) -> tuple[Finding, ...]:
    """Data said to be safe, lost or seen while no line says so. Example: "no data was exposed"."""
    said = _said(text, AssertionKind.DATA_STATE)
    if text.context.document is None or not said:
        return ()
    known = _known(text, f"{_messages(text.context)}\n{_articles(text)}", AssertionKind.DATA_STATE)
    return tuple(_finding(text, "T-DATA-CLAIM", a) for a in said if not any(k.negated is a.negated for k in known))


def internal_term(text: Text) -> tuple[Finding, ...]:
    """Our severity codes, tiers and clocks, which the customer did not use. Example: "this is a SEV2 for us"."""
    public = text.context.public_text
    return tuple(
        _finding(text, "L-INTERNAL-TERM", a)
        for a in _said(text, AssertionKind.INTERNAL_TERM)
        if fold(a.quote) not in public
    )


def others_affected(text: Text) -> tuple[Finding, ...]:
    """Other customers are said to have it too, which no public line says. Example: "several customers are affected"."""
    said = _said(text, AssertionKind.OTHERS_AFFECTED)
    if text.context.document is None or not said:
        return ()
    public = f"{_messages(text.context, public_only=True)}\n{_articles(text)}"
    if _known(text, public, AssertionKind.OTHERS_AFFECTED):
        return ()
    return tuple(_finding(text, "L-OTHERS-AFFECTED", a) for a in said)


ASSERTION_CHECKS = (
    unconfirmed_cause,
    unconfirmed_fix,
    concession,
    asks_secret,
    guarantee,
    data_claim,
    internal_term,
    others_affected,
)
"""All of them; each is one check of a customer text."""
