# ruff: noqa: E501  (patterns read better whole)
"""What a sentence of an update does: it says that something is open, what we do, what the customer can do, when we write.

Read by person and form, not by lists of deeds: a clause with us or a team of ours as its subject tells what we do, unless
its verb thanks, feels, knows, wants or writes, which are few; a clause that begins with an order, or says what can be
done and not by us, tells what to do meanwhile; a question word or a reason beside a negation or a "yet" tells what is
open. A clause without any of these that shares words with the issue tells what is known.

Words in quotation marks are an error message or a button: they share words with the issue and do nothing.
The keys are those of `knowledge/lexicon/drafts/`; `en.toml` says what each means.
"""

import re
from functools import lru_cache

from assistant.checks.drafted import Text
from assistant.checks.findings_times import is_dated, written_moments

_QUOTED = re.compile(
    r"\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”|„[^“”\n]{1,80}[“”]|«[^»\n]{1,80}»|「[^」\n]{1,60}」|‘[^’\n]{3,80}’"
)
_CLAUSE = re.compile(r"[,;:](?=\s|$)|\s[-–—]\s|—|[()（）；：]|[.!?](?=\s)")
_AHEAD, _BEHIND = 3, 2
"""Words after and before a subject among which its verb stands, an adverb or two between."""
_PREDICATE, _TAIL = 10, 2
"""Characters before the ending of a Japanese verb that name what is done, and after it up to the full stop."""
_STEM = 5
"""Letters by which a word of the text and one of the issue are taken for the same ("printing", "printed")."""
_SALUTATION = 6
"""Most words of a salutation, a closing or a signature."""
_SHARED = 2
"""Words shared with the issue by which a clause speaks of the matter."""


def length(text: Text, part: str) -> int:
    """Words of a part of the text; where words are not told apart, two characters count as one."""
    if text.spaced:
        return len(re.findall(r"\w+", part))
    return len(re.findall(r"\w", part)) // 2


def unquoted(low: str) -> str:
    """A sentence with its quotations blanked."""
    return _QUOTED.sub(" … ", low)


def clauses(text: Text, low: str) -> tuple[str, ...]:
    """The clauses of a sentence, cut at punctuation. Japanese carries its predicate at the end and stays whole."""
    plain = unquoted(low)
    if not text.spaced:
        return (plain,)
    return tuple(c.strip() for c in _CLAUSE.split(plain) if c.strip())


def announces(text: Text, low: str) -> bool:
    """Whether a sentence says when we write next: contact, and a time that is to come."""
    if not text.says("contact", low):
        return False
    if not text.says("u_next", low):
        return _lies_ahead(text, low)
    return is_dated(low) or text.says("relative_time", low)


def _lies_ahead(text: Text, low: str) -> bool:
    now = text.context.now
    return now is not None and now.tzinfo is not None and any(m > now for m in written_moments(low))


def acts(text: Text, low: str) -> frozenset[str]:
    """What one folded sentence answers: unknown, doing, meanwhile, know; empty for courtesies, questions, owner's lines.

    Example: "We compared both files; the cause is still open." answers doing and unknown.
    """
    if _is_line_of_letter(text, low):
        return frozenset()
    plain = unquoted(low)
    if low.rstrip().endswith(("?", "？")):
        return frozenset({"meanwhile"} if text.says("u_asked_of", plain) else ())
    parts = clauses(text, low)
    told = [_clause_acts(text, part) for part in parts]
    found = set().union(*told)
    if "at work" in found:
        # "we are sorry that it keeps you from working" is no work of ours
        found = found - {"at work"} | (set() if text.says("courtesy", plain) else {"doing"})
    if announces(text, plain):
        found -= {"doing", "meanwhile"}
    elif "meanwhile" not in found and _open(text, plain):
        found.add("unknown")
    if text.says("u_owner", plain):
        found -= {"doing"}
    if _knows(text, low, parts, told, found):
        found.add("know")
    return frozenset(found)


