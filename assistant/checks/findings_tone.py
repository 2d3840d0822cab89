"""Findings on tone: no blame, no speculation (S1 §3), no promise of a fix date or a feature (X13).

A promise is also a state that will hold by a day ("the looms run again on 28 November"), whatever its verb.

A fault is told by what comes together in one sentence (a doer and a failing; a guess and a cause; a remedy and a future
date), so that words nobody listed in this order are found as well. The words are data: `knowledge/lexicon/drafts/`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from assistant.checks.acts import acts, clauses
from assistant.checks.drafted import Text
from assistant.domain import Finding
from assistant.grounding.vocabulary import vocabulary

_ISO = re.compile(r"(?<!\d)(?P<y>20\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)")
_KANJI = re.compile(r"(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日")
_DOTTED = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>20\d\d))?(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.,:])(?P<d>\d{1,2})(?:\.|er|º|st|nd|rd|th)?\s(?:de |of |di )?(?P<name>[^\W\d_]{3,10})")
_MONTH_FIRST = re.compile(r"(?P<name>[^\W\d_]{3,10})\s(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d:.])")
_FAR = 270
"""Days ahead up to which a day without a year is taken for a coming one; beyond that it is last year's."""


def _days(low: str, now: date, months: Mapping[str, int]) -> tuple[int, ...]:
    """Days from now to each day of the calendar that is written, as a coming or a past one."""
    out = []
    for pattern in (_ISO, _KANJI, _DOTTED, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(low):
            g = match.groupdict()
            month = int(g["m"]) if g.get("m") else months.get(g.get("name") or "")
            if month is None:
                continue
            try:
                ahead = (date(int(g.get("y") or now.year), month, int(g["d"])) - now).days
            except ValueError:
                continue
            if not g.get("y"):
                ahead += 365 if ahead < _FAR - 365 else -365 if ahead > _FAR else 0
            out.append(ahead)
    return tuple(out)


def _where(text: Text, id: str, faulty: Callable[[str], bool]) -> tuple[Finding, ...]:
    return tuple(
        text.context.rules.finding(id, text.where, sentence[:160])
        for sentence, low in text.own_sentences
        if faulty(low)
    )


def blame(text: Text) -> tuple[Finding, ...]:
    """Blame on the customer, a colleague or a vendor; owning up to one's own fault is none.

    Example: "our developers broke it".
    """

    def faulty(low: str) -> bool:
        if text.says("own_side", low):
            return False
        if text.says("blame_act", low) or text.says("fault_noun", low):
            return True
        return text.says("fault_act", low) and text.says("doer", low)

    return _where(text, "T-BLAME", faulty)


def speculation(text: Text) -> tuple[Finding, ...]:
    """A guessed cause. Example: "this is probably caused by the last release"."""

    def faulty(low: str) -> bool:
        if text.says("cause_confirmed", low) or text.says("not_guessed", low) or low.rstrip().endswith(("?", "？")):
            return False
        if text.says("hedge", low):
            return True
        return text.says("weak_hedge", low) and text.says("cause_word", low)

    return _where(text, "T-SPECULATION", faulty)


def fix_promise(text: Text) -> tuple[Finding, ...]:
    """A promised fix date; next-update times are no such promise. Example: "will be fixed by Friday"."""
    now = text.context.now
    months = vocabulary(text.language.split("-")[0], "en").months

    def faulty(low: str) -> bool:
        days = _days(low, now.date(), months) if now is not None else ()
        ahead = any(d >= 0 for d in days)
        latest = text.says("at_latest", low)
        if text.says("not_promised", low) or days and not ahead and not latest:
            return False
        if text.says("u_meanwhile", low) and not text.says("will_word", low):
            return False
        past = text.says("past_mark", low) and not latest and not ahead
        if not past and text.says("fix_word", low) and text.says("future_time", low):
            return True
        # NOTE: a day from which something holds ("da lunedì") reads like one since which it did
        if not (latest or ahead) and text.says("past_mark", text.words.pattern("onset").sub(" ", low)):
            return False
        return any(_state_promised(text, part, bool(days), ahead) for part in clauses(text, low))

    return _where(text, "T-FIX-PROMISE", faulty)


def _state_promised(text: Text, part: str, dated: bool, ahead: bool) -> bool:
    """Whether a clause says what will be well by a day or from one on, and speaks of no work or message of ours."""
    plain = text.words.pattern("outcome").sub(" ", part)
    if dated and not ahead or text.says("contact", plain):
        return False
    if any(text.says(key, part) for key in ("supposed", "u_owner", "u_not")):
        return False
    coming = ahead or text.says("will_word", part) or (not text.spaced and text.says("at_latest", part))
    if not coming or text.spaced and "doing" in acts(text, part):
        return False
    well = text.says("outcome", part) and (text.says("future_time", part) or ahead)
    return well or text.says("onset", part) and text.says("will_word", part) and text.says("brings", part)


def roadmap(text: Text) -> tuple[Finding, ...]:
    """A feature promised for a release or a season. Example: "planned for our Q2 release"."""

    def faulty(low: str) -> bool:
        if text.says("past_mark", low):
            return False
        return text.says("roadmap", low) or any(_for_a_season(text, part) for part in clauses(text, low))

    return _where(text, "T-ROADMAP", faulty)


def _for_a_season(text: Text, part: str) -> bool:
    """Whether a clause says that something comes with a season or an edition, and not whether or if."""
    if any(text.says(key, part) for key in ("supposed", "contact", "u_not", "not_promised")):
        return False
    return text.says("season", part) and text.says("brings", part)
