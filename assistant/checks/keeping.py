"""Whether a reworded text still says what the old one said: nothing added, nothing promised lost, nothing that acts.

The old text is the only source: every claim of the new one must stand in it, and its own claims, promised times,
headings, labels, severity, placeholders and marks must stand in the new one. A translation keeps all of that but names
and quoted words, which it may put into the other language.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from assistant.checks.drafted import split_sentences
from assistant.checks.findings_markup import acting, open_places
from assistant.checks.findings_times import names_zone, written_moments
from assistant.checks.firms import firm_words, named_firms
from assistant.checks.naming import Ordinary, usual_words
from assistant.checks.written_brief import SEVERITY, TITLES, BriefText
from assistant.domain import Finding
from assistant.grounding import AssertionKind, ClaimKind, Ground, Miss, find_assertions
from assistant.inert import one_line
from assistant.redaction import redact
from assistant.resources import shipped
from assistant.understanding.cues import fold

_TRANSLATED = frozenset({ClaimKind.NAME, ClaimKind.QUOTE})
"""Kinds of claims that a translation may put into other words."""
_SEVERITY_CODE = re.compile(r"(?i)(?<!\w)(?:SEV[- ]?[1-4]|P[1-4])(?!\w)")
_MARK = re.compile(r"(?i)\(unverified\b")
_COVERED = re.compile(r"<(SECRET|CARD|IBAN|NATIONALID)_\d{1,6}>")
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d{1,6}>")
_WIDE = r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]"
_SEAM = re.compile(
    rf"(?<={_WIDE})(?=[A-Za-z(])|(?<=[A-Za-z0-9)])(?=(?![年月日時分秒]){_WIDE})|(?<={_WIDE})(?=\d+[.:]\d)|(?<=\d)(?=\()"
)
_FULL_WIDTH = str.maketrans("（）：，．", "():,.")
_LEAST = 0.2
"""Share of the old text's length below which nothing of it can be left (house default)."""
_KEPT_FINDINGS = (
    "T-",
    "L-",
    "U-QUESTION-",
    "U-NO-OWNER",
    "U-NEXT-",
    "U-PLACEHOLDER",
    "B-SECTION",
    "B-NO-DEADLINE",
    "B-ASK",
    "B-SEVERITY",
    "B-STEP",
    "B-IMPACT",
    "B-PLACEHOLDER",
)
"""Findings that a rewording must not bring about. Length, reading ease and the like are what it is asked to change."""
_KEPT_TRANSLATED = ("T-", "L-")
_SIGNED_LINES, _SIGNED_WORDS = 3, 6
"""Where and how long a signature is at most (house default)."""
_MOST = 6
_ENOUGH_WORDS = 8
"""Words from which a text's language can be told (house choice, as for a worded update)."""


def unlike(
    old: str,
    new: str,
    kind: str,
    before: Iterable[Finding],
    after: Iterable[Finding],
    *,
    wanted: str | None,
    language_of: Callable[[str], str],
) -> str | None:
    """In one line, what a rewording of a `brief` or `update` changed beyond the words; None where nothing.

    `before` and `after` are the findings on both texts. `wanted` is the language it was to be translated into, None
    where it keeps its own.
    """
    language = language_of(old)
    new_language = language_of(new) if _enough(new) else wanted or language
    if new_language != (wanted or language):
        return told((f"it is in the wrong language ({new_language} for {wanted or language})",))
    usual = usual_words(shipped("knowledge") / "lexicon", language.split("-")[0])
    words = Ordinary(usual, "", f"{old}\n{new}", frozenset(), compounds=False)
    known = firm_words(language.split("-")[0]).known
    held = Ordinary(usual, fold(old), new, frozenset(), compounds=new_language == "de")
    firms = [
        n.name for s in split_sentences(new) for n in named_firms(s, new_language.split("-")[0], held, elsewhere=False)
    ]
    found = changes(
        old,
        new,
        kind,
        language=language,
        new_language=new_language,
        ordinary=lambda w: fold(w) in known or words.is_one(w),
    )
    both = usual | usual_words(shipped("knowledge") / "lexicon", new_language.split("-")[0]) | known
    found = (*found, *_signers(old, new, both, translated=new_language != language))
    found = (*found, *(f"{_shown(n)} (a firm) is new" for n in dict.fromkeys(firms)))
    found = found or new_findings(before, after, translated=new_language != language)
    return told(found) if found else None