def _is_line_of_letter(text: Text, low: str) -> bool:
    """Whether it is a salutation, a closing or a name: short, and no sentence by its end."""
    end = low.rstrip()
    if not text.spaced:
        closed = end.endswith(("。", "！", "？")) or re.search(r"(?:です|ます|した|ません)$", end)
        return end.endswith(("様", "御中", "殿", "先生")) or not closed and length(text, low) <= 2 * _SALUTATION
    if end[-1:] == ",":
        return length(text, low) <= _SALUTATION
    if end[-1:] in '.!?:;)"”»' or re.match(r"\s*[-*•\d]", low):
        return False
    return (
        length(text, low) <= _SALUTATION or text.folded.rstrip().endswith(end) and length(text, low) <= 2 * _SALUTATION
    )


def _clause_acts(text: Text, part: str) -> set[str]:
    if _orders(text, part):
        return set() if _spares(text, part) else {"meanwhile"}
    if _says_unknown(text, part):
        rest = text.words.pattern("u_unknown").sub(" ", part)
        busy = text.says("u_doing", rest) or text.says("at_work", rest)
        return {"unknown", "doing"} if busy else {"unknown"}
    if (text.says("u_meanwhile", part) or _can_be_done(text, part)) and not _spares(text, part):
        return {"meanwhile", "doing"} if _works(text, part) else {"meanwhile"}
    noticed = text.words.pattern("u_found").search(part)
    if noticed is not None:
        if not text.spaced:
            return set()
        part = part[noticed.end() :]
    if _works(text, part) or text.says("u_doing", part) and not text.says("courtesy", part):
        return {"doing"}
    return {"at work"} if text.says("at_work", part) else set()


def _says_unknown(text: Text, part: str) -> bool:
    """Whether a clause says that something is open; of a symptom ("no slips are printed any more") it is not."""
    if _open(text, part):
        return True
    if not text.says("u_unknown", part) or text.says("no_news", part) and not text.says("why", part):
        return False
    return text.says("u_learn", part) or text.says("why", part) or matter(text, part) == 0


def _open(text: Text, part: str) -> bool:
    """Whether a reason stands beside a negation or a "yet", or a question word begins what has one."""
    if _confirmed(text, part):
        return False
    asked = text.words.pattern("u_asked").match(_headed(text, part)) is not None
    if not asked and not text.says("why", part):
        return False
    rest = text.words.pattern("u_asked" if asked else "why").sub(" ", part)
    return text.says("open_yet", rest)


def _confirmed(text: Text, part: str) -> bool:
    """Whether a cause is said to be confirmed, and not that it is not."""
    for match in text.words.pattern("cause_confirmed").finditer(part):
        before = " ".join(part[: match.start()].split()[-2:]) if text.spaced else ""
        if not text.says("u_not", f"{before} {match.group()}"):
            return True
    return False


def _works(text: Text, part: str) -> bool:
    """Whether we or a team of ours do something in a clause that is more than thanking, knowing, wanting or writing."""
    if not text.spaced:
        return _ends_in_work(text, part)
    for subject in text.words.pattern("u_team").finditer(part):
        near = _window(part, subject.start(), subject.end())
        if (near.strip() != subject.group() or _is_verb(text, near)) and not text.says("u_aside", near):
            return True
    return False


def _ends_in_work(text: Text, part: str) -> bool:
    """Japanese: whether the predicate at the end is a polite form of doing, of no courtesy and no state."""
    ends = list(text.words.pattern("u_team").finditer(part))
    if not ends or len(part.rstrip(" 。")) - ends[-1].end() > _TAIL:
        return False
    return not text.says("u_aside", part[max(0, ends[-1].start() - _PREDICATE) :])


def _is_verb(text: Text, word: str) -> bool:
    """Whether the subject is in the verb itself, as in "revisamos"."""
    return text.language.split("-")[0] in ("es", "it", "pt") and " " not in word.strip()


def _window(part: str, start: int, end: int) -> str:
    before = re.findall(r"\S+\s*", part[:start])[-_BEHIND:]
    after = re.findall(r"\s*\S+", part[end:])[:_AHEAD]
    return "".join(before) + part[start:end] + "".join(after)


def _headed(text: Text, part: str) -> str:
    """A clause from its first telling word on: "please", "until then", "and" left out."""
    lead = text.words.pattern("u_lead")
    head = part.lstrip(" *_-•・>")
    while (match := lead.match(head)) and match.end():
        head = head[match.end() :].lstrip(" ,")
    return head


def _orders(text: Text, part: str) -> bool:
    return text.words.pattern("u_order").match(_headed(text, part)) is not None