def _enough(text: str) -> bool:
    """Whether a text is long enough for its language to be told."""
    return len(text.split()) >= _ENOUGH_WORDS or not text.isascii()


def changes(
    old: str, new: str, kind: str, *, language: str, new_language: str, ordinary: Callable[[str], bool]
) -> tuple[str, ...]:
    """What the new text changed, each in a few words; empty where nothing.

    `language` is the old text's, `new_language` the new one's; `ordinary` tells words that name nobody.
    """
    translated = language != new_language
    if len(new.strip()) < _LEAST * len(old.strip()):
        return ("most of the text is gone",)
    found = [
        *_claims(old, new, language, new_language, ordinary),
        *_assertions(old, new, language, new_language),
        *_moments(old, new),
        *_form(old, new, kind),
        *_places(old, new),
    ]
    if not translated and _zoned(old) and not _zoned(new):
        found.append("the time zone is gone")
    return tuple(dict.fromkeys(found))


def new_findings(before: Iterable[Finding], after: Iterable[Finding], *, translated: bool) -> tuple[str, ...]:
    """Findings that the new text has more of than the old one, of kinds that a rewording must not bring about."""
    kept = _KEPT_TRANSLATED if translated else _KEPT_FINDINGS
    had = Counter(f.id for f in before)
    out = []
    for finding in after:
        if not finding.id.startswith(kept):
            continue
        if had[finding.id] > 0:
            had[finding.id] -= 1
            continue
        said = f"{finding.id}: {one_line(finding.message).rstrip('.')}"
        out.append(f"{said} {_shown(finding.quote)}" if finding.quote else said)
    return tuple(out)


def told(found: tuple[str, ...]) -> str:
    """The changes in one line."""
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"the model changed what the text says, so it stands as it was: {'; '.join(found[:_MOST])}{more}."


def _claims(old: str, new: str, language: str, new_language: str, ordinary: Callable[[str], bool]) -> Iterator[str]:
    translated = language != new_language
    old, new = _loosened(old), _loosened(new)
    added = Ground({"old": old}, language=language).misses(new, language=new_language)
    gone = Ground({"new": new}, language=new_language).misses(old, language=language)
    for misses, what in ((added, "is new"), (gone, "is gone")):
        for miss in misses:
            if not (translated and _translatable(miss)) and not _free(miss, ordinary):
                yield f"{_shown(miss.claim.text)} ({miss.claim.kind.value}) {what}"


def _translatable(miss: Miss) -> bool:
    """Whether a translation may put it otherwise: names, quoted words, and a weekday (its date is looked at)."""
    words = miss.claim.text
    return miss.claim.kind in _TRANSLATED or (miss.claim.kind is ClaimKind.DATE and not any(c.isdigit() for c in words))


def _loosened(text: str) -> str:
    """The text with a space where a script without spaces meets Latin letters and digits, so that codes stand free."""
    return _SEAM.sub(" ", text.translate(_FULL_WIDTH)) if not text.isascii() else text


def _free(miss: Miss, ordinary: Callable[[str], bool]) -> bool:
    """Whether a claim may come and go: a capitalised ordinary word, a placeholder (looked at elsewhere)."""
    if _PLACEHOLDER.search(miss.claim.text) or _COVERED.search(f"<{miss.claim.text.strip('<>')}>"):
        return True
    return miss.claim.kind is ClaimKind.NAME and all(ordinary(w) for w in re.findall(r"[^\W\d_]{2,}", miss.claim.text))


def _assertions(old: str, new: str, language: str, new_language: str) -> Iterator[str]:
    held = {(a.kind, a.negated) for a in find_assertions(old, language=language)}
    # NOTE: a cause is told by small words that two languages use differently ("with EXP-2107", "EXP-2107により")
    loose = frozenset({AssertionKind.CAUSE}) if language != new_language else frozenset()
    for assertion in find_assertions(new, language=new_language):
        if assertion.kind not in loose and (assertion.kind, assertion.negated) not in held:
            yield f"{_shown(assertion.quote)} ({assertion.kind.value.replace('_', ' ')}) is new"


def _zoned(text: str) -> bool:
    return any(names_zone(s) and written_moments(s) for s in split_sentences(text))


def _signers(old: str, new: str, usual: frozenset[str], *, translated: bool) -> Iterator[str]:
    """Names in the lines that sign a text: ours, to whom the customer turns."""
    signed = {t: [w for line in _closing(t) for w in re.findall(r"[^\W\d_]{2,}", line)] for t in (old, new)}
    for words, other, what in ((signed[old], new, "gone"), (signed[new], old, "new")):
        if translated and what == "new":
            continue
        held = set(re.findall(r"[^\W\d_]+", fold(other)))
        lost = [w for w in words if w[0].isupper() and fold(w) not in held | usual]
        yield from (f"{_shown(w)} (who signs) is {what}" for w in dict.fromkeys(lost))


def _closing(text: str) -> list[str]:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()][-_SIGNED_LINES:]
    return [line for line in lines if len(line.split()) <= _SIGNED_WORDS and line[-1] not in ".!?:,;。！？"]


def _moments(old: str, new: str) -> Iterator[str]:
    still = set(written_moments(new))
    for moment in dict.fromkeys(written_moments(old)):
        if moment not in still:
            yield f"{moment:%Y-%m-%d %H:%M %Z} is gone".replace("  ", " ")


def _form(old: str, new: str, kind: str) -> Iterator[str]:
    """Severity in codes everywhere; in a brief also its sections, its labels and their severity."""
    had, has = ({re.sub(r"[- ]", "", m.upper()) for m in _SEVERITY_CODE.findall(t)} for t in (old, new))
    yield from (f"{code} is gone" for code in sorted(had - has))
    yield from (f"{code} is new" for code in sorted(has - had))
    if kind != "brief":
        return
    before, after = BriefText(old), BriefText(new)
    yield from (f"the section {TITLES.get(s, s)} is gone" for s in before.lines if s not in after.lines)
    yield from (f"the line “{label.capitalize()}” is gone" for label in before.labels if label not in after.labels)
    for section in ("tried", "repro"):
        had_steps, has_steps = len(before.steps(section)), len(after.steps(section))
        if had_steps != has_steps:
            yield f"{TITLES[section]}: {had_steps} steps became {has_steps}"
    levels = [
        m.group().upper() if (m := SEVERITY.search(b.labels.get("severity", ""))) else None for b in (before, after)
    ]
    if levels[0] is not None and levels[0] != levels[1]:
        yield f"the severity {levels[0].capitalize()} is gone"


def _places(old: str, new: str) -> Iterator[str]:
    """Placeholders, marks and what acts: the same in both. A secret of the old text may have become its placeholder."""
    covered = redact(old).counts
    open_old, open_new = set(_open(old)), set(_open(new))
    for place in dict.fromkeys(_open(new)):
        if place not in open_old and not (_COVERED.fullmatch(place) and covered):
            yield (
                f"{place} could not be filled in again" if _PLACEHOLDER.fullmatch(place) else f"{_shown(place)} is new"
            )
    yield from (f"{_shown(p)} is gone" for p in dict.fromkeys(_open(old)) if p not in open_new)
    marks = len(_MARK.findall(new)) - len(_MARK.findall(old))
    if marks:
        yield "a mark “(unverified …)” is " + ("new" if marks > 0 else "gone")
    had = {fold(a.quote) for a in acting(old)}
    yield from (f"{_shown(a.quote)} is new" for a in acting(new) if fold(a.quote) not in had)


def _open(text: str) -> list[str]:
    return [p for p in (*_PLACEHOLDER.findall(text), *open_places(text)) if not _MARK.match(p)]


def _shown(words: str) -> str:
    line = one_line(words)
    return f"“{line[:60]}{'…' if len(line) > 60 else ''}”"