def _spares(text: Text, part: str) -> bool:
    """Whether it only spares the customer something done before ("you need not repeat it")."""
    return text.says("u_spared", part) and text.says("u_not", part)


def _can_be_done(text: Text, part: str) -> bool:
    """Whether a clause says what can be done, and not by us."""
    for able in text.words.pattern("u_able").finditer(part):
        before, after = part[: able.start()], part[able.end() :].split()
        if text.says("u_team", before if text.spaced else "") or text.says("u_team", " ".join(after[:2])):
            continue
        if not text.says("u_not", " ".join((*before.split()[-2:], able.group(), *after))):
            return True
    return False


def _knows(text: Text, low: str, parts: tuple[str, ...], told: list[set[str]], found: set[str]) -> bool:
    """Whether a sentence tells of the matter: it says so, or a clause that does nothing else shares words with the issue."""
    plain = unquoted(low)
    if announces(text, plain) or length(text, low) < 4:
        return False
    if text.says("u_owner", plain) and matter(text, low) < 2 * _SHARED:
        return False
    if text.says("no_news", plain) and not _confirmed(text, plain):
        return False
    courteous = text.says("courtesy", plain)
    said = _confirmed(text, plain) or not courteous and _says_known(text, plain)
    if not found:
        said = said or not courteous and text.says("u_back", plain)
        enough = 3 if courteous else 1 if said else _SHARED
        return text.context.document is None or matter(text, low) >= enough or _confirmed(text, plain)
    if said and "meanwhile" not in found and (text.context.document is None or matter(text, low) >= 1):
        return True
    if not text.spaced:
        return False
    idle = " ".join(_idle(text, parts, told))
    return length(text, idle) >= 4 and matter(text, idle) >= 2 * _SHARED


def _says_known(text: Text, plain: str) -> bool:
    """Whether it says that we know, and not that we do not."""
    for match in text.words.pattern("u_know").finditer(plain):
        around = " ".join((*plain[: match.start()].split()[-2:], match.group(), *plain[match.end() :].split()[:2]))
        if not text.says("u_not", around if text.spaced else match.group()):
            return True
    return False


def _idle(text: Text, parts: tuple[str, ...], told: list[set[str]]) -> list[str]:
    """Clauses that do nothing themselves and do not hang on one that does ("if", "so that", "which")."""
    out, busy = [], False
    for part, acting in zip(parts, told, strict=True):
        if acting:
            busy = True
        elif text.words.pattern("u_turn").match(part) or not busy and not text.words.pattern("u_hang").match(part):
            out.append(part)
            busy = False
    return out


@lru_cache(maxsize=64)
def _stems(written: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the telling words, and the numbers and codes, of a folded text."""
    words = re.findall(r"[^\W\d_]{4,}", written)
    return frozenset(w[:_STEM] for w in words), frozenset(re.findall(r"[a-z]*-?\d[\w.,:/-]*\w|\d", written))


@lru_cache(maxsize=64)
def _pieces(written: str) -> frozenset[str]:
    """Pairs of kanji, threes of katakana and whole numbers of a text that writes no spaces."""
    runs = re.findall(r"[一-龯々]{2,}", written)
    kana = re.findall(r"[ァ-ヴー]{3,}", written)
    pairs = {r[i : i + 2] for r in runs for i in range(len(r) - 1)}
    threes = {k[i : i + 3] for k in kana for i in range(len(k) - 2)}
    return frozenset(pairs | threes | set(re.findall(r"[a-z]+|\d+", written)))


def matter(text: Text, low: str) -> int:
    """How many telling words and numbers a part shares with what the customer can read of the issue.

    A number or a code counts twice, since it is rarely shared by chance. Where no issue is given, only numbers count.
    """
    public = text.context.public_text
    if not public:
        return 3 * len(re.findall(r"\d+", low))
    if not text.spaced:
        usual = text.words.pattern("u_small")
        shared = {p for p in _pieces(low) & _pieces(public) if not usual.fullmatch(p)}
        return len(shared)
    small = text.words.pattern("u_small")
    words = {w for w in re.findall(r"[^\W\d_]{4,}", low) if not small.fullmatch(w)}
    stems, numbers = _stems(public)
    mine = set(re.findall(r"[a-z]*-?\d[\w.,:/-]*\w|\d", low))
    return len({w[:_STEM] for w in words} & stems) + 2 * len({n for n in mine & numbers if len(n) > 1})
